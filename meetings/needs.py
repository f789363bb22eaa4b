"""What the cockpit knows of a facilitator's groups, read in queries written out: four, and two for the standings.

Asked in the facilitator's own scope, so that the database leaves out what they may not read. Beside what the fences see
to, every part names the program. Goals and calls for support are read here by their tables: their rooms lie to the
right of this one.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from groups.models import Group
from meetings.cockpit import Again, Arrival, Circle, Coming, FollowUp, Goal, Missed, Need, Past, Person, Promise, needs
from meetings.policy import Seen
from meetings.reminders import ANSWER_BEFORE
from meetings.standing import Mark
from meetings.standings import Record, read, records_under, rules_of, told_in
from programs.clock import local_day, monday_of
from programs.tenancy import standing

WEEKS = 12
"""How many weeks of check-ins are drawn."""
A_YEAR, DAY = timedelta(days=365), timedelta(days=1)
AWAY = (Seen.EXCUSED, Seen.UNEXCUSED)

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
           and (s.looked_at is null or s.looked_at < s.asked_at))::text,
    (select json_object_agg(c.member_id, json_build_array(c.id, c.times) order by c.times)
     from goals_commitment c
     where c.program_id = %(program)s and c.audience @> array[g.id] and c.state = 'open' and c.times > 3)::text
from groups_group g
where g.program_id = %(program)s and g.id = any(%(groups)s) and g.state <> 'closed'
order by g.name
"""
"""A row for each group: the next meeting with answers and readiness, the last one, what was done, what is
asked, and who promised something anew more than twice."""

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
select g.member_id, g.id, g.audience, g.status, g.checked_in_at, g.tended_at, g.created_at, g.current_value,
    (select json_agg(json_build_array(extract(epoch from c.said_at), c.value) order by c.said_at)
     from goals_checkin c
     where c.program_id = %(program)s and c.goal_id = g.id and c.said_at > %(weeks_ago)s)::text
from goals_goal g
where g.program_id = %(program)s and g.state = 'open' and g.audience && %(groups)s
"""
"""A row for each open goal that is shown in one of the groups, with its check-ins of the last weeks."""

BESIDE = """
select
    (select json_agg(json_build_array(t.id, t.group_id, g.name, t.since, t.until) order by t.since)
     from groups_facilitatorterm t
        join groups_group g on g.id = t.group_id and g.program_id = t.program_id
        join programs_role r on r.id = t.role_id and r.program_id = t.program_id
     where t.program_id = %(program)s and r.user_id = %(reader)s and t.ended_at is null and t.until > %(now)s)::text,
    (select json_agg(json_build_array(s.id, m.name, g.name) order by s.said_at)
     from conversations_support s
        join groups_facilitatorterm t on t.id = s.term_id and t.program_id = s.program_id
        join programs_role r on r.id = t.role_id and r.program_id = t.program_id
        join groups_group g on g.id = s.group_id and g.program_id = s.program_id
        join members_member m on m.id = s.member_id and m.program_id = s.program_id
     where s.program_id = %(program)s and r.user_id = %(reader)s and s.answered_at is null and s.closed_at is null
    )::text
"""
"""One row: where the reader stands in for a facilitator, now or later, and who asked them for support and waits."""


class StandIn(NamedTuple):
    """A substitute's term of the reader: its key, the group's and its name, and from when until when."""

    term: UUID
    key: UUID
    group: str
    since: datetime
    until: datetime


class Call(NamedTuple):
    """Somebody of a group asked the reader for support; `key` is the call's."""

    key: UUID
    who: str
    group: str


def beside(reader: UUID, now: datetime) -> tuple[list[StandIn], list[Call]]:
    """What waits for `reader` (a user's key) beside the needs: terms as a substitute, and calls for support."""
    ((terms, calls),) = read(BESIDE, reader=reader, now=now)
    return (
        [StandIn(UUID(one[0]), UUID(one[1]), one[2], at(one[3]), at(one[4])) for one in told_in(terms)],
        [Call(UUID(key), who, group) for key, who, group in told_in(calls)],
    )


def needs_of(groups: Iterable[UUID], now: datetime, reader: UUID) -> list[Need]:
    """What needs `reader` (a user's key), who facilitates these groups."""
    return needs(circles_of(groups, now), now, reader)


def circles_of(groups: Iterable[UUID], now: datetime) -> list[Circle]:
    """What is known of these groups at `now`, by their names; the closed ones are left out."""
    keys = list(groups)
    if not keys:
        return []
    weeks_ago = now - timedelta(weeks=WEEKS)
    rows = read(CIRCLES, groups=keys, now=now, year_ago=now - A_YEAR)
    people, goals = read(PEOPLE, groups=keys), read(GOALS, groups=keys, weeks_ago=weeks_ago)
    rules, on = rules_of(Group(pk=row[0], track_id=row[3]) for row in rows), now.date()
    seats = list({row[6] for row in people if row[0] in rules})
    since = min([on - A_YEAR, *(one.holds_from(on) for one in rules.values())]) - DAY
    told = Told(by_group(people), shown_in(goals), records_under(rules, seats, since))
    return [circle(row, told, now) for row in rows]


