"""What a member owes before their next meetings, read in one query: homework, preparation, promises and check-ins.

It stands here because promises and check-ins are goals' own; the rules of the list are meetings/before.py.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.urls import reverse

from meetings.before import (
    CHECK_IN_AHEAD,
    OPENS,
    Item,
    Kind,
    day_of,
    homework_for,
    in_order,
    prepare_by,
    shared_out,
    title,
)
from programs.clock import local_day
from programs.models import Program
from programs.wording import long_day

OWED = """
with place as materialized (
    select distinct on (rsvp.group_id)
        rsvp.id, rsvp.meeting_id, rsvp.group_id, circle.name, meeting.starts_at, meeting.zone
    from meetings_rsvp rsvp join meetings_meeting meeting on meeting.id = rsvp.meeting_id
         join groups_group circle on circle.id = rsvp.group_id
    where rsvp.program_id = %(program)s and rsvp.member_id = %(member)s
          and meeting.state = 'planned' and meeting.ends_at > %(now)s
    order by rsvp.group_id, meeting.starts_at
)
select
    (select json_agg(json_build_array(
        place.id, place.meeting_id, place.group_id, place.name, place.starts_at, place.zone,
        exists (select 1 from meetings_preparation done
                where done.rsvp_id = place.id and done.done_at is not null),
        not exists (select 1 from meetings_rsvp earlier join meetings_meeting past on past.id = earlier.meeting_id
                    where earlier.program_id = %(program)s and earlier.member_id = %(member)s
                          and earlier.group_id = place.group_id and past.state = 'planned'
                          and past.ends_at <= %(now)s),
        (select json_agg(json_build_array(task.id, task.title, task.minutes, task.hand_in, task.first_meeting,
                                          mine.done_at is not null, coalesce(mine.needs_help, false)) order by said_at)
         from (select id, title, minutes, hand_in, first_meeting, said_at from meetings_homework
               where program_id = %(program)s and meeting_id = place.meeting_id and dropped_at is null) as task
              left join lateral (select done_at, needs_help from meetings_handin
                                 where homework_id = task.id and rsvp_id = place.id) as mine on true)
        ) order by place.starts_at)
     from place)::text,
    (select json_agg(json_build_array(id, text, due_on)) from goals_commitment
     where program_id = %(program)s and member_id = %(member)s and state = 'open')::text,
    (select json_agg(json_build_array(id, title, check_in_at)) from goals_goal
     where program_id = %(program)s and member_id = %(member)s and state = 'open' and check_in_at is not null)::text
