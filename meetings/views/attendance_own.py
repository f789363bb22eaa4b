"""A member's own attendance: their rhythm, why each meeting counts, what comes next, and the way back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.models import SeatHolder
from meetings.actions.stepping import ask_again
from meetings.models import Leave, Step
from meetings.presets import words
from meetings.standings import coming, coming_of_group, records_of
from meetings.step_forms import AskForm
from meetings.views.parts.standing import told
from meetings.views.seat_standing import leave_said, step_said
from members.access import member
from programs.clock import local_day
from programs.request import Request
from programs.tenancy import standing


@member
@require_safe
def attendance_own(request: Request) -> HttpResponse:
    """The page."""
    return page(request, timezone.now())


def page(
    request: Request, now: datetime, *, form: AskForm | None = None, step: UUID | None = None, status: int = 200
) -> HttpResponse:
    """Each seat that the reader holds, alone or with a co-owner; `form` came back for `step`."""
    holdings = list(
        SeatHolder.objects.current()
        .filter(member=standing().member_id)
        .select_related("seat", "group")
        .annotate(coming=coming_of_group(now))
        .order_by("group__name")
    )
    seats = [one.seat for one in holdings]
    records = records_of(seats, {one.group_id: one.group for one in holdings})
    steps: dict[UUID, list[dict[str, Any]]] = {}
    for taken in Step.objects.filter(seat__in=seats).select_related("by"):
        steps.setdefault(taken.seat_id, []).append(step_said(taken, request.program))
    leaves: dict[UUID, list[Leave]] = {}
    for leave in Leave.objects.filter(seat__in=seats):
        leaves.setdefault(leave.seat_id, []).append(leave)
    own = []
    for one in holdings:
        on, record = local_day(now, one.group.zone), records[one.seat_id]
        own.append(
            {
                "group": one.group,
                "told": told(record, coming(one.coming), request.program, on),
                "rule": words(record.rules.at(on).policy),
                "steps": steps.get(one.seat_id, []),
                "leaves": [
                    leave_said(leave, request.program, on) for leave in leaves.get(one.seat_id, []) if leave.last >= on
                ],
            }
        )
    context = {"nav": "today", "own": own, "form": form or AskForm(), "asked_about": step}
    return render(request, "meetings/attendance_own.html", context, status=status)


@member
@require_POST
def step_ask(request: Request, pk: UUID) -> HttpResponse:
    """Ask for another look at a step about one's own seat."""
    held = SeatHolder.objects.current().filter(member=standing().member_id).values("seat")
    step, now = get_object_or_404(Step, pk=pk, seat__in=held), timezone.now()
    form = AskForm(request.POST)
    if not form.is_valid():
        return page(request, now, form=form, step=pk, status=422)
    ask_again(step, by=request.user, now=now, words=form.cleaned_data["asks_again"])
    messages.success(request, "Your facilitators see that you ask for another look.")
    return redirect("attendance_own", request.program.slug)
