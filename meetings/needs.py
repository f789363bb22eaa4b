"""What the cockpit knows of a facilitator's groups, read in queries written out: three, and four for the standings.

Asked in the facilitator's own scope, so that the database leaves out what they may not read. Beside what the fences see
to, every part names the program. Goals are read here by their table: the room of goals lies to the right of this one.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection

from groups.models import Group, Seat
from meetings.cockpit import Again, Arrival, Circle, Coming, FollowUp, Goal, Missed, Need, Past, Person, needs
from meetings.policy import Seen
from meetings.reminders import ANSWER_BEFORE
from meetings.standing import Mark
from meetings.standings import Record, records_of
from programs.clock import local_day, monday_of
from programs.tenancy import current_program

WEEKS = 12
"""How many weeks of check-ins are drawn."""
A_YEAR = timedelta(days=365)

CIRCLES = """
select g.id, g.name, g.zone, g.track_id, g.state, g.check_in_days,
    (select json_build_array(m.id, m.starts_at, m.zone, m.mode, m.agenda_at is not null or m.agenda_minutes is not null,
            m.answer_by,
            (select json_build_array(count(*), count(*) filter (where answer in ('yes', 'late')),
                                     count(*) filter (where answer = 'no'), count(*) filter (where answer = ''))
             from meetings_rsvp where program_id = %(program)s and meeting_id = m.id),
            (select count(*) from meetings_preparation
             where program_id = %(program)s and meeting_id = m.id and done_at is not null))
     from meetings_meeting m
     where m.program_id = %(program)s and m.group_id = g.id and m.state = 'planned' and m.ends_at > %(now)s
     order by m.starts_at limit 1)::text,
    (select json_build_array(m.id, m.ends_at, m.zone, m.attendance_at is not null, m.recap_at is not null)
     from meetings_meeting m
     where m.program_id = %(program)s and m.group_id = g.id and m.state = 'planned' and m.ends_at <= %(now)s
     order by m.starts_at desc limit 1)::text,
    (select json_agg(json_build_array(f.member_id, f.reason, f.about_id, f.did, f.at, f.until, f.to_id))
     from meetings_followup f
     where f.program_id = %(program)s and f.group_id = g.id and f.at > %(year_ago)s)::text,
    (select json_agg(json_build_array(s.id, s.seat_id, s.asked_at))
     from meetings_step s
     where s.program_id = %(program)s and s.group_id = g.id and s.asked_at is not null
           and (s.looked_at is null or s.looked_at < s.asked_at))::text
from groups_group g
where g.program_id = %(program)s and g.id = any(%(groups)s) and g.state <> 'closed'
order by g.name
"""
"""A row for each group: the next meeting with answers and readiness, the last one, what was done, what is asked."""

PEOPLE = """
select h.group_id, h.member_id, m.name, m.user_id is not null, m.rhythm_days, h.since, h.seat_id, s.since,
    (select max(answered_at) from meetings_rsvp where program_id = %(program)s and member_id = h.member_id),
    (select json_build_array(a.id, a.began_at,
            exists (select from vetting_buddy b where b.program_id = %(program)s and b.group_id = h.group_id
                    and b.member_id = h.member_id),
            (select json_agg(i.day) from vetting_integration i
             where i.program_id = %(program)s and i.arrival_id = a.id))
     from vetting_arrival a
     where a.program_id = %(program)s and a.group_id = h.group_id and a.member_id = h.member_id and a.ended_at is null
     limit 1)::text,
    (select max(taken_at) from meetings_step where program_id = %(program)s and seat_id = h.seat_id)
from groups_seatholder h
    join members_member m on m.id = h.member_id
    join groups_seat s on s.id = h.seat_id
where h.program_id = %(program)s and h.group_id = any(%(groups)s) and h.left_at is null and m.left_at is null
order by s.number, m.name
"""
"""A row for each person who sits in one of the groups."""

GOALS = """
select g.member_id, g.id, g.audience, g.status, g.checked_in_at, g.created_at, g.current_value,
    (select json_agg(json_build_array(c.said_at, c.value) order by c.said_at)
     from goals_checkin c
     where c.program_id = %(program)s and c.goal_id = g.id and c.said_at > %(weeks_ago)s)::text
