"""Handing a group to a substitute: who stands in, when, and the words that go along; ending it early, and the undo."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.access import check_group_to_run, get_group_to_run
from groups.actions import end_term, may_stand_in, resume_term
from groups.models import A_MOMENT, FacilitatorTerm, Group
from meetings.actions.handing import days_around, hand_over
from meetings.handover_forms import HandoverForm
from meetings.models import Meeting
from programs.access import person
from programs.clock import local_day
from programs.models import Program
from programs.refusal import Refused
from programs.request import Request
from programs.second_factor import confirmed
from programs.tenancy import standing
from programs.wording import near_day


@person
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed(methods=("POST",))
def handover_new(request: Request, pk: UUID) -> HttpResponse:
    """Who stands in now and next, and the form; `?meeting=` fills in the days around one meeting."""
    group, now = get_group_to_run(request, pk), timezone.now()
    people = [one for one in may_stand_in(group) if one.user != request.user.pk]
    form = HandoverForm(request.POST or None, people=people, initial=around(request, group))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "who"}
            try:
                made = hand_over(group, form.chosen, by=request.user, now=now, **given)
            except Refused as refusal:
                form.add_error(refusal.field or None, refusal.reason)
            else:
                undo = reverse("handover_end", args=[request.program.slug, group.pk, made.term_id])
                days = days_of(made.term.since, made.term.until, request.program)
                said = f"{made.term.name} stands in {days}. They and the group are told."
                messages.success(request, said, extra_tags=undo)
                return redirect("handover_new", request.program.slug, group.pk)
    return render(request, "meetings/handover_new.html", context(request, group, form, people), status=status)


def context(request: Request, group: Group, form: HandoverForm, people: list[Any]) -> dict[str, Any]:
    """What the page shows beside the form: `rows` are the substitutes of now and of the days to come."""
    now = timezone.now()
    return {
        "nav": "groups",
        "group": group,
        "form": form,
        "people": people,
        "rows": [
            {
                "term": term,
                "days": days_of(term.since, term.until, request.program),
                "begun": term.since <= now,
                "reads_from": near_day(
                    local_day(term.reads_from, request.program.zone), local_day(now, request.program.zone),
                    request.program.date_order,  # type: ignore[arg-type]
                ),
                "sheet": group.pk in standing().keeps,
            }
            for term in FacilitatorTerm.objects.stand_ins(now).filter(group=group)
        ],
    }  # fmt: skip


def around(request: Request, group: Group) -> dict[str, date]:
    """The days around the meeting that the address names, if it is one of the group and to come."""
    try:
        key = UUID(request.GET.get("meeting", ""))
    except ValueError:
        return {}
    now, zone = timezone.now(), request.program.zone
    meeting = Meeting.objects.of(group).to_come(now).filter(pk=key).first()
    if meeting is None:
        return {}
    first, last = days_around(meeting, local_day(now, zone), zone)
    return {"first": first, "last": last}


def days_of(since: datetime, until: datetime | None, program: Program) -> str:
    """From which day to which: "from December 1 to December 14", "on December 1"."""
    today, order = local_day(timezone.now(), program.zone), program.date_order
    first = near_day(local_day(since, program.zone), today, order)  # type: ignore[arg-type]
    last = near_day(local_day((until or since) - A_MOMENT, program.zone), today, order)  # type: ignore[arg-type]
    return f"on {first}" if first == last else f"from {first} to {last}"


def get_stand_in(request: Request, pk: UUID, term: UUID) -> FacilitatorTerm:
    """A substitute's term of a group, for those who may hand the group over; raises Http404."""
    check_group_to_run(request, pk)
    found = FacilitatorTerm.objects.select_related("group").filter(group=pk, pk=term).exclude(until=None).first()
    if found is None:
        raise Http404
    return found


@person
@require_POST
@confirmed
def handover_end(request: Request, pk: UUID, term: UUID) -> HttpResponse:
    """The substitute stands in no more, and reads nothing from this moment on."""
    found = get_stand_in(request, pk, term)
    try:
        end_term(found, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        undo = reverse("handover_resume", args=[request.program.slug, pk, found.pk])
        messages.success(request, f"{found.name} no longer stands in.", extra_tags=undo)
    return redirect("handover_new", request.program.slug, pk)


@person
@require_POST
@confirmed
def handover_resume(request: Request, pk: UUID, term: UUID) -> HttpResponse:
    """Undo that: they stand in as before."""
    found = get_stand_in(request, pk, term)
    try:
        resume_term(found, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        days = days_of(found.since, found.until, request.program)
        messages.success(request, f"Undone. {found.name} stands in {days}.")
    return redirect("handover_new", request.program.slug, pk)
