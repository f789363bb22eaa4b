"""Who needs their facilitator, and what for: facts of groups in, rows with a reason and one suggested act out. Pure.

A person stands there once, with what weighs most; what else there is about them is said beside it. What a facilitator
did about a reason settles it for a while (SETTLES), and what they put off comes back on its day. Sources: screens 31
and 38 and messages 7, 8 and 13 of research/ux; days without a source are ours to tune.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from meetings.policy import Seen, State
from programs.clock import local_day
from vetting.actions.welcoming import GRACE, LOOKS
from vetting.models.welcome import FRESH


class Reason(StrEnum):
    """Why a row is there; meetings.models.FollowUp has the same words."""

    MISSED = "missed"
    STANDING = "standing"
    STALLED = "stalled"
    REPEATED = "repeated"
    QUIET = "quiet"
    NEW = "new"
    AGAIN = "again"
    SILENT = "silent"
    AGENDA = "agenda"
    ROLL = "roll"
    RECAP = "recap"


class Did(StrEnum):
    """What a facilitator did about it; meetings.models.FollowUp has the same words."""

    NOTE = "note"
    CALL = "call"
    LATER = "later"
    HANDED_ON = "handed_on"


OF_PEOPLE = (Reason.MISSED, Reason.STANDING, Reason.STALLED, Reason.REPEATED, Reason.QUIET, Reason.NEW)
"""What is followed up with a person: each has a prepared note (meetings/drafts.py)."""

FOR_ITS_OWN = (Reason.STANDING, Reason.AGAIN, Reason.NEW)
"""What waits for a group's own facilitators, and is nothing for who stands in for them (docs/decisions/0015)."""

STILL = timedelta(days=21)
"""A goal that says nothing new for so long stands still (message 7)."""
SILENT_CHECK_INS = 3
MEMBERS_OWN = timedelta(days=7)
"""So long a goal that stands still is its member's own matter: they are told first (goals/stalling.py), and may act."""
LOOKS_BACK = timedelta(days=14)
"""So long a missed meeting, or what is to be done after one, is worth a word."""
QUIET = timedelta(days=45)
"""Without a check-in or an answer for so long somebody is quiet."""
AGENDA_WITHIN = timedelta(days=7)
RECAP_WITHIN = timedelta(hours=24)
NEAR_CUT_OFF = timedelta(days=5)
SETTLES = timedelta(days=30)
"""How long a note or a call settles what goes on: a goal that stands still, a quiet member, somebody new."""


class Missed(NamedTuple):
    """The last meeting at which a seat was not seen from beginning to end."""

    meeting: UUID
    day: date
    seen: Seen


class Goal(NamedTuple):
    """An open goal that its member shows in the group. `still_since` is when its figure began to stand where it is."""

    key: UUID
    status: str
    said_at: datetime | None
    began_at: datetime
    every_days: int
    still_since: datetime | None


class Promise(NamedTuple):
    """An open promise that was promised anew more than twice: its key, and how often it was promised."""

    key: UUID
    times: int


class Arrival(NamedTuple):
    """Somebody new: when they came, whether they have a buddy, and the days on which somebody looked."""

    key: UUID
    began_at: datetime
    has_buddy: bool
    looks: tuple[int, ...]


class FollowUp(NamedTuple):
    """What was done, about whom (or nobody: a meeting) and what, until when; `to` is whom it was handed on to."""

    member: UUID | None
    reason: str
    about: UUID | None
    did: str
    at: datetime
    until: date | None
    to: UUID | None


class Again(NamedTuple):
    """Somebody asks for another look at a step."""

    step: UUID
    seat: UUID
    asked_at: datetime


@dataclass(frozen=True)
class Person:
    """Who sits in a group. `last_word` is their last check-in or answer, `since` when they took the seat."""

    key: UUID
    name: str
    seat: UUID
    joined: bool
    since: datetime
    last_word: datetime | None = None
    state: State = State.GOOD
    miss: Missed | None = None
    step_at: datetime | None = None
    goals: Sequence[Goal] = ()
    arrival: Arrival | None = None
    promise: Promise | None = None


@dataclass(frozen=True)
class Coming:
    """The next meeting: who was asked, what they said, and how many are prepared."""

    key: UUID
    starts_at: datetime
    zone: str
    in_person: bool
    has_agenda: bool
    answer_by: date | None
    asked: int = 0
    yes: int = 0
    no: int = 0
    silent: int = 0
    ready: int = 0


class Past(NamedTuple):
    """The last meeting that is over."""

    key: UUID
    ends_at: datetime
    zone: str
    attendance_taken: bool
    recap_sent: bool


