"""A facilitator enters a check-in for a member of their group, under their own name, and takes it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.access import get_goal
from goals.actions import check_in, undo_check_in
from goals.models import Goal
from goals.views.cards import check_in_of
from goals.views.goal import enter_form, goal_page, may_enter
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_POST
def goal_enter(request: Request, pk: UUID) -> HttpResponse:
    """One check-in; with `of` in the address, the one that it names is taken back."""
    goal, now = get_goal(request, pk), timezone.now()
    if not may_enter(goal):
        raise Http404
    if "of" in request.GET:
        return take_back(request, goal, request.GET["of"])
    form = enter_form(request.program, goal, data=request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = check_in(
                goal, by=request.user, now=now, status=said["status"], value=said.get("value"), note=said["note"]
            )
        except Refused as no:
            form.add_error(no.field or None, no.reason)
        else:
            undo = reverse("goal_enter", args=[request.program.slug, pk]) + f"?of={made.pk}"
            words = f"Saved, marked as entered by you. {goal.member.first_name} can correct it."
            messages.success(request, words, extra_tags=undo)
            return redirect("goal", request.program.slug, pk)
    return goal_page(request, goal, form=form, status=422)


def take_back(request: Request, goal: Goal, key: str) -> HttpResponse:
    """What the reader entered is gone again; what somebody else said stays."""
    made, words = check_in_of(goal, key), "Taken back. It stands as it did before."
    try:
        if made and made.by_id == request.user.pk:
            undo_check_in(made, by=request.user, now=timezone.now())
        elif made:
            words = "Somebody else said that. Only its member takes it back."
    except Refused as no:
        words = no.reason
    messages.info(request, words)
    return redirect("goal", request.program.slug, goal.pk)
