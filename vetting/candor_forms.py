"""The two forms of a candor check: a member's answer, and how a facilitator found that it came out."""

from django import forms

YES, NO = "yes", "no"
CLEAR, BLOCKED = "clear", "blocked"


class AnswerForm(forms.Form):
    """Yes or no, by which button was pressed; a no may have a reason."""

    freely = forms.ChoiceField(
        label="Your answer",
        choices=((YES, "Yes"), (NO, "No")),
        error_messages={"required": "Choose yes or no.", "invalid_choice": "Choose yes or no."},
    )
    reason = forms.CharField(
        label="If no, what stands in the way?", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class OutcomeForm(forms.Form):
    """Clear or blocked, by which button was pressed; and, where it was asked by phone for the group's say, of how many
    seats."""

    seats = forms.IntegerField(
        label="Seats that you asked", required=False, min_value=1, max_value=99,
        error_messages={
            "invalid": "Type a number, such as 6.", "min_value": "Type a number from 1 on.",
            "max_value": "So many seats no group has.",
        },
    )  # fmt: skip
    outcome = forms.ChoiceField(
        choices=((CLEAR, "Clear"), (BLOCKED, "Blocked")),
        error_messages={"required": "Choose clear or blocked.", "invalid_choice": "Choose clear or blocked."},
    )
