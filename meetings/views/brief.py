"""The brief of a meeting: what its facilitators know when they walk in, on one page and on two sheets of paper."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.glance import URGENCY, status_shown
from goals.models.goal import EVERY_DAYS
from goals.rounds import rounds, rounds_of
from groups.access import facilitator
from meetings.access import get_meeting_to_run
from meetings.agendas import Kind
from meetings.models import Attendance, Meeting, Rsvp
from meetings.rotation import by_turn, last_turns
from meetings.views.parts.agenda import read
from meetings.views.parts.facilitating import tabs
from programs.clock import local_day
from programs.models import Program
from programs.moments import moment_words
from programs.request import Request
from programs.wording import ago, near_day

MOST_GOALS = 2
"""Goals of a member that fit into a line: those that need help first."""

MOST_PROMISES = 3
LOOKS_BACK = timedelta(days=800)

HERE = (Attendance.Seen.PRESENT, Attendance.Seen.LATE, Attendance.Seen.LEFT_EARLY)
"""What counts as having been seen."""

PEOPLE = f"""
with sits as materialized (
    select holder.member_id, holder.since, member.name, company.name as company, seat.number
    from groups_seatholder holder
         join members_member member on member.id = holder.member_id
         join members_company company on company.id = member.company_id
         join groups_seat seat on seat.id = holder.seat_id
    where holder.program_id = %(program)s and holder.group_id = %(group)s and holder.left_at is null
)
select
    (select json_agg(json_build_array(
        sits.member_id, sits.name, sits.company, rsvp.answer, rsvp.late_minutes, rsvp.online, rsvp.alternate,
        rsvp.sends_update,
        (select max(past.starts_at)
         from meetings_attendance seen join meetings_meeting past on past.id = seen.meeting_id
         where seen.program_id = %(program)s and seen.group_id = %(group)s and seen.member_id = sits.member_id
               and seen.seen = any(%(here)s) and past.starts_at < %(starts)s)
        ) order by sits.number, sits.name)
     from sits left join meetings_rsvp rsvp
          on rsvp.program_id = %(program)s and rsvp.meeting_id = %(meeting)s and rsvp.member_id = sits.member_id)::text,
    (select json_agg(json_build_array(member_id, title, status, checked_in_at, {EVERY_DAYS}) order by due_on)
     from goals_goal g
     where program_id = %(program)s and state = 'open' and audience @> array[%(group)s]::uuid[])::text,
    (select json_agg(json_build_array(member_id, text, state, due_on) order by due_on desc)
     from goals_commitment
     where program_id = %(program)s and audience @> array[%(group)s]::uuid[] and state <> 'moved'
           and said_at > %(promised_since)s and said_at < %(starts)s)::text,
    (select json_agg(json_build_array(item.presenter_id, past.starts_at))
     from meetings_agendaitem item join meetings_meeting past on past.id = item.meeting_id
     where item.program_id = %(program)s and item.group_id = %(group)s and item.kind = 'hot_seat'
           and item.presenter_id is not null and past.state = 'planned' and past.starts_at < %(starts)s)::text,
    (select json_agg(json_build_array(id, title, said_at) order by weight desc, said_at) from meetings_parkeditem
     where program_id = %(program)s and group_id = %(group)s and state in ('open', 'scheduled'))::text,
    {rounds_of("array(select member_id from sits)")}
