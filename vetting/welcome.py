"""The five things before the first meeting: which there are, which are done, which comes next. Pure.

Ten minutes in all, in any order. Three are found from facts; two only the newcomer can say, and presses.
Source: research/ux.md, screen 9. There are no photos, so none is asked for.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

PRESSED = ("calendar", "buddy")
"""What nobody but the newcomer knows is done."""
MINUTES = {"profile": 3, "agree": 2, "calendar": 1, "goal": 3, "buddy": 1}
"""The five, in the order in which they stand on the page, with the minutes that they take."""
DASH = 20
"""How much of the ring's hundred one of the five is."""


class Step(NamedTuple):
    """One of the five: a word of WelcomeTick.What, its minutes, and whether it is done."""

    key: str
    minutes: int
    done: bool


def steps(*, facts: Sequence[str], unsigned: bool, goal: bool, pressed: Collection[str]) -> list[Step]:
    """The five as they stand.

    `facts` are the three of a profile (title, what I run, ask me about), empty where nothing is said; `unsigned`
    whether something waits for a signature; `goal` whether they have set one; `pressed` what they ticked.
    """
    done = {
        "profile": all(fact.strip() for fact in facts),
        "agree": not unsigned,
        "goal": goal,
    } | {key: key in pressed for key in PRESSED}
    return [Step(key, minutes, done[key]) for key, minutes in MINUTES.items()]


def count(these: Sequence[Step]) -> int:
    """How many are done."""
    return sum(one.done for one in these)


def following(these: Sequence[Step], *, has_buddy: bool) -> str:
    """The key of the first that is not done and can be, or ''. Nobody meets a buddy who is not chosen yet."""
    return next((one.key for one in these if not one.done and (one.key != "buddy" or has_buddy)), "")
