"""On which days a group meets, and when that is in UTC: "third Thursday of each month, 09:00 in Chicago". Pure.

A rule lives on the wall: it names a weekday and an hour there, and each date becomes a moment of its own, so that the
clock on the wall never moves when the zone's does. An hour that is skipped is the first moment after the gap, one that
comes twice is its first (programs.clock). The stored form is RRULE text of RFC 5545, section 3.3.10.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil import rrule

from programs.clock import instant

Freq = Literal["weekly", "monthly"]

LONGEST_INTERVAL = 12
MOST_DAYS = 7
MOST_MINUTES = 24 * 60

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS = (
    *("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
_OTHER_FREQ = {"DAILY": "every day", "YEARLY": "once a year"}
_UNDERSTOOD = frozenset(("FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "WKST"))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule for days: every `interval` weeks on a weekday, or every `interval` months on its `nth` weekday.

    `weekday` is 0 (Monday) to 6; `nth` is 1 to 4, or -1 for the last, and None for weekly. Anything else raises
    ValueError with a sentence for the person who typed it.
    """

    freq: Freq
    interval: int
    weekday: int
    nth: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.interval <= LONGEST_INTERVAL:
            noun = "weeks" if self.freq == "weekly" else "months"
            raise ValueError(f"Choose every 1 to {LONGEST_INTERVAL} {noun}.")
        if not 0 <= self.weekday <= 6:
            raise ValueError("Choose a weekday, Monday to Sunday.")
        if self.freq == "weekly" and self.nth is not None:
            raise ValueError("First to fourth and last belong to a monthly rule.")
        if self.freq == "monthly" and self.nth not in (1, 2, 3, 4, -1):
            raise ValueError(
                "Choose the first, second, third, fourth or last of the month: not every month has a fifth."
            )

    def rrule(self) -> str:
        """The stored form: "FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE". `parse` reads it back."""
        every = f";INTERVAL={self.interval}" if self.interval > 1 else ""
        return f"FREQ={self.freq.upper()}{every};BYDAY={self.nth or ''}{_DAYS[self.weekday]}"

    @classmethod
    def parse(cls, text: str) -> "Pattern":
        """The rule that RRULE text says, also as other calendars write it ("RRULE:", BYSETPOS, WKST).

        Raises ValueError, with a sentence for a person, for what is no rule and for rules that we do not keep.
        """
        parts = _parts(text)
        freq = parts.get("FREQ", "")
        if freq in _OTHER_FREQ:
            raise ValueError(f"Groups meet weekly or monthly, not {_OTHER_FREQ[freq]}.")
        if freq not in ("WEEKLY", "MONTHLY"):
            raise ValueError("This is not a rule for dates. It looks like FREQ=MONTHLY;BYDAY=3TH.")
        if unknown := sorted(parts.keys() - _UNDERSTOOD):
            raise ValueError(_not_kept(unknown[0]))
        weekday, nth = _day_of(parts.get("BYDAY", ""), parts.get("BYSETPOS", ""))
        interval = _number(parts.get("INTERVAL", "1"))
        return cls("weekly" if freq == "WEEKLY" else "monthly", interval, weekday, nth)

    def words(self) -> str:
        """As people say it: "every second Tuesday", "third Thursday of each month"."""
        day = _DAY_NAMES[self.weekday]
        every = "" if self.interval == 1 else f"{_ORDINALS[self.interval]} "
        if self.nth is None:
            return f"every {every}{day}"
        which = "last" if self.nth == -1 else _ORDINALS[self.nth]
        return f"{which} {day} of {f'every {every}' if every else 'each '}month"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting by a rule: the day that the rule names, and its moments in UTC.

    `ends_at` lies on the last day of a meeting of several days. `day` is the day of `starts_at` on the wall, unless the
    zone left that whole day out.
    """

    day: date
    starts_at: datetime
    ends_at: datetime


def first_day(pattern: Pattern, since: date) -> date:
    """The first day on or after `since` on which a series by `pattern` can begin."""
    every = Pattern(pattern.freq, 1, pattern.weekday, pattern.nth)
    return _days(every, since, since + timedelta(days=62))[0]


def days_of(pattern: Pattern, first: date, until: date) -> list[date]:
    """The days of a series from `first` to `until`, both included, rising; none if `until` is before the first of them.

    "Every second" counts from the first day that fits on or after `first`: give the day that the series began, not
    today, or the weeks change over.
    """
    return _days(pattern, first_day(pattern, first), until)


def occurrences(
    pattern: Pattern, first: date, until: date, *, at: time, zone: str, minutes: int, days: int = 1
) -> list[Occurrence]:
    """The meetings of a series whose first day lies from `first` to `until`, at `at` on the wall of `zone`.

    `minutes` are those of each day, 1 to 1440, as they pass (a meeting that a clock change cuts into is no shorter);
    `days` in a row, 1 to 7, begin at the same hour on the wall. Raises ValueError beyond those and
    zoneinfo.ZoneInfoNotFoundError for an unknown zone.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValueError("A meeting lasts from a minute to 24 hours a day.")
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"A meeting lasts 1 to {MOST_DAYS} days in a row.")
    return [
        Occurrence(
            day, instant(day, at, zone), instant(day + timedelta(days=days - 1), at, zone) + timedelta(minutes=minutes)
        )
        for day in days_of(pattern, first, until)
    ]


def _days(pattern: Pattern, since: date, until: date) -> list[date]:
    """The days by dateutil, which counts intervals from the week or month of `since`."""
    weekday = _WEEKDAYS[pattern.weekday]
    rule = rrule.rrule(
        rrule.WEEKLY if pattern.freq == "weekly" else rrule.MONTHLY,
        dtstart=datetime.combine(since, time()),
        until=datetime.combine(until, time()),
        interval=pattern.interval,
        byweekday=weekday(pattern.nth) if pattern.nth else weekday,
    )
    return [found.date() for found in rule]


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, is_one, value = part.partition("=")
        if not is_one or name in parts:
            raise ValueError("This is not a rule for dates. It looks like FREQ=MONTHLY;BYDAY=3TH.")
        parts[name] = value
    return parts


def _not_kept(name: str) -> str:
    if name in ("COUNT", "UNTIL"):
        return "A rule here has no end of its own: set the last day of the series instead."
    if name == "BYMONTHDAY":
        return "A day such as the 15th falls on weekends. Choose a weekday, such as the third Thursday."
    return f"{name} is more than a rule here can say. Choose a weekday, weekly or monthly, and move single dates."


def _day_of(byday: str, bysetpos: str) -> tuple[int, int | None]:
    """The weekday, and which of the month it is: BYDAY=3TH, or BYDAY=TH with BYSETPOS=3."""
    if "," in byday:
        raise ValueError("One weekday a rule. Make a series for each day.")
    if byday[-2:] not in _DAYS:
        raise ValueError("The rule names no weekday. It looks like FREQ=MONTHLY;BYDAY=3TH.")
    which = byday[:-2] or bysetpos
    return _DAYS.index(byday[-2:]), _number(which) if which else None


def _number(text: str) -> int:
    digits = text.removeprefix("+").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        raise ValueError(f"“{text}” is not a number that a rule can hold.")
    return int(text)
