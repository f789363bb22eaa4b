"""What is asked of a member before a meeting, and when: rows of Due, which the post turns into mail."""

from datetime import datetime

from meetings.models import Meeting, Rsvp
from programs.models import Due


def ask(place: Rsvp, meeting: Meeting, *, now: datetime) -> None:
    """Write down when to ask the member of a place for what, as the meeting stands now. Moments that are past are not
    asked for any more."""


def stop_asking(meeting: Meeting) -> None:
    """Nothing is asked any more before this meeting."""
    Due.objects.filter(object_id=meeting.pk).delete()
