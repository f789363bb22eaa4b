"""What the coming days bring by mail: the gate asked ahead of time, for a person who looks at what they chose. Pure."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple
from uuid import UUID

from notifications.gate import COUNTED_NOT, End, Waiting, decide, of_use_until
from notifications.sweeping import MERGED as TOGETHER
from notifications.sweeping import MERGED_INTO, WITH_IT


class Expected(NamedTuple):
    """A mail as it will probably come: its kind, how many things it asks, when it leaves or why it does not, and
    whether that is later than it fell due."""

    kind: str
    asks: int
    at: datetime
    is_held: bool = False
    end: End | None = None


def foresee(
    due: Iterable[tuple[datetime, Waiting]], sent: Sequence[datetime], until: datetime, *, now: datetime
) -> list[Expected]:
    """What leaves up to `until`, the earliest first, when nothing is answered before; `sent` are the nudges lately.

    Things of one kind that fall due within four hours are one mail, as in the sweep.
    """
    order, asks, fell_due = count(), dict[UUID, int](), dict[UUID, datetime]()
    queue: list[tuple[datetime, int, Waiting]] = []
    for at, one in merged(due, asks):
        fell_due[one.id] = at
        heapq.heappush(queue, (max(at, now), next(order), one))
    times, found = list(sent), []
    while queue and queue[0][0] <= until:
        at, _, one = heapq.heappop(queue)
        decision = decide([one], {one.person: times}, at)
        if decision.later:
            later = decision.later[one.id]
            held = replace(one, not_after=of_use_until(one.not_after, later))
            heapq.heappush(queue, (later, next(order), held))
            continue
        end = decision.ended.get(one.id)
        found.append(Expected(one.kind, asks[one.id], at, at > fell_due[one.id] and at > now, end))
        if not end and one.kind not in COUNTED_NOT:
            times.append(at)
    return found


def merged(due: Iterable[tuple[datetime, Waiting]], asks: dict[UUID, int]) -> list[tuple[datetime, Waiting]]:
    """One mail for what one kind asks within four hours, or a promise within a day of a check-in; counts in `asks` how
    much that is."""
    mails: list[tuple[datetime, Waiting]] = []
    for at, one in sorted(due, key=lambda pair: pair[0]):
        place = next((place for place, (began, first) in enumerate(mails) if joins(one, first, at - began)), None)
        if place is None:
            mails.append((at, one))
            asks[one.id] = 1
            continue
        began, first = mails[place]
        asks[first.id] += 1
        if first.kind != one.kind:
            mails[place] = began, replace(first, kind=host_of(one.kind))
    return mails


def joins(one: Waiting, first: Waiting, later: timedelta) -> bool:
    """Whether something that falls due so much later than a mail is asked in it."""
    return host_of(one.kind) == host_of(first.kind) and later <= (TOGETHER if one.kind == first.kind else WITH_IT)


def host_of(kind: str) -> str:
    """The mail that a kind may join, which is its own for most."""
    return MERGED_INTO.get(kind, kind)
