"""Forms around a seat: offering it, answering the offer, publishing a text, signing it here or on paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from vetting.models import Agreement, Offer, Signature

LONGEST_TEXT = 40_000
STALE_WHY = "The group has changed since you opened this page. Look at what it says now, then send it again."


def longest(model: Any, name: str) -> int:
    """The most characters of a column."""
    most: int = model._meta.get_field(name).max_length
    return most


class OfferForm(forms.Form):
    """What is said with an offer: the sentences of `why` that stay ticked, and a personal line."""

    why = forms.MultipleChoiceField(
        label="Why this seat",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They read what stays ticked. What you weigh against it stays here.",
        error_messages={"invalid_choice": STALE_WHY},
    )
    words = forms.CharField(
        label="A personal line",
        required=False,
        max_length=longest(Offer, "words"),
        widget=forms.Textarea({"rows": 3}),
        help_text="They read it above everything else.",
    )

    def __init__(self, *args: Any, sentences: Iterable[str], **kwargs: Any) -> None:
        said = list(sentences)
        super().__init__(*args, **{"initial": {"why": said}} | kwargs)
        self.fields["why"].choices = [(sentence, sentence) for sentence in said]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Taking a seat: a tick for each agreement in force, and a name typed once under them all."""

    name = forms.CharField(
        label="Your name, as your signature",
        max_length=longest(Signature, "name"),
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Type your name to sign."},
    )

    def __init__(self, *args: Any, agreements: Iterable[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreements = list(agreements)
        if not self.agreements:
            del self.fields["name"]
        for agreement in self.agreements:
            self.fields[tick_of(agreement)] = forms.BooleanField(
                label=f"I have read the {agreement.get_kind_display().lower()} and agree to it",
                error_messages={"required": "Tick it to agree. The text stands above."},
            )

    @property
    def ticks(self) -> list[tuple[Agreement, forms.BoundField]]:
        """Each agreement with its tick."""
        return [(agreement, self[tick_of(agreement)]) for agreement in self.agreements]


def tick_of(agreement: Agreement) -> str:
    """The name of an agreement's tick, another one for each version: what was ticked is what was read."""
    return f"agree_{agreement.pk}"


class DeclineForm(forms.Form):
    """Not taking a seat."""

    reason = forms.CharField(
        label="Why not, if you like",
        required=False,
        max_length=longest(Offer, "reason"),
        widget=forms.Textarea({"rows": 2}),
        help_text="Program admins read it; the group does not.",
    )


class AgreementForm(forms.Form):
    """A new version of a text."""

    text = forms.CharField(
        label="Text",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 14}),
        help_text="Plain text; an empty line begins a paragraph.",
        error_messages={"required": "Write or paste the text first."},
    )
    minor = forms.BooleanField(
        label="It mends words only. Who has signed need not sign again.",
        required=False,
        help_text="For a typo or a clearer sentence. A new rule is a new version that everybody signs.",
    )


class SignForm(forms.Form):
    """A member agrees to a text."""

    name = forms.CharField(
        label="Your name, as your signature",
        max_length=longest(Signature, "name"),
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Type your name to sign."},
    )
    agree = forms.BooleanField(
        label="I have read it and agree", error_messages={"required": "Tick it to agree. The text stands above."}
    )


class PaperForm(forms.Form):
    """Who signed on paper, and when."""

    members: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label="Who signed",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick who signed.",
            "invalid_choice": "Somebody here has signed meanwhile. Look at the list again.",
            "invalid_pk_value": "Tick who signed.",
        },
    )
    on = forms.DateField(
        label="Signed on paper on",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Say on which day.", "invalid": "Type a day such as 2026-05-04."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, unsigned: Any) -> None:
        super().__init__(data)
        self.fields["members"].queryset = unsigned  # type: ignore[attr-defined]
