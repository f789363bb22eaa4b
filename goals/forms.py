"""What people type about goals: numbers and days in their own words, with errors in words that help."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from goals.models import Goal, PlanLabel, Status
from goals.smart import Draft
from goals.wording import shown
from members.models import Member
from members.roster.dates import day as day_of
from members.roster.money import Measure, measure, unit_name
from members.roster.values import Doubtful, NotUnderstood
from programs.models import Program
from programs.wording import listed, long_day

FIRST_STEP_AT = time(9, 0)
"""The hour of a first step when only its day was given: a day with an hour is what helps (research/ux.md section 4)."""

MOST_MILESTONES = 20

NOT_ASKED: dict[str, dict[str, Any]] = {
    "number": {"milestones": []},
    "milestones": {"measure": "", "unit": "", "start_value": None, "target_value": None},
}
"""What a goal of each kind is not asked, and the value that this leaves."""


class FigureField(forms.CharField):
    """A number as people write it: "52 %", "$1.2M", "1,200.50". Cleans to a Measure (value and unit) or None."""

    def __init__(self, *, currency: str, **more: Any) -> None:
        super().__init__(required=False, max_length=40, **more)
        self.currency = currency
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Measure | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return measure(text, currency=self.currency)
        except NotUnderstood as problem:
            raise forms.ValidationError(f"“{text}” {problem}") from problem


class DayField(forms.CharField):
    """A day from a date control, or as people write it in the program's order: "June 30", "end of Q2"."""

    def __init__(self, *, program: Program, today: date, at_end: bool = False, **more: Any) -> None:
        super().__init__(required=False, max_length=40, widget=forms.TextInput(attrs={"type": "date"}), **more)
        self.today, self.at_end = today, at_end
        self.order: Any = program.date_order

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
        try:
            return day_of(text, self.order, today=self.today, at_end=self.at_end)
        except Doubtful as doubt:
            found: date | None = doubt.value
            return found
        except NotUnderstood as problem:
            raise forms.ValidationError(f"“{text}” {problem}") from problem


