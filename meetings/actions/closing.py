"""The end of a meeting: who was there is asked for a number and one word, and gives them until the end of the next day.

Who stayed is asked in the app, who left early by mail as well, because they missed the last round; each once. Who was
not there is not asked (research/ux section 4, message 17).
"""

from datetime import datetime, timedelta

from django.db import transaction

from meetings.models import Attendance, ClosingWord, Meeting, Rsvp
from meetings.models.closing import closes_at
from programs.activity import Via, record
from programs.due import clear_due, set_due
from programs.models import User
from programs.refusal import Refused

CLOSING = "closing_words"
"""The kind of Due, and of the mail, that asks who left early."""

OPENS_BEFORE = timedelta(minutes=15)
"""So long before the end of a meeting its last round may begin."""

LONGEST = 24

Seen = Attendance.Seen
THERE = (Seen.PRESENT, Seen.LATE, Seen.LEFT_EARLY)


def refuse_out_of_time(meeting: Meeting, now: datetime) -> None:
    """Raise Refused, with a sentence, when nobody can say at `now` how a meeting was."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled.")
    if now < meeting.ends_at - OPENS_BEFORE:
        raise Refused("This opens a quarter of an hour before the meeting ends.")
    if now >= closes_at(meeting):
        raise Refused("This was open until the end of the day after the meeting.")


def is_open(meeting: Meeting, now: datetime) -> bool:
    """Whether a number and a word can be given at `now`."""
    return meeting.is_on and meeting.ends_at - OPENS_BEFORE <= now < closes_at(meeting)


def was_there(place: Rsvp, seen: str | None) -> bool:
    """Whether somebody was at their meeting: as attendance says, or, before it is taken, as they were expected."""
    if seen is not None:
        return seen in THERE
    if place.answer == Rsvp.Answer.NO:
        return False
    return bool(place.answer) or not place.meeting.in_person


@transaction.atomic
def give_closing(
    place: Rsvp, *, by: User | None, now: datetime, rating: int, word: str = "", via: Via = "web"
) -> ClosingWord:
    """Say how a meeting was; said again it takes the place of what was said before.

    Raises Refused out of time, for a number that is none of 1 to 10, and for more than one word.
    """
    refuse_out_of_time(place.meeting, now)
    if not 1 <= rating <= 10:
        raise Refused("Choose a number from 1 to 10.", field="rating")
    word = word.strip()
    if len(word.split()) > 1:
        raise Refused("One word, the first that comes.", field="word")
    if len(word) > LONGEST:
        raise Refused(f"One word of at most {LONGEST} letters.", field="word")
    said = {"rating": rating, "word": word, "said_at": now}
    whose = {"meeting_id": place.meeting_id, "group_id": place.group_id, "member_id": place.member_id}
    made, _ = ClosingWord.objects.update_or_create(rsvp=place, defaults=said, create_defaults=whose | said)
    clear_due(CLOSING, about=place)
    record("closing.given", by=by, about=place.meeting, via=via, group=place.group_id, member=place.member_id, at=now)
    return made


@transaction.atomic
def take_back_closing(place: Rsvp, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Take a number and a word back, as long as one can be given. Said twice it changes nothing."""
    refuse_out_of_time(place.meeting, now)
    if ClosingWord.objects.filter(rsvp=place).delete()[0]:
        record(
            "closing.taken_back", by=by, about=place.meeting, via=via, group=place.group_id, member=place.member_id,
            at=now,
        )  # fmt: skip


def ask_closing(meeting: Meeting, *, now: datetime) -> None:
    """Ask everybody who was at a meeting that is over; each is asked once. Safe to run at any time and twice.

    Who is known later to have left early is asked by mail then, too.
    """
    if not meeting.is_over(now) or not is_open(meeting, now):
        return
    seen = dict(Attendance.objects.filter(meeting=meeting).values_list("member_id", "seen"))
    places = Rsvp.objects.filter(meeting=meeting).exclude(closing_asked=Rsvp.Asked.MAIL).exclude(member__user=None)
    for place in places.select_related("member", "meeting"):
        was = seen.get(place.member_id)
        if was == Seen.LEFT_EARLY:
            set_due(CLOSING, user=place.member.user_id, about=place, at=now, zone=place.member.zone or meeting.zone)
            ask(place, Rsvp.Asked.MAIL)
        elif not place.closing_asked and was_there(place, was):
            record(
                "closing.asked", by=None, about=meeting, via="command", group=meeting.group_id,
                member=place.member_id, at=now,
            )  # fmt: skip
            ask(place, Rsvp.Asked.APP)


def ask(place: Rsvp, how: str) -> None:
    """Remember how somebody was asked."""
    place.closing_asked = how
    place.save(update_fields=["closing_asked"])
