"""Wall-clock arithmetic in the database (programs/migrations/0004_due.py) agrees with the pure one in hours.py."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from django.db import connection

from notifications.hours import instant, local_day

pytestmark = pytest.mark.django_db

CLOCK = "select app_wall_clock(%s, %s, %s)"
TURN = "select app_next_turn(%s, %s, %s, %s, %s)"


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def known_to_the_database():
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_timezone_names")
        return sorted({name for (name,) in cursor} & available_timezones())


@pytest.mark.parametrize(
    ("day", "wall", "zone", "utc"),
    [
        (date(2026, 3, 8), time(8, 10), "America/Chicago", datetime(2026, 3, 8, 13, 10, tzinfo=UTC)),
        (date(2026, 3, 7), time(8, 10), "America/Chicago", datetime(2026, 3, 7, 14, 10, tzinfo=UTC)),
        # Skipped: the first moment after the gap.
        (date(2026, 3, 8), time(2, 30), "America/Chicago", datetime(2026, 3, 8, 8, 0, tzinfo=UTC)),
        # Twice: the first.
        (date(2026, 11, 1), time(1, 30), "America/Chicago", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        # A half-hour change.
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        (date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ],
)
def test_the_clock_on_the_wall(day, wall, zone, utc):
    assert asked(CLOCK, day, wall, zone) == utc


def test_it_agrees_with_the_pure_one_in_every_zone_around_every_change():
    dice = random.Random(26)
    for zone in known_to_the_database():
        changes = days_of_change(zone)
        for day in [*changes, date(2026, 1, 1) + timedelta(days=dice.randrange(1000))]:
            wall = time(dice.choice([0, 1, 2, 3, 8]), dice.choice([0, 10, 30, 59]))
            assert asked(CLOCK, day, wall, zone) == instant(day, wall, zone), f"{zone} {day} {wall}"


def days_of_change(zone):
    """The local days of the next two years on which clocks in `zone` change."""
    noon = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(0, 730)]
    offsets = [instant(local_day(one, zone), time(12), zone).hour for one in noon]
    return [local_day(noon[n], zone) for n in range(1, len(noon)) if offsets[n] != offsets[n - 1]]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago", "Australia/Sydney", "UTC"])
@pytest.mark.parametrize("every", [1, 7, 14, 28])
def test_every_turn_of_three_years_stays_at_its_hour(zone, every):
    at, wall = instant(date(2026, 1, 6), time(8, 10), zone), time(8, 10)
    for _ in range(3 * 365 // every):
        following = asked(TURN, at, wall, zone, every, at)
        assert local_day(following, zone) - local_day(at, zone) == timedelta(days=every)
        assert following == instant(local_day(following, zone), wall, zone)
        at = following


def test_a_slot_in_a_skipped_hour_returns_to_its_hour():
    on_the_gap = instant(date(2026, 3, 8), time(2, 30), "America/Chicago")
    assert asked(TURN, on_the_gap, time(2, 30), "America/Chicago", 7, on_the_gap) == instant(
        date(2026, 3, 15), time(2, 30), "America/Chicago"
    )


def test_turns_that_were_missed_are_passed_over():
    at = datetime(2026, 1, 6, 14, 10, tzinfo=UTC)
    following = asked(TURN, at, time(8, 10), "America/Chicago", 14, at + timedelta(days=40))
    assert local_day(following, "America/Chicago") == date(2026, 2, 17)


def test_a_zone_that_nobody_knows_counts_in_utc_and_stops_nobody():
    at = datetime(2026, 1, 6, 8, 10, tzinfo=UTC)
    assert asked(TURN, at, time(8, 10), "Mars/Olympus", 7, at) == at + timedelta(days=7)
