"""A goal is done, dropped, paused, rolled over, put on top, taken up again, or confirmed from a draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.access import get_own_goal
from goals.actions import confirm_goal
from goals.closing import TOP_GOALS, close_goal, pause_goal, put_on_top, reopen_goal, roll_over, tell_outcome
from goals.forms import OutcomeForm, PauseForm, RollForm
from goals.models import Goal
from goals.views.cards import back_to, local_time
from goals.views.goal import goal_page
from members.access import member
from programs.refusal import Refused
from programs.request import Request


@member
@require_POST
def goal_state(request: Request, pk: UUID) -> HttpResponse:
    """Set the state that the button names; pressing it twice does no harm."""
    goal, now, state = get_own_goal(request, pk), timezone.now(), request.POST.get("state", "")
    try:
        if state == "open" and goal.state == Goal.State.DRAFT:
            confirm_goal(goal, by=request.user, now=now)
            words = "It is yours now. You will be asked how it stands."
        elif state == "open":
            reopen_goal(goal, by=request.user, now=now)
            words = "Open again."
        else:
            close_goal(goal, state, by=request.user, now=now)
            words = "Done." if state == Goal.State.DONE else "Dropped. Nothing is asked about it any more."
        messages.success(request, words)
    except Refused as no:
        messages.info(request, no.reason)
    return back_to(request, pk)


@member
@require_POST
def goal_outcome(request: Request, pk: UUID) -> HttpResponse:
    """What came of a goal, in its member's words."""
    goal, form = get_own_goal(request, pk), OutcomeForm(request.POST)
    if form.is_valid():
        try:
            tell_outcome(goal, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as no:
            messages.info(request, no.reason)
        else:
            messages.success(request, "Saved.")
        return redirect("goal", request.program.slug, pk)
    return goal_page(request, goal, forms={"outcome_form": form}, status=422)


@member
@require_POST
def goal_pause(request: Request, pk: UUID) -> HttpResponse:
    """A goal rests for a while."""
    goal, now = get_own_goal(request, pk), timezone.now()
    local = local_time(request.program, now, goal.member.zone)
    form = PauseForm(request.POST, program=request.program, today=local.today)
    if form.is_valid():
        until = form.cleaned_data["until"]
        try:
            pause_goal(goal, until, by=request.user, now=now)
            messages.success(request, f"It rests. You are asked again from {local.words(until)} on.")
            return redirect("goal", request.program.slug, pk)
        except Refused as no:
            refused(form, no)
    return goal_page(request, goal, forms={"pause_form": form}, status=422)


@member
@require_POST
def goal_roll(request: Request, pk: UUID) -> HttpResponse:
    """A goal goes on, in a new one with another day."""
    goal, now = get_own_goal(request, pk), timezone.now()
    form = RollForm(request.POST, program=request.program, today=local_time(request.program, now).today)
    if form.is_valid():
        try:
            fresh = roll_over(goal, form.cleaned_data["due_on"], form.cleaned_data["reason"], by=request.user, now=now)
            messages.success(request, "It goes on here, from where it stands.")
            return redirect("goal", request.program.slug, fresh.pk)
        except Refused as no:
            refused(form, no)
    return goal_page(request, goal, forms={"roll_form": form}, status=422)


def refused(form: Any, no: Refused) -> None:
    """Put a refusal where it belongs on a form."""
    form.add_error(no.field if no.field in form.fields else None, no.reason)


@member
@require_POST
def goal_top(request: Request, pk: UUID) -> HttpResponse:
    """One of the top goals of this quarter, or not any more. A third is allowed, and told that two get done."""
    goal, on = get_own_goal(request, pk), request.POST.get("top") == "on"
    count = put_on_top(goal, on=on, by=request.user, now=timezone.now())
    if on and count > TOP_GOALS:
        messages.info(request, f"That makes {count} top goals this quarter. Two get more of you than {count}.")
    else:
        messages.success(request, "A top goal of this quarter." if on else "No top goal any more.")
    return redirect("goal", request.program.slug, pk)
