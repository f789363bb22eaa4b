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


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (forms.IntegerField(min_value=15, max_value=720), "0", "At least 15."),
        (forms.IntegerField(min_value=15, max_value=720), "900", "At most 720."),
        (forms.CharField(max_length=3), "abcd", "Write at most 3 characters; these are 4."),
        (
            forms.URLField(assume_scheme="https"),
            "not a link",
            "This is no web address. Write it as https://example.com.",
        ),
    ],
)
def test_what_goes_too_far_says_how_far_it_may_go(field, typed, words):
    with pytest.raises(forms.ValidationError) as wrong:
        field.clean(typed)
    assert wrong.value.messages == [words]
