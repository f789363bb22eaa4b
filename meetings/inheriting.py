"""A group's attendance rules over time: its own, else its track's, else its program's, else ours. Pure.

A level's version holds from its day until the next one of the same level; a nearer level goes before a farther one from
the first day on which it has one. So a rule is never retroactive: what nobody had ruled was judged by ours.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from meetings.policy import Policy
from meetings.presets import OURS


def over_time(*levels: Sequence[Policy]) -> list[Policy]:
    """The versions that a group goes by, the oldest first; `levels` are those of each level, the nearest first.

    Of several versions of one level and day the last in its sequence counts. The first has no beginning.
    """
    days = sorted({date.min, *(policy.effective_on for level in levels for policy in level)})
    return [replace(in_force(day, *levels)[0], effective_on=day) for day in days]


def in_force(day: date, *levels: Sequence[Policy]) -> tuple[Policy, int]:
    """The policy of a day, and the number of the level that it is from; len(levels) for ours."""
    for number, level in enumerate(levels):
        found = None
        for policy in level:
            if policy.effective_on <= day and (found is None or policy.effective_on >= found.effective_on):
                found = policy
        if found is not None:
            return found, number
    return OURS, len(levels)
