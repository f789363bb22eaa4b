"""Who may leave now: window, own slot, caps and priority of nudges. Pure; the hours themselves are in hours.py.

Rules: handbook 4, last part. Only nudges and digests come to this gate; what is too late has been taken out before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.hours import OPENS, PER_WEEK, may_send, next_send_time, within_caps
from programs.clock import instant, local_day

ON_TIME = timedelta(minutes=30)
"""How long after the hour that its reader chose a mail is still on time; later it waits for the window."""

PRIORITY = ("meeting_day", "rsvp", "meeting", "travel", "check_in")
"""Kinds in the order in which they use up a person's caps: day-of, RSVP, preparation, promise, check-in, digest."""

EXEMPT = ("meeting_day",)
"""What is of use at its hour alone: neither window nor caps bind it, and it uses none up (research/ux section 4, b)."""

UNCAPPED = ("needs_you",)
"""What its reader lives by every morning: the window binds it, caps do not, and it uses none up (message 13)."""

NEVER_DROPPED = ("meeting",)
"""RSVP and preparation of a meeting week: one a day binds it, three a week does not (handbook 4)."""

NO_CAP = 99

_FRIDAY = 4
_A_WEEK_AND_A_WEEKEND = 10


@dataclass(frozen=True)
class Waiting:
    """A nudge at the gate. `slot_at` is the hour that its reader chose, `any_hour` a program without a window."""

    id: UUID
    person: UUID
    kind: str
    zone: str
    slot_at: datetime | None = None
    any_hour: bool = False


class Decision(NamedTuple):
    """Who leaves now, and who comes back when."""

    go: list[UUID]
    later: dict[UUID, datetime]


def decide(waiting: Iterable[Waiting], sent: Mapping[UUID, Sequence[datetime]], now: datetime) -> Decision:
    """Let through what may leave at `now`; `sent` are the times of each person's last nudges, over all programs."""
    so_far = {person: list(times) for person, times in sent.items()}
    decision = Decision([], {})
    for one in sorted(waiting, key=rank):
        times = so_far.setdefault(one.person, [])
        zone = known(one.zone)
        most = NO_CAP if one.kind in NEVER_DROPPED else PER_WEEK
        if one.kind in EXEMPT:
            decision.go.append(one.id)
        elif not open_for(one, zone, now):
            decision.later[one.id] = next_send_time(now, zone, now=now)
        elif one.kind in UNCAPPED:
            decision.go.append(one.id)
        elif not within_caps(times, now, zone, per_week=most):
            decision.later[one.id] = next_allowed(times, now, zone, most)
        else:
            times.append(now)
            decision.go.append(one.id)
    return decision


def rank(one: Waiting) -> int:
    """Its place in the order of priority; a kind that is not in it comes last."""
    return PRIORITY.index(one.kind) if one.kind in PRIORITY else len(PRIORITY)


def known(zone: str) -> str:
    """The zone, or UTC for one that nobody knows: a wrong row must not hold up the others."""
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def open_for(one: Waiting, zone: str, now: datetime) -> bool:
    """Whether the hour allows it: in the window, at the hour that its reader chose, or in a program without hours."""
    at_its_slot = one.slot_at is not None and timedelta() <= now - one.slot_at <= ON_TIME
    return one.any_hour or at_its_slot or may_send(now, zone)


def next_allowed(times: Iterable[datetime], now: datetime, zone: str, per_week: int = PER_WEEK) -> datetime:
    """The opening of the window on the first working day on which one more nudge is within the caps."""
    times = list(times)
    today = local_day(now, zone)
    days = (today + timedelta(days=ahead) for ahead in range(1, _A_WEEK_AND_A_WEEKEND))
    openings = (instant(day, OPENS, zone) for day in days if day.weekday() <= _FRIDAY)
    return next(opening for opening in openings if within_caps(times, opening, zone, per_week=per_week))
