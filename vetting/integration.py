"""How somebody arrives in a group: eight items, each 0, 1 or 2, and what helps where one is low. Pure.

Source: research/mission.md, row 21 (integration after 30, 60 and 90 days; for the facilitator alone). There is no sum
and no grade on purpose: it is a list of what to do next, not a mark on a person.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Item(NamedTuple):
    """One of the eight: its key, what it asks, what 0, 1 and 2 look like, and what to do when it is low."""

    key: str
    name: str
    levels: tuple[str, str, str]
    help: str


ITEMS = (
    Item(
        "belonging", "Belonging", ("Stands apart", "Known by some", "One of the group"),
        "Give them a small part in the next meeting: keeping time, or opening the round.",
    ),
    Item(
        "norms", "How we do things", ("Goes against them", "Learning them", "Lives them"),
        "Walk through the charter together, one line at a time, with a story for each.",
    ),
    Item(
        "contribution", "Contribution", ("Listens only", "Speaks when asked", "Brings experience"),
        "Ask them, before the meeting, for one story that fits the agenda.",
    ),
    Item(
        "candor", "Candor", ("Keeps to the surface", "Tells some of it", "Tells how it is"),
        "Let somebody else go first with something hard, and give the newcomer a turn after it.",
    ),
    Item(
        "value", "First value", ("None yet", "Something small", "Can say what changed"),
        "Put their issue on the hot seat soon, or match them with who has solved it.",
    ),
    Item(
        "ties", "Ties", ("No talks outside", "With one person", "With several"),
        "Suggest a one-to-one with two people; ask their buddy how it goes.",
    ),
    Item(
        "attendance", "Attendance", ("Missed more than one", "Missed one", "Was there each time"),
        "Call them and ask what was in the way. Say when the next one is.",
    ),
    Item(
        "effect", "Effect on the group", ("Costs it energy", "None to see", "The group is better for it"),
        "Talk with them in private about one thing to change, and with the group about nothing yet.",
    ),
)  # fmt: skip
KEYS = tuple(item.key for item in ITEMS)
LEVELS = (0, 1, 2)


def prompts(scores: Mapping[str, int]) -> list[Item]:
    """What to do something about: the items at 0, or, when there is none, those at 1; at most three, in their order."""
    for level in LEVELS[:2]:
        if low := [item for item in ITEMS if scores.get(item.key) == level]:
            return low[:3]
    return []
