"""A number and one word about a meeting: in the inbox of who stayed to the end, by mail to who had to leave before.

Class nudge: the sweep makes it of a Due. It expires with the day after the meeting, and is not written to who answered.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from meetings.actions.closing import is_open
from meetings.models import Attendance, ClosingWord, Rsvp
from notifications.models import Delivery, Kind, Notice
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import Note
from notifications.notices.stalled import user_of
from programs import links
from programs.models import Activity, Program, User
from programs.tenancy import standing


def asked(news: Activity) -> Iterable[tuple[Kind, UUID]]:
    """Whose inbox asks: the one who was there."""
    return [(Kind.CLOSING_WORDS, user) for user in user_of(news)]


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The question, with the last meeting that its reader left early. None once it was answered or its day is over, and
    if attendance says otherwise by now.
    """
    if user is None or not standing().is_member:
        return None
    asked_about = Notice.objects.filter(recipient_id=user.pk, kind=Kind.CLOSING_WORDS).values("object_id")
    places = Rsvp.objects.filter(pk__in=asked_about, member=standing().member_id, group__in=standing().groups)
    place = places.select_related("meeting__group").order_by("-meeting__ends_at").first()
    if place is None or not is_open(place.meeting, now) or ClosingWord.objects.filter(rsvp=place).exists():
        return None
    look = Attendance.objects.filter(meeting=place.meeting_id, member=place.member_id).first()
    if look is None or look.seen != Attendance.Seen.LEFT_EARLY:
        return None
    group = place.meeting.group.name
    note = Note(
        subject=f"How was it? {group}",
        preview="A number from 1 to 10 and one word.",
        heading="How was the meeting?",
        paragraphs=(
            f"{group} ended with a number from 1 to 10 and one word each. You had to go before; yours counts as well.",
            "The group hears the words without names and the average, from three answers up. Nobody sees your number.",
        ),
        label="Give a number and a word",
        url=links.url("closing", program.pk, place.pk),
        small="Open until the end of the day after the meeting. After that nothing is asked any more.",
        why=f"you left a meeting of {group} before its end.",
    )
    return stoppable(mail, program, user, "note", asdict(note))
