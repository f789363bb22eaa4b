"""Clocks on walls: from a day and an hour in a zone to the moment in UTC, and back. Pure.

Source of the rules: handbook 4 and research on faults (an hour that comes twice is its first, one that is skipped is
the first valid moment after the gap). An unknown zone raises zoneinfo.ZoneInfoNotFoundError.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def on_the_wall(now: datetime, zone: str) -> datetime:
    """What clocks in `zone` show at `now`; raises ValueError for a naive datetime."""
    if now.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return now.astimezone(ZoneInfo(zone))


def local_day(now: datetime, zone: str) -> date:
    """The day that the calendar on the wall of `zone` shows."""
    return on_the_wall(now, zone).date()


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC moment at which clocks in `zone` show `at` on `day`.

    An hour that comes twice is its first. One that is skipped is the first moment after the gap: 02:30 becomes 03:00.
    """
    wall = datetime.combine(day, at.replace(fold=0), ZoneInfo(zone))
    moment = wall.astimezone(UTC)
    if moment.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # In a gap, fold=0 reads the wall by the clock before it (a moment after the change), fold=1 by the one after it.
    return _change_between(wall.replace(fold=1).astimezone(UTC), moment, ZoneInfo(zone))


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second at which `zone` has the offset that it has at `after`, by halving."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + timedelta(seconds=high)
