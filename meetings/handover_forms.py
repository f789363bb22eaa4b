"""What is filled in to hand a group to a substitute."""

from collections.abc import Sequence
from typing import Any

from django import forms

from groups.actions import StandIn


class HandoverForm(forms.Form):
    """Who stands in, from which day to which, and what goes along."""

    first = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label="Last day", widget=forms.DateInput({"type": "date"}))
    note = forms.CharField(
        label="A note to them",
        max_length=4000,
        required=False,
        help_text="What to look out for. They read it on these days, and nobody else does.",
        widget=forms.Textarea({"rows": 5}),
    )
    call = forms.CharField(
        label="Whom to call",
        max_length=200,
        required=False,
        help_text="A name and a number, if something happens that cannot wait for you.",
    )
    sees_standing = forms.BooleanField(
        label="Tell them where each seat stands with attendance",
        required=False,
        help_text="Left open, they see who was there last, and nothing that was decided about it.",
    )

    def __init__(self, *args: Any, people: Sequence[StandIn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.role): one for one in people}
        self.fields["who"] = forms.ChoiceField(
            label="Who stands in",
            choices=[("", "Choose"), *((key, one.name) for key, one in self.people.items())],
            error_messages={"invalid_choice": "Choose somebody from the list."},
        )
        self.order_fields(["who", "first", "last", "note", "call", "sees_standing"])

    @property
    def chosen(self) -> StandIn:
        """Who was chosen."""
        return self.people[self.cleaned_data["who"]]