class GoalForm(forms.Form):
    """A goal as its member writes it: a number from X to Y by when, or done / not done with milestones.

    Only the sentence is asked for; what else is missing is told by hints (goals/smart.py), which never block.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="Your goal in one sentence",
        max_length=140,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Gross margin 52 % by the end of June"}),
        error_messages={"required": "Say in a few words what will be different."},
    )
    kind = forms.ChoiceField(
        label="How will you know?",
        choices=[("number", "A number"), ("milestones", "Done or not done")],
        initial="number",
        widget=forms.RadioSelect,
    )
    measure = forms.CharField(label="What is counted", max_length=80, required=False)
    unit = forms.CharField(
        label="Unit", max_length=12, required=False, widget=forms.TextInput(attrs={"placeholder": "%"})
    )
    milestones = forms.CharField(
        label="Milestones",
        help_text="One a line, in the order in which they come. Two to five are enough.",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    why = forms.CharField(
        label="Why it matters to you", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    if_then = forms.CharField(
        label="If it is hard, what will you do?",
        help_text="If it is …, then I will …. You read it again when you are asked how it stands.",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "If it is Friday noon, then I will call the two oldest quotes"}),
    )
    plan = forms.ChoiceField(
        label="Plan",
        required=False,
        error_messages={"invalid_choice": "Your program has no such plan any more. Choose from the list."},
    )
    private_plan = forms.CharField(widget=forms.HiddenInput, required=False)
    first_step = forms.CharField(label="First step", max_length=200, required=False)
    first_step_time = forms.TimeField(
        label="At",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time like 9:30 or 14:00."},
    )
    groups = forms.MultipleChoiceField(
        label="Who sees it",
        help_text="Nothing ticked: only you. Program admins never read goals.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "You do not sit in that group. Choose from the list."},
    )

    def __init__(
        self,
        *args: Any,
        program: Program,
        zone: str,
        now: datetime,
        groups: Any = None,
        plans: Iterable[PlanLabel] = (),
        opens_plans: Iterable[Any] = (),
        **more: Any,
    ) -> None:
        """`groups` are those in which it can be shown, None to leave that out; `opens_plans` the keys of those of them
        whose charter does not keep plans private.
        """
        super().__init__(*args, **more)
        self.opens_plans = set(opens_plans)
        self.plans = {str(plan.pk): plan for plan in plans}
        if self.plans:
            self.fields["plan"].choices = [("", "None"), *((key, plan.name) for key, plan in self.plans.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["plan"]
        self.order: Any = program.date_order
        self.zone = ZoneInfo(zone)
        self.today = now.astimezone(self.zone).date()
        money = {"currency": program.currency}
        self.fields["start_value"] = FigureField(label="From, today", **money)
        self.fields["target_value"] = FigureField(label="To", **money)
        self.fields["due_on"] = DayField(label="By", program=program, today=self.today, at_end=True)
        self.fields["first_step_day"] = DayField(label="On", program=program, today=self.today)
        self.circles: list[Any] = list(groups or ())
        if groups is None:
            del self.fields["groups"]
        else:
            self.fields["groups"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        """Refuses a day that has passed, unless it is the day that the goal had."""
        due: date | None = self.cleaned_data["due_on"]
        if due and due < self.today and str(due) != str(self.initial.get("due_on")):
            raise forms.ValidationError(
                f"{long_day(due, self.today, self.order)} has passed. Choose today or a later day."
            )
        return due

    def clean_milestones(self) -> list[str]:
        """The titles, without blanks and doubles."""
        titles = [line.strip(" \t-*•") for line in self.cleaned_data["milestones"].splitlines()]
        titles = list(dict.fromkeys(filter(None, titles)))
        if too_long := next((title for title in titles if len(title) > 140), None):
            raise forms.ValidationError(f"“{too_long[:40]}…” is longer than 140 characters. Keep a milestone short.")
        if len(titles) > MOST_MILESTONES:
            raise forms.ValidationError(f"{len(titles)} milestones are a project plan. Keep up to {MOST_MILESTONES}.")
        return titles

    def clean(self) -> dict[str, Any]:
        """One unit for the whole goal: what was typed with the numbers fills an empty unit.

        What is not shown for the chosen kind cannot be mended, so it is passed over.
        """
        data = super().clean() or self.cleaned_data
        for name, nothing in NOT_ASKED.get(data.get("kind", ""), {}).items():
            self.errors.pop(name, None)
            data[name] = nothing
        typed = [data.get(name) for name in ("start_value", "target_value")]
        units = list(dict.fromkeys(figure.unit for figure in typed if figure and figure.unit))
        if len(units) > 1:
            self.add_error("target_value", f"It starts in {units[0]} and ends in {units[1]}. Use one unit for both.")
        data["unit"] = unit_name(data.get("unit", "")) or (units[0] if units else "")
        if len(data["unit"]) > 12:
            self.add_error("unit", "Keep the unit within 12 characters, such as % or days.")
        self.ask_about_privacy(data)
        return data

    def ask_about_privacy(self, data: dict[str, Any]) -> None:
        """A goal of a private plan is shown in no group by an oversight: the groups are unticked, and asked once more.

        Where a group's charter leaves plans open, nothing is asked (goals.models.GoalSettings).
        """
        plan = self.plans.get(data.get("plan") or "")
        ticked = [group for group in self.circles if str(group.pk) in (data.get("groups") or ())]
        keeping = [group.name for group in ticked if group.pk not in self.opens_plans]
        if plan is None or not plan.is_private or not keeping or data.get("private_plan") == str(plan.pk):
            return
        retype(self, "private_plan", str(plan.pk))
        retype(self, "groups", *(str(group.pk) for group in ticked if group.pk in self.opens_plans))
        self.add_error(
            "groups",
            f"Goals of the {plan.name} plan are private by the charter of {listed(keeping)}. Save again to keep this "
            "one to yourself, or tick the group to show it all the same.",
        )

    def draft(self) -> Draft:
        """The goal as typed so far, as goals/smart.py reads it; what cannot be read counts as not typed."""
        data = self.cleaned_data
        start, target = data.get("start_value"), data.get("target_value")
        return Draft(
            kind="milestones" if data.get("kind") == "milestones" else "number",
            title=data.get("title", ""),
            measure=data.get("measure", ""),
            unit=data.get("unit", ""),
            start_value=start and start.value,
            target_value=target and target.value,
            due_on=data.get("due_on"),
            why=data.get("why", ""),
            milestones=tuple(data.get("milestones", ())),
            if_then=data.get("if_then", ""),
            first_step=data.get("first_step", ""),
            first_step_on=data.get("first_step_day"),
        )

    def said(self) -> dict[str, Any]:
        """The fields of a Goal, as open_goal and change_goal take them."""
        data = self.cleaned_data
        start, target = data["start_value"], data["target_value"]
        step_at = None
        if data["first_step_day"]:
            at = data["first_step_time"] or FIRST_STEP_AT
            step_at = datetime.combine(data["first_step_day"], at, self.zone)
        return {
            "title": data["title"],
            "kind": data["kind"],
            "measure": data["measure"],
            "unit": data["unit"],
            "start_value": start.value if start else None,
            "target_value": target.value if target else None,
            "due_on": data["due_on"],
            "why": data["why"],
            "if_then": data["if_then"],
            "first_step": data["first_step"],
            "first_step_at": step_at,
            "milestones": data["milestones"],
        } | ({"plan_id": plan_key(data["plan"])} if self.plans else {})

    def chosen_groups(self) -> list[Any]:
        """The groups in which the goal is to be shown."""
        ticked = self.cleaned_data["groups"]
        return [group for group in self.circles if str(group.pk) in ticked]


def plan_key(chosen: str) -> uuid.UUID | None:
    """The key of the plan that was chosen; None for none."""
    return uuid.UUID(chosen) if chosen else None


def retype(form: forms.Form, name: str, *values: str) -> None:
    """Change what a form that comes back shows in one of its fields: one value, or those of its boxes."""
    shown: Any = form.data
    data = shown.copy()
    data.setlist(name, list(values))
    form.data = data


def new_key() -> uuid.UUID:
    """The key of a goal to be: it travels in the form, so that a double press makes one goal."""
    return uuid.uuid4()


def typed(goal: Goal, milestones: Iterable[str], zone: ZoneInfo) -> dict[str, Any]:
    """A goal as the initial values of GoalForm."""
    step = goal.first_step_at and goal.first_step_at.astimezone(zone)
    return {
        "version": goal.version,
        "title": goal.title,
        "kind": goal.kind,
        "measure": goal.measure,
        "unit": goal.unit,
        "start_value": figure(goal.start_value),
        "target_value": figure(goal.target_value),
        "due_on": goal.due_on,
        "milestones": "\n".join(milestones),
        "why": goal.why,
        "if_then": goal.if_then,
        "plan": str(goal.plan_id or ""),
        "first_step": goal.first_step,
        "first_step_day": step and step.date(),
        "first_step_time": step and step.time(),
    }


def figure(value: Decimal | None) -> str:
    """A value as one would type it: 46.2, 141,000; "" for none."""
    return "" if value is None else shown(value)


def one(unit: str) -> str:
    """A unit in the singular, for comparing: "Days" gives "day"."""
    return unit.casefold().rstrip("s")


def value_field(goal: Goal, program: Program) -> FigureField:
    """Where a goal's number stands today."""
    return FigureField(currency=program.currency, label=f"{goal.measure or 'The number'} today")


