"""Asking several of the queue for more at once, and taking all of it back within its minute."""

from datetime import datetime
from typing import Any
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
from programs.wording import listed
from vetting.access import files_of
from vetting.actions.asking import ask_each, take_back_each
from vetting.models import Application, Decision, Dossier
from vetting.review_forms import QuestionsForm
from vetting.views.application_undo import MOST_AT_ONCE
from vetting.views.applications import missing_of, queue_page


@admin
@require_POST
def applications_questions(request: Request) -> HttpResponse:
    """Ask those who were ticked for more."""
    now = timezone.now()
    form, chosen = QuestionsForm(request.POST), ticked(request)
    if form.is_valid() and not chosen:
        form.add_error(None, "Nobody was ticked. Tick those whom you want to ask.")
    if not form.is_valid():
        return queue_page(request, form=form, ticked=set(chosen), status=422)
    files = list(files_of(request).filter(pk__in=chosen).select_related("dossier"))
    told = form.cleaned_data
    open_questions = {one: missing_of(getattr(one, "dossier", None) or Dossier()) for one in files}
    came = ask_each(
        files, by=request.user, now=now, reason=told["reason"], words=told["words"],
        asked=open_questions if told["open_questions"] else {}, seen={one: chosen[one.pk] for one in files},
    )  # fmt: skip
    if came.passed_over:
        messages.warning(request, passed_over(came.passed_over))
    if came.made:
        undo = f"{reverse('applications_questions_undo', args=[request.program.slug])}?of={came.made[0].pk}"
        count = len(came.made)
        words = "1 is asked for more. They hear" if count == 1 else f"{count} are asked for more. Each hears"
        messages.success(request, f"{words} of it in a minute.", extra_tags=undo)
    return redirect("applications", request.program.slug)


def ticked(request: Request) -> dict[UUID, int]:
    """The applications that were ticked, with the version that the reader saw."""
    found: dict[UUID, int] = {}
    for value in request.POST.getlist("who")[:MOST_AT_ONCE]:
        key, _, version = value.partition(":")
        try:
            found[UUID(key)] = int(version[:9])
        except ValueError:
            continue
    return found


def passed_over(those: list[tuple[Application, str]]) -> str:
    """Who was not asked, and why."""
    if len(those) == 1:
        one, reason = those[0]
        return f"{one.name} was not asked. {reason}"
    return f"{listed([one.name for one, _ in those])} were not asked: somebody else moved them meanwhile."


@admin
@require_POST
def applications_questions_undo(request: Request) -> HttpResponse:
    """Take back all that was asked at once; nobody was told."""
    now: datetime = timezone.now()
    made: Any = next((one for one in mine(request) if str(one.pk) == request.GET.get("of")), None)
    try:
        if made is None:
            raise Refused("That is not there any more.")
        came = take_back_each(made, by=request.user, now=now)
        if not came.made:
            raise Refused(came.passed_over[0][1] if came.passed_over else "That was taken back already.")
        count = len(came.made)
        messages.success(
            request, f"Taken back: {count}. {'They were' if count == 1 else 'All of them were'} told nothing."
        )
        if came.passed_over:
            messages.warning(request, f"{listed([one.name for one, _ in came.passed_over])} stayed as they are.")
    except Refused as no:
        messages.warning(request, no.reason)
    return redirect("applications", request.program.slug)


def mine(request: Request) -> Any:
    """The reader's own decisions that stand."""
    return Decision.objects.filter(by=request.user, undone_at=None).order_by("-at")[:MOST_AT_ONCE]
