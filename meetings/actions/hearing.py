"""What calendar programs answer for a member: it counts if it comes from the member's own address."""

import logging
from datetime import datetime

from meetings.actions.answering import answer
from meetings.calendar_replies import Reply, replies_in
from meetings.inviting import HEARD, keys_of
from meetings.models import Rsvp
from programs.models import Program, User
from programs.refusal import Refused
from programs.tenancy import inside

log = logging.getLogger(__name__)


def hear(mail: bytes, *, now: datetime) -> int:
    """Save the answers in a mail (RFC 822) that count; returns how many did. The log tells no address and no word.

    Call it outside of every program. An answer counts that came from the address that it answers for, about a meeting
    of ours, in its newest state as far as their calendar was told, and later than what the member said otherwise.
    """
    found = replies_in(mail)
    if not isinstance(found, tuple):
        log.info("A mail to the calendar's mailbox says nothing of a meeting: %s.", found.reason)
        return 0
    return sum(hear_one(reply, now) for reply in found)


def hear_one(reply: Reply, now: datetime) -> bool:
    """Save one answer, as the member whose address it came from; whether it counted."""
    keys, says = keys_of(reply.uid), HEARD.get(reply.answer)
    if keys is None or says is None or not reply.is_from_attendee:
        return False
    user = User.objects.filter(email__iexact=reply.from_address, is_active=True).first()
    program_id, meeting_id = keys
    if user is None or not Program.objects.filter(pk=program_id).exists():
        return False
    with inside(program_id, user):
        rows = Rsvp.objects.select_related("meeting")
        place = rows.filter(meeting=meeting_id, member__user=user).first()
        if place is None or is_outdated(place, reply):
            return False
        if place.answer == Rsvp.Answer.LATE and says == Rsvp.Answer.YES:
            return False  # They come, and said when; a calendar knows no "late".
        try:
            answer(place, by=user, now=now, says=says, online=place.online, via="calendar")
        except Refused:
            return False
    return True


def is_outdated(place: Rsvp, reply: Reply) -> bool:
    """Whether it answers an older state of the meeting, or the member has said something since."""
    if place.invited_sequence is not None and reply.sequence < place.invited_sequence:
        return True
    if place.was and not place.answer and reply.sequence < place.meeting.sequence:
        return True  # It was moved to another day, and their calendar does not know yet.
    return place.answered_at is not None and reply.dtstamp is not None and reply.dtstamp < place.answered_at
