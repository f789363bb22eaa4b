"""What a meeting is about, as its page shows it: the agenda with times on the wall, and who does which job."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse

from meetings.actions.opening import AGENDA_BEFORE
from meetings.agendas import Item, Kind, timeline
from meetings.models import Meeting
from programs.clock import on_the_wall
from programs.models import Program
from programs.moments import day_said
from programs.tenancy import Standing
from programs.wording import clock

READ = """
select
    (select json_agg(json_build_array(item.id, item.title, item.minutes, item.kind, item.day, member.name, item.notes,
                                      item.parked_id, item.needs_presenter)
                     order by item.day, item.position)
     from meetings_agendaitem item left join members_member member on member.id = item.presenter_id
     where item.program_id = %(program)s and item.meeting_id = %(meeting)s)::text,
    (select json_agg(json_build_array(job.name, member.name) order by job.name)
     from meetings_job job join members_member member on member.id = job.member_id
     where job.program_id = %(program)s and job.meeting_id = %(meeting)s)::text
"""


@dataclass(frozen=True)
class Read:
    """A line of an agenda as it is read: when it begins and ends, in words and as moments."""

    key: str
    title: str
    minutes: int
    kind: str
    day: int
    opens: bool
    who: str
    wants: bool
    notes: str
    parked: str
    at: str
    starts: datetime
    ends: datetime


def of(meeting: Meeting, who: Standing, now: datetime) -> dict[str, Any]:
    """The part `_meeting_agenda.html` of a meeting's page, in one query: {shown, lines, jobs, minutes, is_open,
    opens_on, url, brief_url, run_url, recap_url, sent, over}.

    Members read lines and jobs once the agenda is open to them. The addresses are the facilitators' own, but for the
    recap, which everybody of the group reads once it is sent. Who is neither reads nothing.
    """
    runs, sits = meeting.group_id in who.facilitates, meeting.group_id in who.groups
    is_open = meeting.agenda_at is not None
    lines, jobs = read(meeting.program, meeting) if runs or (sits and is_open) else ([], [])
    slug = meeting.program.slug
    sent = meeting.recap_at is not None and meeting.recap_at <= now
    return {
        "shown": sits,
        "lines": lines,
        "jobs": jobs,
        "minutes": sum(line.minutes for line in lines),
        "is_open": is_open,
        "opens_on": day_said(meeting.program, meeting.starts_at - AGENDA_BEFORE, now),
        "url": reverse("agenda", args=[slug, meeting.pk]) if runs else "",
        "brief_url": reverse("brief", args=[slug, meeting.pk]) if runs else "",
        "run_url": reverse("meeting_run", args=[slug, meeting.pk]) if runs else "",
        "recap_url": reverse("recap", args=[slug, meeting.pk]) if runs or (sits and sent) else "",
        "sent": sent,
        "over": meeting.is_over(now),
    }


def read(program: Program, meeting: Meeting) -> tuple[list[Read], list[tuple[str, str]]]:
    """The lines of a meeting's agenda with their clock, and its jobs as (job, who); one query."""
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(READ, {"program": program.pk, "meeting": meeting.pk})
        rows, jobs = (json.loads(part or "[]") for part in cursor.fetchone())
    return timed(program, meeting, rows), [(name, person) for name, person in jobs]


def timed(program: Program, meeting: Meeting, rows: list[list[Any]]) -> list[Read]:
    """Rows of READ with the clock on the wall of the meeting."""
    items = [Item(key, "-", minutes, Kind(kind), day) for key, _, minutes, kind, day, *_ in rows]
    found: list[Read] = []
    for row, slot in zip(rows, timeline(items, meeting.starts_at, meeting.zone), strict=True):
        key, title, minutes, kind, day, person, notes, parked, wants = row
        opens = meeting.days > 1 and (not found or found[-1].day != day)
        at = clock(on_the_wall(slot.starts, meeting.zone).time(), program.clock)
        found.append(
            Read(
                key, title, minutes, kind, day, opens, person or "", wants and not person, notes, parked or "", at,
                slot.starts, slot.ends,
            )
        )  # fmt: skip
    return found
