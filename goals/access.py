"""The gates of goals: fetching a goal and checking the reader are the same call, and strangers get 404.

The database decides again by itself (goals/migrations/0002_fence.py); a gate that forgot somebody would still show
nothing.
"""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest

from goals.models import Goal
from programs.tenancy import standing


def get_goal(request: HttpRequest, pk: UUID) -> Goal:
    """A goal, with its member and their company: one's own, one that the reader is accountability partner of, or one
    shown in a group in which they sit or which they facilitate now, said since their seat may read.

    Nobody but its member sees a draft.
    """
    who = standing()
    shown = Q(audience__overlap=list(who.groups)) & ~Q(state=Goal.State.DRAFT)
    partner = Q(partner_id=who.member_id) & ~Q(state=Goal.State.DRAFT)
    readable = Q(member_id=who.member_id) | partner | shown if who.member_id else shown
    goals = Goal.objects.select_related("member__company", "plan", "rolled_from").with_rhythm().with_meetings()
    goal = goals.filter(readable, pk=pk).first()
    if goal is None:
        raise Http404
    return goal


def get_own_goal(request: HttpRequest, pk: UUID) -> Goal:
    """A goal of the reader, with their member row: what only its member may change."""
    who = standing()
    if who.member_id is None or not who.is_member:
        raise Http404
    goals = Goal.objects.select_related("member__company").with_rhythm().with_meetings()
    goal = goals.filter(pk=pk, member_id=who.member_id).first()
    if goal is None:
        raise Http404
    return goal
