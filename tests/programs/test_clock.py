"""Clocks on walls, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.clock import instant

CHICAGO, BERLIN = "America/Chicago", "Europe/Berlin"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda t: t.replace(microsecond=0))


def at(zone: str, *wall: int) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


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
