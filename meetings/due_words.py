"""Until when, in the words of a promise: "by fri", "in 2 weeks", "end of month", "by 3/14". Pure.

A week means its Friday; a month, quarter or year means its last day. A weekday is the next one after today, and "next
Friday" that of the week from next Monday; "before Friday" is asked about on Friday. A day without a year is the next
one. These rules are ours; days in figures are read as in a roster (members/roster/dates.py).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from members.roster.dates import day as read_day
from members.roster.values import Doubtful, NotUnderstood
from programs.clock import monday_of
from programs.wording import DateOrder, day_words

USUAL_DAYS = 14
"""Until when a promise is made that names no day, where no next meeting is set."""
FARTHEST_DAYS = 731


class NotADay(ValueError):
    """Words that look like a day and are none to promise by. `str()` is a sentence that says what to do."""


_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_UNITS = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_FLAGS = re.IGNORECASE | re.ASCII

_PREFIX = r"(?:by|before|on|due(?:\s+(?:by|on))?|no(?:t)?\s+later\s+than)"
_WEEKDAY = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_UNIT = r"week|month|quarter|year"
_DOM = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMERIC = r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.\d{2,4}"
_DATE = (
    rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}|{_DOM}[\s-](?:of\s+)?{_MONTH}(?:[\s,-]+\d{{4}})?|"
    rf"{_MONTH}\s+{_DOM}(?:,?\s+\d{{4}})?"
)
_END = r"(?:(?:at\s+)?the\s+|at\s+)?end\s+of\s+"
_CLEAR = "|".join(
    (
        rf"(?P<day>today|tonight|tomorrow|yesterday|eod|{_END}(?:the\s+)?day)",
        r"(?:at\s+)?(?:(?:the|our)\s+)?(?P<meeting>next\s+(?:meeting|session))",
        rf"(?:in|within)\s+(?P<count>\d{{1,3}}|an?|{'|'.join(_NUMBERS[1:])})\s+(?P<of>day|week|month)s?",
        rf"(?:{_END}(?:the\s+)?)?next\s+(?P<later_unit>{_UNIT})",
        rf"(?:{_END}(?:(?:the|this)\s+)?|this\s+)(?P<unit>{_UNIT})|(?P<short>eo[wmqy])",
        rf"{_END}(?P<end_of_month>{_MONTH}(?:\s+\d{{4}})?)",
        rf"(?:(?P<weekday_of>{_WEEKDAY}),?\s+)?(?P<date>{_DATE})",
        rf"(?P<day_next_week>{_WEEKDAY})\s+(?:of\s+)?next\s+week",
        rf"(?:(?P<which>this|next|last|coming)\s+)?(?P<weekday>{_WEEKDAY})",
    )
)
_AFTER_PREFIX = "|".join(
    (
        rf"(?:(?P<weekday_of_numbers>{_WEEKDAY}),?\s+)?(?P<numbers>{_NUMERIC})",
        r"(?:the\s+)?(?P<ordinal>\d{1,2}(?:st|nd|rd|th))",
        rf"(?P<month>{_MONTH})",
        rf"(?:the\s+)?(?P<end_unit>{_UNIT})[\s-]?end",
        r"(?P<next_time>next\s+time)",
    )
)
_AT_END = re.compile(rf"(?:^|(?<=[\s(\[,;]))(?:{_PREFIX}\s+(?:{_CLEAR}|{_AFTER_PREFIX}))[\s.!)\]]*$", _FLAGS)
_BARE_AT_END = re.compile(rf"(?:^|(?<=[\s(\[,;]))(?:{_CLEAR})[\s.!)\]]*$", _FLAGS)
_IN_TEXT = re.compile(rf"(?:^|(?<=\s))by\s+(?:{_CLEAR})(?=[\s,;:.!?)\]]|$)", _FLAGS)
_BEFORE = (
    "about after and as at between called each every for from had last like named of or past per since than through "
    "till to until versus vs was with"
)
_NOT_DUE = frozenset(_BEFORE.split())
"""Words before a bare "Friday" that make it part of what is promised: "every Friday", "the call of Friday"."""
_ALSO_WORDS = frozenset(("mon", "wed", "weds", "sat", "sun"))


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are counted from: today on the group's wall, the order of 3/14, and the next meeting if one is set."""

    today: date
    order: DateOrder = "mdy"
    next_meeting: date | None = None

    def usual(self) -> date:
        """The day of a promise that names none: the next meeting's if it is to come, else 14 days ahead."""
        if self.next_meeting is not None and self.next_meeting >= self.today:
            return self.next_meeting
        return self.today + timedelta(days=USUAL_DAYS)


