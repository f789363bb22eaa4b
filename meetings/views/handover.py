"""The briefing sheet of a substitute: the group at a glance, what is open, and the words of who handed it over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import FacilitatorTerm, Group, Seat
from meetings.access import facilitator
from meetings.models import FollowUp, Meeting, Recap
from meetings.policy import State
from meetings.standings import records_of
from meetings.views.brief import look, row_of, tell_goals, tell_promises
from meetings.views.handover_new import days_of
from meetings.views.parts.agenda import read
from meetings.views.parts.standing import SHAPES
from programs.clock import local_day
from programs.models import Program
from programs.moments import moment_words
from programs.request import Request
from programs.tenancy import standing
from programs.wording import ago, near_day


@facilitator
@require_safe
def handover(request: Request, pk: UUID) -> HttpResponse:
    """The sheet, for the substitute within their dates and for the group's own facilitators; before them, when."""
    now = timezone.now()
    lasting = FacilitatorTerm.objects.filter(until__gt=now, ended_at=None)
    term = lasting.select_related("group", "handover").filter(pk=pk).first()
    if term is None:
        raise Http404
    days = days_of(term.since, term.until, request.program)
    frame = {"nav": "cockpit", "term": term, "group": term.group, "days": days}
    if term.group_id in standing().facilitates:
        return render(request, "meetings/handover.html", frame | sheet(request.program, term, now))
    if not FacilitatorTerm.objects.filter(pk=pk, role__user=request.user).exists():
        raise Http404
    return render(request, "meetings/handover_ahead.html", frame)


def sheet(program: Program, term: FacilitatorTerm, now: datetime) -> dict[str, Any]:
    """What the sheet shows, as the fences let its reader read it."""
    group = term.group
    meeting = Meeting.objects.of(group).to_come(now).order_by("starts_at").first()
    of = meeting or Meeting(group=group, starts_at=now, ends_at=now, zone=group.zone)
    lines, jobs = read(program, of) if meeting else ([], [])
    people, goals, promises, _, parked, *_ = look(program, of)
    today = local_day(now, group.zone)
    rows = {row[0]: row_of(program, of, row, today) for row in people}
    tell_goals(rows, goals, now)
    tell_promises(rows, promises, today, program)
    recap = Recap.objects.select_related("meeting").filter(group=group, sends_at__lte=now).order_by("-sends_at").first()
    return {
        "handover": getattr(term, "handover", None),
        "meeting": meeting,
        "day": moment_words(program, meeting.starts_at, now, meeting.zone) if meeting else "",
        "lines": lines,
        "jobs": jobs,
        "minutes": sum(line.minutes for line in lines),
        "rows": list(rows.values()),
        "answers": meeting is not None,
        "on_it": [line.who for line in lines if line.kind == "hot_seat" and line.who],
        "parked": [(title, ago(local_day(datetime.fromisoformat(at), group.zone), today)) for _, title, at in parked],
        "recap": recap,
        "follow_ups": follow_ups(program, group, now),
        "standings": standings(group, now) if term.sees_standing else [],
        "reads_from": near_day(local_day(term.reads_from, program.zone), today, program.date_order),  # type: ignore[arg-type]
    }


def follow_ups(program: Program, group: Group, now: datetime) -> list[dict[str, str]]:
    """What a facilitator put off or handed on and is still to come: {who, what, when}, the next first."""
    today: Any = local_day(now, group.zone)
    open_ones = FollowUp.objects.filter(group=group, until__gte=today).select_related("member").order_by("until")
    return [
        {
            "who": one.member.name if one.member else group.name,
            "what": one.get_reason_display(),
            "when": near_day(one.until, today, program.date_order) if one.until else "",  # type: ignore[arg-type]
        }
        for one in open_ones
    ]


def standings(group: Group, now: datetime) -> list[dict[str, str]]:
    """The seats about which something is to be done: {names, shape, label}, the worst first."""
    on = local_day(now, group.zone)
    seats = list(Seat.objects.held().filter(group=group).select_related("company"))
    records = records_of(seats, {group.pk: group})
    states = [(seat, records[seat.pk].brief(on).state) for seat in seats]
    states.sort(key=lambda pair: -pair[1].rank)
    return [
        {"names": seat.company.name, "shape": SHAPES[state], "label": state.label}
        for seat, state in states
        if state is not State.GOOD
    ]
