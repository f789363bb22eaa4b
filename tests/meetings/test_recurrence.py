"""Rules for dates: what they say, what is stored, and that the clock on the wall never moves in any zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.recurrence import Occurrence, Pattern, days_of, first_day, occurrences

THIRD_THURSDAY = Pattern("monthly", 1, 3, 3)
SECOND_TUESDAYS = Pattern("weekly", 2, 1)
QUARTERLY = Pattern("monthly", 3, 2, 1)
CHICAGO, BERLIN = "America/Chicago", "Europe/Berlin"

PATTERNS = st.one_of(
    st.builds(Pattern, st.just("weekly"), st.integers(1, 12), st.integers(0, 6)),
    st.builds(Pattern, st.just("monthly"), st.integers(1, 12), st.integers(0, 6), st.sampled_from((1, 2, 3, 4, -1))),
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def walked(pattern: Pattern, first: date, until: date) -> list[date]:
    """The same by walking every day and counting on fingers."""
    found: list[date] = []
    for n in range((until - first).days + 1):
        day = first + timedelta(days=n)
        if day.weekday() != pattern.weekday or not is_nth(day, pattern.nth):
            continue
        start = found[0] if found else day
        if pattern.freq == "weekly":
            passed, step = (day - start).days, 7 * pattern.interval
        else:
            passed, step = (day.year - start.year) * 12 + day.month - start.month, pattern.interval
        if passed % step == 0:
            found.append(day)
    return found


def is_nth(day: date, nth: int | None) -> bool:
    if nth == -1:
        return (day + timedelta(days=7)).month != day.month
    return nth is None or (day.day - 1) // 7 + 1 == nth


# -- what a rule says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "words", "stored"),
    [
        (THIRD_THURSDAY, "third Thursday of each month", "FREQ=MONTHLY;BYDAY=3TH"),
        (SECOND_TUESDAYS, "every second Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        (QUARTERLY, "first Wednesday of every third month", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE"),
        (Pattern("weekly", 1, 0), "every Monday", "FREQ=WEEKLY;BYDAY=MO"),
        (Pattern("monthly", 1, 4, -1), "last Friday of each month", "FREQ=MONTHLY;BYDAY=-1FR"),
        (Pattern("monthly", 12, 6, 4), "fourth Sunday of every twelfth month", "FREQ=MONTHLY;INTERVAL=12;BYDAY=4SU"),
    ],
)
def test_a_rule_in_words_and_as_it_is_stored(pattern: Pattern, words: str, stored: str) -> None:
    assert (pattern.words(), pattern.rrule()) == (words, stored)


@given(PATTERNS)
def test_what_is_stored_is_read_back(pattern: Pattern) -> None:
    assert Pattern.parse(pattern.rrule()) == pattern


@given(PATTERNS, PATTERNS)
def test_no_two_rules_share_their_words(one: Pattern, other: Pattern) -> None:
    assert (one.words() == other.words()) == (one == other)


@pytest.mark.parametrize(
    "text",
    [
        "RRULE:FREQ=MONTHLY;BYDAY=3TH",
        "freq=monthly;byday=+3th",
        "FREQ=MONTHLY;INTERVAL=1;BYDAY=TH;BYSETPOS=3",
        " FREQ=MONTHLY;WKST=SU;BYDAY=3TH\r\n",
    ],
)
def test_the_spellings_of_other_calendars(text: str) -> None:
    assert Pattern.parse(text) == THIRD_THURSDAY


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "This is not a rule for dates. It looks like FREQ=MONTHLY;BYDAY=3TH."),
        ("every Thursday", "This is not a rule for dates"),
        ("FREQ=WEEKLY;FREQ=MONTHLY;BYDAY=TH", "This is not a rule for dates"),
        ("BYDAY=TH", "This is not a rule for dates"),
        ("FREQ=DAILY", "Groups meet weekly or monthly, not every day."),
        ("FREQ=YEARLY;BYDAY=1TH", "not once a year"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "One weekday a rule. Make a series for each day."),
        ("FREQ=WEEKLY", "names no weekday"),
        ("FREQ=WEEKLY;BYDAY=XX", "names no weekday"),
        ("FREQ=WEEKLY;BYDAY=2TU", "belong to a monthly rule"),
        ("FREQ=MONTHLY;BYDAY=TH", "Choose the first, second, third, fourth or last"),
        ("FREQ=MONTHLY;BYDAY=5TH", "not every month has a fifth"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "falls on weekends"),
        ("FREQ=MONTHLY;BYDAY=3TH;COUNT=12", "set the last day of the series"),
        ("FREQ=MONTHLY;BYDAY=3TH;UNTIL=20271231", "set the last day of the series"),
        ("FREQ=MONTHLY;BYDAY=3TH;BYHOUR=9", "BYHOUR is more than a rule here can say"),
        ("FREQ=MONTHLY;BYDAY=3TH;INTERVAL=0", "every 1 to 12 months"),
        ("FREQ=WEEKLY;BYDAY=TH;INTERVAL=13", "every 1 to 12 weeks"),
        ("FREQ=WEEKLY;BYDAY=TH;INTERVAL=two", "“TWO” is not a number"),
        ("FREQ=WEEKLY;BYDAY=TH;INTERVAL=99999999", "is not a number that a rule can hold"),
    ],
)
def test_what_is_not_kept_is_said_in_words(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        Pattern.parse(text)


def test_a_weekday_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Monday to Sunday"):
        Pattern("weekly", 1, 7)


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for candidate in (text, f"FREQ=MONTHLY;BYDAY={text}", f"FREQ=WEEKLY;BYDAY=TU;INTERVAL={text}"):
        try:
            pattern = Pattern.parse(candidate)
        except ValueError:
            continue
        assert Pattern.parse(pattern.rrule()) == pattern


# -- its days ----------------------------------------------------------------------------------------------------------


def test_a_year_of_third_thursdays() -> None:
    found = days_of(THIRD_THURSDAY, date(2027, 1, 1), date(2027, 12, 31))
    assert [(day.month, day.day) for day in found] == [
        *((1, 21), (2, 18), (3, 18), (4, 15), (5, 20), (6, 17)),
        *((7, 15), (8, 19), (9, 16), (10, 21), (11, 18), (12, 16)),
    ]


def test_every_second_counts_from_the_first_day_that_fits() -> None:
    thursday = date(2026, 11, 26)
    assert days_of(SECOND_TUESDAYS, thursday, date(2026, 12, 31)) == [date(2026, 12, n) for n in (1, 15, 29)]
    assert days_of(QUARTERLY, date(2027, 1, 20), date(2027, 12, 31)) == [
        *(date(2027, 2, 3), date(2027, 5, 5), date(2027, 8, 4), date(2027, 11, 3)),
    ]


def test_both_ends_belong_to_the_series() -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 15)
    assert days_of(SECOND_TUESDAYS, first, last) == [first, last]
    assert days_of(SECOND_TUESDAYS, first, first - timedelta(days=1)) == []


@given(PATTERNS, DAYS, st.integers(-10, 1100))
def test_the_days_are_those_of_a_walk_through_the_calendar(pattern: Pattern, first: date, length: int) -> None:
    until = first + timedelta(days=length)
    found = days_of(pattern, first, until)
    assert found == walked(pattern, first, until)
    assert not found or found[0] == first_day(pattern, first)


@given(PATTERNS, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_longer_year_only_adds_days(pattern: Pattern, first: date, some: int, more: int) -> None:
    until = first + timedelta(days=some)
    longer = days_of(pattern, first, until + timedelta(days=more))
    assert [day for day in longer if day <= until] == days_of(pattern, first, until)


# -- its moments -------------------------------------------------------------------------------------------------------


def test_nine_in_chicago_stays_nine_across_the_switch() -> None:
    october, november = occurrences(
        THIRD_THURSDAY, date(2026, 10, 1), date(2026, 11, 30), at=time(9), zone=CHICAGO, minutes=105
    )
    assert october == Occurrence(
        date(2026, 10, 15), datetime(2026, 10, 15, 14, tzinfo=UTC), datetime(2026, 10, 15, 15, 45, tzinfo=UTC)
    )
    assert november.starts_at == datetime(2026, 11, 19, 15, tzinfo=UTC)


def test_two_days_each_quarter_end_on_the_second_at_the_wall_of_that_day() -> None:
    # Berlin puts its clocks back in the night to Sunday, October 25.
    saturday = Pattern("monthly", 1, 5, 4)
    [found] = occurrences(saturday, date(2026, 10, 1), date(2026, 10, 31), at=time(9), zone=BERLIN, minutes=300, days=2)
    assert found.day == date(2026, 10, 24)
    assert found.starts_at == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert found.ends_at == datetime(2026, 10, 25, 13, tzinfo=UTC)


def test_minutes_are_those_that_pass() -> None:
    sundays = Pattern("weekly", 1, 6)
    [gap] = occurrences(sundays, date(2026, 3, 8), date(2026, 3, 8), at=time(1), zone=CHICAGO, minutes=90)
    assert gap.ends_at.astimezone(ZoneInfo(CHICAGO)).time() == time(3, 30)
    assert gap.ends_at - gap.starts_at == timedelta(minutes=90)


def test_an_hour_that_is_skipped_and_one_that_comes_twice() -> None:
    sundays = Pattern("weekly", 1, 6)
    [skipped] = occurrences(sundays, date(2026, 3, 8), date(2026, 3, 8), at=time(2, 30), zone=CHICAGO, minutes=60)
    [twice] = occurrences(sundays, date(2026, 11, 1), date(2026, 11, 1), at=time(1, 30), zone=CHICAGO, minutes=60)
    assert skipped.starts_at.astimezone(ZoneInfo(CHICAGO)) == datetime(2026, 3, 8, 3, tzinfo=ZoneInfo(CHICAGO))
    assert twice.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "days"), [(0, 1), (1441, 1), (60, 0), (60, 8)])
def test_a_meeting_of_no_or_too_much_time_is_refused(minutes: int, days: int) -> None:
    with pytest.raises(ValueError, match="A meeting lasts"):
        occurrences(
            THIRD_THURSDAY, date(2027, 1, 1), date(2027, 2, 1), at=time(9), zone=CHICAGO, minutes=minutes, days=days
        )


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        occurrences(THIRD_THURSDAY, date(2027, 1, 1), date(2027, 2, 1), at=time(9), zone="Mars/Olympus", minutes=60)


RULES = (
    (THIRD_THURSDAY, time(9)),
    (SECOND_TUESDAYS, time(18, 30)),
    (QUARTERLY, time(8, 15)),
    (Pattern("weekly", 1, 6), time(2, 30)),  # Sundays at night, when most zones change their clocks
    (Pattern("monthly", 1, 4, -1), time(0)),  # and Fridays at midnight, as those do that change it then
)


def test_in_all_zones_for_three_years_the_wall_never_moves_by_five_rules() -> None:
    first, until = date(2026, 1, 1), date(2028, 12, 31)
    gaps = 0
    for pattern, at in RULES:
        days = walked(pattern, first, until)
        for zone in sorted(available_timezones()):
            here = ZoneInfo(zone)
            found = occurrences(pattern, first, until, at=at, zone=zone, minutes=90)
            assert [one.day for one in found] == days
            starts = [one.starts_at for one in found]
            assert all(earlier < later for earlier, later in pairwise(starts))
            for one in found:
                wall = one.starts_at.astimezone(here).replace(tzinfo=None)
                meant = datetime.combine(one.day, at)
                if wall != meant:
                    gaps += 1
                    before = (one.starts_at - timedelta(seconds=1)).astimezone(here).replace(tzinfo=None)
                    assert before < meant < wall, (zone, pattern.words())
    assert gaps > 100  # gaps were met: without them the branch above would prove nothing


@settings(deadline=None)
@given(
    PATTERNS,
    DAYS,
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(sorted(available_timezones())),
    st.integers(1, 1440),
    st.integers(1, 7),
)
def test_any_rule_at_any_hour_in_any_zone(
    pattern: Pattern, first: date, at: time, zone: str, minutes: int, days: int
) -> None:
    found = occurrences(pattern, first, first + timedelta(days=400), at=at, zone=zone, minutes=minutes, days=days)
    for one in found:
        last = (one.ends_at - timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        meant = datetime.combine(one.day + timedelta(days=days - 1), at)
        assert timedelta() <= last - meant <= timedelta(hours=2)
        assert one.ends_at > one.starts_at
    assert all(earlier.starts_at < later.starts_at for earlier, later in pairwise(found))
