"""A year of meetings as twelve months with their dots, for a drawing and its twin in a table. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 624, 74
STEP = WIDTH // 12
TOP, BETWEEN = 14, 13
PER_COLUMN, MOST_DOTS = 3, 9
"""A month's column holds three dots under each other, and three of these side by side; what is more is a number."""

IN_WORDS = {"online": "online", "in_person": "in person", "hybrid": "in person or by video"}
"""How a meeting is held, by Group.Mode's values."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A meeting in the drawing: its center in user units, and how it is held."""

    x: float
    y: float
    mode: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month: `name` with its year, where its letters stand, its dots, and its days in words."""

    label: str
    name: str
    x: float
    dots: tuple[Dot, ...]
    more: int
    words: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Twelve months from the one of `today`. `modes` are those that occur, for the key: [(mode, words)]."""

    months: tuple[Month, ...]
    sentence: str
    modes: tuple[tuple[str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def ribbon(days: Iterable[tuple[date, str]], today: date) -> Ribbon:
    """The ribbon of meetings on these (day, mode); days before `today` or after those are left out.

    `mode` is a value of Group.Mode. A meeting of several days is one dot, on its first.
    """
    firsts = [date(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1, 1) for n in range(12)]
    by_month: dict[tuple[int, int], list[tuple[date, str]]] = {(one.year, one.month): [] for one in firsts}
    for day, mode in sorted(days):
        if day >= today and (day.year, day.month) in by_month:
            by_month[day.year, day.month].append((day, mode))
    months = tuple(_month(n, first, by_month[first.year, first.month]) for n, first in enumerate(firsts))
    held = [mode for found in by_month.values() for _, mode in found]
    modes = tuple((mode, words) for mode, words in IN_WORDS.items() if mode in held)
    return Ribbon(months, _sentence(held, modes), modes)


def _month(number: int, first: date, found: list[tuple[date, str]]) -> Month:
    """One month's column: dots from the top, a further column for each three."""
    shown = found[:MOST_DOTS]
    columns = -(-len(shown) // PER_COLUMN) or 1
    middle = number * STEP + STEP / 2
    dots = tuple(
        Dot(
            middle + (n // PER_COLUMN - (columns - 1) / 2) * BETWEEN,
            TOP + (n % PER_COLUMN) * BETWEEN,
            mode,
        )
        for n, (_, mode) in enumerate(shown)
    )
    words = ", ".join(f"{day.day} {IN_WORDS[mode]}" for day, mode in found)
    return Month(f"{first:%b}", f"{first:%B} {first.year}", middle, dots, len(found) - len(shown), words)


def _sentence(held: list[str], modes: tuple[tuple[str, str], ...]) -> str:
    """What the drawing shows: "13 meetings in the next twelve months, 4 of them in person."."""
    if not held:
        return "No meeting is planned in the next twelve months."
    first = f"{len(held)} meeting{'' if len(held) == 1 else 's'} in the next twelve months"
    if len(modes) == 1:
        return f"{first}, {'' if len(held) == 1 else 'all '}{modes[0][1]}."
    return f"{first}: {', '.join(f'{held.count(mode)} {words}' for mode, words in modes)}."
