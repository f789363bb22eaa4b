"""How many seats of a group are open, as a number and as a row of dots. Pure."""

from dataclasses import dataclass

STEP = 14
"""Pixels from one dot to the next."""


@dataclass(frozen=True)
class Openings:
    """Seats of a group: `count` in all, `taken` of them held now."""

    count: int
    taken: int

    @property
    def open(self) -> int:
        """Seats that nobody holds; none when more are held than there are."""
        return max(self.count - self.taken, 0)

    @property
    def dots(self) -> list[tuple[int, bool]]:
        """For each seat the middle of its dot in pixels and whether it is held, the held ones first."""
        return [(STEP // 2 + STEP * place, place < self.taken) for place in range(self.count)]

    @property
    def width(self) -> int:
        """Width of the row of dots in pixels."""
        return STEP * self.count
