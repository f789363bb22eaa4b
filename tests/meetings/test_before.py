"""Before Thursday: by when, called what, in which order, and what belongs to whom."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.before import (
    Item,
    Kind,
    day_of,
    homework_for,
    in_order,
    is_working_day,
    prepare_by,
    shared_out,
    title,
    too_late,
    warning,
)
from programs.clock import local_day
from programs.days_off import days_off

CHICAGO = "America/Chicago"
ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(day: date, hour: int = 9, zone: str = CHICAGO) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("meeting", "due"),
    [
        (date(2026, 12, 17), date(2026, 12, 15)),  # Thursday: Tuesday
        (date(2026, 12, 14), date(2026, 12, 10)),  # Monday: the Thursday before
        (date(2026, 12, 15), date(2026, 12, 11)),  # Tuesday: Friday
        (date(2026, 12, 12), date(2026, 12, 10)),  # a Saturday has Friday and Thursday before it
        (date(2026, 11, 30), date(2026, 11, 25)),  # Thanksgiving is no working day, the Friday after is one
    ],
)
def test_it_is_due_two_working_days_before(meeting, due):
    assert prepare_by(at(meeting), CHICAGO, days_off("US", meeting)) == due


def test_the_day_is_that_of_the_meetings_own_wall():
    """Thursday at nine in Auckland is Wednesday in Chicago."""
    starts = at(date(2026, 12, 17), 9, "Pacific/Auckland")
    today = date(2026, 12, 15)
    assert title(starts, "Pacific/Auckland", today) == "Before Thursday"
    assert title(starts, CHICAGO, today) == "Before Wednesday"
    assert title(starts, CHICAGO, date(2026, 12, 1)) == "Before Wednesday, December 16"
    assert prepare_by(starts, "Pacific/Auckland") == date(2026, 12, 15)


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(ZONES), st.sets(st.integers(-12, 0)))
def test_in_every_zone_it_is_a_working_day_before_the_meeting_with_one_between(starts, zone, off):
    day = local_day(starts, zone)
    free = {day + timedelta(days=back) for back in off}
    due = prepare_by(starts, zone, free)
    assert due < day
    assert is_working_day(due, free)
    after = [due + timedelta(days=ahead) for ahead in range(1, (day - due).days)]
    assert len([one for one in after if is_working_day(one, free)]) == 1


def test_a_day_beyond_the_week_has_its_date():
    starts = at(date(2026, 12, 17))
    assert day_of(starts, CHICAGO, date(2026, 12, 11)) == "Thursday"
    assert day_of(starts, CHICAGO, date(2026, 12, 10)) == "Thursday, December 17"
    assert day_of(starts, CHICAGO, date(2026, 12, 18)) == "Thursday, December 17"


@dataclass
class Homework:
    name: str
    first_meeting: bool = False


def test_a_newcomers_list_differs():
    for_all, for_new = Homework("agreement"), Homework("introduce", first_meeting=True)
    assert homework_for([for_all, for_new], newcomer=True) == [for_new]
    assert homework_for([for_all, for_new], newcomer=False) == [for_all]
    assert homework_for([for_all], newcomer=True) == [for_all]
    assert homework_for([for_new], newcomer=False) == []


def item(kind: Kind, day: int, name: str = "a", *, done: bool = False) -> Item:
    return Item(kind, UUID(int=ord(name)), name, date(2026, 12, day), done)


def test_open_things_come_first_then_by_day_then_the_quick_ones():
    prepare, task = item(Kind.PREPARATION, 15), item(Kind.HOMEWORK, 15)
    promise, done = item(Kind.PROMISE, 10), item(Kind.CHECK_IN, 9, done=True)
    check_in = item(Kind.CHECK_IN, 15)
    assert in_order([done, prepare, task, check_in, promise]) == [promise, check_in, task, prepare, done]


@settings(deadline=None)
@given(st.permutations([item(kind, day, name) for kind in Kind for day in (9, 10) for name in "ab"]))
def test_the_order_does_not_hang_on_how_it_was_read(items):
    assert in_order(items) == in_order(reversed(items))


def test_a_promise_stands_once_before_the_first_meeting_that_is_not_before_its_day():
    late, first, second, never = (item(Kind.PROMISE, day, str(day % 10)) for day in (1, 10, 11, 31))
    assert shared_out([never, second, first, late], [date(2026, 12, 10), date(2026, 12, 17)]) == [
        [first, late],
        [second],
    ]
    assert shared_out([first], []) == []


@dataclass
class Last:
    starts_at: datetime
    ends_at: datetime


MEETING = at(date(2026, 12, 17))
LAST = Last(at(date(2026, 12, 10)), at(date(2026, 12, 10), 11))


@pytest.mark.parametrize(
    ("now", "last", "may"),
    [
        (MEETING - timedelta(days=10), None, True),
        (MEETING - timedelta(days=10) + timedelta(seconds=1), None, False),
        (LAST.starts_at, LAST, True),
        (LAST.ends_at + timedelta(days=1), LAST, True),
        (LAST.ends_at + timedelta(days=1, seconds=1), LAST, False),
        (LAST.starts_at - timedelta(seconds=1), LAST, False),
        (MEETING, None, False),
    ],
)
def test_homework_is_set_at_the_last_meeting_or_ten_days_ahead(now, last, may):
    assert (too_late(now, MEETING, last) == "") is may


def test_more_than_half_an_hour_is_said_to_be_a_lot():
    assert warning(30) == ""
    assert warning(45).startswith("45 minutes is a lot.")


def test_a_key_tells_things_of_one_name_apart():
    one, other = (Item(Kind.PROMISE, uuid4(), "Call", date(2026, 12, 1)) for _ in range(2))
    assert in_order([one, other]) == in_order([other, one])
