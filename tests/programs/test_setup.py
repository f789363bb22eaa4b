"""Set-up: eight steps that can each be skipped, kept where one left them, and the same pages as tabs afterwards."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from groups.actions import open_group
from members.models import Company, Invitation, Member
from notifications.smtpd import Sink, serving
from peergroups.machine import any_port
from programs.actions import change_program, found_program, give_role
from programs.models import Program, Role, Track, User
from programs.tenancy import inside

PAGE = "/p/heartland/setup/"
STEPS = ["look", "tracks", "expectations", "units", "mail", "people", "preview", "invite"]
LOOK = {"version": "1", "name": "North Circle", "promise": "Honest peers", "about": "", "contact": "", "accent": "teal"}


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
    values = dict(re.findall(r'name="(track-\d+-(?:key|name|version))" value="([^"]*)"', page))
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
    values = dict(re.findall(r'name="(track-\d+-(?:key|name|version))" value="([^"]*)"', page))
    typed = values | {"track-3-name": "Renamed"} | change
    answer = north.browser.post(step("tracks"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Renamed" in answer.content.decode()
    assert "Renamed" not in tracks_of(north.program, north.admin)


# -- the order of tracks


FIRST = ["Owners", "Service managers", "Project managers", "Security", "Triage and dispatch", "COOs"]


def typed_tracks(page: str) -> dict[str, str]:
    """What the page's form of tracks sends, without its ticks."""
    return dict(re.findall(r'name="(track-\d+-(?:key|name|version))" value="([^"]*)"', page))


def names_in(page: str) -> list[str]:
    """The names in the rows, in their order."""
    return re.findall(r'name="track-\d+-name" value="([^"]*)"', page)


