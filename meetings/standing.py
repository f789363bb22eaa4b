"""Where a seat stands: what its record says under the group's own attendance policy, and why.

Pure: plain values in, plain values out, days are passed in. Sources of the rules: research/mission.md section 3, its
rows 30 to 37, and handbook 1 for the words. What the engine decides, once and for every culture:

- A record is kept by seat, one mark for each meeting; `best_of` merges the people who share a seat.
- Never retroactive. What a meeting weighs is said by the version in force on its own day (weights, presence, grace,
  leave, catch-ups, cap of substitutes); the window and the steps are those of the version in force on the day asked
  about. A meeting before the first version, or before the seat was taken, does not exist.
- A rolling window of N months holds a meeting until the same day N months later, and on that day no more (a miss of
  August 31 leaves six months later on February 28). A calendar window begins anew with its half-year or year.
- Leave, grace and (where the policy says so) medical reasons only ever forgive: what was missed in them leaves the
  denominator, what was attended anyhow still counts as attended. So leave never worsens a standing.
- An absence that weighs nothing leaves the denominator, too. A meeting is either attended or missed; one that was
  attended late can weigh something and is attended all the same.
- A catch-up makes a missed meeting attended, but not at home. It mends no lateness.
- Over the cap a substitute is a miss. The cap looks at the substitutes, and the absences, before it in the window.
- "In a row" are the misses since the seat was last seen, forgiven meetings passed over: coming back ends it.
- A share is judged once `share_after` meetings of the window are missed; of the first meeting it would say nothing.
- The engine remembers nothing: that a step was opened, and what came of it, is a row that people write.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from meetings.policy import HUNDRED, STATES, Counts, Policy, Reason, Seen, State, Window

DAY = timedelta(days=1)

# -- the facts -------------------------------------------------------------------------------------------------------


class Mark(NamedTuple):
    """What was seen of one seat at one meeting. A plain tuple in this order does as well (rows of a query).

    `starts` is the meeting's local day, `off` the minutes it missed by coming late or leaving early (None: not noted),
    `minutes` the length of the meeting (0: not known), `meeting` what a catch-up names it by.
    """

    starts: date
    seen: Seen
    in_person: bool = False
    off: int | None = None
    reason: str = Reason.NONE
    minutes: int = 0
    meeting: Hashable = None


class CatchUp(NamedTuple):
    """A missed meeting that was made up for on `day`. It counts from that day on, if the policy takes it."""

    meeting: Hashable
    day: date


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave of absence, from its first to its last day (None: until further notice)."""

    first: date
    last: date | None = None
    medical: bool = False


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Since when the seat is taken (None: always was), and its leaves."""

    seated_on: date | None = None
    leaves: Sequence[Leave] = ()


_PRESENCE = {
    Seen.PRESENT: 0, Seen.LATE: 1, Seen.LEFT_EARLY: 1, Seen.SUBSTITUTE: 2, Seen.EXCUSED: 3, Seen.UNEXCUSED: 4,
    Seen.ON_LEAVE: 5,
}  # fmt: skip


def best_of(marks: Sequence[Mark]) -> Mark:
    """One mark for a seat that several people share: it counts once, and the one who was there most stands for it.

    Of two who came late or left early it is who missed less. Who is on leave was not expected and stands for the seat
    only if all are. Raises ValueError for nobody.
    """
    if not marks:
        raise ValueError("nobody was seen")
    return min(marks, key=lambda mark: (_PRESENCE[mark.seen], mark.off or 0, not mark.reason))


# -- versions --------------------------------------------------------------------------------------------------------


def months_on(day: date, months: int) -> date:
    """The same day so many months later (or earlier); the month's last where it has no such day."""
    month = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(month // 12, month % 12 + 1, min(day.day, last))
        except ValueError:
            continue
    return date.min if months < 0 else date.max  # beyond the calendar


@lru_cache(maxsize=4096)
def _first_day(window: Window, months: int, starts_month: int, on: date) -> date:
    """The first day whose meetings the window holds on `on`."""
    if window is not Window.ROLLING:
        size = 12 if window is Window.YEAR else 6
        return months_on(on.replace(day=1), -((on.month - starts_month) % size))
    first = months_on(on, -months)
    while months_on(first, months) <= on:
        first += DAY
    return first


def _points(weight: Decimal) -> int:
    return int(weight * HUNDRED)


@lru_cache(maxsize=4096)
def _weight(points: int) -> Decimal:
    return (Decimal(points) / HUNDRED).normalize() + 0


class _Verdict(NamedTuple):
    """What one meeting weighs, in hundredths; whether it was attended; what was seen (a key of _WHAT); what excused."""

    points: int
    attended: bool
    what: str
    excuse: str = ""


_PRESENT = _Verdict(0, True, "present")
_MADE_UP = _Verdict(0, True, "made_up")
_ABSENCES = {"excused", "unexcused", "short"}


class Version:
    """A policy made ready for reckoning: weights as whole hundredths, the ladder as numbers."""

    __slots__ = ("client_down", "early", "excused", "fixed", "ladder", "late", "policy", "substitute", "unexcused")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.late = _points(policy.late_weight)
        self.early = _points(policy.early_weight)
        self.substitute = _points(policy.substitute_weight)
        self.excused = _points(policy.excused_weight)
        self.unexcused = _points(policy.unexcused_weight)
        self.client_down = None if policy.client_down_weight is None else _points(policy.client_down_weight)
        self.ladder = [(step.counts, _points(step.at), step.act.rank) for step in policy.ladder]
        self.fixed: dict[str, _Verdict] = {
            Seen.EXCUSED: _Verdict(self.excused, False, "excused"),
            Seen.UNEXCUSED: _Verdict(self.unexcused, False, "unexcused"),
            Seen.ON_LEAVE: _Verdict(0, False, "on_leave"),
        }
        """What weighs the same whenever it is seen."""

    def first_day(self, on: date) -> date:
        """The first day whose meetings the window holds on `on`."""
        return _first_day(self.policy.window, self.policy.months, self.policy.starts_month, on)

    def leaves_on(self, day: date) -> date:
        """The first day on which the window holds no more what happened on `day`."""
        if self.policy.window is Window.ROLLING:
            return months_on(day, self.policy.months)
        return months_on(self.first_day(day), 12 if self.policy.window is Window.YEAR else 6)

    def grace_ends(self, seat: SeatFacts) -> date | None:
        """The first day on which misses of the seat count; None if they always did."""
        return None if seat.seated_on is None else seat.seated_on + timedelta(days=self.policy.grace_days)

    def leave_ends(self, leave: Leave) -> date:
        """The first day that is no leave any more; the first of all if it is none for this policy."""
        if self.policy.leave_medical_only and not leave.medical:
            return leave.first
        end = date.max if leave.last is None or leave.last == date.max else leave.last + DAY
        return end if self.policy.leave_days is None else min(end, leave.first + timedelta(days=self.policy.leave_days))

    def excuse(self, seat: SeatFacts, mark: Mark) -> str:
        """What takes a miss of that day out: leave, grace, medical, or ''."""
        if seat.leaves and any(leave.first <= mark.starts < self.leave_ends(leave) for leave in seat.leaves):
            return "leave"
        if self.policy.grace_days:
            grace = self.grace_ends(seat)
            if grace is not None and mark.starts < grace:
                return "grace"
        return "medical" if mark.reason == Reason.MEDICAL and not self.policy.medical_counts else ""


class Rules:
    """All versions of a group's policy, made ready once: for many seats pass this, not the versions."""

    __slots__ = ("begins", "days", "versions")

    def __init__(self, versions: Iterable[Policy]) -> None:
        ordered = sorted(versions, key=lambda policy: policy.effective_on)
        self.days = [policy.effective_on for policy in ordered]
        self.versions = [Version(policy) for policy in ordered]
        self.begins = self.days[0] if self.days else date.max

    def in_force(self, day: date) -> Version | None:
        """The version of a day; None before the first. Of several of one day the last."""
        at = bisect_right(self.days, day)
        return self.versions[at - 1] if at else None

    def at(self, day: date) -> Version:
        """The version of a day that is not before the first."""
        return self.versions[bisect_right(self.days, day) - 1]

    def holds_from(self, on: date) -> date:
        """The first day whose meetings count on `on`: what was seen before it changes no standing of that day."""
        version = self.in_force(on)
        return on if version is None else version.first_day(on)

    def leaves_on(self, day: date, on: date) -> date:
        """The first day after `on` whose window does not hold what happened on `day`, versions to come included."""
        at = max(bisect_right(self.days, on), 1)
        for number in range(at, len(self.days) + 1):
            leaves = max(self.versions[number - 1].leaves_on(day), self.days[number - 1], on + DAY)
            if number == len(self.days) or leaves < self.days[number]:
                return leaves
        return date.max


Versions = Rules | Sequence[Policy]


# -- the engine ------------------------------------------------------------------------------------------------------


def _partly(version: Version, mark: Mark) -> _Verdict:
    """Who came late or left early: there all the same, unless it was too short."""
    policy = version.policy
    late = Seen(mark.seen) is Seen.LATE
    points, after = (version.late, policy.late_after) if late else (version.early, policy.early_after)
    if mark.off is None:
        return _Verdict(points, True, mark.seen)
    if policy.presence and mark.minutes and (mark.minutes - mark.off) * 100 < policy.presence * mark.minutes:
        return _Verdict(max(version.excused, points), False, "short")
    return _Verdict(points if mark.off > after else 0, True, mark.seen)


def _plainly(version: Version, mark: Mark, substitutes: int, absent: bool) -> _Verdict:
    """What a mark that is not `fixed` weighs before anything excuses it; ValueError for what is no `Seen`."""
    if mark.seen != Seen.SUBSTITUTE:
        return _partly(version, mark)
    policy = version.policy
    caps = (policy.substitutes, policy.substitutes_with_absence if absent else None)
    if any(cap is not None and substitutes >= cap for cap in caps):
        return _Verdict(max(version.excused, version.substitute), False, "over_cap")
    return _Verdict(version.substitute, version.substitute < HUNDRED, "substitute")


class Brief(NamedTuple):
    """A standing without its reasons: the state, and the weighted misses in the window, all and in person."""

    state: State
    misses: Decimal
    in_person: Decimal


class Count:
    """Everything that is counted in one window."""

    __slots__ = ("absent", "attended", "home", "in_a_row", "in_person", "missed", "points", "substitutes", "version")

    def __init__(self, version: Version | None) -> None:
        self.version = version
        self.points = self.in_person = self.in_a_row = 0
        self.attended = self.home = self.missed = self.substitutes = 0
        self.absent = False

    def take(self, verdict: _Verdict, in_person: bool) -> None:
        """Adds a meeting; they come in the order of their days."""
        self.points += verdict.points
        if in_person:
            self.in_person += verdict.points
        if verdict.attended:
            self.attended += 1
            self.home += verdict is not _MADE_UP
            self.in_a_row = 0
        elif verdict.points:
            self.missed += 1
            self.in_a_row += 1
        if not verdict.excuse:
            self.substitutes += verdict.what == "substitute"
            self.absent = self.absent or (verdict.what in _ABSENCES and verdict.points > 0)

    def below_share(self) -> bool:
        """Whether too little was attended, or too little at home."""
        if self.version is None or self.missed < self.version.policy.share_after:
            return False
        policy, counted = self.version.policy, self.attended + self.missed
        return (policy.least_share is not None and self.attended * 100 < policy.least_share * counted) or (
            policy.least_home_share is not None and self.home * 100 < policy.least_home_share * counted
        )

    def reached(self) -> tuple[int, Counts | None]:
        """The rank of the state, and what brought it."""
        rank, by = 0, None
        if self.version is None:
            return rank, by
        if self.points or self.in_a_row:
            sums = {
                Counts.ALL: self.points, Counts.IN_PERSON: self.in_person, Counts.IN_A_ROW: self.in_a_row * HUNDRED
            }  # fmt: skip
            for counts, at, act in self.version.ladder:
                if act > rank and sums[counts] >= at:
                    rank, by = act, counts
        if rank < State.TALK.rank and self.below_share():
            return State.TALK.rank, Counts.SHARE
        return rank, by

    def brief(self) -> Brief:
        """The state and the misses."""
        return Brief(STATES[self.reached()[0]], _weight(self.points), _weight(self.in_person))


_starts = itemgetter(0)
_Judged = tuple[Mark, _Verdict]


class Case:
    """One seat under its rules: what its record comes to on any day."""

    __slots__ = ("catch_ups", "rules", "seat")

    def __init__(self, versions: Versions, seat: SeatFacts, catch_ups: Iterable[CatchUp]) -> None:
        self.rules = versions if isinstance(versions, Rules) else Rules(versions)
        self.seat = seat
        self.catch_ups: dict[Hashable, list[date]] = {}
        for meeting, day in catch_ups:
            self.catch_ups.setdefault(meeting, []).append(day)

    def count(self, record: Iterable[Mark], on: date, judged: list[_Judged] | None = None) -> Count:
        """Goes through the window of `on` once. `judged`, if given, gets every meeting of it with its verdict."""
        version = self.rules.in_force(on)
        count = Count(version)
        if version is None:
            return count
        first = max(version.first_day(on), self.rules.begins, self.seat.seated_on or date.min)
        present = 0
        for mark in sorted(record, key=_starts):
            if mark[0] < first:
                continue
            if mark[0] > on:
                break
            if mark[1] == "present":  # nine of ten: no more work than this
                present += 1
                count.in_a_row = 0
                verdict = _PRESENT
            else:
                verdict = self._judge(Mark._make(mark), on, count)
                count.take(verdict, mark[2])
            if judged is not None:
                judged.append((Mark._make(mark), verdict))
        count.attended += present
        count.home += present
        return count

    def _judge(self, mark: Mark, on: date, so_far: Count) -> _Verdict:
        """What one meeting weighs, by the version of its own day."""
        version = self.rules.at(mark.starts)
        plain = version.fixed.get(mark.seen) or _plainly(version, mark, so_far.substitutes, so_far.absent)
        if self.catch_ups and not plain.attended and self._made_up(version, mark, on):
            return _MADE_UP
        excuse = version.excuse(self.seat, mark)
        if excuse:
            return plain._replace(points=0, excuse=excuse)
        if mark.reason == Reason.CLIENT_DOWN and version.client_down is not None:
            return plain._replace(points=min(plain.points, version.client_down))
        return plain

    def _made_up(self, version: Version, mark: Mark, on: date) -> bool:
        within, days = version.policy.catch_up_days, self.catch_ups.get(mark.meeting, ())
        return within is not None and any(day <= on and abs((day - mark.starts).days) <= within for day in days)


def state_of(
    versions: Versions, seat: SeatFacts, record: Iterable[Mark], catch_ups: Iterable[CatchUp] = (), *, on: date
) -> Brief:
    """`standing` without a sentence, for many seats at once: pass `Rules`, and rows as tuples in the order of `Mark`.

    `record` is at least the window, in any order; what lies after `on` is left out.
    """
    return Case(versions, seat, catch_ups).count(record, on).brief()


# -- standing and why ------------------------------------------------------------------------------------------------


_WHAT = {
    "present": "Present", "late": "Late", "left_early": "Left early", "excused": "Told us", "unexcused": "No word",
    "substitute": "An alternate came", "on_leave": "On leave", "made_up": "Missed and made up",
    "over_cap": "An alternate came, one more than the rule allows",
}  # fmt: skip
_EXCUSES = {"leave": ", on leave", "grace": ", still new in the group", "medical": ", for medical reasons"}
_PARTS = {"0": "does not count", "0.25": "counts a quarter", "0.5": "counts half", "1": "counts as a miss"}


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_words(number: int) -> str:
    """A small number in words: "two"; from eleven on in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def weight_words(weight: Decimal) -> str:
    """What a miss of that weight does: "does not count", "counts half", "counts as a miss", "counts as 1.5 misses"."""
    plain = f"{_weight(_points(weight)):f}"
    return _PARTS.get(plain) or (f"counts as {plain} misses" if weight > 1 else f"counts {plain} of a miss")


def _sentence(mark: Mark, verdict: _Verdict) -> str:
    """Why a meeting weighs what it does: "Late by 12 minutes: counts half." """
    if verdict.what == "short":
        what = f"There for {mark.minutes - (mark.off or 0)} of {mark.minutes} minutes, too short to count as there"
    else:
        what = _WHAT[verdict.what]
        if mark.off and verdict.what in ("late", "left_early"):
            what += f" by {mark.off} minute{'s' if mark.off > 1 else ''}"
    if verdict.what == "present":
        return f"{what}."
    why = _EXCUSES.get(verdict.excuse, "") if verdict.what != "on_leave" else ""
    if mark.reason == Reason.CLIENT_DOWN and verdict.what != "made_up":
        why += ", a client was down"
    return f"{what}{why}: {weight_words(_weight(verdict.points))}."


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting of the window: what it weighs, and why, in a sentence.

    `counted` says whether it is one of those that a share is taken of; `attended`, whether the seat was there, an
    alternate was, or it was made up for.
    """

    mark: Mark
    weight: Decimal
    counted: bool
    attended: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a seat stands on a day, and why.

    `misses` and `in_person` are weighted; `in_a_row` are meetings. `attended` of `counted` meetings it came, `at_home`
    without catch-ups; `share` is 0 to 1, None without a meeting. `by` says what brought the state (None: good). `why`
    has every meeting of the window, the oldest first.
    """

    state: State
    misses: Decimal
    in_person: Decimal
    in_a_row: int
    counted: int
    attended: int
    at_home: int
    by: Counts | None
    why: tuple[Row, ...]

    @property
    def share(self) -> float | None:
        """What part of the meetings that count was attended."""
        return self.attended / self.counted if self.counted else None


def standing(
    versions: Versions, seat: SeatFacts, record: Iterable[Mark], catch_ups: Iterable[CatchUp] = (), *, on: date
) -> Standing:
    """Where the seat stands on `on`, under the version in force then; before the first version: good.

    `record` is at least the window, in any order; what lies after `on` is left out.
    """
    judged: list[_Judged] = []
    count = Case(versions, seat, catch_ups).count(record, on, judged)
    return Standing(
        *count.brief(), count.in_a_row, count.attended + count.missed, count.attended, count.home, count.reached()[1],
        tuple(_row(mark, verdict) for mark, verdict in judged),
    )  # fmt: skip


def _row(mark: Mark, verdict: _Verdict) -> Row:
    counted = verdict.attended or verdict.points > 0
    return Row(mark, _weight(verdict.points), counted, verdict.attended, _sentence(mark, verdict))
