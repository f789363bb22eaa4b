"""Moving a meeting, or changing its place, link or length."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from meetings.access import get_meeting_to_plan
from meetings.actions.planning import change_meeting
from meetings.models import Meeting
from meetings.plan_forms import MeetingForm
from programs.access import person
from programs.conflict import conflict, differing_fields
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import standing


@person
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: Request, pk: UUID) -> HttpResponse:
    """The form; a save over somebody else's shows both and loses neither."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    form = MeetingForm(request.POST or None, group=meeting.group, now=now, meeting=meeting)
    if form.is_valid():
        try:
            change_meeting(
                copy(meeting), by=request.user, now=now, seen=form.cleaned_data["version"], **form.fields_of_meeting()
            )  # fmt: skip
        except Stale as stale:
            stands = MeetingForm(group=meeting.group, now=now, meeting=stale.theirs)
            both = differing_fields(form, stands)
            found = conflict(request, form, stale.theirs, both, knows=meeting.group_id in standing().groups)
            return page(request, meeting, form, status=409, conflict=found)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            messages.success(request, "Saved. Whoever was asked hears what changed.")
            return redirect("meeting", request.program.slug, pk)
    return page(request, meeting, form, status=422 if form.errors else 200)


def page(request: Request, meeting: Meeting, form: MeetingForm, *, status: int, **more: Any) -> HttpResponse:
    """The page with its form."""
    context = {"nav": "meetings", "meeting": meeting, "group": meeting.group, "form": form}
    return render(request, "meetings/meeting_edit.html", context | more, status=status)
