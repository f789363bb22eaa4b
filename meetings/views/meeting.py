"""One meeting before and after: when and where, who comes, what is on the agenda, what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from meetings.access import get_meeting, get_meeting_of_own, get_meeting_to_plan
from meetings.actions.planning import cancel_meeting, restore_meeting
from meetings.lines import Wall, wall_of
from meetings.models import Meeting
from meetings.plan_forms import MODES
from meetings.views.meetings import join_url
from meetings.views.parts import agenda, attendance, closing, preparation, rsvp
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing


@person
@require_safe
def meeting(request: Request, pk: UUID) -> HttpResponse:
    """The page, for those who sit in the group or facilitate it, and in outline for program admins."""
    found, who, now = get_meeting(request, pk), standing(), timezone.now()
    found.program = request.program
    context = {
        "nav": "meetings",
        "meeting": found,
        "group": found.group,
        "shown": shown(found, wall_of(request, now)),
        "join_url": join_url(request, found, who, now),
        "plans": who.is_admin or found.group_id in who.facilitates,
        "inside": found.group_id in who.groups,
        "over": found.is_over(now),
        "rsvp": rsvp.of(found, who, now),
        "attendance": attendance.of(found, who, now),
        "agenda": agenda.of(found, who, now),
        "closing": closing.of(found, request.program.slug, now) if found.group_id in who.groups else None,
        "preparation": preparation.of(found, who, now) if found.group_id in who.groups else None,
    }
    return render(request, "meetings/meeting.html", context)


@dataclass(frozen=True)
class Shown:
    """When a meeting is, on the reader's wall and beside it on the other one; `opens` is when its people are asked."""

    day: str
    hours: str
    there: str
    how: str
    answer_by: str
    hotel_until: str


def shown(meeting: Meeting, wall: Wall) -> Shown:
    """A meeting in the words of its page."""
    return Shown(
        wall.day(meeting.starts_at, wall.zone_of(meeting)), wall.hours(meeting), wall.there(meeting),
        MODES[meeting.mode],  # type: ignore[index]
        wall.date(meeting.answer_by) if meeting.answer_by else "",
        wall.date(meeting.hotel_until) if meeting.hotel_until else "",
    )  # fmt: skip


@person
@require_safe
def meeting_join(request: Request, pk: UUID) -> HttpResponse:
    """On to the video room, for those who sit in the group or facilitate it; anybody else learns of none."""
    found, now = get_meeting_of_own(request, pk), timezone.now()
    if not found.join_url:
        raise Http404
    if join_url(request, found, standing(), now):
        return HttpResponseRedirect(found.join_url)
    messages.info(request, "This meeting is over." if found.is_on else "This meeting was canceled.")
    return redirect("meeting", request.program.slug, pk)


@person
@require_POST
def meeting_cancel(request: Request, pk: UUID) -> HttpResponse:
    """The meeting does not take place. The page keeps the way back."""
    return changed(
        request, get_meeting_to_plan(request, pk), cancel_meeting, "Canceled. Everybody who was asked hears it."
    )


@person
@require_POST
def meeting_restore(request: Request, pk: UUID) -> HttpResponse:
    """Take the cancellation back: the answers that were given before are still there."""
    return changed(request, get_meeting_to_plan(request, pk), restore_meeting, "It takes place. The answers are kept.")


def changed(request: Request, found: Meeting, action: Any, done: str) -> HttpResponse:
    """Carry out an action on a meeting and go back to its page, with what became of it."""
    now: datetime = timezone.now()
    try:
        action(found, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, done)
    return redirect("meeting", request.program.slug, found.pk)
