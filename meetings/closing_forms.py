"""The form at the end of a meeting: a number from 1 to 10, and one word."""

from typing import Any

from django import forms

from meetings.actions.closing import LONGEST

NUMBERS = tuple((str(number), str(number)) for number in range(1, 11))


class ClosingForm(forms.Form):
    """How the meeting was. Too many words come back with what was typed."""

    rating = forms.TypedChoiceField(
        label="How was it, from 1 to 10?",
        coerce=int,
        choices=NUMBERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a number from 1 to 10.", "invalid_choice": "Choose a number from 1 to 10."},
    )
    word = forms.CharField(
        label="One word",
        required=False,
        max_length=LONGEST,
        help_text="The first that comes.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"max_length": f"One word of at most {LONGEST} letters."},
    )

    def clean_word(self) -> str:
        """One word, without spaces around it."""
        word: str = self.cleaned_data["word"].strip()
        if len(word.split()) > 1:
            raise forms.ValidationError("One word, the first that comes.")
        return word


def closing_form(data: Any, *, rating: int | None, word: str, picked: str = "") -> ClosingForm:
    """The form with what was given before, or with the number that a mail's link picked."""
    first = str(rating) if rating else picked if (picked, picked) in NUMBERS else ""
    return ClosingForm(data, initial={"rating": first, "word": word})
