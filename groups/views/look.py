"""What group home reads, in queries written out: this page is opened more than all others (bench/pages.py).

Every part filters by program and group, beside what the fences see to. Rows come as plain tuples.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.http import Http404

from goals.models.goal import EVERY_DAYS
from goals.rounds import Round, rounds, rounds_of
from programs.tenancy import current_program

LATELY = timedelta(days=30)
"""How long an appointment is announced, and how far back the feed tells of people and goals that are gone."""

READ_BACK = 40
"""Activities read for the feed, and to tell what changed since a page was drawn."""

AHEAD = timedelta(days=366)
MOST_MEETINGS = 60
"""Meetings to come that are read for the year; of a weekly group, all of it."""

LOOK = f"""
select
    (select json_build_array(g.name, t.name, g.purpose, g.cadence, g.seat_count, g.check_in_days, g.opens_grid,
                             g.created_at, g.version)
     from groups_group g join programs_track t on t.id = g.track_id
     where g.program_id = %(program)s and g.id = %(group)s)::text,
    (select json_agg(json_build_array(m.id, m.name, c.name, h.seat_id, h.left_at, h.since, h.reads_from)
                          order by m.name, m.id)
     from groups_seatholder h join members_member m on m.id = h.member_id join members_company c on c.id = m.company_id
     where h.program_id = %(program)s and h.group_id = %(group)s
           and (h.left_at is null or h.left_at > %(lately)s))::text,
    (select json_agg(json_build_array(id, name, is_co, since, ended_at, until) order by is_co, since)
     from groups_facilitatorterm
     where program_id = %(program)s and group_id = %(group)s and (ended_at is null or ended_at > %(lately)s)
           and (until is null or until > %(now)s))::text,
    (select json_agg(json_build_array(id, kind, about_id, member_id, at))
     from (select id, kind, about_id, member_id, at from programs_activity
           where program_id = %(program)s and group_id = %(group)s
           order by at desc, id limit {READ_BACK}) as latest)::text,
    (select json_agg(json_build_array(id, name, starts_at, ends_at, zone, days, mode, place, join_url, mine))
     from (select m.*, (select json_build_array(r.id, r.answer, r.late_minutes, r.online, r.alternate,
                                                r.sends_update)
                        from meetings_rsvp r
                        where r.program_id = m.program_id and r.meeting_id = m.id
                              and r.member_id = app_member()) as mine
           from meetings_meeting m
           where m.program_id = %(program)s and m.group_id = %(group)s and m.state = 'planned'
                 and m.ends_at > %(now)s and m.starts_at < %(ahead)s
           order by m.starts_at limit {MOST_MEETINGS}) as coming)::text,
    (select json_build_array(max(m.ends_at), app_reads() ->> %(group)s::text)
     from meetings_meeting m
     where m.program_id = %(program)s and m.group_id = %(group)s and m.state = 'planned' and m.ends_at <= %(now)s)::text
"""  # noqa: S608 - made of constants
"""The group's row, who sits in it, who facilitates, what happened, when it meets, when it met last and from when the
reader reads: all that tells whether the page has changed."""

GOALS = f"""
select id, member_id, title, state, status, unit, start_value, target_value, current_value, checked_in_at,
       case when kind = 'milestones' then
           array(select done_at is not null from goals_milestone m where m.goal_id = g.id order by position) end,
       {EVERY_DAYS}, created_at, closed_at,
       (select c.status from goals_checkin c
        where c.program_id = %(program)s and c.goal_id = g.id and c.audience @> array[%(group)s]::uuid[]
              and c.said_at <= %(met)s
        order by c.said_at desc limit 1)
from goals_goal g
where program_id = %(program)s and member_id = any(%(members)s) and audience @> array[%(group)s]::uuid[]
      and (state = 'open' or state in ('done', 'dropped') and closed_at > least(%(lately)s, %(met)s))
order by due_on, created_at
"""  # noqa: S608 - made of constants
"""The goals that those who sit here show here: open ones, and those closed lately or since the last meeting; with what
had been said of each by then."""

WEEKS = """
select
    (app_reads() ->> %(group)s::text)::timestamptz,
    (select json_agg(json_build_array(member_id, week, status, day))
     from (select distinct on (c.member_id, week)
               c.member_id, date_trunc('week', moment.at)::date as week, c.status, moment.at::date as day
           from goals_goal g join goals_checkin c on c.goal_id = g.id
                cross join lateral (select c.said_at at time zone %(zone)s as at) as moment
           where g.program_id = %(program)s and g.member_id = any(%(members)s)
                 and c.program_id = %(program)s and c.audience @> array[%(group)s]::uuid[]
                 and c.said_at >= %(since)s
           order by c.member_id, week, c.said_at desc, array_position(array['stuck', 'at_risk'], c.status::text)
          ) as latest)::text
"""
"""From when the reader may read here, and of each week the latest check-in of each who sits here that is shown here.

