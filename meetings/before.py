"""What a member does before a meeting, by when, and in which order: the list "Before Thursday". Pure.

Sources: issue 4 (one due date two working days before; homework set at the last meeting or at least ten days ahead,
above thirty minutes a lot), research/ux screen 17.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from programs.clock import local_day
from programs.wording import DateOrder, near_day

WORKING_DAYS = 2
"""Working days before a meeting on which everything is due."""

AHEAD = timedelta(days=10)
"""Homework comes so long before its meeting, unless it is set at the one before."""

AT_THE_LAST = timedelta(days=1)
"""Homework written down within a day of the last meeting's end was set there."""

A_LOT = 30
"""Minutes of one homework above which its author is warned."""

OPENS = timedelta(days=14)
"""So long before a meeting its preparation is on the list; its page is open before that."""

_SATURDAY = 5
_A_WEEK = 6


class Kind(StrEnum):
    """What may be on the list, in the order in which things of one day stand."""

    CHECK_IN = "check_in"
    PROMISE = "promise"
    HOMEWORK = "homework"
    PREPARATION = "preparation"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the list: `key` is that of its row, `minutes` how long it takes if that was said."""

    kind: Kind
    key: UUID
    title: str
    due_on: date
    done: bool = False
    minutes: int | None = None
    needs_help: bool = False


class Task(Protocol):
    """Homework, as far as the question goes for whom it is."""

    @property
    def first_meeting(self) -> bool:
        """It is for whoever comes for the first time."""


T = TypeVar("T", bound=Task)


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    """Neither a weekend nor one of the program's days off."""
    return day.weekday() < _SATURDAY and day not in days_off


def prepare_by(starts_at: datetime, zone: str, days_off: Collection[date] = ()) -> date:
    """The day by which everything before a meeting is due: two working days before its day in its zone."""
    day, left = local_day(starts_at, zone), WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, days_off)
    return day


def day_of(starts_at: datetime, zone: str, today: date, order: DateOrder = "mdy") -> str:
    """The meeting's day in words that are clear on `today`: "Thursday", or beyond a week "Thursday, December 17"."""
    day = local_day(starts_at, zone)
    near = 0 <= (day - today).days <= _A_WEEK
    return f"{day:%A}" if near else f"{day:%A}, {near_day(day, today, order)}"


def title(starts_at: datetime, zone: str, today: date, order: DateOrder = "mdy") -> str:
    """What the list is called: "Before Thursday", by the day of the meeting in its zone."""
    return f"Before {day_of(starts_at, zone, today, order)}"


def homework_for(tasks: Iterable[T], *, newcomer: bool) -> list[T]:
    """What of a meeting's homework is a member's. Who comes for the first time gets what is meant for them, if there is
    any, and else what all get; the others get what all get."""
    tasks = list(tasks)
    meant = [task for task in tasks if task.first_meeting]
    return meant if newcomer and meant else [task for task in tasks if not task.first_meeting]


def in_order(items: Iterable[Item]) -> list[Item]:
    """Open things first, the earliest due first; of one day what takes a tap before what takes an evening."""
    kinds = list(Kind)
    return sorted(items, key=lambda item: (item.done, item.due_on, kinds.index(item.kind), item.title, str(item.key)))


CHECK_IN_AHEAD = timedelta(days=21)
"""Check-ins that are asked for later than this from now do not yet stand before any meeting."""


def shared_out(items: Iterable[Item], meetings: Sequence[date]) -> list[list[Item]]:
    """Things that hang on no meeting, each once: with the first meeting (days in order) that is not before it is due.

    What is due after the last of them is left out.
    """
    lists: list[list[Item]] = [[] for _ in meetings]
    for item in items:
        place = next((number for number, day in enumerate(meetings) if item.due_on <= day), None)
        if place is not None:
            lists[place].append(item)
    return lists


def too_late(now: datetime, starts_at: datetime, last: Any = None) -> str:
    """Why homework may not be set any more at `now` for a meeting, in a sentence; "" if it may.

    `last` is the meeting before (with starts_at and ends_at), or None. All moments are aware.
    """
    if now >= starts_at:
        return "The meeting has begun. Set it for the next one."
    if starts_at - now >= AHEAD or (last is not None and last.starts_at <= now <= last.ends_at + AT_THE_LAST):
        return ""
    return (
        f"Homework is set at the last meeting, or at least {AHEAD.days} days ahead, so that everybody finds the time. "
        "Set it for the meeting after this one."
    )


def warning(minutes: int) -> str:
    """What its author is told of homework that takes long; "" if it does not."""
    if minutes <= A_LOT:
        return ""
    return f"{minutes} minutes is a lot. What takes up to {A_LOT} gets done; you could ask for half of it."