from goals_goal g
where g.program_id = %(program)s and g.state = 'open' and g.audience && %(groups)s
"""
"""A row for each open goal that is shown in one of the groups, with its check-ins of the last weeks."""


def needs_of(groups: Iterable[UUID], now: datetime, reader: UUID) -> list[Need]:
    """What needs `reader` (a user's key), who facilitates these groups."""
    return needs(circles_of(groups, now), now, reader)


def circles_of(groups: Iterable[UUID], now: datetime) -> list[Circle]:
    """What is known of these groups at `now`, by their names; the closed ones are left out."""
    keys = list(groups)
    if not keys:
        return []
    weeks_ago = now - timedelta(weeks=WEEKS)
    asked = {
        "program": current_program(), "groups": keys, "now": now, "year_ago": now - A_YEAR, "weeks_ago": weeks_ago,
    }  # fmt: skip
    rows, people, goals = read(CIRCLES, asked), read(PEOPLE, asked), read(GOALS, asked)
    circles = {row[0]: Group(pk=row[0], name=row[1], zone=row[2], track_id=row[3]) for row in rows}
    seats = {row[6]: Seat(pk=row[6], group_id=row[0], since=row[7]) for row in people if row[0] in circles}
    told = Told(people, goals, seats, records_of(list(seats.values()), circles))
    return [circle(row, told, now) for row in rows]


def read(sql: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one query, planned once a connection."""
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Told:
    """What was read beside CIRCLES: the rows of PEOPLE and GOALS, and each seat with its record, by its key."""

    people: Sequence[tuple[Any, ...]]
    goals: Sequence[tuple[Any, ...]]
    seats: Mapping[UUID, Seat]
    records: Mapping[UUID, Record]


def circle(row: tuple[Any, ...], told: Told, now: datetime) -> Circle:
    """One group of CIRCLES, with its own of everything else."""
    key, name, zone, _, state, every, coming, past, done, again = row
    mine = [goal for goal in told.goals if key in goal[2]]
    by_member: dict[UUID, list[tuple[Any, ...]]] = {}
    for goal in mine:
        by_member.setdefault(goal[0], []).append(goal)
    on = local_day(now, zone)
    seated = [one for one in told.people if one[0] == key]
    meets = state not in (Group.State.PAUSED, Group.State.CLOSED)
    return Circle(
        key,
        name,
        zone,
        people=[person(one, by_member.get(one[1], []), told.records[one[6]], every, on) for one in seated],
        coming=coming_of(json.loads(coming)) if coming and meets else None,
        past=past_of(json.loads(past)) if past else None,
        done=[done_of(one) for one in json.loads(done or "[]")],
        again=[Again(UUID(step), UUID(seat), at(asked)) for step, seat, asked in json.loads(again or "[]")],
        attendance=attendance_of([told.records[seat.pk] for seat in told.seats.values() if seat.group_id == key], on),
        check_ins=weeks_of([goal[7] for goal in mine], now, zone),
    )


def person(row: tuple[Any, ...], goals: list[tuple[Any, ...]], record: Record, every: int, on: date) -> Person:
    """One person of PEOPLE with their goals and the record of their seat."""
    _, key, name, joined, rhythm, since, seat, _, answered, new, step_at = row
    shown = [goal_of(one, rhythm or every) for one in goals]
    said = [goal.said_at for goal in shown if goal.said_at]
    return Person(
        key, name, seat, joined, since, max([*said, *([answered] if answered else [])], default=None),
        record.brief(on).state, miss_of(record.marks), step_at, shown, arrival_of(json.loads(new)) if new else None,
    )  # fmt: skip


def goal_of(row: tuple[Any, ...], every: int) -> Goal:
    """One goal of GOALS; its figure has stood still since the first of the last check-ins that say the same."""
    _, key, _, status, said_at, began, value, check_ins = row
    since = None
    if value is not None:
        for when, figure in reversed(json.loads(check_ins or "[]")):
            if figure is None or float(figure) != float(value):
                break
            since = at(when)
    return Goal(key, status, said_at, began, every, since)


def miss_of(marks: Sequence[Mark]) -> Missed | None:
    """The last meeting at which the seat was not seen from beginning to end."""
    for mark in reversed(marks):
        if mark.seen not in (Seen.PRESENT, Seen.SUBSTITUTE, Seen.ON_LEAVE):
            return Missed(cast("UUID", mark.meeting), mark.starts, mark.seen)
    return None


def attendance_of(records: Sequence[Record], on: date) -> list[tuple[date, float]]:
    """The share of seats that were there at each meeting of the last year, the oldest first."""
    there: dict[tuple[date, Any], list[bool]] = {}
    for record in records:
        for mark in record.marks:
            if mark.seen != Seen.ON_LEAVE and on - mark.starts <= A_YEAR:
                there.setdefault((mark.starts, mark.meeting), []).append(
                    mark.seen not in (Seen.EXCUSED, Seen.UNEXCUSED)
                )
    return [(day, sum(seen) / len(seen)) for (day, _), seen in sorted(there.items(), key=lambda one: one[0][0])]


def weeks_of(told: Sequence[str | None], now: datetime, zone: str) -> list[int]:
    """How many check-ins there were in each of the last weeks, this one included, the oldest first."""
    this, counts = monday_of(local_day(now, zone)), [0] * WEEKS
    for check_ins in told:
        for when, _ in json.loads(check_ins or "[]"):
            ago = (this - monday_of(local_day(at(when), zone))).days // 7
            if 0 <= ago < WEEKS:
                counts[-1 - ago] += 1
    return counts


def coming_of(told: list[Any]) -> Coming:
    """The next meeting, as CIRCLES tells it."""
    key, starts, zone, mode, agenda, by, (asked, yes, no, silent), ready = told
    starts_at, in_person = at(starts), mode == Group.Mode.IN_PERSON
    usual = local_day(starts_at, zone) - timedelta(days=ANSWER_BEFORE) if in_person else None
    until = date.fromisoformat(by) if by else usual
    return Coming(UUID(key), starts_at, zone, in_person, agenda, until, asked, yes, no, silent, ready)


def past_of(told: list[Any]) -> Past:
    """The last meeting, as CIRCLES tells it."""
    key, ends, zone, taken, sent = told
    return Past(UUID(key), at(ends), zone, taken, sent)


def done_of(told: list[Any]) -> FollowUp:
    """A follow-up, as CIRCLES tells it."""
    member, reason, about, did, when, until, to = told
    keys = [UUID(key) if key else None for key in (member, about, to)]
    return FollowUp(keys[0], reason, keys[1], did, at(when), date.fromisoformat(until) if until else None, keys[2])


def arrival_of(told: list[Any]) -> Arrival:
    """A newcomer, as PEOPLE tells it."""
    key, began, has_buddy, looks = told
    return Arrival(UUID(key), at(began), has_buddy, tuple(looks or ()))


def at(text: str) -> datetime:
    """A moment as PostgreSQL writes it in JSON."""
    return datetime.fromisoformat(text).astimezone(UTC)
