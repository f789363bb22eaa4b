"""Deciding, by a key, a reason and Enter; then the next file opens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting import states
from vetting.access import files_of, get_application
from vetting.actions.deciding import Overtaken, decide, rules
from vetting.models import Application, Decision, Dossier
from vetting.review_forms import DecisionForm
from vetting.states import State
from vetting.views.application import decisions, file_page
from vetting.views.application_undo import undo_url
from vetting.views.applications import missing_of

SAID = {
    states.Decision.ACCEPT: "{} is in the pool.",
    states.Decision.WAIT: "{} waits in the pool.",
    states.Decision.MORE: "{} is asked for more.",
    states.Decision.DECLINE: "{} is declined.",
}


@admin
@require_POST
def application_decision(request: Request, pk: UUID) -> HttpResponse:
    """Decide about a file; what was typed comes back when it cannot be."""
    about = get_application(request, pk)
    try:
        decision = states.Decision(request.POST.get("decision", ""))
    except ValueError:
        return file_page(
            request, about, status=422, refused="Choose what to do: accept, wait, ask for more or decline."
        )
    missing = missing_of(getattr(about, "dossier", None) or Dossier())
    form = DecisionForm(decision, request.POST, missing=missing, calls=rules().interview)
    if not form.is_valid():
        return back(request, about, form, missing, status=422)
    try:
        made = decide(about, decision, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Overtaken as no:
        return back(request, get_application(request, pk), form, missing, status=409, overtaken=no)
    except Refused as no:
        return back(request, get_application(request, pk), form, missing, status=409, refused=no.reason)
    name = "The application" if request.POST.get("masked") == "1" else about.name
    words = f"{SAID[decision].format(name)} They hear of it in a minute."
    messages.success(request, words, extra_tags=undo_url(request, made))
    return redirect(after(request, about, made))


def back(
    request: Request, about: Application, form: DecisionForm, missing: list[str], *, status: int, **more: Any
) -> HttpResponse:
    """The file as it stands now, with what was typed."""
    ways = decisions(about, missing, form, calls=rules().interview)
    return file_page(request, about, status=status, decisions=ways, typed=form.data, **more)


def after(request: Request, about: Application, made: Decision) -> str:
    """Where to go next: the file behind this one in the queue, else the first, else the list that it came from."""
    slug = request.program.slug
    if made.before not in (State.SUBMITTED, State.IN_REVIEW):
        return f"{reverse('applications', args=[slug])}?tab={'pool' if made.before == State.POOL else 'waiting'}"
    queue = files_of(request).filter(state__in=(State.SUBMITTED, State.IN_REVIEW)).order_by("submitted_at", "pk")
    behind = Q(submitted_at__gt=about.submitted_at) | Q(submitted_at=about.submitted_at, pk__gt=about.pk)
    coming = queue.filter(behind).values_list("pk", flat=True).first() or queue.values_list("pk", flat=True).first()
    if coming is None:
        return reverse("applications", args=[slug])
    url = reverse("application", args=[slug, coming])
    return f"{url}?masked=1" if request.POST.get("masked") == "1" else url
