"""A single meeting, beside the series."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from meetings.actions.planning import add_meeting
from meetings.plan_forms import MeetingForm
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: Request, pk: UUID) -> HttpResponse:
    """The form; a saved meeting is opened."""
    group, now = get_group_to_run(request, pk), timezone.now()
    form = MeetingForm(request.POST or None, group=group, now=now)
    if form.is_valid():
        fields = form.fields_of_meeting()
        for moment in ("starts_at", "ends_at"):
            del fields[moment]
        said = form.cleaned_data
        try:
            made = add_meeting(group, by=request.user, now=now, day=said["day"], at=said["at"], **fields)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            messages.success(request, "Planned. Its people are asked 90 days before it.")
            return redirect("meeting", request.program.slug, made.pk)
    context = {"nav": "meetings", "group": group, "form": form}
    return render(request, "meetings/meeting_new.html", context, status=422 if form.errors else 200)