@pytest.mark.parametrize(
    ("press", "order"),
    [
        ({"up": "1"}, ["Service managers", "Owners", *FIRST[2:]]),
        ({"down": "0"}, ["Service managers", "Owners", *FIRST[2:]]),
        ({"down": "4"}, [*FIRST[:4], "COOs", "Triage and dispatch"]),
    ],
)
def test_a_track_changes_its_place_on_the_page_and_saved_it_does_everywhere(north, press, order):
    page = north.browser.get(step("tracks")).content.decode()
    answer = north.browser.post(step("tracks"), typed_tracks(page) | press | {"track-0-for_owners": "on"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert names_in(shown) == order
    assert "Save keeps this order" in shown
    assert list(tracks_of(north.program, north.admin)) == FIRST, "nothing is saved by an arrow"
    owners = order.index("Owners")
    assert re.search(rf'name="track-{owners}-for_owners"[^>]* checked', shown), "a tick goes along"
    north.browser.post(step("tracks"), typed_tracks(shown) | {f"track-{owners}-for_owners": "on"})
    tracks = tracks_of(north.program, north.admin)
    assert list(tracks) == order
    assert [name for name, track in tracks.items() if track.for_owners] == ["Owners"]
    choices = north.browser.get("/p/north/groups/new/").content.decode().partition('name="track"')[2]
    assert re.findall(r"<option[^>]*>([^<]+)<", choices.partition("</select>")[0]) == order
    with inside(north.program, north.admin):
        for number, name in enumerate(reversed(order)):
            open_group(by=north.admin, track=Track.objects.get(name=name), name=f"{number} of {name}")
    public = Client().get("/p/north/").content.decode()
    assert re.findall(r">\d of ([^<]+)</a>", public) == order


def test_an_arrow_loses_nothing_that_was_typed(north):
    page = north.browser.get(step("tracks")).content.decode()
    typed = typed_tracks(page) | {
        "track-0-name": "Principals", "track-0-for_owners": "on", "track-5-gone": "on", "track-6-name": "vCIOs",
        "down": "0",
    }  # fmt: skip
    shown = north.browser.post(step("tracks"), typed).content.decode()
    assert names_in(shown) == ["Service managers", "Principals", *FIRST[2:], "vCIOs"]
    assert "Principals went down." in shown
    assert re.search(r'name="track-5-gone"[^>]* checked', shown)
    focused = re.search(r'<button[^>]* name="(\w+)" value="(\d)"[^>]* data-focus', shown)
    assert focused.groups() == ("down", "1"), "one presses on with the same key"


@pytest.mark.parametrize(("press", "focus"), [({"up": "1"}, ("down", "0")), ({"down": "4"}, ("up", "5"))])
def test_at_an_end_the_other_arrow_is_the_next(north, press, focus):
    page = north.browser.get(step("tracks")).content.decode()
    shown = north.browser.post(step("tracks"), typed_tracks(page) | press).content.decode()
    assert re.search(r'<button[^>]* name="(\w+)" value="(\d)"[^>]* data-focus', shown).groups() == focus


@pytest.mark.parametrize(
    "press", [{"up": "0"}, {"down": "5"}, {"up": "x"}, {"down": "99"}, {"up": "-1"}, {"up": "9" * 50}]
)
def test_what_cannot_be_moved_stays(north, press):
    page = north.browser.get(step("tracks")).content.decode()
    answer = north.browser.post(step("tracks"), typed_tracks(page) | press)
    assert answer.status_code == 200
    assert names_in(answer.content.decode()) == FIRST
    assert "Save keeps this order" not in answer.content.decode()


def test_tracks_that_stay_in_order_are_not_written(north):
    page = north.browser.get(step("tracks")).content.decode()
    gone = typed_tracks(page) | {"track-0-for_owners": "on", "track-2-gone": "on"}
    north.browser.post(step("tracks"), gone)
    tracks = tracks_of(north.program, north.admin)
    assert [track.position for track in tracks.values()] == [0, 1, 3, 4, 5]
    assert {track.version for track in tracks.values()} == {1}


def test_enter_in_a_field_saves_and_moves_nothing(north):
    page = north.browser.get(step("tracks")).content.decode().partition("<main")[2]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', page)[0]
    assert 'name="' not in first


def test_only_words_that_differ_from_ours_are_kept(north):
    page = north.browser.get(step("expectations"))
    typed = {field.html_name: field.value() for field in page.context["form"]}
    north.browser.post(step("expectations"), typed | {"cost": "$100 a month", "homework": ""})
    assert fresh(north.program).expectations == {"cost": "$100 a month"}
    assert "$100 a month" in Client().get("/p/north/").content.decode()


@pytest.mark.parametrize(("typed", "words"), [("x" * 1201, "at most 1200"), ("a\0b", "Null characters")])
def test_answers_that_cannot_be_kept_come_back(north, typed, words):
    answer = north.browser.post(step("expectations"), {"version": "1", "cost": typed, "homework": "Kept here"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Kept here" in answer.content.decode()


def test_units_are_written_down(north):
    typed = {
        "version": "1",
        "distance": "km",
        "clock": "24",
        "date_order": "dmy",
        "currency": "EUR",
        "zone": "Europe/Berlin",
        "country": "AT",
    }
    assert north.browser.post(step("units"), typed).headers["Location"] == step("mail")
    program = fresh(north.program)
    assert {name: str(getattr(program, name)) for name in typed} == typed | {"version": "2"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"currency": "XXX"}, "currency"),
        ({"clock": "13"}, "clock"),
        ({"country": "XX"}, "country"),
    ],
)
def test_units_that_are_none_are_refused(north, wrong, field):
    typed = {
        "version": "1",
        "distance": "km",
        "clock": "24",
        "date_order": "dmy",
        "currency": "EUR",
        "zone": "Europe/Berlin",
    }
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
    browser.post(page, {"version": "1", "homework": "Read two.", "cost": "Much."})
    assert tracks_of(world.heartland, world.admin)["Owners"].expectations == {"homework": "Read two.", "cost": "Much."}
    assert "Back to the program&#x27;s answer" in browser.get(page).content.decode()
    browser.post(page, {"version": "2", "homework": "Read two.", "cost": "Much.", "back": "homework"})
    assert tracks_of(world.heartland, world.admin)["Owners"].expectations == {"cost": "Much."}


def test_a_track_of_another_program_is_not_found(world, client_as):
    foreign = tracks_of(world.summit, world.foreign_admin)["Owners"]
    assert client_as(world.admin).get(f"{PAGE}tracks/{foreign.pk}/").status_code == 404


# -- two admins at once


@pytest.fixture
def second(north) -> Client:
    """The browser of another admin of North, Bo."""
    bo = User.objects.create_user("bo@north.example", "Bo Later")
    with inside(north.program, north.admin):
        give_role(Role.Kind.ADMIN, by=north.admin, user=bo)
    browser = Client()
    browser.force_login(bo)
    return browser


def typed_in(browser: Client, url: str) -> dict[str, str]:
    """What a page's form sends when nothing was changed."""
    filled = {field.html_name: field.value() for field in browser.get(url).context["form"]}
    return {name: value for name, value in filled.items() if value is not None}


@pytest.mark.parametrize(
    ("page", "field", "label"),
    [
        ("look", "promise", "What members get, in one line"),
        ("expectations", "cost", "What does it cost?"),
        ("units", "currency", "Currency"),
        ("track", "cost", "What does it cost?"),
    ],
)
def test_two_who_save_at_once_see_both_and_lose_nothing(north, second, page, field, label):
    owners = tracks_of(north.program, north.admin)["Owners"]
    url = f"/p/north/setup/tracks/{owners.pk}/" if page == "track" else step(page)
    theirs, mine = ("CAD", "EUR") if page == "units" else ("Theirs.", "Mine.")
    opened = typed_in(second, url)
    assert north.browser.post(url, typed_in(north.browser, url) | {field: theirs}).status_code == 302
    answer = second.post(url, opened | {field: mine})
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Ada North saved this a moment ago.", f"{label}: {theirs}", f"{label}: {mine}", 'name="keep"'):
        assert words in read
    assert answer.context["form"][field].value() == mine, "what was typed is still there"
    assert typed_in(north.browser, url)[field] == theirs
    assert second.post(url, answer.context["form"].data).status_code == 302, "saving again is the choice"
    assert typed_in(north.browser, url)[field] == mine


def test_another_window_of_ones_own_is_nobody_else(north):
    opened = typed_in(north.browser, step("look"))
    north.browser.post(step("look"), opened | {"promise": "There."})
    read = north.browser.post(step("look"), opened | {"promise": "Here."}).content.decode()
    assert "This was saved in another window of yours, a moment ago. Yours is kept below." in read
    assert "Keep what is saved" in read


def test_the_same_again_is_no_conflict(north):
    opened = typed_in(north.browser, step("look"))
    for _ in range(2):
        assert north.browser.post(step("look"), opened | {"promise": "Twice."}).status_code == 302
    assert fresh(north.program).version == 2


def test_a_form_without_a_version_is_out_of_date(north):
    answer = north.browser.post(step("look"), {name: value for name, value in LOOK.items() if name != "version"})
    assert answer.status_code == 422
    assert "This page is out of date. Reload it, then save again." in answer.content.decode()
    assert fresh(north.program).name == "North"


def test_two_who_rename_a_track_at_once_are_told_at_its_row(north, second):
    page = second.get(step("tracks")).content.decode()
    opened = dict(re.findall(r'name="(track-\d+-(?:key|name|version))" value="([^"]*)"', page)) | {
        "track-0-for_owners": "on"
    }
    assert north.browser.post(step("tracks"), opened | {"track-0-name": "Principals"}).status_code == 302
    answer = second.post(step("tracks"), opened | {"track-0-name": "Founders", "track-6-name": "vCIOs"})
    read = answer.content.decode()
    assert answer.status_code == 409
    assert "This was saved as Principals, owners sit there, after you opened the page." in read
    assert 'value="Founders"' in read
    assert 'value="vCIOs"' in read
    assert "vCIOs" not in tracks_of(north.program, north.admin), "all or nothing"
    again = dict(re.findall(r'name="(track-\d+-(?:key|name|version))" value="([^"]*)"', read)) | {
        "track-0-for_owners": "on"
    }
    assert second.post(step("tracks"), again).status_code == 302
    assert {"Founders", "vCIOs"} <= set(tracks_of(north.program, north.admin))


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
