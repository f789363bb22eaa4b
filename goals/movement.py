"""How goals moved since a moment, a meeting say: up, down, the same, or no word; counted, never who. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from goals.glance import URGENCY

SHAPES = {
    "up": ("↑", "up"),
    "down": ("↓", "down"),
    "same": ("→", "the same"),
    "done": ("✓", "done"),
    "new": ("+", "new"),
    "silent": ("○", "without news"),
}
"""How each way to move is shown, shape and word, in the order in which they are told."""


class Step(NamedTuple):
    """A goal then and now: what was last said up to the moment ("" if nothing was), what was last said at all, whether
    anything was said since, whether it began since, and whether it is done.
    """

    then: str
    now: str
    said: bool
    began: bool = False
    done: bool = False


def movement(step: Step) -> str:
    """Which way a goal moved, a key of SHAPES: what was said counts, so a goal that fell silent went nowhere."""
    if step.done:
        return "done"
    if step.began or (step.said and not step.then):
        return "new"
    if not step.said:
        return "silent"
    better = URGENCY[step.now] - URGENCY[step.then]
    return "same" if not better else "up" if better > 0 else "down"


def movements(steps: Iterable[Step]) -> list[tuple[str, int, str]]:
    """How many goals moved which way: (shape, number, word), without those that none did."""
    found = Counter(map(movement, steps))
    return [(shape, found[way], word) for way, (shape, word) in SHAPES.items() if found[way]]