def until(text: str, calendar: Calendar) -> tuple[str, date, str]:
    """The promise without its day at the end, the day, and the words that said it; "" where none did.

    A day in the midst of a promise ("by fri for all clients") counts and stays in it. Raises NotADay for one that has
    passed, lies more than two years ahead, or is not in the calendar.
    """
    text = text.strip()
    found = _AT_END.search(text) or _bare_at_end(text)
    if found:
        due_on = _checked(_when(found, calendar), calendar)
        return text[: found.start()].rstrip(" \t,;:(["), due_on, found[0].rstrip(" \t.!)]")
    if within := _IN_TEXT.search(text):
        return text, _checked(_when(within, calendar), calendar), within[0]
    return text, calendar.usual(), ""


def _bare_at_end(text: str) -> re.Match[str] | None:
    """A day at the end without "by" before it, unless it may be part of what is promised."""
    found = _BARE_AT_END.search(text)
    if not found:
        return None
    before = text[: found.start()].split()
    groups = {name: (words or "").casefold() for name, words in found.groupdict().items()}
    doubtful = (
        (before and before[-1].strip("(,;").casefold() in _NOT_DUE)
        or groups["which"] == "last"
        or (not groups["which"] and groups["weekday"] in _ALSO_WORDS)
        or groups["day"] == "yesterday"
        or groups["later_unit"] in ("quarter", "year")
    )
    return None if doubtful else found


def _checked(day: date, calendar: Calendar) -> date:
    if day < calendar.today:
        raise NotADay(f"{day_words(day, order=calendar.order, year=True)} has passed. Say a day from today on.")
    if (day - calendar.today).days > FARTHEST_DAYS:
        raise NotADay(f"{day_words(day, order=calendar.order, year=True)} is more than two years away. Check the year.")
    return day


def _when(found: re.Match[str], calendar: Calendar) -> date:
    """The day that a match of the patterns above means."""
    said = {name: " ".join(words.casefold().split()) for name, words in found.groupdict().items() if words}
    today = calendar.today
    if "day" in said:
        return today + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(said["day"], 0))
    if "meeting" in said or "next_time" in said:
        if calendar.next_meeting is None or calendar.next_meeting < today:
            raise NotADay("No next meeting is set yet. Say a day, such as “by fri”.")
        return calendar.next_meeting
    if "count" in said:
        return _in(said["count"], said["of"], today)
    if unit := said.get("unit") or said.get("later_unit") or said.get("end_unit") or said.get("short"):
        return _end_of(_UNITS.get(unit, unit), today, later="later_unit" in said)
    if name := said.get("weekday") or said.get("day_next_week"):
        return _weekday(name, "next" if "day_next_week" in said else said.get("which", ""), today)
    return _dated(said, calendar)


def _in(count: str, unit: str, today: date) -> date:
    number = 1 if count in ("a", "an") else _NUMBERS.index(count) if count in _NUMBERS else int(count)
    if unit == "month":
        months = today.month - 1 + number
        year, month = today.year + months // 12, months % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(days=number * (7 if unit == "week" else 1))


def _end_of(unit: str, today: date, *, later: bool) -> date:
    """The Friday of a week (on a weekend, the coming one), else the last day; with `later`, of the next one."""
    if unit == "week":
        friday = monday_of(today) + timedelta(days=4 + 7 * later)
        return friday if friday >= today else friday + timedelta(days=7)
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    months = today.year * 12 + ((today.month - 1) // size + 1 + later) * size
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _weekday(name: str, which: str, today: date) -> date:
    number = next(n for n, day in enumerate(_DAY_NAMES) if day[:3] == name[:3])
    ahead = (number - today.weekday()) % 7
    if which == "last":
        return today + timedelta(days=ahead - 7)
    if which == "next":
        return monday_of(today) + timedelta(days=7 + number)
    return today + timedelta(days=ahead if ahead or which == "this" else 7)


def _ordinal(text: str, today: date) -> date:
    """ "The 15th": the next one from today on."""
    dom = int(text[:-2])
    if not 1 <= dom <= 31:
        raise NotADay(f"No month has a “{text}”. Say a day, such as “by fri”.")
    month = today.replace(day=1)
    while monthrange(month.year, month.month)[1] < dom or month.replace(day=dom) < today:
        month = (month + timedelta(days=31)).replace(day=1)
    return month.replace(day=dom)


def _dated(said: dict[str, str], calendar: Calendar) -> date:
    """A day of the calendar or of a month, or the last day of a month."""
    if "ordinal" in said:
        return _ordinal(said["ordinal"], calendar.today)
    whole_month = said.get("end_of_month") or said.get("month")
    words = whole_month or said.get("date") or said["numbers"]
    try:
        day = read_day(
            re.sub(r"\bof\s+", "", words), calendar.order, today=calendar.today, at_end=whole_month is not None
        )
    except Doubtful as doubtful:
        day = doubtful.value
    except NotUnderstood as unreadable:
        raise NotADay(f"“{words}” {unreadable}") from None
    named = said.get("weekday_of") or said.get("weekday_of_numbers")
    if named and _DAY_NAMES[day.weekday()][:3] != named[:3]:
        raise NotADay(f"{day_words(day, order=calendar.order)} is a {day:%A}. Which day is it?")
    return day
