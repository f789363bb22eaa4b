"""How days, hours and lists of names read: June 30, 8:10 am, 3 weeks ago, "A, B and C". Pure."""

from collections.abc import Sequence
from datetime import date, time
from typing import Literal

WEEKDAYS = tuple(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
"""Days of the week by number, Monday is 0, as a form offers them."""

DateOrder = Literal["mdy", "dmy", "ymd"]

_YEAR_IS_CLEAR = 330


def day_words(day: date, *, order: DateOrder = "mdy", year: bool = False) -> str:
    """A day in words, in the program's order: June 30, 30 June or 2027-06-30; with its year if asked."""
    if order == "ymd":
        return day.isoformat()
    if order == "dmy":
        return f"{day.day} {day:%B}" + (f" {day.year}" if year else "")
    return f"{day:%B} {day.day}" + (f", {day.year}" if year else "")


def due_words(day: date, *, today: date | None = None, order: DateOrder = "mdy") -> str:
    """A day to come, with its year if `today` is given and people would take another year's day for it."""
    clear = today is None or 0 <= (day - today).days <= _YEAR_IS_CLEAR
    return day_words(day, order=order, year=not clear)


def near_day(day: date, today: date, order: DateOrder = "mdy") -> str:
    """A day that was or will be: "December 1", with its year where people would take another year's day for it."""
    if day >= today:
        return due_words(day, today=today, order=order)
    return day_words(day, order=order, year=day.year != today.year)


def long_day(day: date, today: date, order: DateOrder = "mdy") -> str:
    """The same with its weekday: "Tuesday, December 1"."""
    return f"{day:%A}, {near_day(day, today, order)}"


def ago(day: date, today: date) -> str:
    """How long ago a day was: today, yesterday, 5 days ago, 3 weeks ago, 4 months ago."""
    days = (today - day).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    for size, noun in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * size:
            return f"{days // size} {noun}s ago"
    return f"{days} days ago"


def clock(at: time, hours: str) -> str:
    """A time of day on a 12- or 24-hour clock, that no line breaks apart: "8:10 am", "08:10"."""
    if hours == "24":
        return f"{at:%H:%M}"
    return f"{at.hour % 12 or 12}:{at:%M}\N{NO-BREAK SPACE}{'am' if at.hour < 12 else 'pm'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "Owners 1", "Owners 1 and Security", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
