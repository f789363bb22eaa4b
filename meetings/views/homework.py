"""Homework of a meeting: its facilitator sets it, says it in other words, takes it off the list; everybody reads it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.access import get_meeting_of_own, get_meeting_to_run
from meetings.actions.preparing import change_homework, drop_homework, refuse_late, restore_homework, set_homework
from meetings.before import prepare_by, warning
from meetings.models import HandIn, Homework, Meeting, Rsvp
from meetings.outline import outline
from meetings.preparing_forms import HomeworkForm
from meetings.views.parts.handing_in import Sent, receive
from meetings.views.parts.sheet import Task
from members.access import member
from programs.access import person
from programs.attachment import attachment
from programs.clock import local_day
from programs.conflict import conflict, differing_fields
from programs.faces import hue, initials
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import standing
from programs.wording import long_day
from vetting.papers import CONTENT_TYPES


@person
@require_safe
def homework(request: Request, pk: UUID) -> HttpResponse:
    """The task, one's own part of it, and what was handed in."""
    return homework_page(request, get_homework(request, pk))


def homework_page(
    request: Request, one: Homework, *, problem: str = "", typed: str | None = None, status: int = 200
) -> HttpResponse:
    """The page of one homework; `problem` is what is wrong with what the reader sent, `typed` its text."""
    who, now, meeting, program = standing(), timezone.now(), one.meeting, request.program
    due_on = prepare_by(meeting.starts_at, meeting.zone, program.days_off(local_day(now, meeting.zone)))
    place = Rsvp.objects.filter(meeting=meeting, member=who.member_id).first() if who.member_id else None
    found = list(
        HandIn.objects.filter(homework=one).select_related("member__company").defer("content").order_by("done_at")
    )
    mine = next((each for each in found if each.member_id == who.member_id), None)
    others = [each for each in found if each is not mine]
    context = {
        "nav": "meetings",
        "homework": one,
        "outline": outline(meeting, program, "", now),
        "due": long_day(due_on, local_day(now, meeting.zone), program.date_order),  # type: ignore[arg-type]
        "task": Task(one, mine, problem, typed) if place else None,
        "hand_in_url": reverse("hand_in", args=[program.slug, one.pk]),
        "over": meeting.is_over(now) or not meeting.is_on or one.dropped_at is not None,
        "handed_in": [face(each) for each in others if each.done_at],
        "need_help": [face(each) for each in others if each.needs_help],
        "runs": meeting.group_id in who.facilitates and not meeting.is_over(now),
    }
    return render(request, "meetings/homework.html", context, status=status)


def face(one: HandIn) -> dict[str, Any]:
    """Somebody with what they handed in, or have so far."""
    person_ = one.member
    return {
        "name": person_.name, "note": person_.company.name, "initials": initials(person_.name), "hue": hue(person_.pk),
        "one": one,
    }  # fmt: skip


@person
@require_http_methods(["GET", "HEAD", "POST"])
def homework_new(request: Request, pk: UUID) -> HttpResponse:
    """Set homework for a meeting; too late, the page says so in words."""
    meeting, now = get_meeting_to_run(request, pk), timezone.now()
    form = HomeworkForm(request.POST if request.method == "POST" else None)
    late = ""
    try:
        refuse_late(meeting, now)
        if form.is_valid():
            made = set_homework(meeting, by=request.user, now=now, **form.told())
            messages.success(
                request, " ".join(filter(None, ["Set. It is on everybody's list.", warning(made.minutes)]))
            )
            return redirect("homework", request.program.slug, made.pk)
    except Refused as no:
        late = no.reason
    context = {"nav": "meetings", "meeting": meeting, "form": form, "late": late} | words_of(request, meeting)
    return render(request, "meetings/homework_new.html", context, status=422 if form.is_bound else 200)


@person
@require_http_methods(["GET", "HEAD", "POST"])
def homework_edit(request: Request, pk: UUID) -> HttpResponse:
    """Say homework in other words. Two facilitators at once are shown both."""
    one = get_homework_to_run(request, pk)
    form = HomeworkForm(request.POST if request.method == "POST" else None, homework=one)
    context: dict[str, Any] = {"nav": "meetings", "homework": one, "form": form} | words_of(request, one.meeting)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            change_homework(one, by=request.user, now=timezone.now(), seen=seen, **form.told())
            messages.success(request, " ".join(filter(None, ["Saved.", warning(one.minutes)])))
            return redirect("homework", request.program.slug, pk)
        except Stale as stale:
            stands = HomeworkForm(homework=stale.theirs)
            differences = differing_fields(form, stands)
            context["conflict"] = conflict(request, form, stale.theirs, differences, knows=True)
            status = 409
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return render(request, "meetings/homework_edit.html", context, status=status)


@person
@require_POST
def homework_state(request: Request, pk: UUID) -> HttpResponse:
    """Take it off the list, or put it back."""
    one, now = get_homework_to_run(request, pk), timezone.now()
    here = reverse("homework_state", args=[request.program.slug, pk])
    if "on" in (request.POST.get("state"), request.GET.get("state")):
        restore_homework(one, by=request.user, now=now)
        messages.success(request, "Back on the list.")
    else:
        drop_homework(one, by=request.user, now=now)
        messages.success(request, "Off the list. What was handed in stays.", extra_tags=f"{here}?state=on")
    return redirect("homework", request.program.slug, pk)


@member
@require_POST
def hand_in(request: Request, pk: UUID) -> HttpResponse:
    """Hand one's homework in, take it back, ask for help with it."""
    one = get_homework(request, pk)
    place = Rsvp.objects.filter(meeting=one.meeting_id, member=standing().member_id).first()
    if place is None:
        raise Http404
    sent = Sent.of(request)
    try:
        messages.success(request, receive(one, place, sent, by=request.user, now=timezone.now()))
    except Refused as no:
        return homework_page(request, one, problem=no.reason, typed=sent.text, status=422)
    back = request.POST.get("back", "")
    if back in ("today", "before"):
        return redirect(back, request.program.slug)
    return redirect("homework", request.program.slug, pk)


@person
@require_safe
def hand_in_file(request: Request, pk: UUID) -> HttpResponse:
    """A file that was handed in, to keep: one's own, or one that the group sees."""
    rows = HandIn.objects.exclude(content=None).select_related("homework")
    one: HandIn | None = rows.filter(pk=pk).first()
    if one is None or one.homework.group_id not in standing().groups:
        raise Http404
    return attachment(bytes(one.content or b""), CONTENT_TYPES[one.file_kind], one.file_name)  # type: ignore[index]


def get_homework(request: Request, pk: UUID) -> Homework:
    """Homework, with its meeting and group, for those who sit in the group or facilitate it now."""
    one: Homework | None = Homework.objects.select_related("meeting__group", "meeting__program").filter(pk=pk).first()
    if one is None:
        raise Http404
    get_meeting_of_own(request, one.meeting_id)
    return one


def get_homework_to_run(request: Request, pk: UUID) -> Homework:
    """Homework for its group's facilitators alone."""
    one = get_homework(request, pk)
    if one.group_id not in standing().facilitates:
        raise Http404
    return one


def words_of(request: Request, meeting: Meeting) -> dict[str, Any]:
    """By when it will be due, and when the meeting is."""
    now = timezone.now()
    due_on = prepare_by(meeting.starts_at, meeting.zone, request.program.days_off(local_day(now, meeting.zone)))
    return {
        "outline": outline(meeting, request.program, "", now),
        "due": long_day(due_on, local_day(now, meeting.zone), request.program.date_order),  # type: ignore[arg-type]
    }
