"""A map of conflicts without a map: the applicant in the middle, others on rings by their distance. Pure.

Directions say nothing; they only keep the marks apart. What has no distance is not on it, and stands in the sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from members.places import distance_words, miles
from vetting.conflicts import Level, Unit

SIZE = 320
MIDDLE = SIZE / 2
OUTER = 132.0
"""The radius of the third ring, in units of the drawing."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
"""What a ring may be from the next, in the program's unit: three of them hold every distance on earth."""
_GOLDEN = 137.5
_NEAREST = 16.0


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle of one distance, with its words."""

    radius: float
    words: str
    at: float
    """Where its words stand, from the top."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One conflict: its number in the list, where it stands and its level's shape."""

    number: int
    x: float
    y: float
    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Rings:
    """The drawing: rings from the inside out, marks, and what it says in words."""

    rings: tuple[Ring, ...]
    marks: tuple[Mark, ...]
    title: str
    desc: str


def rings(found: Sequence[tuple[int, str, float | None, Level]], shapes: dict[Level, str], unit: Unit) -> Rings | None:
    """The drawing of conflicts as (number, company, km, level), or None if no distance is known."""
    placed = [(number, company, km, level) for number, company, km, level in found if km is not None]
    if not placed:
        return None
    in_unit = [km if unit == "km" else miles(km) for _, _, km, _ in placed]
    step = next((step for step in _STEPS if max(in_unit) <= 3 * step), _STEPS[-1])
    circles = tuple(
        Ring(OUTER * n / 3, f"{step * n:,} {unit}", MIDDLE - OUTER * n / 3) for n in (1, 2, 3)
    )  # fmt: skip
    marks = []
    for (number, company, km, level), far in zip(placed, in_unit, strict=True):
        radius = max(_NEAREST, OUTER * min(1.0, far / (3 * step)))
        angle = radians(_GOLDEN * number - 90)
        words = f"{number}. {company}, {distance_words(km, unit)}, {level.label.lower()}"
        marks.append(
            Mark(number, round(MIDDLE + radius * cos(angle), 1), round(MIDDLE + radius * sin(angle), 1), shapes[level],
                 words)
        )  # fmt: skip
    nearest = min(placed, key=lambda one: one[2])
    count = f"{len(placed)} {'company' if len(placed) == 1 else 'companies'}"
    desc = f"{count} within {3 * step:,} {unit}; {nearest[1]} is the nearest, {distance_words(nearest[2], unit)} away."
    return Rings(circles, tuple(marks), "Conflicts by distance", desc)
