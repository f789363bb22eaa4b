"""The geometry of horizontal bars, drawn as SVG on the server: a label, a bar and a number in each row. Pure.

All coordinates are in SVG user units, y growing downward; the longest bar fills what the labels leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
_LABELS, _NUMBERS, _ROW, _THICK = 210, 64, 44, 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `middle` is where its words stand, `number_x` where its number begins; a value of 0 has no bar."""

    label: str
    value: int
    top: int
    middle: int
    width: int
    number_x: int


@dataclass(frozen=True, slots=True)
class Bars:
    """What the template draws (templates/vetting/_bars.html). `sentence` says the same in words."""

    title: str
    sentence: str
    rows: list[Bar]
    width: int
    height: int
    left: int
    thick: int


def bars(title: str, sentence: str, values: Sequence[tuple[str, int]]) -> Bars:
    """Bars for (label, value) in their order; values are counts, 0 or more."""
    most = max((value for _, value in values), default=0)
    rows = []
    for number, (label, value) in enumerate(values):
        width = round((WIDTH - _LABELS - _NUMBERS) * value / most) if most else 0
        width = max(width, 3) if value else 0
        middle = number * _ROW + _ROW // 2
        rows.append(Bar(label, value, middle - _THICK // 2, middle, width, _LABELS + width + (10 if width else 0)))
    return Bars(title, sentence, rows, WIDTH, _ROW * len(rows), _LABELS, _THICK)
