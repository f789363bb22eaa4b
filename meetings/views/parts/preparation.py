"""How far a group is before a meeting, as its page shows it: how many are ready, what they bring, the homework.

The words of whoever is not done are nobody's: the database shows their rows to no one else.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse

from meetings.before import too_late
from meetings.models import Meeting
from meetings.preparing_forms import WEIGHTS
from programs.faces import hue, initials
from programs.tenancy import Standing

READY = """
select
    (select json_agg(json_build_array(member.id, member.name, one.win, one.issue, one.weight)
                     order by one.done_at)
     from meetings_preparation one join members_member member on member.id = one.member_id
     where one.program_id = %(program)s and one.meeting_id = %(meeting)s and one.done_at is not null)::text,
    (select json_agg(json_build_array(task.id, task.title, task.minutes, task.first_meeting,
        (select count(*) from meetings_handin
         where program_id = %(program)s and homework_id = task.id and done_at is not null),
        (select count(*) from meetings_handin
         where program_id = %(program)s and homework_id = task.id and needs_help and member_id <> %(mine)s)
        ) order by task.said_at)
     from meetings_homework task
     where task.program_id = %(program)s and task.meeting_id = %(meeting)s and task.dropped_at is null)::text,
    (select count(*) from meetings_rsvp
     where program_id = %(program)s and meeting_id = %(meeting)s and answer <> 'no'),
    exists (select 1 from meetings_rsvp
            where program_id = %(program)s and meeting_id = %(meeting)s and member_id = %(mine)s),
    (select json_build_object('starts_at', starts_at, 'ends_at', ends_at) from meetings_meeting
     where program_id = %(program)s and group_id = %(group)s and state = 'planned' and starts_at < %(starts_at)s
     order by starts_at desc limit 1)::text
"""
"""Who is ready with what they bring, the homework with how many handed it in, how many are expected, whether the reader
has a place, and when the meeting before was."""

NOBODY = UUID(int=0)


class Last:
    """When the meeting before this one was."""

    def __init__(self, starts_at: str, ends_at: str) -> None:
        self.starts_at, self.ends_at = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)


def of(meeting: Meeting, who: Standing, now: datetime) -> dict[str, Any]:
    """The part `_meeting_preparation.html` of a meeting's page, in one query.

    {ready, expected, people: [{name, initials, hue, win, issue, weight}], homework: [{title, url, note, help}], mine:
    has a place, is_ready: the reader is, open: it is to come, prepare_url, before_url, set_url: '' for who sets none}
    """
    keys: Any = {
        "program": meeting.program_id, "meeting": meeting.pk, "group": meeting.group_id,
        "mine": who.member_id or NOBODY, "starts_at": meeting.starts_at,
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(READY, keys)
        ready, tasks, expected, mine, last = cursor.fetchone()
    people = json.loads(ready or "[]")
    slug, to_come = meeting.program.slug, meeting.is_on and not meeting.is_over(now)
    runs = meeting.group_id in who.facilitates
    late = too_late(now, meeting.starts_at, Last(**json.loads(last)) if last else None)
    return {
        "ready": len(people),
        "expected": max(expected, len(people)),
        "people": [bring(*one) for one in people],
        "homework": [task(slug, one, runs=runs) for one in json.loads(tasks or "[]")],
        "mine": mine,
        "is_ready": str(who.member_id) in {one[0] for one in people},
        "open": to_come,
        "prepare_url": reverse("prepare", args=[slug, meeting.pk]),
        "before_url": reverse("before", args=[slug]),
        "set_url": reverse("homework_new", args=[slug, meeting.pk]) if runs and to_come and not late else "",
    }


def bring(key: str, name: str, win: str, issue: str, weight: int | None) -> dict[str, Any]:
    """What somebody who is ready brings."""
    return {
        "name": name,
        "initials": initials(name),
        "hue": hue(UUID(key)),
        "win": win,
        "issue": issue,
        "weight": dict(WEIGHTS).get(str(weight), ""),
    }


def task(slug: str, row: list[Any], *, runs: bool) -> dict[str, Any]:
    """Homework with how far the group is; whoever facilitates is told that somebody needs help."""
    key, title, minutes, first, handed_in, stuck = row
    note = [f"{minutes} minutes", f"{handed_in} handed it in" if handed_in else "nobody handed it in yet"]
    if first:
        note.append("for newcomers")
    help_words = f"{stuck} {'needs' if stuck == 1 else 'need'} help" if runs and stuck else ""
    return {"title": title, "url": reverse("homework", args=[slug, key]), "note": ", ".join(note), "help": help_words}
