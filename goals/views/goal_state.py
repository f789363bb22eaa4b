"""A goal is done, dropped, taken up again, or confirmed from a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.access import get_own_goal
from goals.actions import close_goal, confirm_goal, reopen_goal
from goals.models import Goal
from goals.views.cards import back_to
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
