"""One cell with a number in it: a headcount, a percentage, a maturity level, a radius; and how numbers are written.

Decimal only. Whatever is not finite, or larger than a column of ours holds, is refused.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from members.roster.values import Doubtful, NotUnderstood, plain

LEVELS = ("Beginning", "Emerging", "Scaling", "Optimizing", "Innovating")
KM_PER_MILE = Decimal("1.609344")

TOO_LARGE = Decimal(10) ** 12
SCALES = {
    word: Decimal(10) ** power
    for power, words in {
        3: "k t tsd tsd. th thousand tausend",
        6: "m mm mn mio mio. mil mill mill. million millions",
        9: "b bn billion mrd mrd.",
    }.items()
    for word in words.split()
}
FIGURE = r"(?:\d[\d.,' ]*\d|\d|\.\d+)(?:e[+-]?\d+)?"
SCALE = "|".join(sorted((re.escape(word) for word in SCALES), key=len, reverse=True))
ABOUT = re.compile(r"^(?:about|approx\.?|approximately|around|roughly|circa|ca\.?|c\.|est\.?|~|\u2248|=)\s*")
MORE = re.compile(r"^(?:over|more than|above|at least|min\.?|>=?|\u2265)\s*|\s*(?:\+|or more|plus)$")
LESS = re.compile(r"^(?:under|less than|below|up to|max\.?|<=?|\u2264)\s*")
AS_DATE = re.compile(
    r"(\d{1,2}[-. ]*(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\.?"
    r"|(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*[-. ]*\d{1,2}"
    r"|\d{1,4}[-/]\d{1,2}[-/]\d{2,4})"
)


class Headcount(NamedTuple):
    """People who work at a company, at least and at most; equal if the number is known."""

    low: int
    high: int

    @property
    def middle(self) -> int:
        """One number for the range, halves rounded up: 12 to 15 gives 14."""
        return (self.low + self.high + 1) // 2


def number(text: str) -> Decimal:
    """A number as written here or in Europe: 1,200.50 and 1.200,50 and 1 200 and 1'200 and (1,200) and 1.2E+06.

    One mark before exactly three digits groups thousands if it is a comma, and is a decimal point if it is a point.
    """
    text = plain(text)
    negative = text.startswith("-") or text.endswith("-") or (text.startswith("(") and text.endswith(")"))
    bare = text.strip("-+() ")
    if not re.fullmatch(FIGURE, bare):
        raise NotUnderstood("is not a number. Write it like 1200 or 1,200.50.")
    mantissa, _, exponent = bare.partition("e")
    value = Decimal(_with_point(re.sub("[' ]", "", mantissa)))
    if abs(int(exponent or 0)) > 15 or value.scaleb(int(exponent or 0)) >= TOO_LARGE:
        raise NotUnderstood("is too large a number. Check the zeros.")
    value = value.scaleb(int(exponent or 0))
    return -value if negative else value


def _with_point(digits: str) -> str:
    """Digits with points and commas -> digits with at most one point. Raises where groups of three are broken."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    mark = digits[last]
    other = "," if mark == "." else "."
    if digits.count(mark) > 1 or (mark == "," and other not in digits and re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits)):
        grouped, decimals = digits, ""
    else:
        grouped, decimals = digits[:last], digits[last + 1 :]
    if re.search("[.,]", grouped) and not re.fullmatch(r"\d{1,3}(([.,])\d{3})(\2\d{3})*", grouped):
        raise NotUnderstood("has commas or points in odd places. Write it like 1,200,000.")
    return f"{re.sub('[.,]', '', grouped) or '0'}.{decimals or '0'}"


_NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"solo": 1, "just me": 1, "only me": 1, "a dozen": 12, "dozen": 12, "fifteen": 15, "twenty": 20}
_PEOPLE = re.compile(
    r"\b(full[- ]?time|part[- ]?time|ft|pt|ftes?|employees?|emps?|staff(ers)?|people|persons?|ppl|pax|heads?"
    r"|team members?|members?|techs?|technicians?|engineers?|mitarbeiter|in total|total|of us|us"
    r"|contractors?|owners?)\b"
)


