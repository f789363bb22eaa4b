"""Saying how a goal stands, and taking that back. htmx gets the goal's card as it stands now, others a page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from conversations.doors import doors_for
from goals import actions
from goals.access import get_own_goal
from goals.models import CheckIn, Goal, Status
from goals.views.cards import (
    back_to,
    card,
    check_in_form,
    check_in_of,
    greeting,
    local_time,
    passes_of,
    undo_url,
    who_reads,
)
from goals.views.goal import goal_page
from members.access import member
from programs.refusal import Refused
from programs.request import Request


@member
@require_POST
def check_in(request: Request, pk: UUID) -> HttpResponse:
    """One check-in."""
    goal = get_own_goal(request, pk)
    steps = list(goal.milestones.all()) if goal.kind == Goal.Kind.MILESTONES else []
    form = check_in_form(request.program, goal, steps, data=request.POST)
    if form.is_valid():
        try:
            made = actions.check_in(goal, by=request.user, now=timezone.now(), **form.said())
            return saved(
                request,
                made,
                zone=goal.member.zone,
                private_note=bool(form.said()["private_note"]),
                every_days=goal.every_days,  # type: ignore[attr-defined]
            )
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    if request.htmx:
        return due_card(request, goal, form=form, status=422)
    return goal_page(request, goal, form=form, status=422)


def saved(request: Request, made: CheckIn, *, zone: str, private_note: bool, every_days: int) -> HttpResponse:
    """What was saved, who sees it, what comes next, and the way back."""
    words = f"{greeting(made, every_days)} {who_reads(made, private_note=private_note)}"
    undo = undo_url(request.program, made)
    if not request.htmx:
        messages.success(request, words, extra_tags=undo)
        if made.status == Status.STUCK:
            return redirect("stuck", request.program.slug, made.goal_id)
        return back_to(request, made.goal_id)
    local = local_time(request.program, timezone.now(), zone)
    context = {
        "card": card(made.goal, request.program, local, every_days=every_days),
        "words": words,
        "next_check_in": local.long(made.goal.check_in_at),
        "undo_url": undo,
        "doors": doors_for(made.goal, request.program),
    }
    return render(request, "goals/_saved_card.html", context)


def due_card(request: Request, goal: Goal, *, form: Any = None, words: str = "", status: int = 200) -> HttpResponse:
    """The card on which a goal is asked after; `words` say what just happened."""
    steps = list(goal.milestones.all())
    local = local_time(request.program, timezone.now(), goal.member.zone)
    context = {
        "card": card(goal, request.program, local, milestones=steps, every_days=goal.every_days),  # type: ignore[attr-defined]
        "form": form or check_in_form(request.program, goal, steps),
        "words": words,
        "passes": passes_of(goal, request.program, timezone.now()),
        "back": "today",
        "primary": True,
    }
    return render(request, "goals/_due_card.html", context, status=status)


@member
@require_POST
def check_in_undo(request: Request, pk: UUID) -> HttpResponse:
    """Take back the check-in that the address names; one that is gone already stays gone."""
    goal = get_own_goal(request, pk)
    made = check_in_of(goal, request.GET.get("of", ""))
    words = "Taken back. It stands as it did before."
    try:
        if made:
            actions.undo_check_in(made, by=request.user, now=timezone.now())
    except Refused as no:
        words = no.reason
    if request.htmx:
        goal.refresh_from_db()
        return due_card(request, goal, words=words)
    messages.info(request, words)
    return back_to(request, pk)
