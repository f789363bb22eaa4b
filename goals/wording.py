"""How values, units and days of goals are written: 44 %, $1,200,000, 14 days, June 30."""

from datetime import date
from decimal import Decimal
from typing import Literal

DateOrder = Literal["mdy", "dmy", "ymd"]

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "INR": "\u20b9"}
_CODES = frozenset(("CHF", "SEK", "NOK", "DKK", "PLN", "ZAR", "MXN", "JPY", "SGD", "CZK", "HUF"))
_YEAR_IS_CLEAR = 330


def shown(value: Decimal, unit: str = "") -> str:
    """A value with its unit: "%", an ISO currency code, a word, or "". At most two decimals, none that are zero."""
    return _with_unit(value, _figure(value), unit)


def short(value: Decimal, unit: str = "") -> str:
    """The same with k and M, for the axis of a chart: $1.2M, 850k, 44 %. A word is left out."""
    size = abs(value)
    if size >= 1_000_000:
        figure = f"{_figure(value / 1_000_000, places=1)}M"
    elif size >= 10_000:
        figure = f"{_figure(value / 1000, places=1)}k"
    else:
        figure = _figure(value)
    return _with_unit(value, figure, unit if unit == "%" or _is_currency(unit) else "")


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


def _figure(value: Decimal, places: int = 2) -> str:
    digits = f"{abs(value):,.{places}f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"-{digits}" if value < 0 and digits != "0" else digits


def _is_currency(unit: str) -> bool:
    return unit in _SIGNS or unit in _CODES


def _with_unit(value: Decimal, figure: str, unit: str) -> str:
    if not unit:
        return figure
    if not _is_currency(unit):
        return f"{figure} {unit}"
    sign = _SIGNS.get(unit) or f"{unit} "
    return f"-{sign}{figure.removeprefix('-')}" if value < 0 else f"{sign}{figure}"
