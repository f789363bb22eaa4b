"""When mail may leave: the send window, a person's own slot, how many nudges are enough. In wall-clock time throughout.

Rules: handbook 4, last part. Window and caps bind nudges and digests only; what a human wrote is never held. Every
moment is an aware datetime in UTC, every zone an IANA name; an unknown zone raises zoneinfo.ZoneInfoNotFoundError.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

OPENS = time(7, 30)
CLOSES = time(18, 0)

_FRIDAY = 4
_ONE_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Slot(NamedTuple):
    """A person's own hour for mail: a local time on one weekday (0 is Monday), or on Monday to Friday if None."""

    weekday: int | None
    time: time


def local_day(now: datetime, zone: str) -> date:
    """The day that the calendar on the wall of `zone` shows."""
    return _local(now, zone).date()


def may_send(now: datetime, zone: str) -> bool:
    """Whether the window is open: 07:30 to 18:00, Monday to Friday."""
    local = _local(now, zone)
    return local.weekday() <= _FRIDAY and OPENS <= local.time() < CLOSES


def next_send_time(at: datetime, zone: str, *, now: datetime, slot: Slot | None = None) -> datetime:
    """When a nudge that falls due at `at` goes out, not before `now`.

    With `slot`, at the next such slot. Otherwise at once if the window is open, else when it opens next; what falls due
    on a weekend goes out on the Friday before, if any of that Friday's window is still ahead.
    """
    due = max(at, now)
    if slot:
        return _next_in_slot(due, zone, slot)
    if may_send(due, zone):
        return due.astimezone(UTC)
    return _friday_before(due, zone, now) or _next_opening(due, zone)


def next_slot(after: datetime, zone: str, weekday: int | None, at: time, every_days: int) -> datetime:
    """The slot that follows the one at `after`: `every_days` later at `at` in `zone`, whatever clocks do in between.

    With a `weekday` (0 is Monday) it is the last such day within `every_days`, so that 14 days after a Tuesday is a
    Tuesday; but at least a day later. Without one it is exactly that many days later.
    """
    today = local_day(after, zone)
    if weekday is None:
        day = today + timedelta(days=max(every_days, 1))
    else:
        earliest = today + timedelta(days=max(every_days - 6, 1))
        day = _on_weekday(earliest, weekday)
    while instant(day, at, zone) <= after:
        day += _ONE_DAY if weekday is None else _WEEK
    return instant(day, at, zone)


def within_caps(sent_times: Iterable[datetime], now: datetime, zone: str, per_day: int = 1, per_week: int = 3) -> bool:
    """Whether one more nudge is allowed: fewer than `per_day` today and `per_week` in the seven local days up to today.

    `sent_times` are the moments of all nudges to this person, over all programs and groups.
    """
    today = local_day(now, zone)
    days = [local_day(sent, zone) for sent in sent_times]
    this_week = [day for day in days if today - _WEEK < day <= today]
    return this_week.count(today) < per_day and len(this_week) < per_week


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC moment at which clocks in `zone` show `at` on `day`.

    An hour that comes twice is its first. One that is skipped is the first moment after the gap: 02:30 becomes 03:00.
    """
    wall = datetime.combine(day, at, ZoneInfo(zone))
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


def _local(now: datetime, zone: str) -> datetime:
    if now.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return now.astimezone(ZoneInfo(zone))


def _on_weekday(earliest: date, weekday: int) -> date:
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


def _next_in_slot(due: datetime, zone: str, slot: Slot) -> datetime:
    day = local_day(due, zone)
    while True:
        is_day = day.weekday() <= _FRIDAY if slot.weekday is None else day.weekday() == slot.weekday
        if is_day and instant(day, slot.time, zone) >= due:
            return instant(day, slot.time, zone)
        day += _ONE_DAY


def _friday_before(due: datetime, zone: str, now: datetime) -> datetime | None:
    """A moment of the Friday before a weekend, at the same hour if that is in the window, not before `now`."""
    local = _local(due, zone)
    if local.weekday() <= _FRIDAY:
        return None
    friday = local.date() - timedelta(days=local.weekday() - _FRIDAY)
    hour = local.time() if OPENS <= local.time() < CLOSES else OPENS
    moment = max(instant(friday, hour, zone), now.astimezone(UTC))
    return moment if local_day(moment, zone) == friday and may_send(moment, zone) else None


def _next_opening(due: datetime, zone: str) -> datetime:
    """The next moment, not before `due`, at which the window opens. Days that a zone skipped have none."""
    day = local_day(due, zone)
    while True:
        opening = instant(day, OPENS, zone)
        if opening >= due and may_send(opening, zone):
            return opening
        day += _ONE_DAY