@dataclass(frozen=True)
class Circle:
    """What is known of one group."""

    key: UUID
    name: str
    zone: str
    people: Sequence[Person] = ()
    coming: Coming | None = None
    past: Past | None = None
    done: Sequence[FollowUp] = ()
    again: Sequence[Again] = ()
    attendance: Sequence[tuple[date, float]] = field(default=())
    """The share of seats that were there, by meeting, the oldest first."""
    check_ins: Sequence[int] = ()
    """Check-ins a week, the oldest first."""
    stands_in: bool = False
    """Whether the reader only stands in for its facilitators."""


class Act(NamedTuple):
    """The one thing to do: what it is called, and the page, by its name and further arguments."""

    label: str
    page: str
    about: tuple[UUID | int, ...] = ()


@dataclass(frozen=True)
class Need:
    """One row: who or what, why in words, what to do. `handed_on`: a co-facilitator asks the reader to."""

    reason: Reason
    circle: Circle
    person: Person | None
    about: UUID | None
    words: str
    act: Act
    weight: int
    also: tuple[str, ...] = ()
    handed_on: bool = False

    @property
    def who(self) -> str:
        """The person's name, or the group's."""
        return self.person.name if self.person else self.circle.name


def needs(circles: Iterable[Circle], now: datetime, reader: UUID) -> list[Need]:
    """Everything that needs `reader` (a user's key) at `now`, what weighs most first."""
    found = []
    for circle in circles:
        found += [one for one in of_meetings(circle, now) if stands(one, now, reader)]
        for person in circle.people:
            open_ones = [one for one in of_person(circle, person, now) if stands(one, now, reader)]
            if open_ones:
                found.append(first_of(open_ones, reader))
    return sorted(found, key=lambda one: (-one.weight, one.circle.name, one.who))


def first_of(rows: list[Need], reader: UUID) -> Need:
    """The row of a person: what weighs most, with the rest beside it."""
    first, *rest = sorted(rows, key=lambda one: -one.weight)
    last = last_deed(first)
    handed = last is not None and last.did == Did.HANDED_ON and last.to == reader
    return replace(first, also=tuple(one.words for one in rest), handed_on=handed)


def last_deed(need: Need) -> FollowUp | None:
    """What was last done about exactly this."""
    member = need.person.key if need.person else None
    same = [one for one in need.circle.done if (one.member, one.reason, one.about) == (member, need.reason, need.about)]
    return max(same, key=lambda one: one.at, default=None)


def stands(need: Need, now: datetime, reader: UUID) -> bool:
    """Whether it is still to be done, and by this reader."""
    if need.circle.stands_in and need.reason in FOR_ITS_OWN:
        return False
    last = last_deed(need)
    if last is None:
        return True
    if last.did == Did.LATER:
        return last.until is not None and local_day(now, need.circle.zone) >= last.until
    if last.did == Did.HANDED_ON:
        return last.to == reader
    return need.reason in (Reason.STALLED, Reason.QUIET, Reason.NEW) and now - last.at >= SETTLES


def of_person(circle: Circle, person: Person, now: datetime) -> Iterator[Need]:
    """Every reason to see about somebody."""
    asked = next((one for one in circle.again if one.seat == person.seat), None)
    if asked:
        yield Need(
            Reason.AGAIN, circle, person, asked.step, "Asks for another look at a step about attendance.",
            Act("Look again", "seat_standing", (person.seat,)), 95,
        )  # fmt: skip
    missed = person.miss
    write = Act("Write", "follow_ups")
    if person.state != State.GOOD and missed and not called_since(person, missed, circle.zone):
        words, weight = {
            State.CALL: ("Needs a call: attendance fell below the group's rule.", 90),
            State.TALK: ("A talk about the seat is due by the group's rule.", 100),
        }[person.state]
        yield Need(
            Reason.STANDING,
            circle,
            person,
            missed.meeting,
            words,
            Act("See the standing", "seat_standing", (person.seat,)),
            weight,
        )
    elif missed and missed.seen in (Seen.EXCUSED, Seen.UNEXCUSED) and is_fresh(missed, circle.zone, now):
        told = missed.seen == Seen.EXCUSED
        words = "Missed the last meeting, and told us." if told else "Missed the last meeting without a word."
        yield Need(Reason.MISSED, circle, person, missed.meeting, words, write, 70 if told else 80)
    if stalled := worst([(goal, still(goal, now)) for goal in person.goals]):
        goal, (words, weight) = stalled
        yield Need(Reason.STALLED, circle, person, goal.key, words, write, weight)
    if person.promise:
        words = f"Promised the same thing {person.promise.times} times."
        yield Need(Reason.REPEATED, circle, person, person.promise.key, words, write, 46)
    yield from of_newcomer(circle, person, now)
    last = max(filter(None, (person.last_word, person.since)))
    if person.joined and now - last >= QUIET:
        words = f"No check-in and no answer for {(now - last).days // 7} weeks."
        yield Need(Reason.QUIET, circle, person, None, words, write, 40)


