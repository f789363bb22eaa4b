"""The forms of attendance: one look, and a guest."""

from typing import Any

from django import forms

from meetings.actions.attending import Look
from meetings.models import Attendance
from programs.conflict import VersionField


class LookForm(forms.Form):
    """What was seen of one member. `needs_why`: attendance is settled, so that a change gives its reason."""

    seen = forms.ChoiceField(label="What you saw", choices=Attendance.Seen.choices, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label="By how many minutes", min_value=1, max_value=720, required=False, help_text="If late, or left early."
    )
    reason = forms.ChoiceField(
        label="Why, if they told you", choices=Attendance.Reason.choices, required=False,
    )  # fmt: skip
    alternate = forms.CharField(label="Who came instead", max_length=120, required=False)
    why = forms.CharField(
        label="Why you change it", max_length=200, required=False, help_text="Who holds the seat reads it."
    )
    version = VersionField()

    def __init__(self, *args: Any, needs_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_why:
            self.fields["why"].required = True
            self.fields["why"].error_messages["required"] = "Say why, in a few words. They read it."
        else:
            del self.fields["why"]

    @classmethod
    def of(cls, row: Attendance, *, needs_why: bool) -> "LookForm":
        """The form as a row stands."""
        named = ("seen", "minutes", "reason", "alternate", "version")
        return cls(initial={name: getattr(row, name) for name in named}, needs_why=needs_why)

    @property
    def look(self) -> Look:
        """The look that was typed. Minutes, a reason and an alternate stay only where they belong."""
        told, seen = self.cleaned_data, self.cleaned_data["seen"]
        away = seen in (Attendance.Seen.EXCUSED, Attendance.Seen.UNEXCUSED)
        partly = seen in (Attendance.Seen.LATE, Attendance.Seen.LEFT_EARLY)
        return Look(
            seen,
            minutes=told["minutes"] if partly else None,
            reason=told["reason"] if away or partly else "",
            alternate=told["alternate"].strip() if seen == Attendance.Seen.SUBSTITUTE else "",
        )


class GuestForm(forms.Form):
    """Somebody who was there and holds no seat."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Who was there?"})
    company = forms.CharField(label="Company", max_length=120, required=False)
