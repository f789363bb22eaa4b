"""What comes next for a seat under its group's attendance policy, and the way back to good standing.

Pure. A forecast is exact: it is the standing, reckoned with the miss in the record (meetings.standing). It is told to
the member on their own page and through their facilitator, never by a machine's mail (handbook 1, issue 4).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from meetings.policy import STATES, Counts, Seen, State
from meetings.standing import (
    Brief,
    Case,
    CatchUp,
    Count,
    Mark,
    Row,
    Rules,
    SeatFacts,
    Versions,
    number_words,
    standing,
    state_of,
)

MOST_MISSES_AHEAD = 40
"""A forecast looks no further than so many misses."""

# -- forecast --------------------------------------------------------------------------------------------------------

DayWords = Callable[[date], str]


class ComingMeeting(NamedTuple):
    """A meeting that was not held yet."""

    day: date
    in_person: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes if the seat misses.

    `next` is the next meeting at which it is expected; `told` and `no_word` are the standing on that day if it is
    missed, with or without a word. `more` misses without a word, of the meetings to come in their order, bring `step`
    on `on_day`; where fewer are planned, the rest are thought to fall on the last of them. The last of them brings
    `step` on any day before `until` and not on `until` itself (nothing else happening; None: whenever). `by` is what
    the step counts, `all_in_person` whether only meetings in person are among the misses. Where no miss brings
    anything worse, `step`, `more`, `on_day` and `by` are None.
    """

    next: ComingMeeting
    told: Brief
    no_word: Brief
    held: State
    """Where the seat stands on the day of `next` by what there is now."""
    step: State | None = None
    more: int | None = None
    on_day: date | None = None
    until: date | None = None
    by: Counts | None = None
    all_in_person: bool = False
    by_the_old: bool = False
    """Whether `until` comes before the first of the misses to come leaves the window itself."""

    def words(self, say: DayWords) -> str:
        """In a sentence or two, for the member: "One more miss before May 14 opens a talk about the seat." """
        if self.step is None or self.more is None:
            if self.held is State.TALK:
                return "A talk about the seat is due already; another miss changes nothing about that."
            return "Another miss changes nothing."
        does = "opens a talk about the seat" if self.step is State.TALK else "brings a call"
        plural = "open a talk about the seat" if self.step is State.TALK else "bring a call"
        if self.by is Counts.ALL or (self.by is Counts.IN_PERSON and self.all_in_person):
            many = self.more > 1
            where = " in person" if self.by is Counts.IN_PERSON else ""
            before = f" before {say(self.until)}" if self.until and self.by_the_old else ""
            misses = f"{number_words(self.more).capitalize()} more miss{'es' if many else ''}"
            first = f"{misses}{where}{before} {plural if many else does}."
        else:
            which = "meeting" if self.more == 1 else f"{number_words(self.more)} meetings"
            first = f"Missing the next {which} {does}."
        return first + self._told_words()

    def _told_words(self) -> str:
        """What a word beforehand changes about the next meeting, if anything."""
        if self.told.state is self.no_word.state:
            return ""
        lesser = "brings no more than a call" if self.told.state is State.CALL else "changes nothing"
        return f" If you tell us beforehand, missing the next one {lesser}."


class _Ahead:
    """A seat with its past, and what may still happen to it."""

    def __init__(self, case: Case, past: Sequence[Mark]) -> None:
        self.case = case
        self.past = past

    def after(self, misses: Sequence[Mark], on: date) -> Count:
        """What the record comes to on `on` with `misses` in it."""
        return self.case.count([*self.past, *misses], on)

    def weighs(self, coming: ComingMeeting) -> bool:
        """Whether missing it without a word would count."""
        version = self.case.rules.in_force(coming.day)
        miss = _miss(coming, Seen.UNEXCUSED)
        return version is not None and version.unexcused > 0 and not version.excuse(self.case.seat, miss)

    def expected(self, coming: ComingMeeting) -> bool:
        """Whether the seat is taken by then and not on leave."""
        version, seat = self.case.rules.in_force(coming.day), self.case.seat
        taken = seat.seated_on is None or coming.day >= seat.seated_on
        return taken and (version is None or version.excuse(seat, _miss(coming, Seen.UNEXCUSED)) != "leave")

    def boundaries(self, misses: Sequence[Mark], after: date) -> list[date]:
        """The days after `after` on which a miss may begin to weigh less, the earliest first.

        That is when an old one leaves, a leave begins, a catch-up counts or another version comes into force.
        """
        days = set(self.case.rules.days)
        for version in self.case.rules.versions:
            days.update(version.leaves_on(mark[0]) for mark in (*self.past, *misses))
        days.update(leave.first for leave in self.case.seat.leaves)
        days.update(day for made in self.case.catch_ups.values() for day in made)
        return sorted(day for day in days if after < day < date.max)


def _miss(coming: ComingMeeting, seen: Seen) -> Mark:
    return Mark(coming.day, seen, coming.in_person)


