"""A decision of the last minute, and the way to take it back: on the queue and on the file that opens next."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting.access import get_application
from vetting.actions import deciding
from vetting.models import Decision
from vetting.states import State

MOST_AT_ONCE = 100
"""So many may be decided at one moment, by asking several at once."""


@dataclass(frozen=True)
class Decided:
    """A decision that can still be taken back: whom it is about, what it is, for how many seconds, and where."""

    name: str
    company: str
    what: str
    seconds: int
    url: str


def just_decided(request: Request, now: datetime) -> Decided | None:
    """The reader's own last decision while it can be taken back, or None."""
    mine = Decision.objects.filter(by=request.user, undone_at=None, hears_at__gt=now).exclude(reason="")
    lately = list(mine.select_related("application").defer("evidence").order_by("-at", "application_id")[:MOST_AT_ONCE])
    made = lately[0] if lately else None
    if made is None or made.hears_at is None or made.application.state != made.after:
        return None
    about, seconds = made.application, ceil((made.hears_at - now).total_seconds())
    what, others = State(made.after).label.lower(), sum(one.at == made.at for one in lately) - 1
    if others:
        url = f"{reverse('applications_questions_undo', args=[request.program.slug])}?of={made.pk}"
        return Decided(about.name, f"and {others} more", what, seconds, url)
    return Decided(about.name, about.company_name, what, seconds, undo_url(request, made))


def undo_url(request: Request, made: Decision) -> str:
    """Where a decision is taken back."""
    return f"{reverse('application_undo', args=[request.program.slug, made.application_id])}?of={made.pk}"


@admin
@require_POST
def application_undo(request: Request, pk: UUID) -> HttpResponse:
    """Take back the decision that the address names; then the file is open again."""
    application = get_application(request, pk)
    made = next((one for one in application.decisions.all() if str(one.pk) == request.GET.get("of")), None)
    try:
        if made is None:
            raise Refused("That decision is not there any more.")
        deciding.undo_decision(made, by=request.user, now=timezone.now())
        messages.success(request, f"Taken back. {application.first_name} was told nothing.")
    except Refused as no:
        messages.warning(request, no.reason)
    return redirect("application", request.program.slug, pk)
