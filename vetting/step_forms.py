"""Forms of the optional steps before a seat: times for a call, a vote, a voucher, a visit."""

from typing import Any

from django import forms

from programs.models import Role
from vetting.actions.interviewing import MOST_IN_A_ROW
from vetting.actions.vouching import LONGEST
from vetting.models import Agreement, Sponsor

MINUTES = [(15, "15 minutes"), (20, "20 minutes"), (30, "30 minutes"), (45, "45 minutes"), (60, "An hour")]


class SlotsForm(forms.Form):
    """Times for a call, on the program's wall: one or several in a row."""

    on = forms.DateField(
        label="Day",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day such as 2026-11-24."},
    )
    at = forms.TimeField(
        label="From",
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        error_messages={"required": "Choose an hour.", "invalid": "Choose an hour such as 14:30."},
    )
    minutes = forms.TypedChoiceField(label="Each takes", choices=MINUTES, coerce=int, initial=20)
    count = forms.IntegerField(
        label="How many in a row", min_value=1, max_value=MOST_IN_A_ROW, initial=3,
        error_messages={"required": "Say how many, one at least."},
    )  # fmt: skip
    where = forms.CharField(
        label="Where", max_length=300, help_text="A link, a phone number or a place. Who chooses a time reads it.",
        error_messages={"required": "Say where you talk: a link, a phone number or a place."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Role.objects.held().filter(kind__in=(Role.Kind.ADMIN, Role.Kind.REVIEWER)).exclude(user=None)
        self.hosts = {str(role.user_id): role.user for role in staff.select_related("user").order_by("name")}
        self.fields["host"] = forms.ChoiceField(
            label="Who talks", choices=[(key, str(user)) for key, user in self.hosts.items()],
            error_messages={"invalid_choice": "Choose a program admin or reviewer of this program."},
        )  # fmt: skip

    def clean_on(self) -> Any:
        """A day of the years in which anybody plans a call."""
        day = self.cleaned_data["on"]
        if not 2000 <= day.year < 2100:
            raise forms.ValidationError("Choose a day of this century.")
        return day


class VouchForm(forms.Form):
    """Whether a member vouches for somebody, by which button was pressed, and a line."""

    answer = forms.ChoiceField(
        choices=Sponsor.Answer.choices,
        error_messages={"required": "Choose yes or no.", "invalid_choice": "Choose yes or no."},
    )
    words = forms.CharField(label="From what do you know them?", max_length=300, required=False)


class NamedForm(forms.Form):
    """Whom an applicant names."""

    named = forms.CharField(
        label="Their name or e-mail address", max_length=LONGEST,
        error_messages={"required": "Type the name or the e-mail address of somebody who knows you."},
    )  # fmt: skip


class SponsorForm(forms.Form):
    """The member whom staff ask."""

    named = forms.CharField(
        label="A member's e-mail address or name", max_length=LONGEST,
        error_messages={"required": "Type the address or the name of a member."},
    )  # fmt: skip


class VisitForm(forms.Form):
    """The meeting to which somebody is invited."""

    on = forms.DateField(
        label="Day of the meeting",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "Choose the day.", "invalid": "Choose a day such as 2026-11-24."},
    )
    where = forms.CharField(
        label="When and where", max_length=300,
        help_text="Such as 9:00 to 10:45 am in Chicago, and the link. They read it once they have signed.",
        error_messages={"required": "Say when and where they come."},
    )  # fmt: skip

    def clean_on(self) -> Any:
        """A day of the years in which anybody plans a visit."""
        day = self.cleaned_data["on"]
        if not 2000 <= day.year < 2100:
            raise forms.ValidationError("Choose a day of this century.")
        return day


class SignVisitForm(forms.Form):
    """A visitor agrees to the confidentiality agreement; its tick names the version that was read."""

    name = forms.CharField(
        label="Your name, as your signature", max_length=120, widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Type your name to sign."},
    )  # fmt: skip

    def __init__(self, *args: Any, agreement: Agreement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick = f"agree_{agreement.pk}" if agreement else "agree"
        self.fields[self.tick] = forms.BooleanField(
            label="I have read it and agree", error_messages={"required": "Tick it to agree. The text stands above."}
        )

    @property
    def agree(self) -> forms.BoundField:
        """The tick."""
        return self[self.tick]
