"""One seat's attendance, for who runs the group: why it stands where it does, and what people did about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.access import check_group_to_run
from groups.models import Group, Seat, SeatHolder
from meetings.actions.stepping import (
    agree_leave,
    end_leave,
    look_again,
    note_catch_up,
    remove_catch_up,
    take_step,
)
from meetings.models import CatchUp, Leave, Meeting, Step
from meetings.standing import Mark
from meetings.standings import Record, coming, coming_of_group, records_of
from meetings.step_forms import CatchUpForm, LeaveForm, LookForm, StepForm
from meetings.views.parts.standing import told
from programs.access import person
from programs.clock import local_day
from programs.models import Program
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import day_words, listed


def get_seat(request: Request, pk: UUID, seat: UUID) -> Seat:
    """A seat of a group that the reader runs, with both, its company and the names of who holds it; raises Http404."""
    check_group_to_run(request, pk)
    here = SeatHolder.objects.current().filter(seat=OuterRef("pk")).order_by("member__name")
    seats = (
        Seat.objects.held()
        .select_related("company", "group")
        .annotate(names=ArraySubquery(here.values("member__name")), coming=coming_of_group(timezone.now()))
    )
    found: Seat = get_object_or_404(seats, pk=seat, group=pk)
    return found


@person
@require_safe
def seat_standing(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """The page."""
    return page(request, get_seat(request, pk, seat), timezone.now())


def page(request: Request, seat: Seat, now: datetime, *, status: int = 200, **typed: forms.Form) -> HttpResponse:
    """The page, with the form that came back among `typed`."""
    group, program = seat.group, request.program
    on = local_day(now, group.zone)
    record = records_of([seat], {group.pk: group})[seat.pk]
    context = {
        "nav": "groups",
        "group": group,
        "seat": seat,
        "names": listed(seat.names),  # type: ignore[attr-defined]
        "told": told(record, coming(seat.coming), program, on),  # type: ignore[attr-defined]
        "steps": [step_said(one, program) for one in Step.objects.filter(seat=seat).select_related("by")],
        "leaves": [leave_said(one, program, on) for one in Leave.objects.filter(seat=seat)],
        "catch_ups": list(CatchUp.objects.filter(seat=seat)),
        "missed": mendable(record, on, program),
        "step_form": StepForm(),
        "leave_form": LeaveForm(initial={"first": on}),
        "catch_up_form": CatchUpForm(missed=mendable(record, on, program), initial={"on": on}),
        "look_form": LookForm(),
        "runs": group.pk in standing().facilitates,
    }
    return render(request, "meetings/seat_standing.html", context | typed, status=status)


def step_said(step: Step, program: Program) -> dict[str, Any]:
    """A step as both pages show it."""

    def day(at: datetime) -> str:
        return day_words(local_day(at, program.zone), order=program.date_order, year=True)  # type: ignore[arg-type]

    return {
        "step": step,
        "day": day(step.taken_at),
        "asked": day(step.asked_at) if step.asked_at else "",
        "waits": bool(step.asked_at and (step.looked_at is None or step.looked_at < step.asked_at)),
        "looked": day(step.looked_at) if step.looked_at else "",
    }


def leave_said(leave: Leave, program: Program, on: date) -> dict[str, Any]:
    """Leave as both pages show it."""

    def say(day: date) -> str:
        return day_words(day, order=program.date_order, year=True)  # type: ignore[arg-type]

    words = f"{leave.get_kind_display()}, {say(leave.first)} to {say(leave.last)}"
    return {"leave": leave, "words": words, "open": leave.last >= on}


def mendable(record: Record, on: date, program: Program) -> list[tuple[str, str]]:
    """The missed meetings that a catch-up can still make up for, as (key, day)."""
    made = {one.meeting for one in record.catch_ups}
    return [
        (str(row.mark.meeting), day_words(row.mark.starts, order=program.date_order, year=True))  # type: ignore[arg-type]
        for row in reversed(record.standing(on).why)
        if not row.attended and row.mark.meeting not in made and within(record, row.mark) is not None
        and (on - row.mark.starts).days <= 2 * (within(record, row.mark) or 0)
    ]  # fmt: skip


def within(record: Record, mark: Mark) -> int | None:
    """Within how many days the rule of a meeting takes a catch-up; None where it takes none."""
    return record.rules.at(mark.starts).policy.catch_up_days


def back(request: Request, seat: Seat, said: str) -> HttpResponse:
    """To the page, with a word on what was done."""
    messages.success(request, said)
    return redirect("seat_standing", request.program.slug, seat.group_id, seat.pk)


@person
@require_POST
def step_new(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """Note a call or a talk that took place."""
    here, now = get_seat(request, pk, seat), timezone.now()
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            step = take_step(here, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            return back(
                request, here, f"{step.get_kind_display()} noted. Who holds the seat reads it on their own page."
            )
    return page(request, here, now, step_form=form, status=422)


@person
@require_POST
def step_look(request: Request, pk: UUID, seat: UUID, step: UUID) -> HttpResponse:
    """Say that one has looked again."""
    here, now = get_seat(request, pk, seat), timezone.now()
    found = get_object_or_404(Step, pk=step, seat=here)
    form = LookForm(request.POST)
    if form.is_valid():
        try:
            look_again(found, by=request.user, now=now, words=form.cleaned_data["words"])
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            return back(request, here, "Noted that you looked again.")
    return page(request, here, now, look_form=form, status=422)


@person
@require_POST
def leave_new(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """Note leave that was agreed on."""
    here, now = get_seat(request, pk, seat), timezone.now()
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            leave = agree_leave(here, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            said = leave_said(leave, request.program, leave.first)["words"]
            messages.success(
                request, f"{said}: meetings missed then do not count.", extra_tags=undo(request, here, leave)
            )
            return redirect("seat_standing", request.program.slug, pk, seat)
    return page(request, here, now, leave_form=form, status=422)


def undo(request: Request, seat: Seat, leave: Leave) -> str:
    """Where leave is ended."""
    return reverse("leave_end", args=[request.program.slug, seat.group_id, seat.pk, leave.pk])


@person
@require_POST
def leave_end(request: Request, pk: UUID, seat: UUID, leave: UUID) -> HttpResponse:
    """They are back; leave that did not begin is off the list. Pressed twice it is over all the same."""
    here, now = get_seat(request, pk, seat), timezone.now()
    found = Leave.objects.filter(pk=leave, seat=here).first()
    try:
        if found:
            end_leave(found, by=request.user, now=now, today=local_day(now, here.group.zone))
    except Refused as refusal:
        messages.info(request, refusal.reason)
        return redirect("seat_standing", request.program.slug, pk, seat)
    return back(request, here, "Leave is over; from today meetings count again.")


@person
@require_POST
def catch_up_new(request: Request, pk: UUID, seat: UUID) -> HttpResponse:
    """Note how a missed meeting was made up for."""
    here, now = get_seat(request, pk, seat), timezone.now()
    record = records_of([here], {pk: here.group})[here.pk]
    form = CatchUpForm(request.POST, missed=mendable(record, local_day(now, here.group.zone), request.program))
    if form.is_valid():
        meeting = missed_meeting(here.group, form.cleaned_data.pop("meeting"))
        mark = next(one for one in record.marks if one.meeting == meeting.pk)
        try:
            note_catch_up(here, meeting, by=request.user, now=now, within=within(record, mark), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            return back(request, here, "Noted. The meeting counts as made up for.")
    return page(request, here, now, catch_up_form=form, status=422)


def missed_meeting(group: Group, key: str) -> Meeting:
    """A meeting of the group by the text of its key; raises Http404."""
    found: Meeting | None = Meeting.objects.filter(group=group, pk=key).first()
    if found is None:
        raise Http404
    return found


@person
@require_POST
def catch_up_removal(request: Request, pk: UUID, seat: UUID, catch_up: UUID) -> HttpResponse:
    """Take a catch-up off the list; pressed twice it is off all the same."""
    here, now = get_seat(request, pk, seat), timezone.now()
    if found := CatchUp.objects.filter(pk=catch_up, seat=here).first():
        remove_catch_up(found, by=request.user, now=now)
    return back(request, here, "Taken off. The meeting counts as missed.")
