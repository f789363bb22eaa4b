"""A form that is made of questions: for the answers of a program, of a track and of a group to what to expect."""

from collections.abc import Iterable
from typing import Any

from django import forms

from programs.conflict import VersionField


class Questionnaire(forms.Form):
    """A field of at most `longest` characters for each question in `asked`, which has .key, .question and .hint.

    `version` is the one of the row that keeps the answers, as its reader saw it.
    """

    version = VersionField()

    def __init__(self, *args: Any, asked: Iterable[Any], longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in asked:
            self.fields[question.key] = forms.CharField(
                label=question.question,
                help_text=question.hint,
                max_length=longest,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )

    def beside(self, parts: Iterable[tuple[str, Iterable[Any]]]) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """Under each heading of `parts`, the answers (with .key) paired with their fields."""
        return [(heading, [(answer, self[answer.key]) for answer in answers]) for heading, answers in parts]
