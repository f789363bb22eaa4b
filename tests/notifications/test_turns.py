"""Wall-clock arithmetic in the database (programs/migrations/0004_due.py) agrees with the pure one in hours.py."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import connection

from programs.clock import instant, local_day

pytestmark = pytest.mark.django_db

CLOCK = "select app_wall_clock(%s, %s, %s)"
OFFSETS = """
    select array_agg((noon at time zone %s) - (noon at time zone 'UTC') order by noon)
    from unnest(%s::timestamptz[]) as noon
"""
CLOCKS = """
    with asked(zone, days, walls) as (values (%s, %s::date[], %s::time[]))
    select array_agg(app_wall_clock(day, wall, zone) order by n)
    from asked, unnest(days, walls) with ordinality as wanted(day, wall, n)
"""
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
    compared = 0
    for zone in known_to_the_database():
        noons = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(weeks=n) for n in range(60)]
        offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() for noon in noons]
        if offsets != asked(OFFSETS, zone, noons):
            continue  # two editions of the zone database: Morocco announces its changes late
        weeks = [local_day(noons[n], zone) for n in range(1, len(noons)) if offsets[n] != offsets[n - 1]]
        days = [last - timedelta(days=n) for last in weeks for n in range(7)] or [date(2026, 6, 1)]
        walls = [time(dice.choice([0, 1, 2, 3, 8]), dice.choice([0, 10, 30, 59])) for _ in days]
        assert asked(CLOCKS, zone, days, walls) == [instant(*on, zone) for on in zip(days, walls, strict=True)], zone
        compared += len(days)
    assert compared > 2000


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
