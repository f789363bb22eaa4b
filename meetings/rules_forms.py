"""The form of an attendance rule: every part of meetings.policy.Policy, in words."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from meetings.policy import Counts, Policy, State, Step, Window

WEIGHTS = [
    ("0", "does not count"), ("0.25", "a quarter of a miss"), ("0.5", "half a miss"),
    ("0.75", "three quarters of a miss"), ("1", "a miss"), ("1.5", "one and a half misses"), ("2", "two misses"),
]  # fmt: skip
MONTHS = [
    (str(number), name)
    for number, name in enumerate(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"), 1,
    )
]  # fmt: skip
STEPS = {
    "call_all": (State.CALL, Counts.ALL),
    "talk_all": (State.TALK, Counts.ALL),
    "talk_in_person": (State.TALK, Counts.IN_PERSON),
    "call_in_person": (State.CALL, Counts.IN_PERSON),
    "call_in_a_row": (State.CALL, Counts.IN_A_ROW),
    "talk_in_a_row": (State.TALK, Counts.IN_A_ROW),
}
"""The fields of the ladder: what opens, and which misses are counted."""


def weight(label: str, most: str = "1") -> forms.TypedChoiceField:
    """How much something counts."""
    choices = [pair for pair in WEIGHTS if Decimal(pair[0]) <= Decimal(most)]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=Decimal, empty_value=None)


def number(label: str, low: int, high: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number; one that may be left empty is off."""
    return forms.IntegerField(label=label, min_value=low, max_value=high, **kwargs)


def misses(label: str) -> forms.DecimalField:
    """At how many misses; empty is never."""
    return forms.DecimalField(
        label=label, min_value=Decimal("0.25"), max_value=100, decimal_places=2, max_digits=5, required=False
    )


class RuleForm(forms.Form):
    """One version of a rule and the day from which it holds. `seen` is the number of the last version then."""

    window = forms.ChoiceField(
        label="What is looked at",
        choices=[
            (Window.ROLLING, "The last months, rolling"),
            (Window.HALF_YEAR, "Half a year at a time"),
            (Window.YEAR, "A year at a time"),
        ],
    )
    months = number("How many months, if rolling", 1, 60)
    starts_month = forms.TypedChoiceField(label="A year begins in", choices=MONTHS, coerce=int)
    call_all = misses("A call at so many misses")
    talk_all = misses("A talk about the seat at")
    talk_in_person = misses("A talk at so many in person")
    call_in_person = misses("A call at so many in person")
    call_in_a_row = misses("A call at so many in a row")
    talk_in_a_row = misses("A talk at so many in a row")
    excused_weight = weight("A miss they told us of", "2")
    unexcused_weight = weight("A miss without a word", "2")
    client_down_weight = forms.TypedChoiceField(
        label="When a client is down, at most", choices=[("", "as any other"), *WEIGHTS[:5]], coerce=Decimal,
        empty_value=None, required=False,
    )  # fmt: skip
    late_weight = weight("Coming late")
    late_after = number("Late from so many minutes on", 0, 600)
    early_weight = weight("Leaving early")
    early_after = number("Early from so many minutes on", 0, 600)
    presence = number("There for less than so many % is a miss", 1, 100, required=False)
    substitute_weight = weight("An alternate comes")
    substitutes = number("Alternates in the time looked at, at most", 0, 100, required=False)
    substitutes_with_absence = number("The same after a miss", 0, 100, required=False)
    medical_counts = forms.BooleanField(label="A miss for medical reasons counts", required=False)
    leave_medical_only = forms.BooleanField(label="Only medical leave is leave", required=False)
    leave_days = number("Longest leave, in days", 1, 3660, required=False)
    grace_days = number("Newcomers' first days that do not count", 0, 730)
    catch_up_days = number("A miss is made up for within so many days", 0, 90, required=False)
    least_share = number("Attended at least, in %, catch-ups included", 1, 100, required=False)
    least_home_share = number("Attended at least, in %, without catch-ups", 1, 100, required=False)
    share_after = number("Judged once so many meetings are missed", 1, 100)
    effective_on = forms.DateField(
        label="Holds from",
        widget=forms.DateInput({"type": "date"}),
        help_text="Today or later. What was is not judged anew.",
    )
    preset = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    SECTIONS = (
        ("What opens a call or a talk", tuple(STEPS)),
        ("What is looked at", ("window", "months", "starts_month")),
        (
            "How much it counts",
            (
                "excused_weight", "unexcused_weight", "client_down_weight", "late_weight", "late_after",
                "early_weight", "early_after", "presence",
            ),
        ),
        ("Alternates", ("substitute_weight", "substitutes", "substitutes_with_absence")),
        (
            "What is forgiven",
            ("grace_days", "leave_days", "leave_medical_only", "medical_counts", "catch_up_days"),
        ),
        ("Shares", ("least_share", "least_home_share", "share_after")),
    )  # fmt: skip

    @classmethod
    def of(cls, policy: Policy, *, effective_on: date, seen: int, preset: str = "") -> "RuleForm":
        """The form with a policy filled in."""
        told = {name: value for name, value in policy.to_dict().items() if name in cls.base_fields}
        told |= {name: plain(told[name]) for name in told if name.endswith("_weight") and told[name] is not None}
        for name, (act, counts) in STEPS.items():
            told[name] = next(
                (step.at.normalize() for step in policy.ladder if (step.act, step.counts) == (act, counts)), None
            )
        return cls(initial=told | {"effective_on": effective_on, "seen": seen, "preset": preset})

    @property
    def sections(self) -> Iterator[tuple[str, list[tuple[BoundField, bool]]]]:
        """The fields under their headings, each with whether it may be left empty."""
        for title, names in self.SECTIONS:
            yield title, [(self[name], not self.fields[name].required) for name in names]

    def clean(self) -> dict[str, Any]:
        """What does not go together is said in a sentence; `policy` is what was typed."""
        told = super().clean() or {}
        if self.errors:
            return told
        ladder = [Step(told[name], act, counts) for name, (act, counts) in STEPS.items() if told[name] is not None]
        fields = {name: told[name] for name in told if name in Policy.__dataclass_fields__}
        try:
            fields["window"] = Window(told["window"])
            told["policy"] = Policy(**fields, ladder=tuple(ladder))
        except ValueError as wrong:
            self.add_error(None, str(wrong))
        return told


def plain(value: str) -> str:
    """A weight as the choices write it: 0.50 is 0.5, 1.00 is 1."""
    return f"{Decimal(value).normalize():f}"