def headcount(text: str) -> Headcount:
    """How many people work at a company: "12-15 staff", "~25", "12 FTE", "10+", "ten", "12 + 2 part time", "solo"."""
    words = plain(text)
    if AS_DATE.fullmatch(words):
        raise NotUnderstood("was turned into a date by the spreadsheet. Write it like 12 to 15.")
    unsure = words.endswith("?")
    bare = " ".join(_PEOPLE.sub(" ", re.sub(r"\([^)]*\)", " ", words)).strip("? .").split())
    found = _headcount(MORE.sub("", LESS.sub("", ABOUT.sub("", bare))).strip())
    if found.low < 1 or found.high > 100_000:
        raise NotUnderstood("is not a possible number of people. Write it like 12 or 12-15.")
    if unsure:
        raise Doubtful(f"has a question mark; it was read as {found.middle}.", found)
    return found


def _headcount(bare: str) -> Headcount:
    span = re.fullmatch(r"(\d[\d,]*)\s*(?:-|to|bis|/|or)\s*(\d[\d,]*)", bare)
    if span:
        return Headcount(*sorted((_people(span[1]), _people(span[2]))))
    total = sum(_people(part) for part in re.split(r"\s*(?:\+|and)\s*", bare))
    return Headcount(total, total)


def _people(text: str) -> int:
    if text in _NUMBER_WORDS:
        return _NUMBER_WORDS[text]
    try:
        value = number(text)
    except NotUnderstood:
        raise NotUnderstood("is not a number of people. Write it like 12 or 12-15.") from None
    if value < 0:
        raise NotUnderstood("is negative. Write the number of people, like 12.")
    return int(value.to_integral_value(ROUND_HALF_UP))


def percent(text: str) -> Decimal:
    """A share, 0 to 100: "65 %", "65", "0.65", "60-70 %". Doubtful for a bare 1, which is 1 % or all of it."""
    words = plain(text)
    signed = "%" in words or "percent" in words or "pct" in words
    bare = ABOUT.sub("", re.sub(r"%|percent|pct|\b(mrr|arr|recurring)\b|\([^)]*\)", " ", words).strip()).strip(" +")
    span = re.fullmatch(rf"({FIGURE})\s*(?:-|to)\s*({FIGURE})", bare)
    try:
        value = (number(span[1]) + number(span[2])) / 2 if span else number(bare)
    except NotUnderstood:
        raise NotUnderstood("is not a percentage. Write it like 65 %.") from None
    if 0 < value < 1 and not signed:
        value *= 100
    if not 0 <= value <= 100:
        raise NotUnderstood("is not between 0 and 100 %. Check the figure.")
    if value == 1 and not signed:
        raise Doubtful("was read as 1 %. Write 100 % if all of it is meant.", value)
    return value


_LEVEL = re.compile(
    r"(?:(?:oml|level|lvl|stage|maturity|l)[ :#.-]*)*([+-]?\d+(?:[.,]\d+)?)(?: ?(?:/|of|out of) ?5)?(?: ?[-:(].*)?"
)


def maturity(text: str) -> int:
    """An operational maturity level, 1 to 5: "3", "OML 3", "level 3", "3/5", "3 of 5", "Scaling"."""
    words = plain(text)
    by_name = {name.casefold(): level for level, name in enumerate(LEVELS, start=1)} | {"optimising": 4}
    if re.fullmatch(r"[a-z]+", words) and words in by_name:
        return by_name[words]
    if AS_DATE.fullmatch(words):
        raise NotUnderstood("was turned into a date by the spreadsheet. Write a level from 1 to 5.")
    found = _LEVEL.fullmatch(words)
    if not found:
        raise NotUnderstood("is not a maturity level. Write a number from 1 to 5.")
    level = Decimal(found[1].replace(",", "."))
    if not 1 <= level <= 5:
        raise NotUnderstood("is not a maturity level. Levels go from 1 to 5.")
    if level != int(level):
        raise Doubtful(f"lies between two levels; it was read as {int(level)}.", int(level))
    return int(level)


def radius_km(text: str, *, miles: bool = True) -> int:
    """A service radius in whole km; a bare number is in miles if `miles`, the program's unit."""
    found = re.fullmatch(
        rf"({FIGURE})\s*-?(miles?|mi\.?|km|kilomet(?:er|re)s?)?(?: radius)?", ABOUT.sub("", plain(text))
    )
    if not found:
        raise NotUnderstood("is not a distance. Write it like 30 miles or 50 km.")
    value = number(found[1]) * (KM_PER_MILE if (found[2].startswith("mi") if found[2] else miles) else 1)
    if value > 20_000:
        raise NotUnderstood("is farther than half around the world. Check the figure.")
    return int(value.to_integral_value(ROUND_HALF_UP))
