"""Moving one meeting, and planning one beside the series."""

from datetime import timedelta

import pytest

from meetings.actions.planning import cancel_meeting, change_meeting
from meetings.models import Meeting
from programs.clock import local_day, on_the_wall
from programs.tenancy import inside
from tests.meetings.conftest import CHICAGO


@pytest.fixture
def one(meeting_on) -> Meeting:
    return meeting_on(5, join_url="https://video.example/room")


@pytest.fixture
def page(one) -> str:
    return f"/p/heartland/meetings/{one.pk}/edit/"


@pytest.fixture
def new(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/meetings/new/"


@pytest.fixture
def typed(world, client_as, page) -> dict[str, str]:
    """What the page sends when nothing was changed."""
    form = client_as(world.facilitator).get(page).context["form"]
    shown = {one.html_name: one.field.widget.format_value(one.value()) for one in form}
    return {name: one[0] if isinstance(one, list) else one or "" for name, one in shown.items()}


def stored(world, one) -> Meeting:
    with inside(world.heartland, world.admin):
        return Meeting.objects.get(pk=one.pk)


def day_in(now, days: int) -> str:
    return (local_day(now, CHICAGO) + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_moved_with_place_and_travel(world, client_as, page, typed, one, now, who):
    told = {
        "day": day_in(now, 40), "at": "13:15", "mode": "in_person", "place": "Hotel Ohio", "travel": "By train",
        "hotel_until": day_in(now, 20), "answer_by": day_in(now, 25), "days": "2", "minutes": "240",
    }  # fmt: skip
    assert client_as(getattr(world, who)).post(page, typed | told).status_code == 302
    found = stored(world, one)
    begins, ends = (on_the_wall(at, CHICAGO) for at in (found.starts_at, found.ends_at))
    assert (begins.date().isoformat(), f"{begins:%H:%M}", f"{ends:%H:%M}") == (day_in(now, 40), "13:15", "17:15")
    assert ends.date().isoformat() == day_in(now, 41)
    assert (found.moved, found.sequence, found.place, found.travel) == (True, 1, "Hotel Ohio", "By train")
    assert found.answer_by.isoformat() == day_in(now, 25)


def test_saving_without_a_change_changes_nothing(world, client_as, page, typed, one):
    client_as(world.facilitator).post(page, typed)
    assert (stored(world, one).version, stored(world, one).moved) == (1, False)


def test_a_stale_save_shows_both_and_loses_nothing(world, client_as, page, typed, one, now):
    with inside(world.heartland, world.facilitator):
        change_meeting(one, by=world.facilitator, now=now, place="Their room")
    browser = client_as(world.facilitator)
    answer = browser.post(page, typed | {"place": "My room", "travel": "My words"})
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Place: Their room", "Place: My room", "My words"):
        assert words in read
    browser.post(page, answer.context["form"].data)
    assert stored(world, one).place == "My room"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"day": "2020-01-01"}, "day", "That moment is over."),
        ({"day": "2099-01-01"}, "day", "within the next two years"),
        ({"day": "x"}, "day", "Write the day"),
        ({"at": ""}, "at", "Fill this in"),
        ({"answer_by": "2099-01-01"}, "answer_by", "Choose an earlier day."),
        ({"hotel_until": "2099-01-01"}, "hotel_until", "Choose an earlier day."),
        ({"travel": "x" * 1001}, "travel", "at most 1000"),
        ({"place": "a\0b"}, "place", "Null characters"),
        ({"mode": "telepathy"}, "mode", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, client_as, page, new, typed, one, wrong, field, words):
    for where in (page, new):
        answer = client_as(world.facilitator).post(where, typed | {"name": "Kept"} | wrong)
        assert answer.status_code == 422
        assert words in " ".join(answer.context["form"].errors[field])
        assert 'value="Kept"' in answer.content.decode()
    assert stored(world, one).version == 1


def test_a_canceled_one_is_brought_back_first(world, client_as, page, typed, one, now):
    with inside(world.heartland, world.facilitator):
        cancel_meeting(one, by=world.facilitator, now=now)
    answer = client_as(world.facilitator).post(page, typed | {"version": "2", "place": "There"})
    assert answer.status_code == 422
    assert "Bring it back first" in answer.content.decode()


def test_one_that_is_over_keeps_its_hour_and_may_get_a_name(world, client_as, typed, meeting_on):
    past = meeting_on(-5)
    where = f"/p/heartland/meetings/{past.pk}/edit/"
    form = client_as(world.facilitator).get(where).context["form"]
    same = {name: form[name].field.widget.format_value(form[name].value()) for name in ("day", "at")}
    browser = client_as(world.facilitator)
    assert browser.post(where, typed | same | {"version": "1", "name": "The first"}).status_code == 302
    assert stored(world, past).name == "The first"


def test_a_single_meeting_is_planned_and_opened(world, client_as, new, typed, now):
    answer = client_as(world.facilitator).post(new, typed | {"day": day_in(now, 9), "name": "Extra"})
    with inside(world.heartland, world.admin):
        made = Meeting.objects.get(name="Extra")
    assert answer.headers["Location"] == f"/p/heartland/meetings/{made.pk}/"
    assert on_the_wall(made.starts_at, CHICAGO).date().isoformat() == day_in(now, 9)


def test_others_may_not(world, client_as, page, new):
    for who in (world.member, world.sibling, world.stranger, world.reviewer):
        for where in (page, new):
            assert client_as(who).get(where).status_code == 404
    for where in (page, new):
        assert client_as(None).get(where).status_code == 302
        assert client_as(world.facilitator).put(where).status_code == 405


def test_few_queries(world, client_as, page, new, queries):
    browser = client_as(world.facilitator)
    for where in (page, new):
        browser.get(where)
        assert queries(lambda where=where: browser.get(where)) <= 10
