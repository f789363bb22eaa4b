"""The forms of talk: a question, an answer, a win, a call for support."""

from collections.abc import Iterable
from typing import Any

from django import forms

from conversations.models import Comment
from groups.models import Group
from members.models import Member


class AskForm(forms.Form):
    """A question to the group."""

    title = forms.CharField(
        label="What do you ask?", max_length=140, help_text="Such as: who has raised prices for old clients, and how?"
    )
    text = forms.CharField(
        label="What should they know?", max_length=2000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text="What you have tried, and what stands in the way.",
    )  # fmt: skip


class AnswerForm(forms.Form):
    """An answer: experience first."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (Comment.Kind.EXPERIENCE, "Experience: what I did, and what happened"),
            (Comment.Kind.QUESTION, "Question: what I would want to know first"),
            (Comment.Kind.IDEA, "Idea: what you could try"),
        ],
        initial=Comment.Kind.EXPERIENCE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose experience, question or idea."},
    )
    text = forms.CharField(label="Your words", max_length=2000, widget=forms.Textarea({"rows": 4}))


class WinForm(forms.Form):
    """A win, or thanks to somebody."""

    text = forms.CharField(label="What went well?", max_length=400, widget=forms.Textarea({"rows": 2}))
    kudos_to = forms.ChoiceField(
        label="Thank somebody", required=False, error_messages={"invalid_choice": "Choose somebody of the group."}
    )

    def __init__(self, data: Any = None, *, peers: Iterable[Member], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["kudos_to"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody: it is a win"), *((str(one.pk), one.name) for one in peers),
        ]  # fmt: skip


class SupportForm(forms.Form):
    """A word to one person alone."""

    to = forms.ChoiceField(
        label="Who should read it?", widget=forms.RadioSelect,
        error_messages={"required": "Choose who reads it.", "invalid_choice": "Choose one of these people."},
    )  # fmt: skip
    text = forms.CharField(
        label="What is it about?", max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text="A sentence is enough. They call or write back.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["to"].choices = list(people)  # type: ignore[attr-defined]


class SupportAnswerForm(forms.Form):
    """What the one who was asked writes back."""

    text = forms.CharField(
        label="Your answer", max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="Or when you call. Only the two of you read this.",
    )  # fmt: skip


class DoorForm(forms.Form):
    """Asking the group about a stuck goal, or bringing it to the next meeting: the words, and the group."""

    title = forms.CharField(label="In your words", max_length=140)
    group = forms.ChoiceField(label="Which group?", error_messages={"invalid_choice": "Choose a group of yours."})

    def __init__(self, data: Any = None, *, groups: Iterable[Group], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["group"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]
