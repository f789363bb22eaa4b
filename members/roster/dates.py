"""One cell with a day: 3/4/2021 in the program's order, 2021-03-04, "Mar 2021", "end of Q2", Excel's day numbers."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from members.roster.values import Doubtful, NotUnderstood, plain

DateOrder = Literal["mdy", "dmy", "ymd"]

_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "jan january januar janv janvier enero",
            "feb february februar fev février febrero",
            "mar march mär märz mars marzo mrz",
            "apr april avr avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juil juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember déc décembre diciembre",
        ),
        start=1,
    )
    for word in words.split()
}
_NAME = r"(?P<name>[^\W\d_]+)"
_DOM = r"(?P<dom>\d{1,2})"
_SPOKEN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NAME} {_DOM} '?(?P<year>\d{{4}}|\d\d)",
        rf"{_DOM}[ -]{_NAME}[ -]'?(?P<year>\d{{4}}|\d\d)",
        rf"(?P<year>\d{{4}})[ -]{_NAME}(?:[ -]{_DOM})?",
        rf"{_NAME}[ -](?P<year>\d{{4}})",
        rf"{_NAME}(?:-| ?')(?P<year>\d\d)",
        rf"{_NAME} {_DOM}",
        rf"{_DOM}[ -]{_NAME}",
        _NAME,
    )
)
_EXAMPLE = {"mdy": "3/14/2025", "dmy": "14.3.2025", "ymd": "2025-03-14"}
_EXCEL_DAY_ZERO = date(1899, 12, 30)  # Excel counts 1900-02-29, a day that never was, so its day 0 lies a day earlier.


def day(text: str, order: DateOrder = "mdy", *, today: date | None = None, at_end: bool = False) -> date:
    """The day that a cell means.

    `order` says what 3/4/2021 is. A month, quarter or year means its first day, or its last with `at_end` and after
    "end of". A day without a year needs `today` and is the next one. Doubtful where only the other order gives a day.
    """
    words = re.sub(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?z?$", "", plain(text))
    words = re.sub(r"^(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*,\s*", "", words)
    at_end = at_end or "end of" in words
    words = re.sub(r"^((by|since|from|until|till|on|before|end of|the|in)\s+)+", "", words).rstrip(".")
    if re.fullmatch(r"\d+([.,]0+)?", words):
        return _from_digits(words, order, at_end)
    numbers = re.fullmatch(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})", words)
    if numbers:
        return _from_numbers((numbers[1], numbers[2], numbers[3]), order)
    without_year = re.fullmatch(r"(\d{1,2})\s*[./-]\s*(\d{1,2})[.]?", words)
    if without_year:
        dom, month = without_year.groups() if order == "dmy" else reversed(without_year.groups())
        return _next(None, int(month), dom, today)
    return _from_period(words, today, at_end) or _from_spoken(words, order, today, at_end)


def _from_digits(words: str, order: DateOrder, at_end: bool) -> date:
    """20210304, a year alone, or the number of a day that Excel shows when a date column is formatted as a number."""
    value = re.split("[.,]", words)[0]
    if re.fullmatch(r"(19|20)\d{6}", value):
        return _date(int(value[:4]), int(value[4:6]), int(value[6:]), order)
    if re.fullmatch(r"(19|20)\d\d", value):
        found = date(int(value), 12, 31) if at_end else date(int(value), 1, 1)
        raise Doubtful(f"is only a year; {found:%B} {found.day} was taken.", found)
    if 20_000 <= int(value) <= 73_415:  # 1954-10-03 to 2100-12-31
        return _EXCEL_DAY_ZERO + timedelta(days=int(value))
    raise _not_a_date(order)


def _from_numbers(parts: tuple[str, str, str], order: DateOrder) -> date:
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) > 2:
        return _date(first, second, third, order)
    if order == "ymd" and len(parts[2]) <= 2:
        return _date(_full_year(first), second, third, order)
    if len(parts[2]) == 3:
        raise _not_a_date(order)
    year = _full_year(third)
    month, dom = (second, first) if order == "dmy" else (first, second)
    if month > 12 >= dom:
        found = _date(year, dom, month, order)
        raise Doubtful(
            f"was read as {found:%B} {found.day}, {found.year}: there is no month {month}. "
            "If the day comes first in this file, choose that date order.",
            found,
        )
    return _date(year, month, dom, order)


def _from_period(words: str, today: date | None, at_end: bool) -> date | None:
    """A quarter, a month in figures, or the end of the year: "Q2 2026", "2026 Q2", "Q2", "03/2026", "EOY 2026"."""
    year_end = re.fullmatch(r"(?:year|year[ -]?end|eoy)(?: (?P<year>\d{4}))?", words)
    quarter = re.fullmatch(r"(?:(?P<before>\d{4})[ /-]*)?q(?P<quarter>[1-4])(?:[ /-]*(?P<year>\d{4}|\d\d))?", words)
    if year_end:
        return _next(year_end["year"], 12, 31, today)
    if quarter:
        last_month = int(quarter["quarter"]) * 3
        return _next(
            quarter["before"] or quarter["year"], last_month if at_end else last_month - 2, None, today, at_end
        )
    month = re.fullmatch(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})|(?P<first>\d{1,2})[-/.](?P<then>\d{4})", words)
    if month:
        return _next(month["year"] or month["then"], int(month["month"] or month["first"]), None, today, at_end)
    return None


def _from_spoken(words: str, order: DateOrder, today: date | None, at_end: bool) -> date:
    """March 4, 2021; 4 March 2021; 4-Mar-21; Mar 2021; Mar-21; June 30; June."""
    words = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", words)
    words = " ".join(re.sub(r"[,./]", " ", words).split())
    for pattern in _SPOKEN:
        found = pattern.fullmatch(words)
        if found and found["name"] in _MONTHS:
            parts = found.groupdict()
            return _next(parts.get("year"), _MONTHS[found["name"]], parts.get("dom"), today, at_end)
    raise _not_a_date(order)


def _next(year: str | None, month: int, dom: str | int | None, today: date | None, at_end: bool = False) -> date:
    """A day of a month, or its first or last. Without a year it is the next one that is not before `today`."""
    if year:
        return _in_year(_full_year(int(year)), month, dom, at_end)
    if today is None:
        raise NotUnderstood("has no year. Add it.")
    found = _in_year(today.year, month, dom, at_end)
    return found if found >= today else _in_year(today.year + 1, month, dom, at_end)


def _in_year(year: int, month: int, dom: str | int | None, at_end: bool) -> date:
    if dom is None:
        dom = monthrange(year, month)[1] if at_end and 1950 <= year <= 2100 and 1 <= month <= 12 else 1
    return _date(year, month, int(dom), "mdy")


def _full_year(year: int) -> int:
    """21 is 2021 and 98 is 1998: the usual turn at 69."""
    return year if year > 99 else year + (2000 if year < 69 else 1900)


def _date(year: int, month: int, dom: int, order: DateOrder) -> date:
    if not 1950 <= year <= 2100:
        raise NotUnderstood("lies outside 1950 to 2100. Check the year.")
    try:
        return date(year, month, dom)
    except ValueError:
        raise NotUnderstood(f"is not a day of the calendar. Write it like {_EXAMPLE[order]}.") from None


def _not_a_date(order: DateOrder) -> NotUnderstood:
    return NotUnderstood(f"is not a date. Write it like {_EXAMPLE[order]}.")
