"""Asking a group which of a few moments suits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from meetings.actions.polling import open_poll
from meetings.plan_forms import PollForm
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_http_methods(["GET", "HEAD", "POST"])
def poll_new(request: Request, pk: UUID) -> HttpResponse:
    """The form; an open poll is shown."""
    group, now = get_group_to_run(request, pk), timezone.now()
    form = PollForm(request.POST or None, group=group, now=now)
    if form.is_valid():
        try:
            poll = open_poll(group, by=request.user, now=now, **form.fields_of_poll())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            messages.success(request, "Asked, by mail and among their meetings.")
            return redirect("poll", request.program.slug, poll.pk)
    context = {"nav": "meetings", "group": group, "form": form}
    return render(request, "meetings/poll_new.html", context, status=422 if form.errors else 200)
