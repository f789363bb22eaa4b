"""What a group is: changed by those who run it, never over somebody else's save, and nothing typed is lost."""

import pytest

from groups.actions import change_group, move_group
from groups.models import Group
from programs.models import Activity
from programs.tenancy import inside


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.group.pk}/settings/"


@pytest.fixture
def typed(world, client_as, page):
    """What the page sends when nothing was changed."""
    form = client_as(world.facilitator).get(page).context["form"]
    filled = {field.html_name: field.value() for field in form}
    return {name: value for name, value in filled.items() if value not in (None, "", False)}


def stored(world) -> Group:
    with inside(world.heartland, world.admin):
        return Group.objects.get(pk=world.group.pk)


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_those_who_run_it_change_it(world, client_as, page, typed, who):
    answer = client_as(getattr(world, who)).post(page, typed | {"cadence": "Weekly", "radius": 25})
    assert answer.headers["Location"] == page
    group = stored(world)
    assert (group.cadence, group.territory_km, group.version) == ("Weekly", 40, 2)


def test_saving_without_a_change_changes_nothing(world, client_as, page, typed):
    client_as(world.facilitator).post(page, typed)
    assert stored(world).version == 1


def test_a_stale_save_shows_both_and_loses_nothing(world, client_as, page, typed):
    client_as(world.admin).post(page, typed | {"cadence": "Their rhythm", "mode": "hybrid"})
    late = client_as(world.facilitator)
    answer = late.post(page, typed | {"cadence": "My rhythm", "purpose": "My purpose"})
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        "Priya Raman saved this",
        "How often it meets: Their rhythm",
        "How often it meets: My rhythm",
        "Where it meets: Online, in person at times",
        "What it is about, in a line: (empty)",
        'value="My purpose"',
    ):
        assert words in read
    assert "A market reaches:" not in read, "what is the same on both sides is not shown"
    assert stored(world).cadence == "Their rhythm"
    again = answer.context["form"].data
    assert again["version"] == "2"
    late.post(page, again)
    assert (stored(world).cadence, stored(world).mode) == ("My rhythm", "online")


def test_an_admin_is_not_told_who_of_the_group_saved(world, client_as, page, typed):
    """The activity of a group is its people's; an admin learns that somebody did."""
    client_as(world.facilitator).post(page, typed | {"cadence": "Theirs"})
    answer = client_as(world.admin).post(page, typed | {"cadence": "Mine"})
    assert answer.status_code == 409
    assert "This was saved after you opened it" in answer.content.decode()


def test_the_history_is_opened_by_a_facilitator_only(world, client_as, page, typed):
    client_as(world.admin).post(page, typed | {"opens_history": "on"})
    assert not stored(world).opens_history
    assert "Only a facilitator of the group changes this." in client_as(world.admin).get(page).content.decode()
    client_as(world.facilitator).post(page, typed | {"opens_history": "on"})
    assert stored(world).opens_history


def test_an_admin_who_saves_the_rest_does_not_close_the_history(world, client_as, page, typed):
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_history=True)
    answer = client_as(world.admin).post(page, typed | {"version": 2, "cadence": "Weekly"})
    assert answer.status_code == 302
    assert (stored(world).opens_history, stored(world).cadence) == (True, "Weekly")


def test_the_weeks_are_opened_by_a_facilitator_only(world, client_as, page, typed):
    client_as(world.admin).post(page, typed | {"opens_grid": "on"})
    assert not stored(world).opens_grid
    shown = client_as(world.admin).get(page).content.decode()
    assert "The check-ins week by week are the facilitators" in shown
    assert "Members see the check-ins week by week" in client_as(world.facilitator).get(page).content.decode()
    client_as(world.facilitator).post(page, typed | {"opens_grid": "on"})
    assert stored(world).opens_grid
    client_as(world.admin).post(page, typed | {"version": 2, "cadence": "Weekly"})
    assert (stored(world).opens_grid, stored(world).cadence) == (True, "Weekly")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": "Owners 2"}, "name", "There is a group named Owners 2 already."),
        ({"name": ""}, "name", "Fill this in."),
        ({"seat_count": "2"}, "seat_count", "Seat 3 is taken."),
        ({"cadence": "x" * 121}, "cadence", "at most 120"),
        ({"purpose": "a\0b"}, "purpose", "Null characters"),
        ({"visibility": "secret"}, "visibility", "valid choice"),
        ({"employees_min": "50"}, "employees_max", "Put the smaller number first."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, client_as, page, typed, wrong, field, words):
    answer = client_as(world.facilitator).post(page, typed | {"cost": "Kept"} | wrong)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert 'value="Kept"' in answer.content.decode()
    assert stored(world).version == 1


@pytest.mark.parametrize(
    ("state", "to", "becomes"),
    [
        ("forming", "active", "active"),
        ("active", "paused", "paused"),
        ("paused", "active", "active"),
        ("active", "closed", "closed"),
        ("closed", "active", "closed"),
        ("active", "forming", "active"),
        ("active", "nonsense", "active"),
    ],
)
def test_a_group_moves_along_its_life(world, client_as, page, state, to, becomes):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(state=state)
    answer = client_as(world.facilitator).post(page.replace("settings", "state"), {"state": to})
    assert answer.headers["Location"] == page
    assert stored(world).state == becomes


def test_a_closed_group_only_shows_what_it_was(world, client_as, page, typed):
    with inside(world.heartland, world.admin):
        move_group(world.group, "closed", by=world.admin)
    read = client_as(world.facilitator).get(page).content.decode()
    assert "What it was stays as it is." in read
    assert ">Save<" not in read
    answer = client_as(world.facilitator).post(page, typed | {"cadence": "Late"})
    assert answer.status_code == 422
    assert stored(world).cadence != "Late"


def test_what_changed_is_recorded_by_name_never_by_word(world, client_as, page, typed):
    client_as(world.facilitator).post(page, typed | {"purpose": "Between us"})
    with inside(world.heartland, world.facilitator):
        (change,) = Activity.objects.filter(about_id=world.group.pk, kind="group.changed")
    assert change.fields == ["purpose"]
    assert change.by_id == world.facilitator.pk


@pytest.mark.parametrize("who", ["member", "sibling", "reviewer", "stranger", "foreign_admin", "foreign_facilitator"])
def test_nobody_else_finds_it(world, client_as, page, who):
    """The reviewer of the small world facilitates the sibling group."""
    browser = client_as(getattr(world, who))
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"version": 1, "name": "x"}).status_code == 404
    assert browser.post(page.replace("settings", "state"), {"state": "closed"}).status_code == 404
    assert stored(world).state == "active"


def test_signed_out_one_signs_in_first(world, client_as, page):
    assert client_as(None).get(page).headers["Location"].startswith("/accounts/login/")


def test_wrong_methods_are_refused(world, client_as, page):
    assert client_as(world.facilitator).put(page).status_code == 405
    assert client_as(world.facilitator).get(page.replace("settings", "state")).status_code == 405


def test_it_asks_little(world, client_as, page, queries):
    for who in (world.facilitator, world.admin):
        browser = client_as(who)
        assert queries(lambda: browser.get(page)) <= 10  # noqa: B023
