"""Forms of the welcome: choosing a buddy, and how a newcomer arrives."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from vetting.integration import ITEMS, KEYS

Choices = Iterable[tuple[str, str]]


class BuddyForm(forms.Form):
    """One of those suggested, or somebody else of the group, and a line of one's own for the mail to both."""

    buddy = forms.ChoiceField(
        label="Who is at their side?",
        required=False,
        error_messages={"invalid_choice": "Choose somebody who sits in this group."},
    )
    other = forms.ChoiceField(
        label="Or somebody else",
        required=False,
        error_messages={"invalid_choice": "Choose somebody who sits in this group."},
    )
    words = forms.CharField(
        label="A line of your own",
        help_text="It stands in the mail to both of them, and on the page of the newcomer.",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, suggested: Choices, others: Choices, **kwargs: Any) -> None:
        """`suggested` and `others` are (key, name) of members."""
        super().__init__(*args, **kwargs)
        self.fields["buddy"].choices = list(suggested)  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", "Choose"), *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two; somebody else counts when both are there, since it is chosen last."""
        told = super().clean() or {}
        told["chosen"] = told.get("other") or told.get("buddy")
        if not told["chosen"] and not self.errors:
            self.add_error("buddy", "Choose somebody.")
        return told


class LookForm(forms.Form):
    """Eight items of 0 to 2, all of them asked, and a note."""

    note = forms.CharField(
        label="A note to yourself", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in ITEMS:
            self.fields[item.key] = forms.TypedChoiceField(
                label=item.name,
                choices=list(enumerate(item.levels)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose one.", "invalid_choice": "Choose one."},
            )
        self.order_fields([*KEYS, "note"])

    @property
    def items(self) -> Sequence[forms.BoundField]:
        """The eight, ready to print."""
        return [self[key] for key in KEYS]

    @property
    def scores(self) -> dict[str, int]:
        """What was chosen, by item."""
        return {key: self.cleaned_data[key] for key in KEYS}
