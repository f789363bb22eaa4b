"""Preparing a meeting from the mail: nobody signed in. A GET shows, a POST saves; replays do no harm.

The database shows this link its member's place at one meeting, what they prepare for it, and their own open goals and
promises. It writes none of those: what Done says of a goal or a promise is said in the scope of that one alone.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from goals.promising import keep_commitment
from meetings.actions.preparing import finish_preparation, take_back_preparation
from meetings.models import Rsvp
from meetings.preparing_forms import PrepareForm
from meetings.views.link_rsvp import place_of_link
from meetings.views.parts.handing_in import Sent, receive
from meetings.views.parts.sheet import (
    Sheet,
    both_shown,
    confirm,
    keep,
    sheet_of,
    task_of,
    tasks_of,
    to_keep,
    to_say,
)
from meetings.views.prepare import context_of, fragment, saved
from programs import links
from programs.access import mail_link, sign_in_url
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import inside


@mail_link("prepare", enters=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_prepare(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The page; what htmx posts is saved, Done shares it, "take_back" makes it one's own again."""
    with inside(request.program, reach=pk):
        answer = write(request, token, pk)
    if isinstance(answer, HttpResponse):
        return answer
    sheet, form = answer
    try:
        say(request, sheet, form)
    except Refused as no:
        with inside(request.program, reach=pk):
            return page(request, token, sheet, form, status=422, problem=no.reason)
    return redirect("link_prepare", token)


def write(request: Request, token: str, pk: UUID) -> HttpResponse | tuple[Sheet, PrepareForm]:
    """Show, or save what was typed; for Done what is to be said, which happens in other scopes than this."""
    place, now = place_of_link(pk), timezone.now()
    if place is None or not place.meeting.is_on or place.meeting.is_over(now):
        return over(request, place)
    sheet = sheet_of(place, request.program, now)
    if request.method != "POST":
        return page(request, token, sheet, sheet.form())
    if "take_back" in request.POST:
        take_back_preparation(place, by=None, now=now, via="mail")
        return redirect(f"{reverse('link_prepare', args=[token])}?again=1")
    form = sheet.form(request.POST)
    if form.is_valid():
        return save(request, token, sheet, form)
    return page(request, token, sheet, form, status=422)


def save(request: Request, token: str, sheet: Sheet, form: PrepareForm) -> HttpResponse | tuple[Sheet, PrepareForm]:
    """Save what was typed; with Done the rest is left to `say`."""
    if both := keep(sheet, form):
        return page(request, token, sheet, form, status=409, conflict=both_shown(request, sheet, form, both))
    if request.htmx:
        return saved(request, sheet, form)
    if "done" in request.POST:
        return sheet, form
    return redirect(f"{reverse('link_prepare', args=[token])}?again=1")


def say(request: Request, sheet: Sheet, form: PrepareForm) -> None:
    """Check the goals in, keep the promises, and share the preparation: each in the scope of that one row, the last one
    last, so that Done pressed again after a fault says the rest."""
    for goal, status in to_say(sheet, form):
        with inside(request.program, reach=goal.pk):
            confirm(goal, status, by=None, now=sheet.now, via="mail")
    for promise in to_keep(sheet, form):
        with inside(request.program, reach=promise.pk):
            keep_commitment(promise, by=None, now=sheet.now, via="mail")
    with inside(request.program, reach=sheet.place.pk):
        finish_preparation(sheet.place, by=None, now=sheet.now, via="mail")


@mail_link("prepare")
@never_cache
@require_POST
def link_hand_in(request: Request, token: str, pk: UUID, homework: UUID) -> HttpResponse:
    """Hand in one homework, or ask for help with it."""
    place, now = place_of_link(pk), timezone.now()
    tasks = tasks_of(place, now) if place else []
    task = task_of(tasks, homework)
    if place is None or task is None or not place.meeting.is_on or place.meeting.is_over(now):
        return over(request, place)
    sent = Sent.of(request)
    try:
        receive(task.homework, place, sent, by=None, now=now, via="mail")
    except Refused as no:
        task.problem, task.typed = no.reason, sent.text
        sheet = sheet_of(place, request.program, now)
        return page(request, token, sheet, sheet.form(), status=422, tasks=tasks)
    return redirect(f"{reverse('link_prepare', args=[token])}#task-{homework}")


def page(
    request: Request, token: str, sheet: Sheet, form: PrepareForm, *, status: int = 200, tasks: Any = None, **more: Any
) -> HttpResponse:
    """The page with its form. To htmx only the line beside the button, or the form where it asks for something."""
    context = context_of(request, sheet, form, reverse("link_prepare", args=[token])) | {"token": token} | more
    if request.htmx:
        return fragment(request, context, status)
    context["tasks"] = tasks_of(sheet.place, sheet.now) if tasks is None else tasks
    return render(request, "meetings/link_prepare.html", context, status=status)


def over(request: Request, place: Rsvp | None) -> HttpResponse:
    """Kind words for a meeting that is over or canceled, and for a place that is not there any more."""
    if place is None:
        return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
    url = sign_in_url(next_url=reverse("meeting", args=[request.program.slug, place.meeting_id]))
    context = {"canceled": not place.meeting.is_on, "sign_in_url": url}
    return render(request, "meetings/link_prepare_over.html", context, status=410)
