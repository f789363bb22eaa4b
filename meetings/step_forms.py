"""The forms of what people do about attendance: a step, leave, a catch-up, another look."""

from collections.abc import Sequence
from typing import Any

from django import forms

from meetings.models import CatchUp, Leave, Step


def day(label: str) -> forms.DateField:
    """A day, chosen from a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}))


def lines(label: str, **kwargs: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea({"rows": 3}), **kwargs)


class StepForm(forms.Form):
    """A call, or a talk about the seat, that took place."""

    kind = forms.ChoiceField(label="What you did", choices=Step.Kind.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label="What came of it", choices=[("", "Nothing to note"), *Step.Outcome.choices], required=False
    )
    words = lines("What you agreed", required=False, help_text="Who holds the seat reads it, and the program's admins.")


class LookForm(forms.Form):
    """Another look that was asked for."""

    words = lines("What you agreed", required=False, help_text="Left empty, what was written before stands.")


class AskForm(forms.Form):
    """Why somebody asks for another look."""

    asks_again = lines(
        "What was not seen?", help_text="Your facilitators and the program's admins read it. Peers do not.",
        error_messages={"required": "Say in a few words what was not seen."},
    )  # fmt: skip


class LeaveForm(forms.Form):
    """Leave that was agreed on."""

    kind = forms.ChoiceField(label="Kind", choices=Leave.Kind.choices)
    first = day("From")
    last = day("Until")


class CatchUpForm(forms.Form):
    """How a missed meeting was made up for. `missed` are (key, words) of those that still can be."""

    how = forms.ChoiceField(label="How", choices=CatchUp.How.choices)
    on = day("When")

    def __init__(self, *args: Any, missed: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = forms.ChoiceField(label="Which meeting", choices=missed)
        self.order_fields(("meeting", "how", "on"))
