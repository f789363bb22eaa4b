"""Times for calls with applicants: published and taken back here, chosen by applicants from their own pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programs.access import admin
from programs.clock import instant, local_day, on_the_wall
from programs.moments import moment_words, place_of_zone
from programs.refusal import Refused
from programs.request import Request
from programs.wording import clock, long_day
from vetting.actions.deciding import rules
from vetting.actions.interviewing import publish_slots, remove_slot, who_choose
from vetting.models import InterviewSlot
from vetting.step_forms import SlotsForm

MOST_SHOWN = 100


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def interviews(request: Request) -> HttpResponse:
    """The times to come, and who has chosen which; a POST publishes more."""
    now = timezone.now()
    if not rules().interview:
        raise Http404
    if request.method != "POST":
        return page(request, SlotsForm(initial={"host": str(request.user.pk)}), now)
    form = SlotsForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        starts_at = instant(told["on"], told["at"], request.program.zone)
        try:
            made = publish_slots(
                starts_at=starts_at, minutes=told["minutes"], count=told["count"], where=told["where"],
                host=form.hosts[told["host"]], by=request.user, now=now,
            )  # fmt: skip
        except Refused as no:
            form.add_error(no.field or None, no.reason)
        else:
            what = "One time is" if len(made) == 1 else f"{len(made)} times are"
            messages.success(request, f"{what} published, from {moment_words(request.program, starts_at, now)} on.")
            return redirect("interviews", request.program.slug)
    return page(request, form, now, status=422)


@admin
@require_POST
def interview_removal(request: Request, pk: UUID) -> HttpResponse:
    """Take a time back."""
    slot = InterviewSlot.objects.filter(pk=pk).first()
    if slot is None:
        raise Http404
    try:
        told = remove_slot(slot, by=request.user, now=timezone.now())
    except Refused as no:
        messages.warning(request, no.reason)
    else:
        more = f" {told.name} had chosen it: they get a mail and choose again." if told else ""
        messages.success(request, f"The time is taken back.{more}")
    return redirect("interviews", request.program.slug)


def page(request: Request, form: SlotsForm, now: datetime, *, status: int = 200) -> HttpResponse:
    """The page: the form, the days, and who has not chosen yet."""
    context = {
        "nav": "applications",
        "form": form,
        "zone": place_of_zone(request.program.zone),
        "days": days(request, now),
        "choosing": list(who_choose()[:MOST_SHOWN]),
    }
    return render(request, "vetting/interviews.html", context, status=status)


def days(request: Request, now: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """The times to come under their days on the program's wall, each with who has it."""
    program = request.program
    order: Any = program.date_order
    found: dict[Any, list[dict[str, Any]]] = {}
    slots = InterviewSlot.objects.to_come(now).select_related("interview__application")[:MOST_SHOWN]
    for slot in slots:
        wall = on_the_wall(slot.starts_at, program.zone)
        interview = getattr(slot, "interview", None)
        row = {"slot": slot, "hour": clock(wall.time(), program.clock), "who": interview and interview.application}
        found.setdefault(wall.date(), []).append(row)
    return [(long_day(day, local_day(now, program.zone), order), rows) for day, rows in found.items()]
