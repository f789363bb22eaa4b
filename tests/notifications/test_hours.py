from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.hours import (
    Slot,
    instant,
    local_day,
    may_send,
    next_send_time,
    next_slot,
    within_caps,
)

CHICAGO, BERLIN = "America/Chicago", "Europe/Berlin"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda t: t.replace(microsecond=0))


def at(zone: str, *wall: int) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("wall", "allowed"),
    [
        ((2026, 11, 23, 7, 29), False),
        ((2026, 11, 23, 7, 30), True),
        ((2026, 11, 27, 17, 59), True),
        ((2026, 11, 27, 18, 0), False),
        ((2026, 11, 28, 12, 0), False),
        ((2026, 11, 29, 12, 0), False),
    ],
)
def test_the_window_is_monday_to_friday(wall: tuple[int, ...], allowed: bool) -> None:
    assert may_send(at(CHICAGO, *wall), CHICAGO) is allowed


def test_the_window_is_the_receivers() -> None:
    moment = at(CHICAGO, 2026, 11, 23, 7, 30)
    assert may_send(moment, CHICAGO)
    assert not may_send(moment, "America/Los_Angeles")
    assert local_day(datetime(2026, 11, 23, 3, 0, tzinfo=UTC), CHICAGO) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("due", "goes_out"),
    [
        ((2026, 11, 24, 9, 15), (2026, 11, 24, 9, 15)),
        ((2026, 11, 24, 5, 0), (2026, 11, 24, 7, 30)),
        ((2026, 11, 24, 18, 0), (2026, 11, 25, 7, 30)),
        ((2026, 11, 27, 20, 0), (2026, 11, 30, 7, 30)),
        ((2026, 11, 28, 10, 0), (2026, 11, 27, 10, 0)),
        ((2026, 11, 29, 17, 59), (2026, 11, 27, 17, 59)),
        ((2026, 11, 28, 21, 0), (2026, 11, 27, 7, 30)),
    ],
    ids=["in the window", "early", "late", "friday night", "saturday", "sunday", "saturday night"],
)
def test_what_is_due_goes_out_in_the_window(due: tuple[int, ...], goes_out: tuple[int, ...]) -> None:
    assert next_send_time(at(CHICAGO, *due), CHICAGO, now=LONG_AGO) == at(CHICAGO, *goes_out)


@pytest.mark.parametrize(
    ("now", "goes_out"),
    [
        ((2026, 11, 26, 9, 0), (2026, 11, 27, 10, 0)),
        ((2026, 11, 27, 6, 0), (2026, 11, 27, 10, 0)),
        ((2026, 11, 27, 15, 0), (2026, 11, 27, 15, 0)),
        ((2026, 11, 27, 18, 0), (2026, 11, 30, 7, 30)),
        ((2026, 11, 28, 8, 0), (2026, 11, 30, 7, 30)),
        ((2026, 12, 1, 9, 0), (2026, 12, 1, 9, 0)),
    ],
    ids=["thursday", "friday early", "friday, later", "friday, closed", "saturday", "long overdue"],
)
def test_a_weekend_is_moved_to_the_friday_before_while_that_is_ahead(
    now: tuple[int, ...], goes_out: tuple[int, ...]
) -> None:
    due = at(CHICAGO, 2026, 11, 28, 10, 0)
    assert next_send_time(due, CHICAGO, now=at(CHICAGO, *now)) == at(CHICAGO, *goes_out)


@pytest.mark.parametrize(
    ("slot", "goes_out"),
    [
        (Slot(1, time(8, 10)), (2026, 11, 24, 8, 10)),
        (Slot(0, time(8, 10)), (2026, 11, 30, 8, 10)),
        (Slot(6, time(21, 0)), (2026, 11, 29, 21, 0)),
        (Slot(None, time(6, 0)), (2026, 11, 24, 6, 0)),
        (Slot(None, time(10, 0)), (2026, 11, 23, 10, 0)),
    ],
)
def test_a_slot_of_ones_own_may_be_at_any_hour(slot: Slot, goes_out: tuple[int, ...]) -> None:
    due = at(CHICAGO, 2026, 11, 23, 9, 0)
    assert next_send_time(due, CHICAGO, now=due, slot=slot) == at(CHICAGO, *goes_out)