"""  # noqa: S608 - made of constants
"""Who sits there with what they answered and when they were last seen; the goals and promises shown to the group; who
had a hot seat when; what waits in the parking lot; how often they checked in when asked."""

ANSWERS: dict[str, str] = {Rsvp.Answer.YES: "Comes", Rsvp.Answer.LATE: "Late", Rsvp.Answer.NO: "Told us no"}


@dataclass
class Row:
    """A member in two lines: what they answered and when they were last seen, then goals and promises."""

    key: str
    name: str
    company: str
    answer: str
    absent: bool
    seen: str
    checked_in: str = ""
    goals: list[tuple[str, str]] = field(default_factory=list)
    more_goals: int = 0
    promises: list[dict[str, str]] = field(default_factory=list)


@facilitator
@require_safe
def brief(request: Request, pk: UUID) -> HttpResponse:
    """The brief; printing it makes two sheets."""
    meeting, now = get_meeting_to_run(request, pk), timezone.now()
    lines, jobs = read(request.program, meeting)
    people, goals, promises, hot_seats, parked, asked, aways = look(request.program, meeting)
    today = local_day(now, meeting.zone)
    rows = {row[0]: row_of(request.program, meeting, row, today) for row in people}
    tell_goals(rows, goals, now)
    tell_promises(rows, promises, today, request.program)
    for member, one in rounds(asked, aways, now=now, zone=request.program.zone).items():
        rows[str(member)].checked_in = one.rhythm
    turns = last_turns((member, datetime.fromisoformat(at)) for member, at in hot_seats)
    order: Any = request.program.date_order
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "day": moment_words(request.program, meeting.starts_at, now, meeting.zone),
        "tabs": tabs(request.program, meeting, "brief"),
        "lines": lines,
        "jobs": jobs,
        "minutes": sum(line.minutes for line in lines),
        "rows": list(rows.values()),
        "coming": sum(not row.absent for row in rows.values()),
        "on_it": [line.who for line in lines if line.kind == Kind.HOT_SEAT and line.who],
        "turns": [
            (rows[key].name, near_day(local_day(turns[key], meeting.zone), today, order) if key in turns else "")
            for key in by_turn(list(rows), turns)
        ],
        "parked": [
            (title, ago(local_day(datetime.fromisoformat(said), meeting.zone), today)) for _, title, said in parked
        ],
    }
    return render(request, "meetings/brief.html", context)


def look(program: Program, meeting: Meeting) -> list[list[Any]]:
    """Everything about the people of a meeting's group, in one query: PEOPLE."""
    keys = {
        "program": program.pk, "group": meeting.group_id, "meeting": meeting.pk, "starts": meeting.starts_at,
        "promised_since": meeting.starts_at - LOOKS_BACK, "here": [one.value for one in HERE],
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(PEOPLE, keys)
        return [json.loads(part or "[]") for part in cursor.fetchone()]


def row_of(program: Program, meeting: Meeting, row: list[Any], today: date) -> Row:
    """A member with what they answered and when they were last seen."""
    key, name, company, answer, late, online, alternate, sends_update, seen = row
    said = ANSWERS.get(answer or "", "No answer" if meeting.in_person else "Expected")
    if answer == Rsvp.Answer.LATE and late:
        said = f"Late by {late} min"
    if answer == Rsvp.Answer.NO and alternate:
        said = f"Sends {alternate}"
    elif answer == Rsvp.Answer.NO and sends_update:
        said = "No, sends an update"
    elif online:
        said += ", by video"
    when = ago(local_day(datetime.fromisoformat(seen), meeting.zone), today) if seen else ""
    absent = answer == Rsvp.Answer.NO or (meeting.in_person and not answer)
    return Row(key, name, company, said, absent, f"Seen {when}" if when else "Not seen yet")


def tell_goals(rows: dict[str, Row], goals: list[list[Any]], now: datetime) -> None:
    """Give each row its goals, those that need help first, as (status, title)."""
    for member, title, status, checked_in, every_days in goals:
        if member in rows:
            last = datetime.fromisoformat(checked_in) if checked_in else None
            rows[member].goals.append((status_shown(status, last, now, every_days), title))
    for row in rows.values():
        row.goals.sort(key=lambda goal: URGENCY[goal[0]])
        row.more_goals = max(0, len(row.goals) - MOST_GOALS)
        del row.goals[MOST_GOALS:]


def tell_promises(rows: dict[str, Row], promises: list[list[Any]], today: date, program: Program) -> None:
    """Give each row its last promises, and whether they were kept."""
    order: Any = program.date_order
    for member, text, state, due in promises:
        if member in rows and len(rows[member].promises) < MOST_PROMISES:
            day = date.fromisoformat(due)
            words = {"kept": "kept", "missed": "missed"}.get(
                state, f"{'was ' if day < today else ''}due {near_day(day, today, order)}"
            )
            status = {"kept": "done", "missed": "dropped"}.get(state, "at_risk" if day < today else "no_news")
            rows[member].promises.append({"text": text, "words": words, "status": status})
