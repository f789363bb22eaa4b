"""One cell with an amount of money, or with the value of a goal and its unit."""

import re
from bisect import bisect_right
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from members.roster.figures import ABOUT, AS_DATE, FIGURE, LESS, MORE, SCALE, SCALES, TOO_LARGE, number
from members.roster.values import Doubtful, NotUnderstood, plain

# Size bands by revenue: research/mission.md section 3. The band is the index: 0 under 0.5 M … 6 from 20 M.
LONGEST_UNIT = 12
REVENUE_STEPS = (500_000, 1_000_000, 3_000_000, 5_000_000, 10_000_000, 20_000_000)
_AMOUNT = re.compile(rf"({FIGURE})\s*({SCALE})?")
_RANGE = re.compile(rf"({FIGURE})\s*({SCALE})?\s*(?:-|to|bis|\.\.\.?|and)\s*({FIGURE})\s*({SCALE})?")
_CURRENCIES = {
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "\u20ac": "EUR",
    "£": "GBP",
}
_CODES = ("usd", "eur", "gbp", "cad", "aud", "nzd", "chf", "sek", "nok", "dkk", "pln", "zar", "mxn", "inr")
_CURRENCY = re.compile("|".join([r"(?:us|ca?|au?|nz)\$", "[€£$]", *(rf"\b{code}\b" for code in _CODES)]))
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD"))


class Revenue(NamedTuple):
    """Yearly revenue in whole units of the program's currency (None if only a range is known) and its size band."""

    amount: int | None
    band: int


class Measure(NamedTuple):
    """The value of a goal, to two places, and its unit: "%", a currency code, a word ("days") or ""."""

    value: Decimal
    unit: str


def revenue(text: str, *, currency: str = "USD") -> Revenue:
    """Yearly revenue: "$1.2M", "1,2 Mio", "850k", "€ 1.200.000", "$1-3M", "<500k".

    Doubtful, with None, where the text names another currency or an amount too small for a year.
    """
    bare = _without_currency(plain(text), currency)
    if LESS.search(bare):
        return Revenue(None, revenue_band(_plausible(_amount(LESS.sub("", bare))) - 1))
    if MORE.search(bare):
        return Revenue(None, revenue_band(_plausible(_amount(MORE.sub("", bare)))))
    span = _RANGE.fullmatch(bare)
    if span:
        low = _plausible(_scaled(span[1], span[2] or span[4]))
        high = _plausible(_scaled(span[3], span[4]))
        band = revenue_band((low + high) // 2)
        if low > high:
            raise NotUnderstood("runs from more to less. Put the smaller number first.")
        return Revenue(low if low == high else None, band)
    amount = _plausible(_amount(bare))
    return Revenue(amount, revenue_band(amount))


def revenue_band(amount: int) -> int:
    """The size band of a yearly revenue, 0 to 6: see REVENUE_STEPS; exactly 1,000,000 is in 1-3 M."""
    return bisect_right(REVENUE_STEPS, amount)


def _without_currency(text: str, currency: str) -> str:
    """The amount alone, without currency, "about", brackets and "per year"."""
    found = _CURRENCY.search(text)
    if found and not _is_in(found[0], currency):
        raise Doubtful(f"is not in {currency}; it was left empty. Convert it, then import again.", None)
    text = _CURRENCY.sub(" ", text)
    if not (text.strip().startswith("(") and text.strip().endswith(")")):
        text = re.sub(r"\([^)]*\)", " ", text)
    text = re.sub(
        r"\b(arr|rev|revenue|umsatz|per year|a year|annually|annual|yearly|p\.a\.|fy ?\d{2,4})|/\s?(yr|year)", " ", text
    )
    return ABOUT.sub("", " ".join(text.split()).removesuffix(",-").strip())


def _is_in(mark: str, currency: str) -> bool:
    return (mark == "$" and currency in _DOLLARS) or _CURRENCIES.get(mark, mark.upper()) == currency


def _amount(text: str) -> int:
    negative = text.startswith(("-", "("))
    found = _AMOUNT.fullmatch(text.strip("-+() "))
    if not found:
        raise NotUnderstood("is not an amount of money. Write it like 1,200,000 or 1.2M.")
    if negative and re.search("[1-9]", found[1]):
        raise NotUnderstood("is negative. Write zero or more.")
    return _scaled(found[1], found[2])


def _scaled(figure: str, scale: str | None) -> int:
    """1,2 Mio and 1,250M have a decimal comma; 1,250k and a bare 1.250 are grouped: nobody earns $1.250 a year."""
    if scale and re.fullmatch(r"\d+,(\d{1,2}|\d{3})", figure) and not (SCALES[scale] == 1000 and figure[-4] == ","):
        figure = figure.replace(",", ".")
    if not scale and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", figure):
        figure = figure.replace(".", "")
    value = number(figure) * SCALES.get(scale or "", Decimal(1))
    if value >= TOO_LARGE:
        raise NotUnderstood("is too large an amount. Check the zeros.")
    return int(value.to_integral_value(ROUND_HALF_UP))


def _plausible(amount: int) -> int:
    if amount < 1000:
        raise Doubtful("is less than 1,000 a year and was left empty. Write 1.2M if millions are meant.", None)
    return amount


def measure(text: str, *, currency: str = "USD") -> Measure:
    """A goal's value with its unit: "44 %" gives (44, "%"), "$1.2M" (1200000, "USD"), "14 days" (14, "days")."""
    words = ABOUT.sub("", plain(text))
    words = MORE.sub("", LESS.sub("", words)).strip()
    if AS_DATE.fullmatch(words):
        raise NotUnderstood("was turned into a date by the spreadsheet. Type the value as text.")
    marked = _CURRENCY.search(words)
    found = re.fullmatch(rf"([+-]?)\s*({FIGURE})\s*({SCALE})?(?![^\W\d_])\s*(.*)", _CURRENCY.sub(" ", words).strip())
    if not found:
        raise NotUnderstood("is not a number. Write it like 44 % or 120.")
    sign, figure, scale, unit = found.groups()
    value = number(figure) * SCALES.get(scale or "", Decimal(1))
    if value >= TOO_LARGE:
        raise NotUnderstood("is too large a number. Check the zeros.")
    unit = (currency if marked[0] == "$" else _CURRENCIES.get(marked[0], marked[0].upper())) if marked else unit.strip()
    value = (-value if sign == "-" else value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if len(unit_name(unit)) > LONGEST_UNIT:
        raise NotUnderstood(f"has too long a unit; at most {LONGEST_UNIT} letters fit. Write it like 14 days.")
    return Measure(value, unit_name(unit))


def unit_name(unit: str) -> str:
    """A unit as goals keep it: "percent" gives "%", "dollars" "USD", words stay as typed."""
    word = plain(unit).strip(".")
    if word in {"percent", "percentage", "pct", "% points", "points %"}:
        return "%"
    if word in {"$", "dollars", "dollar", "us dollars"}:
        return "USD"
    return _CURRENCIES.get(word) or (word.upper() if word in _CODES else " ".join(unit.split()))
