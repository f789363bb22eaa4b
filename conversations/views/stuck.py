"""A goal that is stuck or stands still opens three doors: ask the group, bring it to a meeting, ask the partner."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conversations.doors import Doors, doors_for
from conversations.forms import DoorForm
from conversations.talking import ask_group, ask_partner
from goals.access import get_own_goal
from goals.actions import tend_goal
from goals.models import Goal
from groups.models import Group
from meetings.actions.capturing import raise_issue, unpark
from meetings.models import ParkedItem
from members.access import current_member, member
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing


@member
@require_http_methods(["GET", "HEAD", "POST"])
def stuck(request: Request, pk: UUID) -> HttpResponse:
    """The doors of one's own stuck goal; any other goal has none and shows its own page."""
    goal = get_own_goal(request, pk)
    doors = doors_for(goal, request.program)
    if doors is None:
        return redirect("goal", request.program.slug, pk)
    if request.method != "POST":
        return doors_page(request, doors)
    if request.POST.get("act") == "partner":
        return partner_asked(request, doors)
    form = DoorForm(request.POST, groups=doors.groups, auto_id=doors.form.auto_id)
    group = next((one for one in doors.groups if str(one.pk) == request.POST.get("group")), None)
    if form.is_valid() and group:
        try:
            return through(request, goal, group, form.cleaned_data["title"])
        except Refused as no:
            form.add_error("title" if no.field == "title" else None, no.reason)
    return doors_page(request, replace(doors, form=form), status=422)


def doors_page(request: Request, doors: Doors, *, status: int = 200) -> HttpResponse:
    """The page of the doors."""
    context: dict[str, Any] = {"nav": "goals", "doors": doors, "goal": doors.goal}
    return render(request, "conversations/stuck.html", context, status=status)


def through(request: Request, goal: Goal, group: Group, title: str) -> HttpResponse:
    """Ask the group, or bring it to its next meeting, as the pressed button says."""
    now, slug = timezone.now(), request.program.slug
    weight = request.POST.get("weight", "")
    if weight:
        made = raise_issue(
            group, current_member(request), by=request.user, now=now, title=title,
            weight=int(weight) if weight in ("1", "2", "3") else 0,
        )  # fmt: skip
        tend_goal(goal, now=now)
        undo = reverse("issue_removal", args=[slug, made.pk])
        messages.success(request, f"It waits for the next agenda of {group.name}.", extra_tags=undo)
        return redirect("goal", slug, goal.pk)
    thread = ask_group(group, by=request.user, now=now, title=title, goal=goal)
    tend_goal(goal, now=now)
    undo = reverse("thread_state", args=[slug, thread.pk]) + "?act=remove"
    messages.success(request, f"Asked. {group.name} reads it.", extra_tags=undo)
    return redirect("thread", slug, thread.pk)


def partner_asked(request: Request, doors: Doors) -> HttpResponse:
    """Ask the accountability partner."""
    try:
        now = timezone.now()
        ask_partner(doors.goal, by=request.user, now=now)
        tend_goal(doors.goal, now=now)
        messages.success(request, f"{doors.partner} gets a mail that you could use a word.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("goal", request.program.slug, doors.goal.pk)


@person
@require_POST
def issue_removal(request: Request, pk: UUID) -> HttpResponse:
    """Take what one brought off the parking lot."""
    found = ParkedItem.objects.filter(pk=pk, member=standing().member_id).exclude(member=None).first()
    if found is None:
        raise Http404
    try:
        unpark(found, by=request.user, now=timezone.now())
        messages.success(request, "Taken back.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("goals", request.program.slug)
