"""Whose turn it is: who has never had it, then who has not had it for the longest. Pure.

Source: issue 4 (fairness: who waited longest). A turn is a moment; nobody's turns are counted against each other.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

J = TypeVar("J", bound=Hashable)
K = TypeVar("K", bound=Hashable)


def by_turn(people: Sequence[K], had: Mapping[K, datetime]) -> list[K]:
    """Everybody in the order in which it is their turn. `had` is when each had it last; who is missing there never had
    it, and comes first. Among equals the order of `people` stays."""
    never = [one for one in people if one not in had]
    return never + sorted((one for one in people if one in had), key=lambda one: had[one])


def last_turns(turns: Iterable[tuple[K, datetime]]) -> dict[K, datetime]:
    """When each had it last, of all turns that were taken."""
    found: dict[K, datetime] = {}
    for person, at in turns:
        found[person] = max(at, found.get(person, at))
    return found


def share_out(
    jobs: Sequence[J], people: Sequence[K], had: Mapping[J, Mapping[K, datetime]], taken: Iterable[K] = ()
) -> dict[J, K]:
    """Somebody for each job, each by its own turns, and nobody twice while others have none.

    `had` is for each job when each person had it last; `taken` are those who have a job already, once for each. With
    nobody there is nothing.
    """
    load = dict.fromkeys(people, 0)
    for one in taken:
        if one in load:
            load[one] += 1
    found: dict[J, K] = {}
    for job in jobs:
        order = by_turn(people, had.get(job, {}))
        if order:
            found[job] = min(order, key=lambda one: load[one])
            load[found[job]] += 1
    return found
