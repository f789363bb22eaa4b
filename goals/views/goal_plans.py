"""What a program offers for goals: plans by its own labels, and templates to begin with. For its admins."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals.forms import FigureField
from goals.models import Goal, GoalTemplate, PlanLabel
from goals.offers import FOUR_PLANS, add_plan, add_template, drop_template, retire_plan, use_four_plans
from goals.wording import shown
from programs.access import admin
from programs.refusal import Refused
from programs.request import Request


class PlanForm(forms.Form):
    """A plan's label."""

    name = forms.CharField(label="Name", max_length=40, error_messages={"required": "Give the plan a name."})
    is_private = forms.BooleanField(
        label="Its goals are private at first",
        required=False,
        help_text="Nobody shows one by an oversight; a group's charter can leave them open.",
    )


class TemplateForm(forms.Form):
    """A goal that members begin with. The numbers are examples to change."""

    title = forms.CharField(
        label="The goal in one sentence", max_length=140, error_messages={"required": "Say the goal in a few words."}
    )
    kind = forms.ChoiceField(
        label="How does one know?", choices=[("number", "A number"), ("milestones", "Done or not done")],
        initial="number", widget=forms.RadioSelect,
    )  # fmt: skip
    measure = forms.CharField(label="What is counted", max_length=80, required=False)
    unit = forms.CharField(label="Unit", max_length=12, required=False)
    why = forms.CharField(label="Why it matters", max_length=600, required=False)
    milestones = forms.CharField(
        label="Milestones", help_text="One a line.", max_length=1200, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["target_value"] = FigureField(label="To", currency=currency)

    def said(self) -> dict[str, Any]:
        """The fields of a GoalTemplate."""
        target = self.cleaned_data["target_value"]
        unit = self.cleaned_data["unit"] or (target.unit[:12] if target else "")
        return self.cleaned_data | {"target_value": target and target.value, "unit": unit}


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def goal_plans(request: Request) -> HttpResponse:
    """Both lists and their forms; the button pressed says which of them was sent."""
    now, what = timezone.now(), request.POST.get("what", "")
    plan_form = PlanForm(request.POST if what == "plan" else None, auto_id="id_plan_%s")
    currency = request.program.currency
    template_form = TemplateForm(request.POST if what == "template" else None, currency=currency)
    try:
        if what == "four":
            use_four_plans(by=request.user, now=now)
            return said(request, "The four plans are offered, one a quarter.")
        if plan_form.is_valid():
            add_plan(**plan_form.cleaned_data, by=request.user, now=now)
            return said(request, "Members can put goals to it.")
        if template_form.is_valid():
            add_template(**template_form.said(), by=request.user, now=now)
            return said(request, "Members can begin with it.")
    except Refused as no:
        form: Any = template_form if what == "template" else plan_form
        form.add_error(no.field if no.field in form.fields else None, no.reason)
    return page(request, plan_form, template_form, status=422 if what else 200)


def page(request: Request, plan_form: PlanForm, template_form: TemplateForm, *, status: int) -> HttpResponse:
    """The page. How many goals a plan has is no admin's to know."""
    plans = list(PlanLabel.objects.all())
    offered = {plan.name.casefold() for plan in plans if not plan.is_retired}
    context = {
        "nav": "setup",
        "plans": [plan for plan in plans if not plan.is_retired],
        "retired": [plan for plan in plans if plan.is_retired],
        "templates": [(one, template_line(one)) for one in GoalTemplate.objects.all()],
        "may_use_four": any(preset.name.casefold() not in offered for preset in FOUR_PLANS),
        "plan_form": plan_form,
        "template_form": template_form,
    }
    return render(request, "goals/goal_plans.html", context, status=status)


def template_line(template: GoalTemplate) -> str:
    """What a template fills in, in a line."""
    steps = len(template.milestones.split("\n")) if template.milestones else 0
    if template.kind == Goal.Kind.MILESTONES:
        return f"{steps} milestone{'' if steps == 1 else 's'}"
    goes_to = f"to {shown(template.target_value, template.unit)}" if template.target_value is not None else ""
    return " ".join(filter(None, (template.measure, goes_to)))


@admin
@require_POST
def goal_plan_state(request: Request, pk: UUID) -> HttpResponse:
    """A plan is retired, or offered again."""
    plan = PlanLabel.objects.filter(pk=pk).first()
    if plan is None:
        raise Http404
    retired = request.POST.get("retired") == "yes"
    retire_plan(plan, retired=retired, by=request.user, now=timezone.now())
    return said(request, f"{plan.name} is {'offered no more' if retired else 'offered again'}.")


@admin
@require_POST
def goal_template_end(request: Request, pk: UUID) -> HttpResponse:
    """A template is dropped."""
    template = GoalTemplate.objects.filter(pk=pk).first()
    if template is None:
        raise Http404
    drop_template(template, by=request.user, now=timezone.now())
    return said(request, f"“{template.title}” is offered no more.")


def said(request: Request, words: str) -> HttpResponse:
    """Back to the page, with a word."""
    messages.success(request, words)
    return redirect("goal_plans", request.program.slug)
