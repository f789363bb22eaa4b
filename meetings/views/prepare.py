"""Preparing a meeting, signed in: one scroll, saved while one types, shown to the group when it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goals.promising import keep_commitment
from meetings.actions.preparing import finish_preparation, take_back_preparation
from meetings.preparing_forms import PrepareForm
from meetings.views.parts.sheet import (
    Sheet,
    both_shown,
    confirm,
    keep,
    marks_of,
    sheet_of,
    tasks_of,
    to_keep,
    to_say,
)
from meetings.views.rsvp import own_place
from members.access import member
from programs.refusal import Refused
from programs.request import Request


@member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """The page; what htmx posts is saved, Done shares it, "take_back" makes it one's own again."""
    sheet = sheet_of(own_place(pk), request.program, timezone.now())
    here = reverse("prepare", args=[request.program.slug, pk])
    if request.method != "POST":
        return page(request, sheet, sheet.form(), here)
    form = sheet.form(request.POST)
    try:
        if "take_back" in request.POST:
            take_back_preparation(sheet.place, by=request.user, now=sheet.now)
            messages.success(request, "Taken back. Only you see it.")
            return redirect(f"{here}?again=1")
        if form.is_valid():
            return save(request, sheet, form, here)
        return page(request, sheet, form, here, status=422)
    except Refused as no:
        messages.info(request, no.reason)
    return redirect(here)


def save(request: Request, sheet: Sheet, form: PrepareForm, here: str) -> HttpResponse:
    """Save what was typed; with Done say what it says of goals and promises, and share it."""
    ticked, said = to_keep(sheet, form), to_say(sheet, form)
    if both := keep(sheet, form):
        return page(request, sheet, form, here, status=409, conflict=both_shown(request, sheet, form, both))
    if request.htmx:
        return saved(request, sheet, form)
    if "done" not in request.POST:
        messages.success(request, "Saved. Your group sees it once you press Done.")
        return redirect(f"{here}?again=1")
    for goal, status in said:
        confirm(goal, status, by=request.user, now=sheet.now, via="web")
    for promise in ticked:
        keep_commitment(promise, by=request.user, now=sheet.now)
    finish_preparation(sheet.place, by=request.user, now=sheet.now)
    return redirect(here)


def page(
    request: Request, sheet: Sheet, form: PrepareForm, here: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page with its form. To htmx only the line beside the button, or the form where it asks for something."""
    context = context_of(request, sheet, form, here) | {"nav": "meetings"} | more
    if request.htmx:
        return fragment(request, context, status)
    context["tasks"] = tasks_of(sheet.place, sheet.now)
    return render(request, "meetings/prepare.html", context, status=status)


def context_of(request: Request, sheet: Sheet, form: PrepareForm, here: str) -> dict[str, Any]:
    """What both pages of a preparation show."""
    over = sheet.meeting.is_over(sheet.now) or not sheet.meeting.is_on
    return {
        "sheet": sheet,
        "form": form,
        "goal_rows": sheet.rows(form),
        "promise_rows": sheet.promise_rows(form),
        "marks": {name.removeprefix("was-"): form[name].value() for name in form.fields if name.startswith("was-")},
        "here": here,
        "over": over,
        "shown": sheet.is_done and not form.is_bound and "again" not in request.GET,
    }


def fragment(request: Request, context: dict[str, Any], status: int) -> HttpResponse:
    """To htmx: the whole form where it shows both texts, else what is wrong beside the button."""
    whole = status == 409
    name = "meetings/_prepare_form.html" if whole else "meetings/_prepare_saved.html"
    response = render(request, name, context, status=status)
    if whole:
        response.headers["HX-Retarget"] = "#prepare-form"
    return response


def saved(request: Request, sheet: Sheet, form: PrepareForm) -> HttpResponse:
    """That it was saved, with the marks from which the next save starts."""
    context = {"marks": marks_of(form), "saved_at": sheet.saved_at(), "form": form, "sheet": sheet}
    return render(request, "meetings/_prepare_saved.html", context)
