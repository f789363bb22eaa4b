"""How values and units of goals are written: 44 %, $1,200,000, 14 days. Pure."""

from decimal import Decimal

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "INR": "\u20b9"}
_CODES = frozenset(("CHF", "SEK", "NOK", "DKK", "PLN", "ZAR", "MXN", "JPY", "SGD", "CZK", "HUF"))


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
