"""What an empty field says, in every form of the house."""

import pytest
from django import forms


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(), "Fill this in."),
        (forms.EmailField(), "Fill this in."),
        (forms.ChoiceField(choices=[("a", "A")]), "Choose one."),
        (forms.TypedChoiceField(choices=[("a", "A")]), "Choose one."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "Choose at least one."),
        (forms.FileField(), "Choose a file."),
        (forms.BooleanField(), "Tick this to go on."),
        (forms.CharField(error_messages={"required": "Say what comes next."}), "Say what comes next."),
    ],
)
def test_an_empty_field_says_what_to_do(field, words):
    with pytest.raises(forms.ValidationError) as wrong:
        field.clean(None)
    assert wrong.value.messages == [words]


def test_what_is_wrong_otherwise_is_said_as_before():
    with pytest.raises(forms.ValidationError, match="Enter a valid email address"):
        forms.EmailField().clean("x")