def by_group(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[tuple[Any, ...]]]:
    """Rows by the key that each begins with."""
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def shown_in(goals: Iterable[tuple[Any, ...]]) -> dict[UUID, list["Shown"]]:
    """Goals by the groups in which they are shown."""
    found: dict[UUID, list[Shown]] = {}
    for member, key, audience, status, said_at, tended_at, began_at, value, check_ins in goals:
        shown = Shown(
            member, key, status, said_at, tended_at, began_at, value, json.loads(check_ins) if check_ins else []
        )
        for group in audience:
            found.setdefault(group, []).append(shown)
    return found


class Shown(NamedTuple):
    """A row of GOALS, with its check-ins of the last weeks as [seconds since 1970, figure]."""

    member: UUID
    key: UUID
    status: str
    said_at: datetime | None
    tended_at: datetime | None
    began_at: datetime
    value: Any
    check_ins: list[list[Any]]


@dataclass(frozen=True)
class Told:
    """What was read beside CIRCLES: the rows of PEOPLE and the goals by group, and each seat's record, by its key."""

    people: Mapping[UUID, Sequence[tuple[Any, ...]]]
    goals: Mapping[UUID, Sequence[Shown]]
    records: Mapping[UUID, Record]


def circle(row: tuple[Any, ...], told: Told, now: datetime) -> Circle:
    """One group of CIRCLES, with its own of everything else."""
    key, name, zone, _, state, every, coming, past, done, again, told_often = row
    goals, seated = told.goals.get(key, ()), told.people.get(key, ())
    by_member: dict[UUID, list[Shown]] = {}
    for goal in goals:
        by_member.setdefault(goal.member, []).append(goal)
    often = {UUID(one): Promise(UUID(key), times) for one, (key, times) in json.loads(told_often or "{}").items()}
    on = local_day(now, zone)
    meets = state not in (Group.State.PAUSED, Group.State.CLOSED)
    return Circle(
        key,
        name,
        zone,
        people=[
            person(one, by_member.get(one[1], []), told.records[one[6]], every=every, on=on, promise=often.get(one[1]))
            for one in seated
        ],
        coming=coming_of(json.loads(coming)) if coming and meets else None,
        past=past_of(json.loads(past)) if past else None,
        done=[done_of(one) for one in told_in(done)],
        again=[Again(UUID(step), UUID(seat), at(asked)) for step, seat, asked in told_in(again)],
        attendance=attendance_of([told.records[seat] for seat in {one[6] for one in seated}], on),
        check_ins=weeks_of((when for goal in goals for when, _ in goal.check_ins), now, zone),
        stands_in=key in standing().stands_in,
    )


def person(
    row: tuple[Any, ...], goals: list[Shown], record: Record, *, every: int, on: date, promise: Promise | None
) -> Person:
    """One person of PEOPLE with their goals, the record of their seat, and a promise that comes back."""
    _, key, name, joined, rhythm, since, seat, _, answered, new, step_at = row
    shown = [goal_of(one, rhythm or every) for one in goals]
    said = [goal.said_at for goal in shown if goal.said_at]
    return Person(
        key, name, seat, joined, since, max([*said, *([answered] if answered else [])], default=None),
        record.brief(on).state, miss_of(record.marks), step_at, shown, arrival_of(json.loads(new)) if new else None,
        promise,
    )  # fmt: skip


def goal_of(goal: Shown, every: int) -> Goal:
    """One goal; its figure has stood still since the first of the last check-ins that say the same.

    What its member did for it but check in (a new step, a word to the group) counts as a word, too.
    """
    since = None
    if goal.value is not None:
        for when, figure in reversed(goal.check_ins):
            if figure is None or float(figure) != float(goal.value):
                break
            since = when
    still = None if since is None else datetime.fromtimestamp(since, UTC)
    if goal.tended_at is None:
        return Goal(goal.key, goal.status, goal.said_at, goal.began_at, every, still)
    said = max(goal.said_at or goal.tended_at, goal.tended_at)
    return Goal(goal.key, goal.status, said, goal.began_at, every, still and max(still, goal.tended_at))


def miss_of(marks: Sequence[Mark]) -> Missed | None:
    """The last meeting at which the seat was not seen from beginning to end."""
    for mark in reversed(marks):
        if mark.seen not in (Seen.PRESENT, Seen.SUBSTITUTE, Seen.ON_LEAVE):
            return Missed(cast("UUID", mark.meeting), mark.starts, mark.seen)
    return None


def attendance_of(records: Sequence[Record], on: date) -> list[tuple[date, float]]:
    """The share of seats that were there on each day of the last year with a meeting, the oldest first."""
    expected, away, since = Counter[date](), Counter[date](), on - A_YEAR
    for record in records:
        expected.update([mark.starts for mark in record.marks if mark.seen is not Seen.ON_LEAVE])
        away.update([mark.starts for mark in record.marks if mark.seen in AWAY])
    return [(day, 1 - away[day] / expected[day]) for day in sorted(expected) if day >= since]


def weeks_of(check_ins: Iterable[float], now: datetime, zone: str) -> list[int]:
    """How many check-ins (seconds since 1970) there were in each of the last weeks, this one included, oldest first."""
    this, wall = monday_of(local_day(now, zone)), ZoneInfo(zone)
    begins = [
        datetime.combine(this - timedelta(weeks=ago), time.min, wall).timestamp() for ago in range(WEEKS - 1, -2, -1)
    ]
    counts = Counter(bisect_right(begins, when) for when in check_ins)
    return [counts[week] for week in range(1, WEEKS + 1)]


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
