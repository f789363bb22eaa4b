"""When mail may leave: the send window, and how many nudges are enough. In wall-clock time throughout.

Rules: handbook 4, last part. Window and caps bind nudges and digests only; what a human wrote is never held. Every
moment is an aware datetime in UTC, every zone an IANA name; an unknown zone raises zoneinfo.ZoneInfoNotFoundError.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from programs.clock import instant, local_day, on_the_wall

OPENS = time(7, 30)
CLOSES = time(18, 0)
PER_DAY, PER_WEEK = 1, 3

_FRIDAY = 4
_ONE_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def may_send(now: datetime, zone: str) -> bool:
    """Whether the window is open: 07:30 to 18:00, Monday to Friday."""
    local = on_the_wall(now, zone)
    return local.weekday() <= _FRIDAY and OPENS <= local.time() < CLOSES


def next_send_time(at: datetime, zone: str, *, now: datetime) -> datetime:
    """When a nudge that falls due at `at` goes out, not before `now`.

    At once if the window is open, else when it opens next; what falls due on a weekend goes out on the Friday before,
    if any of that Friday's window is still ahead.
    """
    due = max(at, now)
    if may_send(due, zone):
        return due.astimezone(UTC)
    return _friday_before(due, zone, now) or _next_opening(due, zone)


def within_caps(
    sent_times: Iterable[datetime], now: datetime, zone: str, per_day: int = PER_DAY, per_week: int = PER_WEEK
) -> bool:
    """Whether one more nudge is allowed: fewer than `per_day` today and `per_week` in the seven local days up to today.

    `sent_times` are the moments of all nudges to this person, over all programs and groups.
    """
    today = local_day(now, zone)
    days = [local_day(sent, zone) for sent in sent_times]
    this_week = [day for day in days if today - _WEEK < day <= today]
    return this_week.count(today) < per_day and len(this_week) < per_week


def _friday_before(due: datetime, zone: str, now: datetime) -> datetime | None:
    """A moment of the Friday before a weekend, at the same hour if that is in the window, not before `now`."""
    local = on_the_wall(due, zone)
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