def test_every_weekday_means_no_weekend() -> None:
    friday = at(CHICAGO, 2026, 11, 27, 9, 0)
    assert next_send_time(friday, CHICAGO, now=friday, slot=Slot(None, time(8, 10))) == at(CHICAGO, 2026, 11, 30, 8, 10)


@settings(max_examples=400, deadline=None)
@given(MOMENTS, ZONES, MOMENTS)
@example(datetime(2011, 12, 30, 17, 0, tzinfo=UTC), "Pacific/Apia", LONG_AGO)  # a Friday that Samoa never had
@example(datetime(2011, 12, 31, 17, 0, tzinfo=UTC), "Pacific/Apia", LONG_AGO)
def test_in_every_zone_mail_leaves_in_the_window_and_not_before_now(due: datetime, zone: str, now: datetime) -> None:
    goes_out = next_send_time(due, zone, now=now)
    assert may_send(goes_out, zone)
    assert goes_out >= now
    assert due - timedelta(days=3) <= goes_out <= max(due, now) + timedelta(days=4)
    if may_send(max(due, now), zone):
        assert goes_out == max(due, now)


@settings(max_examples=300, deadline=None)
@given(MOMENTS, ZONES, st.one_of(st.none(), st.integers(0, 6)), TIMES)
def test_in_every_zone_a_slot_is_met(due: datetime, zone: str, weekday: int | None, hour: time) -> None:
    goes_out = next_send_time(due, zone, now=due, slot=Slot(weekday, hour))
    assert due <= goes_out <= due + timedelta(days=9)
    local = goes_out.astimezone(ZoneInfo(zone))
    if local.time() == hour:
        assert local.weekday() == weekday if weekday is not None else local.weekday() < 5


def test_every_second_tuesday_at_nine_stays_at_nine() -> None:
    slot = at(BERLIN, 2026, 3, 3, 9, 0)
    walls = []
    for _ in range(30):
        slot = next_slot(slot, BERLIN, 1, time(9, 0), 14)
        walls.append(slot.astimezone(ZoneInfo(BERLIN)))
    assert {(wall.weekday(), wall.hour, wall.minute) for wall in walls} == {(1, 9, 0)}
    assert {second.date() - first.date() for first, second in pairwise(walls)} == {timedelta(days=14)}
    assert {wall.utcoffset() for wall in walls} == {timedelta(hours=1), timedelta(hours=2)}


@pytest.mark.parametrize(
    ("after", "weekday", "every_days", "comes"),
    [
        ((2026, 11, 24, 8, 10), 1, 7, (2026, 12, 1, 8, 10)),
        ((2026, 11, 24, 8, 10), 1, 14, (2026, 12, 8, 8, 10)),
        ((2026, 11, 25, 15, 0), 1, 14, (2026, 12, 8, 8, 10)),
        ((2026, 11, 23, 7, 0), 1, 7, (2026, 11, 24, 8, 10)),
        ((2026, 11, 24, 7, 0), 1, 7, (2026, 12, 1, 8, 10)),
        ((2026, 11, 24, 9, 0), None, 1, (2026, 11, 25, 8, 10)),
        ((2026, 11, 24, 9, 0), None, 28, (2026, 12, 22, 8, 10)),
    ],
)
def test_the_slot_that_follows(
    after: tuple[int, ...], weekday: int | None, every_days: int, comes: tuple[int, ...]
) -> None:
    found = next_slot(at(CHICAGO, *after), CHICAGO, weekday, time(8, 10), every_days)
    assert found == at(CHICAGO, *comes)


