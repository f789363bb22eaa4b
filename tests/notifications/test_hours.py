from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.hours import may_send, next_send_time, within_caps
from programs.clock import local_day

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


@settings(max_examples=400, deadline=None)
@example(datetime(2000, 1, 1, tzinfo=UTC), "Asia/Ust-Nera", datetime(2025, 12, 30, 8, tzinfo=UTC))
@given(MOMENTS, ZONES, MOMENTS)
@example(datetime(2011, 12, 30, 17, 0, tzinfo=UTC), "Pacific/Apia", LONG_AGO)  # a Friday that Samoa never had
@example(datetime(2011, 12, 31, 17, 0, tzinfo=UTC), "Pacific/Apia", LONG_AGO)
def test_in_every_zone_mail_leaves_in_the_window_and_not_before_now(due: datetime, zone: str, now: datetime) -> None:
    goes_out = next_send_time(due, zone, now=now)
    assert may_send(goes_out, zone)
    assert goes_out >= now
    longest = timedelta(days=13)  # Russia's first days of 2026, from the evening before, and their weekends
    assert due - timedelta(days=3) <= goes_out <= max(due, now) + longest
    if may_send(max(due, now), zone):
        assert goes_out == max(due, now)


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