Of several said at one moment (all goals on one page) it is the one that asks for help.
"""
LED_WEEKS = f"{WEEKS}, {rounds_of('%(members)s')}"
"""The same, and how often they answered when asked."""


class Outline(NamedTuple):
    """The group's own row."""

    name: str
    track: str
    purpose: str
    cadence: str
    seat_count: int
    check_in_days: int
    opens_grid: bool
    created_at: datetime


class Person(NamedTuple):
    """Who sits in the group, or left it lately."""

    key: UUID
    name: str
    company: str
    seat: str
    left_at: datetime | None
    since: datetime
    reads_from: datetime


class Term(NamedTuple):
    """Who facilitates, or did so lately; a substitute until a moment, whose time may be to come."""

    key: UUID
    name: str
    is_co: bool
    since: datetime
    ended_at: datetime | None
    until: datetime | None


class News(NamedTuple):
    """An activity of the group."""

    key: str
    kind: str
    about: UUID
    member: UUID | None
    at: datetime


class Said(NamedTuple):
    """A goal that is shown in the group. `steps` tells of each milestone whether it is done; None without any."""

    key: UUID
    member: UUID
    title: str
    state: str
    status: str
    unit: str
    start: Decimal | None
    target: Decimal | None
    current: Decimal | None
    checked_in_at: datetime | None
    steps: list[bool] | None
    every_days: int
    created_at: datetime
    closed_at: datetime | None
    then: str | None
    """What was last said here before the last meeting ended, as far as the reader may know."""


@dataclass(frozen=True)
class Look:
    """A first look at a group: each part as JSON, taken apart only when the page has to be drawn again."""

    group: str
    people: str
    terms: str
    news: str
    meetings: str
    past: str

    def outline(self) -> Outline:
        """The group's own row."""
        *words, created_at, _version = json.loads(self.group)
        return Outline._make([*words, datetime.fromisoformat(created_at)])

    def everybody(self) -> list[Person]:
        """Those in a seat and those who left lately, by name."""
        return [
            Person(UUID(key), name, company, seat, moment(left_at), *map(datetime.fromisoformat, (since, reads_from)))
            for key, name, company, seat, left_at, since, reads_from in json.loads(self.people)
        ]

    def facilitators(self) -> list[Term]:
        """Those who facilitate or did so lately, co-facilitators last."""
        return [
            Term(UUID(key), name, is_co, datetime.fromisoformat(since), moment(ended_at), moment(until))
            for key, name, is_co, since, ended_at, until in json.loads(self.terms)
        ]

    def met(self) -> datetime | None:
        """When the last meeting ended, if the reader was reading here by then."""
        met, reads_from = map(moment, json.loads(self.past))
        return met if met and reads_from and reads_from <= met else None

    @property
    def newest(self) -> str:
        """The key of what happened last; "" before anything did."""
        first = json.loads(self.news)[:1]
        return first[0][0] if first else ""

    def latest(self) -> list[News]:
        """What happened, newest first."""
        return [
            News(key, kind, UUID(about), UUID(member) if member else None, datetime.fromisoformat(at))
            for key, kind, about, member, at in json.loads(self.news)
        ]


def moment(text: str | None) -> datetime | None:
    """A moment out of JSON."""
    return datetime.fromisoformat(text) if text else None


def look_at(group: UUID, now: datetime) -> Look:
    """A first look at a group; raises Http404 when there is none of this key in the open program."""
    keys: Any = {"program": current_program(), "group": group, "lately": now - LATELY, "now": now, "ahead": now + AHEAD}
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(LOOK, keys)
        row, *parts = cursor.fetchone()
    if row is None:
        raise Http404
    return Look(row, *(part or "[]" for part in parts))


def goals_in(group: UUID, people: Iterable[Person], now: datetime, met: datetime | None = None) -> list[Said]:
    """The goals that these people show in a group, which `met` last at that time."""
    members = [one.key for one in people]
    keys: Any = {
        "program": current_program(), "group": group, "members": members, "lately": now - LATELY, "met": met,
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(GOALS, keys)
        return [Said(*row) for row in cursor.fetchall()]


class Week(NamedTuple):
    """The latest that somebody said in a week, which is known by its Monday."""

    member: UUID
    monday: date
    status: str
    day: date


def weeks_in(
    group: UUID, people: Iterable[Person], since: datetime, now: datetime, zone: str, *, led: bool
) -> tuple[datetime | None, list[Week], dict[UUID, Round]]:
    """From when the reader may read in a group, what these people said there week by week from `since` on, and, for who
    has `led` the group, how often they answered when asked.

    Weeks and days are those of `zone`. What the reader may not read is not among it.
    """
    members = [one.key for one in people]
    keys: Any = {"program": current_program(), "group": group, "members": members, "since": since, "zone": zone}
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(LED_WEEKS if led else WEEKS, keys)
        reads_from, *found = cursor.fetchone()
    fetched, *asked = (json.loads(part or "[]") for part in found)
    return (
        reads_from,
        [
            Week(UUID(member), date.fromisoformat(monday), status, date.fromisoformat(day))
            for member, monday, status, day in fetched
        ],
        (rounds(*asked, now=now, zone=zone) if led else {}),
    )
