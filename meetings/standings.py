"""The standing of seats, asked of the database: for a facilitator's groups at once, and of one seat with its reasons.

Reads attendance, and so tells only who may read it: facilitators and staff of every seat, others of their own. The
reckoning is in meetings.standing and meetings.forecast. What it is reckoned from is read in two queries written out, of
one row for each seat: a facilitator's start page asks for thousands of marks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import DateField, DateTimeField, F, Func, OuterRef
from django.db.models.functions import Cast, JSONObject

from groups.models import Group, Seat
from meetings.forecast import Back, ComingMeeting, Forecast, forecast, way_back
from meetings.inheriting import over_time
from meetings.models import AttendanceRules, Meeting
from meetings.policy import Policy, Seen
from meetings.standing import Brief, CatchUp, Leave, Mark, Rules, SeatFacts, Standing, best_of, standing, state_of
from programs.tenancy import current_program

RECORDS = """
with met as materialized (
    select id, timezone(zone, starts_at)::date as day, starts_at, mode = 'in_person' as in_person,
        minutes * days as length
    from meetings_meeting
    where program_id = %(program)s and state = 'planned'
        and group_id in (select group_id from groups_seat where program_id = %(program)s and id = any(%(seats)s))
), marks as (
    select a.seat_id, min(m.day) as first,
        json_agg(json_build_array(m.id, m.day, a.seen, m.in_person, a.minutes, a.reason, m.length)
                 order by m.starts_at, m.id) filter (where m.day >= %(since)s) as told
    from meetings_attendance a join met m on m.id = a.meeting_id
    where a.program_id = %(program)s and a.seat_id = any(%(seats)s)
    group by a.seat_id
)
select s.id, s.group_id, least(s.since, marks.first), marks.told::text,
    (select json_agg(json_build_array(l.first, l.last, l.kind = 'medical'))
     from meetings_leave l where l.program_id = %(program)s and l.seat_id = s.id)::text,
    (select json_agg(json_build_array(c.meeting_id, c."on"))
     from meetings_catchup c where c.program_id = %(program)s and c.seat_id = s.id and c.agreed_by_id is not null)::text
from groups_seat s left join marks on marks.seat_id = s.id
where s.program_id = %(program)s and s.id = any(%(seats)s)
"""
"""A row for each seat: what was seen of it since a day at meetings that took place, its leaves, and the catch-ups that
somebody agreed to. A roster that was imported may know a seat later than the attendance that was."""

RULES = """
select group_id, track_id, rules::text, effective_on
from meetings_attendancerules
where program_id = %(program)s
    and (group_id = any(%(groups)s) or group_id is null and (track_id is null or track_id = any(%(tracks)s)))
order by number
"""
"""A row for each version of the rules of these groups, of their tracks and of the program."""


def local(moment: str, zone: str) -> Cast:
    """The day of a moment on the wall of a meeting's zone, by the names of both columns."""
    return Cast(Func(F(zone), F(moment), function="timezone", output_field=DateTimeField()), DateField())


@dataclass(frozen=True)
class Record:
    """What a seat's standing is reckoned from. `marks` has one for each meeting, however many people share the seat."""

    rules: Rules
    facts: SeatFacts
    marks: Sequence[Mark]
    catch_ups: list[CatchUp]

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
    """The standing of every held seat of these groups on a day, by the key of the seat; always three queries."""
    rules = rules_of(groups)
    seats = Seat.objects.held().filter(group__in=list(rules)).values_list("pk", flat=True)
    since = min((one.holds_from(on) for one in rules.values()), default=on)
    return {key: record.brief(on) for key, record in records_under(rules, list(seats), since).items()}


def records_of(seats: Iterable[Seat], groups: Mapping[UUID, Group]) -> dict[UUID, Record]:
    """The whole record of each of these seats, by its key; `groups` are theirs, by key. Two queries."""
    return records_under(rules_of(groups.values()), [seat.pk for seat in seats])


