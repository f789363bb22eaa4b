"""The page of a group for anybody: in full, in outline, or not there; never a member, never a company."""

import pytest

from groups.actions import change_group, move_group
from members.models import Company, Member
from programs.actions import change_program, change_track
from programs.tenancy import inside

OWN_WORDS = "We only take people who bake."


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.group.pk}/expect/"


def show_as(world, visibility: str) -> None:
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, visibility=visibility, purpose="Growth without burnout",
                     expectations={"criteria": OWN_WORDS})  # fmt: skip


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", [None, "stranger", "member", "sibling", "facilitator", "admin"])
def test_a_public_group_tells_everybody_everything(world, client_as, page, who):
    show_as(world, "public")
    read = text(client_as(getattr(world, who) if who else None).get(page))
    for words in (
        "Frank Ortiz",
        "9 of 12 seats open",
        "$2,400",
        OWN_WORDS,
        "Growth without burnout",
        "within 30 miles",
    ):
        assert words in read


@pytest.mark.parametrize("who", [None, "stranger"])
def test_in_outline_a_stranger_reads_track_sizes_rhythm_and_open_seats(world, client_as, page, who):
    show_as(world, "outline")
    read = text(client_as(getattr(world, who) if who else None).get(page))
    for words in ("Owners 1", "Role: Owners", "10 to 35 employees", "Third Thursday", "9 of 12 seats open"):
        assert words in read
    for words in ("Frank Ortiz", "$2,400", OWN_WORDS, "Growth without burnout", "maturity 2 to 4", "within 30 miles"):
        assert words not in read


def test_in_outline_people_of_the_program_read_it_all(world, client_as, page):
    show_as(world, "outline")
    assert OWN_WORDS in text(client_as(world.sibling).get(page))


@pytest.mark.parametrize("who", [None, "stranger", "foreign_admin"])
def test_an_unlisted_group_is_not_there_for_strangers(world, client_as, page, who):
    show_as(world, "unlisted")
    assert client_as(getattr(world, who) if who else None).get(page).status_code == 404
    assert OWN_WORDS in text(client_as(world.sibling).get(page))


def test_a_closed_group_is_not_there_for_strangers(world, client_as, page):
    show_as(world, "public")
    with inside(world.heartland, world.admin):
        move_group(world.group, "closed", by=world.admin)
    assert client_as(None).get(page).status_code == 404
    assert "This group is closed" in text(client_as(world.member).get(page))


def test_a_group_of_another_program_is_not_there(world, client_as):
    for who in (None, world.admin, world.stranger):
        assert client_as(who).get(f"/p/heartland/groups/{world.foreign_group.pk}/expect/").status_code == 404


@pytest.mark.parametrize("visibility", ["public", "outline"])
def test_no_member_and_no_company_is_ever_named(world, client_as, page, visibility):
    show_as(world, visibility)
    with inside(world.heartland, world.admin):
        names = {*Member.objects.values_list("name", flat=True), *Company.objects.values_list("name", flat=True)}
    main = text(client_as(None).get(page)).partition("<main")[2]  # the demo's bar above it names its personas
    assert not [name for name in names if name in main]


def test_answers_are_inherited_from_program_and_track(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, expectations={"homework": "Of the program", "missed": "Call"})
        change_track(world.group.track, by=world.admin, expectations={"homework": "Of the track"})
    read = text(client_as(None).get(page))
    assert "Of the track" in read
    assert "Call" in read
    assert "Of the program" not in read


def test_the_radius_is_in_the_unit_of_the_program(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, distance="km")
    assert "within 48 km" in text(client_as(None).get(page))


def test_only_those_who_run_it_are_shown_the_way_to_edit(world, client_as, page):
    answers = page.replace("expect", "answers")
    for who, shown in ((world.facilitator, True), (world.admin, True), (world.reviewer, False), (world.member, False)):
        assert (answers in text(client_as(who).get(page))) == shown


def test_words_cannot_become_markup(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, expectations={"cost": "<script>alert(1)</script>"})
    assert "<script>alert" not in text(client_as(None).get(page))


def test_caches_may_keep_it_for_a_minute_unless_it_was_made_for_somebody(world, client_as, page):
    assert client_as(None).get(page).headers["Cache-Control"] == "public, max-age=60"
    assert "public" not in client_as(world.member).get(page).headers.get("Cache-Control", "")


def test_it_is_only_read(world, client_as, page):
    assert client_as(None).post(page).status_code == 405


def test_it_asks_little(world, client_as, page, queries):
    browser = client_as(None)
    assert queries(lambda: browser.get(page)) <= 5