@settings(max_examples=400, deadline=None)
@given(MOMENTS, ZONES, st.one_of(st.none(), st.integers(0, 6)), TIMES, st.integers(1, 90))
@example(
    datetime(2006, 10, 29, 3, 0, tzinfo=UTC), "America/St_Johns", None, time(0, 0, 30), 1
)  # clocks go back at 00:01
def test_in_every_zone_the_next_slot_is_later_and_on_its_day(
    after: datetime, zone: str, weekday: int | None, hour: time, every_days: int
) -> None:
    found = next_slot(after, zone, weekday, hour, every_days)
    local = found.astimezone(ZoneInfo(zone))
    days = (local.date() - local_day(after, zone)).days
    assert found > after
    assert days <= max(every_days, 7) + 7
    if local.time() == hour:
        assert weekday is None or local.weekday() == weekday
        assert days >= (every_days if weekday is None else max(every_days - 6, 1))


def test_an_hour_that_is_skipped_is_the_first_moment_after_the_gap() -> None:
    assert instant(date(2026, 3, 8), time(2, 30), CHICAGO) == at(CHICAGO, 2026, 3, 8, 3, 0)
    assert instant(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe") == at(
        "Australia/Lord_Howe", 2026, 10, 4, 2, 30
    )
    assert instant(date(2011, 12, 30), time(9, 0), "Pacific/Apia") == at("Pacific/Apia", 2011, 12, 31, 0, 0)


def test_an_hour_that_comes_twice_is_its_first() -> None:
    assert instant(date(2026, 11, 1), time(1, 30), CHICAGO) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@settings(max_examples=400, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2037, 12, 31)), TIMES, ZONES)
def test_in_every_zone_an_instant_shows_its_hour_or_ends_a_gap(day: date, hour: time, zone: str) -> None:
    moment = instant(day, hour, zone)
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    meant = datetime.combine(day, hour)
    before = (moment - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert wall == meant or before < meant < wall
    earlier = moment - timedelta(hours=1)
    assert earlier.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != meant


def test_every_gap_of_a_year_in_every_zone() -> None:
    for zone in sorted(available_timezones()):
        info = ZoneInfo(zone)
        for n in range(365):
            noon = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n)
            offsets = [(noon + timedelta(days=d)).astimezone(info).utcoffset() for d in (0, 1)]
            if offsets[0] and offsets[1] and offsets[1] > offsets[0]:
                for hour in range(24):
                    day = (noon + timedelta(days=1)).astimezone(info).date()
                    moment = instant(day, time(hour, 30), zone)
                    shown = moment.astimezone(info)
                    assert shown.hour >= hour
                    assert (shown.hour, shown.minute) == (hour, 30) or shown.minute in (0, 30)


NOW = at(CHICAGO, 2026, 11, 24, 10, 0)


@pytest.mark.parametrize(
    ("sent", "allowed"),
    [
        ([], True),
        ([(2026, 11, 24, 7, 30)], False),
        ([(2026, 11, 23, 23, 59)], True),
        ([(2026, 11, 18, 8, 0), (2026, 11, 20, 8, 0), (2026, 11, 23, 8, 0)], False),
        ([(2026, 11, 17, 23, 59), (2026, 11, 20, 8, 0), (2026, 11, 23, 8, 0)], True),
        ([(2026, 11, 25, 8, 0)] * 5, True),
    ],
    ids=["none", "today", "yesterday", "three in seven days", "the first is eight days ago", "later ones do not count"],
)
def test_caps(sent: list[tuple[int, ...]], allowed: bool) -> None:
    assert within_caps([at(CHICAGO, *wall) for wall in sent], NOW, CHICAGO) is allowed


def test_caps_are_a_programs_to_tune() -> None:
    sent = [at(CHICAGO, 2026, 11, 24, 8, 0)]
    assert within_caps(sent, NOW, CHICAGO, per_day=2)
    assert not within_caps([], NOW, CHICAGO, per_day=0)


def test_a_naive_moment_and_an_unknown_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        may_send(datetime(2026, 1, 1), CHICAGO)  # noqa: DTZ001
    with pytest.raises(ZoneInfoNotFoundError):
        may_send(NOW, "Mars/Olympus")