class CheckInForm(forms.Form):
    """One check-in: how it stands, the number where the goal has one, a note, the milestones that are done."""

    status = forms.ChoiceField(
        label="How it is going",
        choices=Status.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how it stands: on track, at risk or stuck.",
            "invalid_choice": "Choose how it stands: on track, at risk or stuck.",
        },
    )
    note = forms.CharField(label="A note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    show_note = forms.BooleanField(label="Show the note to my group", required=False)
    done = forms.MultipleChoiceField(
        label="Which milestones are done?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these milestones is gone. Look at the list again."},
    )

    def __init__(self, *args: Any, goal: Goal, program: Program, milestones: Iterable[Any] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.goal = goal
        if goal.kind == Goal.Kind.NUMBER:
            self.fields["value"] = value_field(goal, program)
        choices = [(str(milestone.pk), milestone.title) for milestone in milestones]
        if choices:
            self.fields["done"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["done"]
        if goal.audience:
            self.fields["note"].help_text = "Only you read this note, unless you show it."
        else:
            self.fields["note"].help_text = "Only you read this note."
            del self.fields["show_note"]

    def clean_value(self) -> Decimal | None:
        """The number, in the goal's own unit; None says no change."""
        told: Measure | None = self.cleaned_data["value"]
        if told is None:
            return None
        if told.unit and self.goal.unit and one(told.unit) != one(self.goal.unit):
            raise forms.ValidationError(f"This goal is counted in {self.goal.unit}. Leave the unit out.")
        return told.value

    def said(self) -> dict[str, Any]:
        """What check_in takes: a note goes to the member alone unless they show it."""
        data = self.cleaned_data
        shows = data.get("show_note", False)
        return {
            "status": data["status"],
            "value": data.get("value"),
            "note": data["note"] if shows else "",
            "private_note": "" if shows else data["note"],
            "milestones_done": data["done"] if "done" in self.fields else None,
        }


class DueRow(forms.Form):
    """A row of the page of all due goals: the same as last time, a status, or none this time; and the number."""

    SAME, SKIP = "same", "skip"

    answer = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Choose one of the answers, or leave this goal for later."}
    )

    def __init__(self, data: Any, *, goal: Goal, program: Program, skips: bool) -> None:
        super().__init__(data, prefix=str(goal.pk))
        self.goal = goal
        same = [(self.SAME, "Same as last time")] if goal.status else []
        skip = [(self.SKIP, "Skip this one")] if skips else []
        self.fields["answer"].choices = [*same, *Status.choices, *skip]  # type: ignore[attr-defined]
        if goal.kind == Goal.Kind.NUMBER:
            self.fields["value"] = value_field(goal, program)

    clean_value = CheckInForm.clean_value

    def clean(self) -> dict[str, Any]:
        """A number without an answer would be lost in silence, so it asks for one."""
        data = super().clean() or self.cleaned_data
        if data.get("value") is not None and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "You typed a number. Choose how it stands, too.")
        return data

    @property
    def status(self) -> str:
        """The status that was chosen: "" leaves the goal for later."""
        answer: str = self.cleaned_data.get("answer", "")
        return self.goal.status if answer == self.SAME else answer.replace(self.SKIP, "")

    @property
    def is_left_out(self) -> bool:
        """Whether its member skips this turn."""
        return bool(self.cleaned_data.get("answer") == self.SKIP)


