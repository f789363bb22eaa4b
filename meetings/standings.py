"""The standing of seats, asked of the database: for a facilitator's groups at once, and of one seat with its reasons.

Reads attendance, and so tells only who may read it: facilitators and staff of every seat, others of their own. The
reckoning is in meetings.standing and meetings.forecast.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, F, Func, OuterRef, Q
from django.db.models.functions import Cast, JSONObject

from groups.models import Group, Seat
from meetings.forecast import Back, ComingMeeting, Forecast, forecast, way_back
from meetings.inheriting import over_time
from meetings.models import Attendance, AttendanceRules, Leave, Meeting
from meetings.models import CatchUp as CatchUpRow
from meetings.policy import Policy, Seen
from meetings.standing import Brief, CatchUp, Mark, Rules, SeatFacts, Standing, best_of, standing, state_of
from meetings.standing import Leave as LeaveFacts


def local(moment: str, zone: str) -> Cast:
    """The day of a moment on the wall of a meeting's zone, by the names of both columns."""
    return Cast(Func(F(zone), F(moment), function="timezone", output_field=DateTimeField()), DateField())


@dataclass(frozen=True)
class Record:
    """What a seat's standing is reckoned from. `marks` has one for each meeting, however many people share the seat.

    `leaves` and `made_up` are the rows behind the facts and the catch-ups.
    """

    rules: Rules
    facts: SeatFacts
    marks: list[Mark]
    catch_ups: list[CatchUp]
    leaves: list[Leave]
    made_up: list[CatchUpRow]

    def brief(self, on: date) -> Brief:
        """Where it stands, without a sentence."""
        return state_of(self.rules, self.facts, self.marks, self.catch_ups, on=on)

    def standing(self, on: date) -> Standing:
        """Where it stands, and why."""
        return standing(self.rules, self.facts, self.marks, self.catch_ups, on=on)

    def forecast(self, coming: Iterable[ComingMeeting], on: date) -> Forecast | None:
        """What one more miss would bring."""
        return forecast(self.rules, self.facts, self.marks, self.catch_ups, coming, on=on)

    def way_back(self, on: date) -> list[Back]:
        """When each miss leaves the count."""
        return way_back(self.rules, self.facts, self.marks, self.catch_ups, on=on)


def of_groups(groups: Sequence[Group], on: date) -> dict[UUID, Brief]:
    """The standing of every held seat of these groups on a day, by the key of the seat; always five queries."""
    by_key = {group.pk: group for group in groups}
    seats = Seat.objects.held().filter(group__in=list(by_key))
    return {key: record.brief(on) for key, record in records_of(list(seats), by_key).items()}


def records_of(seats: Sequence[Seat], groups: dict[UUID, Group]) -> dict[UUID, Record]:
    """The record of each of these seats, by its key; `groups` are theirs, by key. Four queries."""
    rules = rules_of(groups.values())
    keys = [seat.pk for seat in seats]
    marks = marks_of(keys)
    leaves: dict[UUID, list[Leave]] = {}
    for leave in Leave.objects.filter(seat__in=keys):
        leaves.setdefault(leave.seat_id, []).append(leave)
    made_up: dict[UUID, list[CatchUpRow]] = {}
    for made in CatchUpRow.objects.filter(seat__in=keys):
        made_up.setdefault(made.seat_id, []).append(made)
    return {
        seat.pk: record_of(
            seat, rules[seat.group_id], marks.get(seat.pk, []), leaves.get(seat.pk, []), made_up.get(seat.pk, [])
        )
        for seat in seats
    }


def record_of(seat: Seat, rules: Rules, marks: list[Mark], leaves: list[Leave], made_up: list[CatchUpRow]) -> Record:
    """A record from its rows. A catch-up counts once somebody agreed to it."""
    facts = [LeaveFacts(one.first, one.last, medical=one.kind == Leave.Kind.MEDICAL) for one in leaves]
    agreed = [CatchUp(one.meeting_id, one.on) for one in made_up if one.agreed_by_id]
    return Record(rules, SeatFacts(seated_on(seat, marks), facts), marks, agreed, leaves, made_up)


def seated_on(seat: Seat, marks: Sequence[Mark]) -> date:
    """Since when the seat is taken: a roster that was imported may know it later than the attendance that was."""
    return min([seat.since, *(mark.starts for mark in marks[:1])])


def marks_of(seats: Sequence[UUID]) -> dict[UUID, list[Mark]]:
    """What was seen of each seat at each meeting that took place, the oldest first."""
    rows = (
        Attendance.objects.filter(seat__in=seats, meeting__state=Meeting.State.PLANNED)
        .order_by("meeting__starts_at")
        .values_list(
            "seat", "meeting", local("meeting__starts_at", "meeting__zone"), "seen", "minutes", "reason",
            "meeting__mode", F("meeting__minutes") * F("meeting__days"),
        )
    )  # fmt: skip
    found: dict[UUID, list[Mark]] = {}
    for seat, meeting, day, seen, off, reason, mode, minutes in rows:
        mark = Mark(day, Seen(seen), mode == Group.Mode.IN_PERSON, off, reason, minutes, meeting)
        there = found.setdefault(seat, [])
        if there and there[-1].meeting == meeting:
            there[-1] = best_of([there[-1], mark])
        else:
            there.append(mark)
    return found


def rules_of(groups: Iterable[Group]) -> dict[UUID, Rules]:
    """The attendance rules of each group over time, by its key, in one query."""
    groups = list(groups)
    tracks, keys = {group.track_id for group in groups}, [group.pk for group in groups]
    rows = AttendanceRules.objects.filter(
        Q(group__in=keys) | Q(group=None, track__in=tracks) | Q(group=None, track=None)
    ).order_by("number")
    levels: dict[Any, list[Policy]] = {}
    for row in rows:
        levels.setdefault(row.group_id or row.track_id, []).append(policy_of(row))
    inherited: dict[Any, Rules] = {}
    found = {}
    for group in groups:
        farther = [levels.get(key, []) for key in (group.track_id, None)]
        if group.pk in levels:
            found[group.pk] = Rules(over_time(levels[group.pk], *farther))
            continue
        if group.track_id not in inherited:
            inherited[group.track_id] = Rules(over_time(*farther))
        found[group.pk] = inherited[group.track_id]
    return found


def policy_of(row: AttendanceRules) -> Policy:
    """A version as the engine takes it: from the day on which it came into force."""
    return Policy.from_dict({**row.rules, "effective_on": row.effective_on.isoformat()})


def coming_of_group(now: datetime) -> ArraySubquery:
    """The meetings to come of a row's `group`, at which nobody was seen yet, for `coming`: they cost no query of their
    own."""
    rows = Meeting.objects.to_come(now).filter(group=OuterRef("group"), attendance_at=None)
    return ArraySubquery(rows.values(one=JSONObject(day=local("starts_at", "zone"), mode="mode")))


def coming(told: Iterable[dict[str, str]]) -> list[ComingMeeting]:
    """What `coming_of_group` found, as the engine takes it."""
    return [ComingMeeting(date.fromisoformat(one["day"]), one["mode"] == Group.Mode.IN_PERSON) for one in told]
