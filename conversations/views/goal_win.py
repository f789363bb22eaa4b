"""A goal that is done becomes a win, in one press."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from conversations.winning import win_from_goal
from goals.access import get_own_goal
from members.access import member
from programs.refusal import Refused
from programs.request import Request


@member
@require_POST
def goal_win(request: Request, pk: UUID) -> HttpResponse:
    """Post it to the groups that see the goal."""
    goal = get_own_goal(request, pk)
    try:
        made = win_from_goal(goal, by=request.user, now=timezone.now())
        if made:
            undo = reverse("win_removal", args=[request.program.slug, made[0].pk]) if len(made) == 1 else ""
            messages.success(request, "On the wall. Your group sees it.", extra_tags=undo)
            return redirect("wins", request.program.slug, made[0].group_id)
        messages.info(request, "No group sees this goal. Show it to one first, or post a win in your own words.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("goal", request.program.slug, pk)