def records_under(rules: Mapping[UUID, Rules], seats: list[UUID], since: date = date.min) -> dict[UUID, Record]:
    """The record of each of these seats under the rules of its group, both by key; marks before `since` are left out.

    A standing is the same with them and without while no window holds them (`Rules.holds_from`). One query.
    """
    if not seats:
        return {}
    found = {}
    for seat, group, seated_on, marks, leaves, made_up in read(RECORDS, seats=seats, since=since):
        facts = SeatFacts(seated_on, [leave_of(*one) for one in told_in(leaves)])
        agreed = [CatchUp(UUID(meeting), date.fromisoformat(day)) for meeting, day in told_in(made_up)]
        found[seat] = Record(rules[group], facts, marks_of(marks), agreed)
    return found


def read(sql: str, **asked: Any) -> list[tuple[Any, ...]]:
    """The rows of one query about the current program, planned once a connection."""
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, {"program": current_program(), **asked})
        return list(cursor.fetchall())


def told_in(rows: str | None) -> list[list[Any]]:
    """What a subquery told as JSON; None is nothing."""
    return json.loads(rows) if rows else []


def leave_of(first: str, last: str, medical: bool) -> Leave:
    """A leave, as RECORDS tells it."""
    return Leave(date.fromisoformat(first), date.fromisoformat(last), medical)


@lru_cache(maxsize=2048)
def marks_of(told: str | None) -> tuple[Mark, ...]:
    """The marks of a seat, the oldest first, as RECORDS tells them.

    A record changes once a meeting and is read at every visit: what was told word for word alike is not parsed again.
    """
    found: list[Mark] = []
    for row in told_in(told):
        mark = mark_of(row)
        if found and found[-1].meeting == mark.meeting:
            found[-1] = best_of([found[-1], mark])
        else:
            found.append(mark)
    return tuple(found)


def mark_of(row: list[Any]) -> Mark:
    """A mark, as RECORDS tells it."""
    meeting, day, seen, in_person, off, reason, minutes = row
    return Mark(date.fromisoformat(day), Seen(seen), in_person, off, reason, minutes, UUID(meeting))


def rules_of(groups: Iterable[Group]) -> dict[UUID, Rules]:
    """The attendance rules of each group over time, by its key, in one query."""
    tracks = {group.pk: group.track_id for group in groups}
    levels: dict[Any, list[Policy]] = {}
    for group, track, rules, day in read(RULES, groups=list(tracks), tracks=list(set(tracks.values()))):
        levels.setdefault(group or track, []).append(policy(json.loads(rules), day))
    inherited: dict[Any, Rules] = {}
    found = {}
    for group, track in tracks.items():
        farther = [levels.get(key, []) for key in (track, None)]
        if group in levels:
            found[group] = Rules(over_time(levels[group], *farther))
            continue
        if track not in inherited:
            inherited[track] = Rules(over_time(*farther))
        found[group] = inherited[track]
    return found


def policy_of(row: AttendanceRules) -> Policy:
    """A version as the engine takes it."""
    return policy(row.rules, row.effective_on)


def policy(rules: Mapping[str, Any], day: date) -> Policy:
    """What a version says, in force from its day."""
    return Policy.from_dict({**rules, "effective_on": day.isoformat()})


def coming_of_group(now: datetime) -> ArraySubquery:
    """The meetings to come of a row's `group`, at which nobody was seen yet, for `coming`: they cost no query of their
    own."""
    rows = Meeting.objects.to_come(now).filter(group=OuterRef("group"), attendance_at=None)
    return ArraySubquery(rows.values(one=JSONObject(day=local("starts_at", "zone"), mode="mode")))


def coming(told: Iterable[dict[str, str]]) -> list[ComingMeeting]:
    """What `coming_of_group` found, as the engine takes it."""
    return [ComingMeeting(date.fromisoformat(one["day"]), one["mode"] == Group.Mode.IN_PERSON) for one in told]
