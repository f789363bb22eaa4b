"""What the votes of a group come to. Pure.

A seat has one vote. Silence is never a yes: who has not answered keeps a question open, unless the others settle it
whatever they say.
"""

from enum import StrEnum


class Came(StrEnum):
    """Where a vote stands."""

    ASKED = "asked"
    CLEAR = "clear"
    BLOCKED = "blocked"


def by_majority(seats: int, yes: int, no: int, abstain: int) -> Came:
    """Clear once more than half of the seats say yes, or, when all have answered, more say yes than no."""
    if yes * 2 > seats:
        return Came.CLEAR
    if no and no * 2 >= seats:
        return Came.BLOCKED
    if yes + no + abstain < seats:
        return Came.ASKED
    return Came.CLEAR if yes > no else Came.BLOCKED


def by_all(seats: int, yes: int, no: int, abstain: int) -> Came:
    """Clear once every seat has answered, none with a no and one at least with a yes; one no is enough against it."""
    if no:
        return Came.BLOCKED
    if yes + no + abstain < seats or not seats:
        return Came.ASKED
    return Came.CLEAR if yes else Came.BLOCKED


def enough_asked(asked: int, seats: int, *, everyone: bool) -> bool:
    """Whether so many seats were asked by phone that it can have come out for somebody: all of them where one no is
    enough against it, else more than half."""
    return asked >= seats if everyone else asked * 2 > seats
