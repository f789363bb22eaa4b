"""Set-up: eight steps that can each be skipped, kept where one left them, and the same pages as tabs afterwards."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from groups.actions import open_group
from members.models import Company, Invitation, Member
from notifications.smtpd import Sink, serving
from peergroups.machine import any_port
from programs.actions import change_program, found_program
from programs.models import Program, Track, User
from programs.tenancy import inside

PAGE = "/p/heartland/setup/"
STEPS = ["look", "tracks", "expectations", "units", "mail", "people", "preview", "invite"]
LOOK = {"name": "North Circle", "promise": "Honest peers", "about": "", "contact": "", "accent": "teal"}


@pytest.fixture
def north(world) -> SimpleNamespace:
    """A program that was founded a moment ago, and its admin's browser."""
    ada = User.objects.create_user("ada@north.example", "Ada North")
    program = found_program(by=ada, name="North", slug="north")
    browser = Client()
    browser.force_login(ada)
    return SimpleNamespace(program=program, admin=ada, browser=browser)


def fresh(program: Program) -> Program:
    return Program.objects.get(pk=program.pk)


def step(name: str) -> str:
    return f"/p/north/setup/{name}/"


def tracks_of(program: Program, admin: User) -> dict[str, Track]:
    with inside(program, admin):
        return {track.name: track for track in Track.objects.all()}


# -- the first run


def test_every_step_can_be_skipped_and_leads_to_the_next(north):
    for number, name in enumerate(STEPS):
        assert north.browser.get("/p/north/setup/").headers["Location"] == step(name)
        assert north.browser.get(step(name)).status_code == 200
        answer = north.browser.post(step(name), {"skip": "yes"})
        expected = step(STEPS[number + 1]) if number < 7 else "/p/north/setup/"
        assert answer.headers["Location"] == expected
    assert north.browser.get("/p/north/setup/").status_code == 200


def test_one_comes_back_to_where_one_left(north):
    for name in STEPS[:3]:
        north.browser.post(step(name), {"skip": "yes"})
    assert north.browser.get("/p/north/setup/").headers["Location"] == step("units")
    north.browser.post(step("look"), {"skip": "yes"})
    assert fresh(north.program).set_up_step == 3, "an earlier step does not lead back"


def test_from_founding_to_the_first_invitation_takes_ten_presses(north):
    """Two forms before (the start and the code), then these eight."""
    presses = 0
    for name in STEPS[:-1]:
        north.browser.post(step(name), {"skip": "yes"})
        presses += 1
    typed = {"name": "Dana Lee", "email": "dana@lee.example", "company": "Lee IT"}
    answer = north.browser.post(step("invite"), typed, follow=True)
    presses += 1
    assert "The invitation of Dana Lee is on its way to dana@lee.example." in answer.content.decode()
    assert presses == 8
    with inside(north.program, north.admin):
        member = Member.objects.select_related("company").get()
        assert (member.name, member.company.name) == ("Dana Lee", "Lee IT")
        assert Invitation.objects.get().pk == member.invitation_id


def test_the_overview_says_what_is_set_and_what_comes_next(north):
    Program.objects.filter(pk=north.program.pk).update(set_up_step=8)
    read = north.browser.get("/p/north/setup/").content.decode()
    for words in (
        "Your first group".lower(),
        "Owners, Service managers",
        "Our default answers",
        "Miles, 12-hour clock, USD",
    ):
        assert words in read
    with inside(north.program, north.admin):
        open_group(by=north.admin, track=Track.objects.first(), name="Owners 1")
    assert "your first group" not in north.browser.get("/p/north/setup/").content.decode()


def test_afterwards_the_steps_are_tabs_without_skipping(north):
    Program.objects.filter(pk=north.program.pk).update(set_up_step=8)
    read = north.browser.get(step("units")).content.decode()
    assert "Overview" in read
    assert 'name="skip"' not in read
    answer = north.browser.post(step("look"), LOOK)
    assert answer.headers["Location"] == step("look"), "one stays on the tab"


# -- each step


def test_name_and_look_are_seen_by_visitors_at_once(north):
    answer = north.browser.post(step("look"), LOOK | {"contact": "join@north.example"})
    assert answer.headers["Location"] == step("tracks")
    read = Client().get("/p/north/").content.decode()
    for words in ("Honest peers", "North Circle", 'data-accent="teal"', "mailto:join@north.example"):
        assert words in read


