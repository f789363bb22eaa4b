"""Leaving out the check-in that is asked for now, and asking for it after all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.access import get_own_goal
from goals.models import Goal, Skip
from goals.skipping import PASSES, skip_turn, take_back_skip
from goals.views.cards import back_to, passes_of
from members.access import member
from programs.models import Program
from programs.refusal import Refused
from programs.request import Request


@member
@require_POST
def goal_skip(request: Request, pk: UUID) -> HttpResponse:
    """Skip this one; with `of` in the address, the one that it names is asked for again."""
    goal, now = get_own_goal(request, pk), timezone.now()
    try:
        if "of" in request.GET:
            if made := skip_of(goal, request.GET["of"]):
                take_back_skip(made, by=request.user, now=now)
            messages.info(request, "It is asked for again.")
        elif made := skip_turn(goal, by=request.user, now=now):
            words = left_out(passes_of(goal, request.program, now))
            messages.success(request, words, extra_tags=undo_skip_url(request.program, made))
        else:
            messages.info(request, "Nothing is asked about it now.")
    except Refused as no:
        messages.info(request, no.reason)
    return back_to(request, pk)


def skip_of(goal: Goal, key: str) -> Skip | None:
    """A goal's skip by the key in an address or a form; None if there is none, or none any more."""
    try:
        made: Skip | None = goal.skips.filter(pk=UUID(key)).first()
    except ValueError:
        return None
    return made


def left_out(passes: int) -> str:
    """What it means, when so many passes were left before it."""
    left = "One pass is left this quarter." if passes == PASSES else "That was the last pass of this quarter."
    return f"Left out. It counts neither for nor against you. {left}"


def undo_skip_url(program: Program, made: Any) -> str:
    """Where it is taken back; it names the skip, so that a second press takes back nothing else."""
    return reverse("goal_skip", args=[program.slug, made.goal_id]) + f"?of={made.pk}"
