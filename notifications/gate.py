"""Who may leave now: whose mail is late, unwanted, held by hours, absence or caps. Pure; the one place that decides.

Rules: handbook 4, last part; research/ux section 4. Hours, absence and caps bind nudges and digests alone: sign-in
codes, answers and what a human wrote leave at once, or not at all where their reader reads that kind in the app.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.hours import PER_WEEK, USUAL, Hours, may_send, openings, within_caps
from programs.clock import local_day

ON_TIME = timedelta(minutes=30)
"""How long after the hour that its reader chose a mail is still on time; later it waits for the window."""

PRIORITY = ("meeting_day", "rsvp", "meeting", "date_poll", "travel", "commitment", "check_in")
"""Kinds in the order in which they use up a person's caps: day-of, RSVP, preparation, promise, check-in, digest."""

EXEMPT = ("meeting_day",)
"""What is of use at its hour alone: neither window nor caps bind it, and it uses none up (research/ux section 4, b).
Absence does: who is away or paused hears of no meeting."""

UNCAPPED = ("needs_you", "admin_digest")
"""What its reader lives by every morning: the window binds it, caps do not, and it uses none up (messages 13, 18)."""

COUNTED_NOT = (*EXEMPT, *UNCAPPED)
"""Kinds that use up no caps."""

NEVER_DROPPED = ("meeting",)
"""RSVP and preparation of a meeting week: one a day binds it, three a week does not (handbook 4)."""

CAUGHT_UP = ("check_in", "commitment")
"""What is still true when somebody comes back: it waits for that, however long they are away, and comes once."""

NO_CAP = 99
CAUGHT_UP_WITHIN = timedelta(days=1)

LONGEST = timedelta(days=400)
"""Nothing is held for longer, whatever dates somebody typed."""


class End(Enum):
    """Why a mail never leaves."""

    LATE = "Too late to be of use"
    UNWANTED = "Its reader wants none of this kind"
    IN_THE_APP = "Its reader reads it in the app"
    REFUSED = "The address refuses mail"


@dataclass(frozen=True)
class Waiting:
    """A mail at the gate. `slot_at` is the hour that its reader chose, `any_hour` a program without a window; `is_free`
    is what hours and caps do not bind; `unwanted` is why its reader gets none of its kind."""

    id: UUID
    person: UUID
    kind: str
    zone: str
    slot_at: datetime | None = None
    any_hour: bool = False
    is_free: bool = False
    not_after: datetime | None = None
    unwanted: End | None = None
    hours: Hours = USUAL


@dataclass
class Decision:
    """Who leaves now, who comes back when, and who never leaves."""

    go: list[UUID] = field(default_factory=list)
    later: dict[UUID, datetime] = field(default_factory=dict)
    ended: dict[UUID, End] = field(default_factory=dict)


def decide(waiting: Iterable[Waiting], sent: Mapping[UUID, Sequence[datetime]], now: datetime) -> Decision:
    """Let through what may leave at `now`; `sent` are the times of each person's last nudges, over all programs."""
    so_far = {person: list(times) for person, times in sent.items()}
    decision = Decision()
    for one in sorted(waiting, key=rank):
        times = so_far.setdefault(one.person, [])
        counts = not one.is_free and one.kind not in COUNTED_NOT
        if end := ends(one, now):
            decision.ended[one.id] = end
        elif one.is_free or (open_for(one, now) and (not counts or allowed(one, times, now))):
            decision.go.append(one.id)
            if counts:
                times.append(now)
        elif at := next_time(one, times if counts else (), now):
            decision.later[one.id] = at
        else:
            decision.ended[one.id] = End.LATE
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


def ends(one: Waiting, now: datetime) -> End | None:
    """Why it never leaves, whatever the hour."""
    if one.not_after is not None and one.not_after < now:
        return End.LATE
    return one.unwanted


def open_for(one: Waiting, now: datetime) -> bool:
    """Whether the hour allows it: in the window, at the hour that its reader chose, or in a program without hours.

    An own hour goes before quiet days, not before holidays and absence.
    """
    zone = known(one.zone)
    today = local_day(now, zone)
    if one.hours.is_absent(today):
        return False
    if one.any_hour or one.kind in EXEMPT:
        return True
    at_its_slot = one.slot_at is not None and timedelta() <= now - one.slot_at <= ON_TIME
    return (at_its_slot and not one.hours.is_holiday(today, zone)) or may_send(now, zone, one.hours)


def allowed(one: Waiting, times: Iterable[datetime], at: datetime) -> bool:
    """Whether one more nudge of its kind is within the caps at a moment."""
    most = NO_CAP if one.kind in NEVER_DROPPED else PER_WEEK
    return within_caps(times, at, known(one.zone), per_week=most)


def next_time(one: Waiting, times: Iterable[datetime], now: datetime) -> datetime | None:
    """The first opening of its reader's window that is within the caps, while it is of use; None if there is none.

    What is caught up on after an absence is of use until then.
    """
    times, zone = list(times), known(one.zone)
    catches_up = one.kind in CAUGHT_UP and one.hours.is_absent(local_day(now, zone))
    last = now + LONGEST if catches_up or one.not_after is None else one.not_after
    ahead = openings(now, zone, one.hours, until=last)
    return next((opening for opening in ahead if allowed(one, times, opening)), None)


def of_use_until(not_after: datetime | None, later: datetime) -> datetime | None:
    """The end of a held mail's use: as it was, or a day after the moment to which an absence moved it."""
    return not_after and max(not_after, later + CAUGHT_UP_WITHIN if later > not_after else not_after)
