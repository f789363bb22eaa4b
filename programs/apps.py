"""The front door as Django starts it, and the words in which every form of the house says what is lacking."""

from django import forms
from django.apps import AppConfig
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator, URLValidator

LACKING: dict[type[forms.Field], str] = {
    forms.Field: "Fill this in.",
    forms.ChoiceField: "Choose one.",
    forms.ModelChoiceField: "Choose one.",
    forms.MultipleChoiceField: "Choose at least one.",
    forms.ModelMultipleChoiceField: "Choose at least one.",
    forms.FileField: "Choose a file.",
    forms.BooleanField: "Tick this to go on.",
}
"""What an empty field says, by its kind, unless the form has better words: "This field is required." is not ours."""

NO_ADDRESS = "This is no web address. Write it as https://example.com."

BEYOND: dict[type, str] = {
    MinValueValidator: "At least %(limit_value)s.",
    MaxValueValidator: "At most %(limit_value)s.",
    MaxLengthValidator: "Write at most %(limit_value)d characters; these are %(show_value)d.",
    URLValidator: NO_ADDRESS,
}
"""What a value says that goes too far, unless its validator was given better words."""


class ProgramsConfig(AppConfig):
    """The room `programs`."""

    name = "programs"

    def ready(self) -> None:
        """Give Django's fields our words; without translations there is no other one place for them."""
        for kind, words in LACKING.items():
            kind.default_error_messages = {**kind.__dict__.get("default_error_messages", {}), "required": words}
        for rule, words in BEYOND.items():
            rule.message = words  # type: ignore[attr-defined]
        forms.URLField.default_error_messages = {**forms.URLField.default_error_messages, "invalid": NO_ADDRESS}
