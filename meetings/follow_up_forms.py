"""Forms of a facilitator: what was done about somebody, and a letter to many."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from meetings.models import FollowUp


class FollowUpForm(forms.Form):
    """One deed about a member (or a meeting, without one) and a reason. What a deed needs is asked for by it alone."""

    did = forms.ChoiceField(choices=FollowUp.Did.choices)
    reason = forms.ChoiceField(choices=FollowUp.Reason.choices)
    member = forms.UUIDField(required=False)
    about = forms.UUIDField(required=False)
    text = forms.CharField(required=False, max_length=4000)
    words = forms.CharField(required=False, max_length=1000)
    until = forms.DateField(required=False, error_messages={"invalid": "Write the day as 2026-12-24."})
    to = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """What the deed cannot do without."""
        given: dict[str, Any] = super().clean() or {}
        did = given.get("did")
        if did != FollowUp.Did.LATER and not given.get("member"):
            raise forms.ValidationError("Choose somebody first.")
        if did == FollowUp.Did.NOTE and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "What do you want to say?")
        if did == FollowUp.Did.HANDED_ON and not given.get("to") and "to" not in self.errors:
            self.add_error("to", "Choose a co-facilitator.")
        return given


def in_one_value(row: str) -> dict[str, str]:
    """What a button of the start page says in one value, as `Row.sent` writes it: {reason, member, about}, or {}."""
    names = ("reason", "member", "about")
    return {name: "" if part == "-" else part for name, part in zip(names, row.split(" "), strict=False) if part}


class LetterForm(forms.Form):
    """A letter to a group, or to more people. `to` offers what the writer may write to, as (value, words)."""

    to = forms.ChoiceField(label="To", error_messages={"required": "Choose who it is for."})
    subject = forms.CharField(
        label="Subject", max_length=120, help_text="It shows on lock screens, so nothing confidential.",
        error_messages={"required": "Give it a subject."},
    )  # fmt: skip
    text = forms.CharField(
        label="What you want to say", max_length=4000, widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "What do you want to say?"},
    )  # fmt: skip

    def __init__(self, *args: Any, circles: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].widget.choices = self.fields["to"].choices = circles  # type: ignore[attr-defined]


def key_or_none(text: str) -> UUID | None:
    """A key as an address carries it."""
    try:
        return UUID(text)
    except ValueError:
        return None