"""
"""The next meeting of each group at which a member has a place, with what hangs on it; their open promises; when each
of their goals is asked after."""


class Task(NamedTuple):
    """Homework, with whether its reader handed it in."""

    key: UUID
    title: str
    minutes: int
    hand_in: str
    first_meeting: bool
    done: bool
    needs_help: bool


@dataclass
class Before:
    """The list before one meeting. `day` is "Thursday", beyond a week with its date; `due_on` is by when."""

    place: UUID
    meeting: UUID
    group: UUID
    group_name: str
    starts_at: datetime
    zone: str
    day: str
    due_on: date
    newcomer: bool
    items: list[Item]
    ticks: frozenset[UUID]
    """Homework that is handed in by a tick."""

    @property
    def left(self) -> int:
        """How much is still to do."""
        return sum(not item.done for item in self.items)

    def but_check_ins(self) -> "Before":
        """The same list without check-ins, for a page that asks for them already."""
        return replace(self, items=[item for item in self.items if item.kind != Kind.CHECK_IN])

    @property
    def minutes(self) -> int:
        """How long the open homework takes, as far as was said."""
        return sum(item.minutes or 0 for item in self.items if not item.done)


@dataclass
class Owed:
    """The lists of a member, the next meeting first; open promises [(key, text, due_on)] that stand in none of them."""

    lists: list[Before]
    promises: list[Item]


def owed(program: Program, member_id: UUID, now: datetime, zone: str = "") -> Owed:
    """What a member owes; `zone` is theirs, "" for the program's. Inside the member's own scope."""
    keys: Any = {"program": program.pk, "member": member_id, "now": now}
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(OWED, keys)
        places, promises, goals = (json.loads(part or "[]") for part in cursor.fetchone())
    wall = ZoneInfo(zone or program.zone)
    today = now.astimezone(wall).date()
    lists = [before(place, program, now, today) for place in places]
    loose = [Item(Kind.PROMISE, UUID(key), text, date.fromisoformat(due_on)) for key, text, due_on in promises]
    asked = [
        Item(Kind.CHECK_IN, UUID(key), text, datetime.fromisoformat(at).astimezone(wall).date())
        for key, text, at in goals
        if datetime.fromisoformat(at) - now <= CHECK_IN_AHEAD
    ]
    days = [local_day(one.starts_at, one.zone) for one in lists]
    for one, more in zip(lists, shared_out([*loose, *asked], days), strict=True):
        one.items = in_order([*one.items, *more])
    listed = {item.key for one in lists for item in one.items}
    return Owed(lists, in_order(item for item in loose if item.key not in listed))


def before(row: list[Any], program: Program, now: datetime, today: date) -> Before:
    """One meeting's own part of a list: its homework and its preparation."""
    place, meeting, group, group_name, starts, zone, prepared, newcomer, told = row
    starts_at = datetime.fromisoformat(starts)
    due_on = prepare_by(starts_at, zone, program.days_off(local_day(now, zone)))
    tasks = homework_for([Task(UUID(key), *rest) for key, *rest in told or ()], newcomer=newcomer)
    items = [
        Item(Kind.HOMEWORK, task.key, task.title, due_on, task.done, task.minutes, task.needs_help) for task in tasks
    ]
    if prepared or starts_at - now <= OPENS:
        items.append(Item(Kind.PREPARATION, UUID(meeting), "Your preparation", due_on, prepared))
    return Before(
        place=UUID(place), meeting=UUID(meeting), group=UUID(group), group_name=group_name, starts_at=starts_at,
        zone=zone, day=day_of(starts_at, zone, today, program.date_order),  # type: ignore[arg-type]
        due_on=due_on, newcomer=newcomer, items=items,
        ticks=frozenset(task.key for task in tasks if task.hand_in == "tick"),
    )  # fmt: skip


def shown(one: Before, program: Program, today: date) -> dict[str, Any]:
    """A list as _before_list.html takes it: {title, group, day, due, left, minutes, lines, url, first_url}.

    Beyond a week its title names the date, too.
    """
    where = [program.slug, one.meeting]
    return {
        "key": one.meeting,
        "title": title(one.starts_at, one.zone, today, program.date_order),  # type: ignore[arg-type]
        "group": one.group_name,
        "day": one.day,
        "due": long_day(one.due_on, today, program.date_order),  # type: ignore[arg-type]
        "left": one.left,
        "minutes": one.minutes,
        "lines": [line(item, program, today, ticks=one.ticks) for item in one.items],
        "url": reverse("meeting", args=where),
        "first_url": reverse("first_meeting", args=[program.slug, one.group]) if one.newcomer else "",
    }


def line(item: Item, program: Program, today: date, *, ticks: Any = ()) -> dict[str, Any]:
    """One thing on the list with its one act: `post` is (address, name, value, label) of a button, `url` its page."""
    words: dict[str, Any] = {
        "key": item.key,
        "kind": item.kind.value,
        "title": item.title,
        "done": item.done,
        "minutes": item.minutes,
        "needs_help": item.needs_help,
        "late": item.due_on < today and not item.done,
        "due": long_day(item.due_on, today, program.date_order),  # type: ignore[arg-type]
    }
    at = [program.slug, item.key]
    if item.kind == Kind.HOMEWORK:
        words |= {"url": reverse("homework", args=at), "label": "Open" if item.done else "Hand in"}
        if item.key in ticks and not item.done:
            words["post"] = (reverse("hand_in", args=at), "act", "in", "It is done")
    elif item.kind == Kind.PREPARATION:
        words |= {"url": reverse("prepare", args=at), "label": "Open" if item.done else "Prepare"}
    elif item.kind == Kind.PROMISE:
        words |= {
            "url": reverse("promise", args=at),
            "post": (reverse("promise_state", args=at), "act", "keep", "Kept"),
        }
    else:
        words |= {"url": reverse("goal", args=at), "label": "Check in"}
    return words
