"""When mail may leave: the hours and days of a person, and how many nudges are enough. In wall-clock time throughout.

Rules: handbook 4, last part. Hours and caps bind nudges and digests only; what a human wrote is never held. Every
moment is an aware datetime in UTC, every zone an IANA name; an unknown zone raises zoneinfo.ZoneInfoNotFoundError.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from programs.clock import instant, local_day, on_the_wall
from programs.days_off import is_day_off

OPENS = time(7, 30)
CLOSES = time(18, 0)
PER_DAY, PER_WEEK = 1, 3
WEEKEND = frozenset({5, 6})

_FRIDAY = 4
_ONE_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Hours:
    """When a person wants reminders: hours of the day, days without any (0 is Monday), holidays, days away as (first,
    last), and a pause that ends on the morning of `paused_until`."""

    opens: time = OPENS
    closes: time = CLOSES
    quiet_days: frozenset[int] = WEEKEND
    keeps_holidays: bool = True
    away: tuple[tuple[date, date], ...] = ()
    paused_until: date | None = None

    def is_absent(self, day: date) -> bool:
        """Whether the person is away on a day, or has paused their mail."""
        paused = self.paused_until is not None and day < self.paused_until
        return paused or any(first <= day <= last for first, last in self.away)

    def is_holiday(self, day: date, zone: str) -> bool:
        """Whether the day is a public holiday that they keep."""
        return self.keeps_holidays and is_day_off(day, zone)

    def is_quiet(self, day: date, zone: str) -> bool:
        """Whether nothing leaves on a day, at whatever hour."""
        return day.weekday() in self.quiet_days or self.is_holiday(day, zone) or self.is_absent(day)


USUAL = Hours()
"""What holds for somebody who chose nothing."""


def may_send(now: datetime, zone: str, hours: Hours = USUAL) -> bool:
    """Whether the window is open: 07:30 to 18:00, Monday to Friday, no public holiday, unless they chose otherwise."""
    local = on_the_wall(now, zone)
    return hours.opens <= local.time() < hours.closes and not hours.is_quiet(local.date(), zone)


def openings(after: datetime, zone: str, hours: Hours = USUAL, *, until: datetime) -> Iterator[datetime]:
    """The moments later than `after`, up to `until`, at which the window opens. Days that a zone skipped have none."""
    day, last = local_day(after, zone), local_day(until, zone)
    while day <= last:
        opening = instant(day, hours.opens, zone)
        if after < opening <= until and may_send(opening, zone, hours):
            yield opening
        day += _ONE_DAY


def next_send_time(at: datetime, zone: str, *, now: datetime) -> datetime:
    """When a nudge that falls due at `at` goes out by the usual hours, not before `now`.

    At once if the window is open, else when it opens next; what falls due on a weekend goes out on the Friday before,
    if any of that Friday's window is still ahead. What its reader chose for themselves is asked when it leaves.
    """
    due = max(at, now)
    if may_send(due, zone):
        return due.astimezone(UTC)
    return _friday_before(due, zone, now) or next(openings(due, zone, until=due + _A_MONTH))


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