class AudienceForm(forms.Form):
    """Who sees a goal: groups of its member, and an accountability partner who reads it wherever it is shown."""

    groups = forms.MultipleChoiceField(
        label="Groups",
        help_text="Nothing ticked: only you.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "You do not sit in that group. Choose from the list."},
    )
    partner = forms.ChoiceField(
        label="Accountability partner",
        help_text="One peer who reads it, also when no group does.",
        required=False,
        error_messages={"invalid_choice": "Choose somebody who sits in a group with you."},
    )

    def __init__(self, *args: Any, groups: Iterable[Any], peers: Iterable[Member], **more: Any) -> None:
        super().__init__(*args, **more)
        self.peers = {str(peer.pk): peer for peer in peers}
        self.fields["groups"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]
        people = sorted((peer.name, key) for key, peer in self.peers.items())
        self.fields["partner"].choices = [("", "Nobody"), *((key, name) for name, key in people)]  # type: ignore[attr-defined]

    def partner_chosen(self) -> Member | None:
        """The member who was chosen, or None."""
        return self.peers.get(self.cleaned_data["partner"])


class OutcomeForm(forms.Form):
    """What came of a goal that has ended. Both are optional."""

    outcome = forms.CharField(
        label="What came of it?", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    lesson = forms.CharField(
        label="What would you do differently?", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


class PauseForm(forms.Form):
    """Until when a goal rests: one of a few spans, or a day."""

    SPANS = (("14", "For two weeks"), ("30", "For a month"), ("91", "For a quarter"), ("day", "Until a day"))

    span = forms.ChoiceField(
        label="How long does it rest?",
        choices=SPANS,
        initial="30",
        error_messages={"invalid_choice": "Choose one of the spans, or a day."},
    )

    def __init__(self, *args: Any, program: Program, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today
        self.fields["until"] = DayField(label="Until", program=program, today=today)

    def clean(self) -> dict[str, Any]:
        """Puts the day on which it is asked after again into `until`."""
        data = super().clean() or self.cleaned_data
        span = data.get("span")
        if span and span != "day":
            data["until"] = self.today + timedelta(days=int(span))
        elif span and "until" not in self.errors and not data.get("until"):
            self.add_error("until", "Say until which day.")
        return data


class RollForm(forms.Form):
    """Taking a goal into the next stretch of time: until when, and why it goes on."""

    reason = forms.CharField(
        label="Why does it go on?",
        max_length=200,
        help_text="Your group reads it where it read the goal.",
        error_messages={"required": "Say in a few words why it goes on."},
    )

    def __init__(self, *args: Any, program: Program, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["due_on"] = DayField(label="By when now?", program=program, today=today, at_end=True)

    def clean_due_on(self) -> date:
        """A goal that goes on has a new day."""
        due: date | None = self.cleaned_data["due_on"]
        if due is None:
            raise forms.ValidationError("Choose the day by which it is done now.")
        return due