def forecast(
    versions: Versions,
    seat: SeatFacts,
    record: Iterable[Mark],
    catch_ups: Iterable[CatchUp] = (),
    coming: Iterable[ComingMeeting] = (),
    *,
    on: date,
) -> Forecast | None:
    """What comes if the seat misses the next meeting, and how far the next step is; see `Forecast`.

    `coming` are meetings without a mark, in any order; those before `on`, and those at which the seat is on leave or
    not yet there, are passed over. None if none is left. For "one more miss in person", pass those in person only.
    """
    past = [mark for mark in record if mark[0] <= on]
    ahead = _Ahead(Case(versions, seat, catch_ups), past)
    to_come = [one for one in sorted(coming) if one.day >= on and ahead.expected(one)]
    if not to_come:
        return None
    following = to_come[0]
    told, no_word = (
        ahead.after([_miss(following, seen)], following.day).brief() for seen in (Seen.EXCUSED, Seen.UNEXCUSED)
    )
    held = STATES[ahead.after([], following.day).reached()[0]]
    return _next_step(ahead, Forecast(following, told, no_word, held), [one for one in to_come if ahead.weighs(one)])


def _next_step(ahead: _Ahead, told: Forecast, weighing: Sequence[ComingMeeting]) -> Forecast:
    """The forecast with the nearest step that misses of `weighing`, one after the other, would bring."""
    misses: list[Mark] = []
    for number in range(MOST_MISSES_AHEAD if weighing else 0):
        meeting = weighing[min(number, len(weighing) - 1)]
        misses.append(_miss(meeting, Seen.UNEXCUSED))
        rank, by = ahead.after(misses, meeting.day).reached()
        if rank > ahead.after([], meeting.day).reached()[0]:
            until = _no_longer(ahead, misses, rank)
            return replace(
                told,
                step=STATES[rank],
                more=number + 1,
                on_day=meeting.day,
                until=until,
                by=by,
                all_in_person=all(miss.in_person for miss in misses),
                by_the_old=until is not None and until < ahead.case.rules.leaves_on(misses[0].starts, meeting.day),
            )
    return told


def _no_longer(ahead: _Ahead, misses: Sequence[Mark], rank: int) -> date | None:
    """The first day on which the last of `misses` would not bring `rank` any more; None if it always would."""
    *others, last = misses
    for day in ahead.boundaries(others, last.starts):
        if ahead.after([*others, last._replace(starts=day)], day).reached()[0] < rank:
            return day
    return None


# -- the way back ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Back:
    """One meeting that weighs, and when it no longer does.

    It leaves the window on `leaves_on`, and the standing is `then` (nothing else happening). If it can still be made
    up for, `catch_up_by` is the last day for it and `if_made_up` the standing with it, as of today.
    """

    mark: Mark
    weight: Decimal
    leaves_on: date
    then: State
    catch_up_by: date | None = None
    if_made_up: State | None = None

    def words(self, say: DayWords) -> str:
        """In a sentence or two: "The miss of May 14 leaves the count on November 14: good standing then." """
        weighed = "miss" if self.weight == 1 else f"{self.weight:f} of a miss" if self.weight < 1 else "misses"
        first = f"The {weighed} of {say(self.mark.starts)} leaves the count on {say(self.leaves_on)}: "
        told = f"{first}{self.then.label.lower()} then."
        if self.catch_up_by is None or self.if_made_up is None:
            return told
        return f"{told} A catch-up by {say(self.catch_up_by)} repairs it: {self.if_made_up.label.lower()} at once."


def way_back(
    versions: Versions, seat: SeatFacts, record: Iterable[Mark], catch_ups: Iterable[CatchUp] = (), *, on: date
) -> list[Back]:
    """Every meeting of the window that weighs, the first to leave it first."""
    past, made = [mark for mark in record if mark[0] <= on], list(catch_ups)
    rules = versions if isinstance(versions, Rules) else Rules(versions)
    backs = []
    for row in standing(rules, seat, past, made, on=on).why:
        if row.weight:
            leaves = rules.leaves_on(row.mark.starts, on)
            then = state_of(rules, seat, past, made, on=leaves).state
            by = _catch_up_by(rules, row, on)
            mended = None
            if by is not None:
                mended = state_of(rules, seat, past, [*made, CatchUp(row.mark.meeting, on)], on=on).state
            backs.append(Back(row.mark, row.weight, leaves, then, by, mended))
    return sorted(backs, key=lambda back: (back.leaves_on, back.mark.starts))


def _catch_up_by(rules: Rules, row: Row, on: date) -> date | None:
    """The last day on which a catch-up would make up for the miss; None if none would any more."""
    within = rules.at(row.mark.starts).policy.catch_up_days
    if row.attended or within is None or row.mark.meeting is None:
        return None
    by = row.mark.starts + timedelta(days=within)
    return by if by >= on else None
