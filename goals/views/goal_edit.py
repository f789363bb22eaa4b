"""Changing what a goal says. Who saves an older version than the one that stands gets both texts, and loses nothing."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals.access import get_own_goal
from goals.actions import change_goal
from goals.forms import GoalForm, typed
from goals.models import Goal, PlanLabel
from goals.views.goal_new import hints
from members.access import member
from programs.conflict import Difference, conflict
from programs.refusal import Refused, Stale
from programs.request import Request


@member
@require_http_methods(["GET", "HEAD", "POST"])
def goal_edit(request: Request, pk: UUID) -> HttpResponse:
    """The form with the goal in it, and the goal with what was typed."""
    goal = get_own_goal(request, pk)
    zone = goal.member.zone or request.program.zone
    plans = list(PlanLabel.objects.offered(goal.plan_id))
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        program=request.program,
        zone=zone,
        now=timezone.now(),
        plans=plans,
        initial=as_typed(goal, zone),
    )
    if form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            change_goal(goal, by=request.user, now=timezone.now(), seen=seen, **form.said())
            messages.success(request, "Saved.")
            return redirect("goal", request.program.slug, pk)
        except Stale as stale:
            told = differences(form, as_typed(stale.theirs, zone))
            # A goal is its member's own: whoever saved it was they, in another window.
            return edit_page(
                request, form, goal, conflict=conflict(request, form, stale.theirs, told, knows=True), status=409
            )
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    if form.is_bound:
        return edit_page(request, form, goal, status=422)
    as_it_is = GoalForm(form.initial, program=request.program, zone=zone, now=timezone.now(), plans=plans)
    return edit_page(request, form, goal, **hints(as_it_is))


def edit_page(request: Request, form: GoalForm, goal: Goal, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page; `more` may hold `conflict`, the two texts after somebody else's save."""
    context = hints(form) | {"nav": "goals", "form": form, "goal": goal} | more
    return render(request, "goals/goal_edit.html", context, status=status)


def as_typed(goal: Goal, zone: str) -> dict[str, Any]:
    """The goal as the initial values of its form."""
    return typed(goal, [step.title for step in goal.milestones.all()], ZoneInfo(zone))


def differences(form: GoalForm, stands: dict[str, Any]) -> list[Difference]:
    """The fields in which what was typed is not what `stands`, in words."""
    names = [name for name in stands if name in form.fields and name != "version"]
    stood, typed_now = stands | plan_named(form, stands.get("plan")), {name: form[name].value() for name in names}
    typed_now |= plan_named(form, typed_now.get("plan"))
    pairs = [(str(form.fields[name].label), words(stood[name]), words(typed_now[name])) for name in names]
    return [(label, one, other) for label, one, other in pairs if one != other]


def plan_named(form: GoalForm, key: Any) -> dict[str, str]:
    """A plan's name in the place of its key, for reading."""
    return {"plan": form.plans[key].name} if key in form.plans else {}


def words(value: Any) -> str:
    """A field's value as one reads it, the same for what stands and for what was typed."""
    if value is None:
        return ""
    return f"{value:%H:%M}" if hasattr(value, "hour") else " · ".join(str(value).splitlines())
