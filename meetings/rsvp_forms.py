"""What a member fills in about a meeting to come: whether they come, and how they travel."""

from collections.abc import Mapping
from typing import Any

from django import forms

from groups.models import Group
from meetings.actions.answering import LATEST
from meetings.models import Meeting, Rsvp

USUALLY_LATE = 10
"""Minutes that stand there when somebody says late."""

STAY = ("diet", "arrives", "leaves", "shares")
"""What a traveler tells, in words."""


class RsvpForm(forms.Form):
    """Yes, late or no, and what belongs to each; `alternates` is whether the group lets somebody else come."""

    says = forms.ChoiceField(
        label="Do you come?",
        choices=Rsvp.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes, late or no.", "invalid_choice": "Say yes, late or no."},
    )
    late_minutes = forms.IntegerField(
        label="How late?", required=False, min_value=1, max_value=LATEST, initial=USUALLY_LATE
    )
    online = forms.BooleanField(label="I join by video", required=False)
    sends_update = forms.BooleanField(
        label="Send my update anyway",
        required=False,
        help_text="You prepare as always, and your group reads it at the meeting.",
    )
    alternate = forms.CharField(
        label="Somebody comes instead", required=False, max_length=120, help_text="Their name. They are your alternate."
    )

    def __init__(self, *args: Any, meeting: Meeting, alternates: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if meeting.mode != Group.Mode.HYBRID:
            del self.fields["online"]
        if not alternates:
            del self.fields["alternate"]

    def clean(self) -> dict[str, Any]:
        """Minutes are asked of who is late alone; what is typed beside another answer does not count."""
        cleaned = super().clean() or {}
        if cleaned.get("says") != Rsvp.Answer.LATE:
            cleaned["late_minutes"] = None
            self.errors.pop("late_minutes", None)
        return cleaned


class StayForm(forms.Form):
    """What somebody who travels tells the facilitators."""

    booked = forms.BooleanField(label="My travel is booked", required=False)
    diet = forms.CharField(label="What you do not eat", required=False, max_length=200)
    arrives = forms.CharField(
        label="You arrive", required=False, max_length=120, help_text="Such as: Wednesday 6 pm, by plane."
    )
    leaves = forms.CharField(label="You leave", required=False, max_length=120)
    shares = forms.CharField(
        label="A ride or a room to share",
        required=False,
        max_length=200,
        help_text="The facilitators bring you together.",
    )


def rsvp_form(place: Rsvp, *, alternates: bool, data: Any = None, picked: Mapping[str, str] | None = None) -> RsvpForm:
    """The form of one place, as it was answered; `picked` has the answer that a mail's link chose (says, online)."""
    says = (picked or {}).get("says", "")
    initial = {
        "says": says or place.answer,
        "late_minutes": place.late_minutes or USUALLY_LATE,
        "online": "online" in (picked or {}) if says else place.online,
        "sends_update": place.sends_update,
        "alternate": place.alternate,
    }
    return RsvpForm(data, initial=initial, meeting=place.meeting, alternates=alternates)


def stay_form(place: Rsvp, data: Any = None) -> StayForm | None:
    """The form of a stay, for a meeting to which people travel; None for the others."""
    if place.meeting.mode == Group.Mode.ONLINE:
        return None
    stay = getattr(place, "stay", None)
    initial = {name: getattr(stay, name) for name in STAY} | {"booked": bool(stay.booked_at)} if stay else {}
    return StayForm(data, initial=initial)