def called_since(person: Person, missed: Missed, zone: str) -> bool:
    """Whether somebody took a step for the seat after the miss."""
    return person.step_at is not None and local_day(person.step_at, zone) >= missed.day


def is_fresh(missed: Missed, zone: str, now: datetime) -> bool:
    """From the morning after the meeting, for a while."""
    return timedelta(0) < local_day(now, zone) - missed.day <= LOOKS_BACK


def still(goal: Goal, now: datetime) -> tuple[str, int] | None:
    """Why a goal needs a word, and how much; None while it moves."""
    last = goal.said_at or goal.began_at
    silent = now - last
    if goal.status == "stuck" and silent < LOOKS_BACK:
        return "A goal is stuck, in their own words.", 60
    if silent - MEMBERS_OWN >= max(STILL, timedelta(days=goal.every_days * SILENT_CHECK_INS)):
        return f"A goal without a check-in for {silent.days // 7} weeks.", 50
    if goal.still_since and now - goal.still_since >= STILL + MEMBERS_OWN:
        return f"A goal whose figure has stood still for {(now - goal.still_since).days // 7} weeks.", 48
    return None


def worst(found: Sequence[tuple[Goal, tuple[str, int] | None]]) -> tuple[Goal, tuple[str, int]] | None:
    """The goal that needs a word most."""
    rows = [(goal, why) for goal, why in found if why]
    return max(rows, key=lambda one: one[1][1], default=None)


def of_newcomer(circle: Circle, person: Person, now: datetime) -> Iterator[Need]:
    """Somebody new without a buddy, or at whom nobody looked after thirty, sixty or ninety days."""
    new = person.arrival
    if new is None or now - new.began_at > FRESH + GRACE:
        return
    days = (now - new.began_at).days
    if not new.has_buddy and days < FRESH.days:
        act = Act("Choose a buddy", "newcomer_buddy", (new.key,))
        yield Need(Reason.NEW, circle, person, new.key, "New here, and nobody is at their side yet.", act, 58)
        return
    due = max((day for day in LOOKS if day <= days), default=None)
    if due and due not in new.looks:
        act = Act("Take a look", "newcomer_look", (new.key, due))
        yield Need(Reason.NEW, circle, person, new.key, f"Here for {due} days: how is it going?", act, 45)


def of_meetings(circle: Circle, now: datetime) -> Iterator[Need]:
    """What the last meeting and the next one of a group ask for."""
    if past := circle.past:
        ago = now - past.ends_at
        if ago <= LOOKS_BACK and not past.attendance_taken:
            act = Act("Take attendance", "attendance", (past.key,))
            yield Need(Reason.ROLL, circle, None, past.key, "Attendance of the last meeting is not taken.", act, 75)
        if RECAP_WITHIN <= ago <= LOOKS_BACK and not past.recap_sent:
            act = Act("Open the recap", "recap", (past.key,))
            yield Need(Reason.RECAP, circle, None, past.key, "The recap of the last meeting was not sent.", act, 62)
    if not (coming := circle.coming):
        return
    days = (local_day(coming.starts_at, coming.zone) - local_day(now, coming.zone)).days
    if not coming.has_agenda and coming.starts_at - now <= AGENDA_WITHIN:
        act = Act("Make the agenda", "agenda", (coming.key,))
        words = f"Meets {in_days(days)}, and there is no agenda."
        yield Need(Reason.AGENDA, circle, None, coming.key, words, act, 85 if days <= 2 else 65)
    if coming.in_person and coming.silent and coming.answer_by:
        left = coming.answer_by - local_day(now, coming.zone)
        if timedelta(0) <= left <= NEAR_CUT_OFF:
            people = "One person has" if coming.silent == 1 else f"{coming.silent} people have"
            words = f"{people} not said whether they come; a yes is needed {in_days(left.days)}."
            act = Act("Write to them", "write", (coming.key,))
            yield Need(Reason.SILENT, circle, None, coming.key, words, act, 66)


def in_days(days: int) -> str:
    """When that is: "today", "tomorrow", "in 5 days"."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days") if days >= 0 else "now"
