"""A good goal, fast: one sentence is enough, hints say what would make it better, and saving never waits for them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals.actions import open_goal
from goals.forms import GoalForm, figure, new_key, retype
from goals.models import Goal, GoalSettings, GoalTemplate, PlanLabel
from goals.smart import sentence, what_is_missing
from goals.views.cards import groups_of
from members.access import current_member, member
from programs import wording
from programs.refusal import Refused
from programs.request import Request

STARTERS = (
    ("Gross margin", {"title": "Gross margin 52 %", "measure": "Gross margin", "unit": "%", "target_value": "52"}),
    (
        "MRR churn",
        {"title": "MRR churn under 1 % a month", "measure": "MRR churn a month", "unit": "%", "target_value": "1"},
    ),
    (
        "Tickets per tech",
        {
            "title": "Tickets per tech down to 60 a week",
            "measure": "Tickets per tech a week",
            "unit": "tickets",
            "target_value": "60",
        },
    ),
    (
        "Cash days",
        {"title": "Cash reserve of 90 days", "measure": "Days of cash", "unit": "days", "target_value": "90"},
    ),
    (
        "Recurring share",
        {
            "title": "Recurring share of revenue to 75 %",
            "measure": "Recurring share",
            "unit": "%",
            "target_value": "75",
        },
    ),
    (
        "A first hire",
        {
            "title": "Service manager hired",
            "kind": "milestones",
            "milestones": "Scorecard written\nFive first calls held\nOffer accepted",
        },
    ),
)
"""Goals that MSPs start with (research/ux.md, screen 13); the numbers are examples to change."""

TYPED_AHEAD = (
    "title", "kind", "measure", "unit", "start_value", "target_value", "due_on", "milestones", "why", "plan",
)  # fmt: skip
"""What the address may fill in: a starter does, and any page that has a goal to suggest."""


def goal_form(request: Request, data: Any = None, **initial: Any) -> GoalForm:
    """The empty form, or with what was typed."""
    me = current_member(request)
    zone = me.zone or request.program.zone
    groups, plans = groups_of(me.pk), list(PlanLabel.objects.offered())
    opens = GoalSettings.objects.filter(group__in=groups, keeps_plans_private=False) if plans else ()
    return GoalForm(
        data, program=request.program, zone=zone, now=timezone.now(), groups=groups, plans=plans,
        opens_plans=[chosen.group_id for chosen in opens], initial=initial,
    )  # fmt: skip


@member
@require_http_methods(["GET", "HEAD", "POST"])
def goal_new(request: Request) -> HttpResponse:
    """The form, and the goal that comes of it."""
    if request.method == "POST":
        form = goal_form(request, request.POST)
        if form.is_valid() and (goal := opened(request, form)):
            seen_by = wording.listed([group.name for group in form.circles if group.pk in goal.audience])
            messages.success(request, f"Saved. {seen_by} can read it." if seen_by else "Saved. Only you see it.")
            return redirect("goal", request.program.slug, goal.pk)
        return render(request, "goals/goal_new.html", page(form), status=422)
    ahead = {name: request.GET[name] for name in TYPED_AHEAD if name in request.GET}
    form = goal_form(request, key=new_key(), **ahead)
    form.initial["groups"] = [str(group.pk) for group in form.circles] if len(form.circles) == 1 else []
    return render(request, "goals/goal_new.html", page(form) | hints(goal_form(request, ahead or None)))


def page(form: GoalForm) -> dict[str, Any]:
    """The context of the page. Starters are offered while nothing is filled in."""
    untouched = not form.is_bound and "title" not in form.initial
    starters = [(words, f"?{urlencode(fields)}") for words, fields in STARTERS] if untouched else []
    own = (
        [(one.title, f"?{urlencode(template_fields(one))}") for one in GoalTemplate.objects.all()] if untouched else []
    )
    return {"nav": "goals", "form": form, "starters": starters, "templates": own} | hints(form)


def template_fields(template: GoalTemplate) -> dict[str, str]:
    """A program's template as the fields that it fills in."""
    fields = {name: getattr(template, name) for name in ("title", "kind", "measure", "unit", "why", "milestones")} | {
        "start_value": figure(template.start_value),
        "target_value": figure(template.target_value),
    }
    return {name: value for name, value in fields.items() if value}


def opened(request: Request, form: GoalForm) -> Goal | None:
    """The new goal. The key in the form makes a second press find the first one's; None puts an error on the form."""
    me, key = current_member(request), form.cleaned_data["key"] or new_key()
    if known := Goal.objects.of(me).filter(pk=key).first():
        return known
    try:
        with transaction.atomic():
            groups = [] if "private" in request.POST else form.chosen_groups()
            return open_goal(me, by=request.user, now=timezone.now(), groups=groups, id=key, **form.said())
    except Refused as no:
        form.add_error(no.field or None, no.reason)
    except IntegrityError:
        if known := Goal.objects.of(me).filter(pk=key).first():
            return known
        form.add_error(None, "Press Save once more.")
        retype(form, "key", str(new_key()))
    return None


@member
@require_POST
def goal_hints(request: Request) -> HttpResponse:
    """What the goal still lacks, as far as it is typed; nothing is saved."""
    return render(request, "goals/_hints.html", hints(goal_form(request, request.POST)))


def hints(form: GoalForm) -> dict[str, Any]:
    """The goal in a sentence and what would make it better; nothing for an untouched form."""
    if not form.is_bound:
        return {"hints": [], "sentence": ""}
    form.is_valid()
    draft = form.draft()
    missing = what_is_missing(draft, today=form.today)
    return {"hints": missing, "sentence": sentence(draft, today=form.today, order=form.order)}