def test_the_founders_address_is_proposed_and_published_only_when_saved(north):
    assert 'value="ada@north.example"' in north.browser.get(step("look")).content.decode()
    north.browser.post(step("look"), {"skip": "yes"})
    assert "ada@north.example" not in Client().get("/p/north/").content.decode()


def test_the_preview_follows_what_is_typed_and_saves_nothing(north):
    answer = north.browser.get(step("look"), LOOK, headers={"HX-Request": "true"})
    read = answer.content.decode()
    assert read.strip().startswith('<section class="preview')
    assert "Honest peers" in read
    assert 'data-accent="teal"' in read
    assert fresh(north.program).promise == ""


def test_tracks_are_renamed_added_and_removed(north):
    page = north.browser.get(step("tracks")).content.decode()
    values = dict(re.findall(r'name="(track-\d+-(?:key|name))" value="([^"]*)"', page))
    owner = re.search(r'name="(track-\d+)-name" value="Owners"', page)[1]
    gone = re.search(r'name="(track-\d+)-name" value="COOs"', page)[1]
    typed = values | {f"{owner}-name": "Principals", f"{owner}-for_owners": "on", f"{gone}-gone": "on",
                      "track-6-name": "vCIOs"}  # fmt: skip
    assert north.browser.post(step("tracks"), typed).headers["Location"] == step("expectations")
    tracks = tracks_of(north.program, north.admin)
    assert list(tracks) == [
        "Principals",
        "Service managers",
        "Project managers",
        "Security",
        "Triage and dispatch",
        "vCIOs",
    ]
    assert [name for name, track in tracks.items() if track.for_owners] == ["Principals"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"track-1-name": "owners"}, "There is a track named owners already."),
        ({"track-0-name": ""}, "A track needs a name."),
        ({"track-0-gone": "on"}, "Owners has groups or members."),
        ({"track-6-name": "x" * 61}, "at most 60"),
        ({"track-6-name": "a\0b"}, "Null characters"),
        ({"track-0-key": "nonsense"}, "This row is out of date."),
        ({"track-0-key": "00000000-0000-0000-0000-000000000000"}, "removed in the meantime"),
    ],
)
def test_wrong_tracks_are_told_at_their_row_and_nothing_is_saved(north, change, words):
    with inside(north.program, north.admin):
        open_group(by=north.admin, track=Track.objects.get(name="Owners"), name="Owners 1")
    page = north.browser.get(step("tracks")).content.decode()
    values = dict(re.findall(r'name="(track-\d+-(?:key|name))" value="([^"]*)"', page))
    typed = values | {"track-3-name": "Renamed"} | change
    answer = north.browser.post(step("tracks"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Renamed" in answer.content.decode()
    assert "Renamed" not in tracks_of(north.program, north.admin)


def test_only_words_that_differ_from_ours_are_kept(north):
    page = north.browser.get(step("expectations"))
    typed = {field.html_name: field.value() for field in page.context["form"]}
    north.browser.post(step("expectations"), typed | {"cost": "$100 a month", "homework": ""})
    assert fresh(north.program).expectations == {"cost": "$100 a month"}
    assert "$100 a month" in Client().get("/p/north/").content.decode()


@pytest.mark.parametrize(("typed", "words"), [("x" * 1201, "at most 1200"), ("a\0b", "Null characters")])
def test_answers_that_cannot_be_kept_come_back(north, typed, words):
    answer = north.browser.post(step("expectations"), {"cost": typed, "homework": "Kept here"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Kept here" in answer.content.decode()


def test_units_are_written_down(north):
    typed = {"distance": "km", "clock": "24", "date_order": "dmy", "currency": "EUR", "zone": "Europe/Berlin"}
    assert north.browser.post(step("units"), typed).headers["Location"] == step("mail")
    program = fresh(north.program)
    assert {name: getattr(program, name) for name in typed} == typed


@pytest.mark.parametrize(
    ("wrong", "field"), [({"zone": "Mars/Base"}, "zone"), ({"currency": "XXX"}, "currency"), ({"clock": "13"}, "clock")]
)
def test_units_that_are_none_are_refused(north, wrong, field):
    typed = {"distance": "km", "clock": "24", "date_order": "dmy", "currency": "EUR", "zone": "Europe/Berlin"}
    answer = north.browser.post(step("units"), typed | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_the_mail_test_really_sends(north, settings, tmp_path):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", any_port(2525)
    with serving(Sink(tmp_path), settings.EMAIL_HOST, settings.EMAIL_PORT):
        answer = north.browser.post(step("mail"))
    read = answer.content.decode()
    assert "The mail server took it." in read
    assert "not checkable" in read
    (mail,) = tmp_path.glob("to-*/*.eml")
    assert b"ada@north.example" in mail.read_bytes()


def test_a_mail_server_that_is_away_is_told_in_words(north, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", any_port(2525)
    read = north.browser.post(step("mail")).content.decode()
    assert "It did not leave." in read
    assert "cannot be reached" in read
    assert 'name="skip"' in read, "one goes on without"


def test_the_preview_shows_what_strangers_see(north):
    with inside(north.program, north.admin):
        track = Track.objects.first()
        open_group(by=north.admin, track=track, name="Listed Group")
        open_group(by=north.admin, track=track, name="Hidden Group", visibility="unlisted")
    read = north.browser.get(step("preview")).content.decode().partition("<main")[2]
    assert "Listed Group" in read
    assert "Hidden Group" not in read


def test_a_known_company_is_not_doubled_by_the_first_invitation(north):
    typed = {"name": "Dana Lee", "email": "dana@lee.example", "company": "Lee IT, LLC"}
    north.browser.post(step("invite"), typed)
    north.browser.post(step("invite"), typed | {"name": "Kim Lee", "email": "kim@lee.example", "company": "LEE IT"})
    with inside(north.program, north.admin):
        assert Company.objects.count() == 1
        assert Member.objects.count() == 2


def test_whoever_has_joined_is_not_invited_again(world, client_as):
    typed = {"name": "Dana", "email": world.member.email, "company": "Northwind IT"}
    answer = client_as(world.admin).post(f"{PAGE}invite/", typed)
    assert answer.status_code == 422
    assert "Dana Whitfield has joined already." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"name": ""}, "name"), ({"email": "x"}, "email"), ({"company": "a\0"}, "company")]
)
def test_an_invitation_that_lacks_something_says_what(north, wrong, field):
    typed = {"name": "Dana Lee", "email": "dana@lee.example", "company": "Lee IT"}
    answer = north.browser.post(step("invite"), typed | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


# -- the answers of a track


def test_a_track_answers_differently_and_goes_back(world, client_as):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, expectations={"homework": "Read a page."})
    page, browser = f"{PAGE}tracks/{world.group.track_id}/", client_as(world.admin)
    assert "Read a page." in browser.get(page).content.decode()
    browser.post(page, {"homework": "Read two.", "cost": "Much."})
    assert tracks_of(world.heartland, world.admin)["Owners"].expectations == {"homework": "Read two.", "cost": "Much."}
    assert "Back to the program&#x27;s answer" in browser.get(page).content.decode()
    browser.post(page, {"homework": "Read two.", "cost": "Much.", "back": "homework"})
    assert tracks_of(world.heartland, world.admin)["Owners"].expectations == {"cost": "Much."}


def test_a_track_of_another_program_is_not_found(world, client_as):
    foreign = tracks_of(world.summit, world.foreign_admin)["Owners"]
    assert client_as(world.admin).get(f"{PAGE}tracks/{foreign.pk}/").status_code == 404


# -- the ladder


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_only_admins_find_it(world, client_as, who):
    browser = client_as(getattr(world, who))
    assert browser.get(PAGE).status_code == 404
    for name in STEPS:
        assert browser.get(f"{PAGE}{name}/").status_code == 404
        assert browser.post(f"{PAGE}{name}/", LOOK).status_code == 404
    assert browser.post(f"{PAGE}tracks/{world.group.track_id}/", {"cost": "x"}).status_code == 404


def test_a_step_that_is_none_is_not_found(world, client_as):
    assert client_as(world.admin).get(f"{PAGE}nonsense/").status_code == 404


def test_signed_out_one_signs_in_first(world, client_as):
    for url in (PAGE, f"{PAGE}look/", f"{PAGE}tracks/{world.group.track_id}/"):
        assert client_as(None).get(url).headers["Location"].startswith("/accounts/login/")


def test_wrong_methods_are_refused(world, client_as):
    browser = client_as(world.admin)
    assert browser.post(PAGE).status_code == 405
    assert browser.put(f"{PAGE}look/").status_code == 405
    assert browser.delete(f"{PAGE}tracks/{world.group.track_id}/").status_code == 405


@pytest.mark.parametrize("name", ["", *(f"{step}/" for step in STEPS)])
def test_it_asks_little(world, client_as, queries, name):
    browser = client_as(world.admin)
    assert queries(lambda: browser.get(f"{PAGE}{name}")) <= 10
