"""A press of applause, thanks or "me too"; a second press takes it back. htmx gets the buttons as they stand now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from conversations.access import get_applauded
from conversations.applause import applause_of
from conversations.models import Win
from conversations.talking import react
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_POST
def applause(request: Request, what: str, pk: UUID) -> HttpResponse:
    """Press one."""
    to = get_applauded(request, what, pk)
    try:
        react(to, request.POST.get("sort", ""), by=request.user, now=timezone.now())
    except Refused as no:
        messages.info(request, no.reason)
    if request.htmx:
        found = applause_of([to], request.program, request.user)[to.pk]
        return render(request, "conversations/_applause.html", {"applause": found})
    if isinstance(to, Win):
        return redirect("wins", request.program.slug, to.group_id)
    return redirect("thread", request.program.slug, getattr(to, "thread_id", to.pk))
