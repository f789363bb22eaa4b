"""Members who say themselves that they are here, by the code in the room. A group's choice, off by default."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from meetings.actions.attending import Seen, one_by_one
from meetings.models import Attendance, Meeting, MeetingSettings, Rsvp
from meetings.standings import rules_of
from programs.activity import Via, record
from programs.bulk import insert_all
from programs.clock import local_day
from programs.models import User
from programs.refusal import Refused

OPENS = timedelta(minutes=30)
"""The code opens so long before a meeting begins; it ends with the meeting."""


def checks_in(group_id: UUID) -> bool:
    """Whether people of a group say themselves that they are here; a group's choice."""
    return MeetingSettings.objects.filter(group=group_id, self_check_in=True).exists()


def refuse_out_of_time(meeting: Meeting, now: datetime) -> None:
    """Raise Refused, with a sentence, when nobody can say at `now` that they are at a meeting."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled.")
    if meeting.is_over(now):
        raise Refused("This meeting is over. Your facilitator can still write down that you were here.")
    if now < meeting.starts_at - OPENS:
        raise Refused("The code opens half an hour before the meeting.")


@transaction.atomic
def say_here(place: Rsvp, *, by: User, now: datetime, via: Via = "web") -> Attendance:
    """Whose place it is says that they are here: present, or late by so many minutes if their group's rule counts it.

    What is written down already stands, whoever wrote it: the facilitator has the last word. Raises Refused out of
    time, and where the group did not choose this.
    """
    meeting = place.meeting
    if not checks_in(place.group_id):
        raise Refused("This group does not check in by a code.")
    refuse_out_of_time(meeting, now)
    one_by_one(meeting)
    there: Attendance | None = Attendance.objects.filter(meeting=meeting, member=place.member_id).first()
    if there:
        return there
    late = minutes_late(meeting, now)
    row = Attendance(
        meeting=meeting, group_id=place.group_id, seat_id=place.seat_id, member_id=place.member_id,
        seen=Seen.LATE if late else Seen.PRESENT, minutes=late or None, taken_at=now, checked_in_at=now,
    )  # fmt: skip
    insert_all([row])
    record(
        "attendance.checked_in", by=by, about=row, via=via, group=row.group_id, member=row.member_id, at=now
    )  # fmt: skip
    return row


def minutes_late(meeting: Meeting, now: datetime) -> int:
    """By how many minutes somebody who comes at `now` is late; 0 while the group's rule does not count it."""
    late = int((now - meeting.starts_at).total_seconds() // 60)
    version = rules_of([meeting.group])[meeting.group_id].in_force(local_day(meeting.starts_at, meeting.zone))
    spared = version.policy.late_after if version else 0
    return late if late > spared else 0
