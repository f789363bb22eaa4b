"""The recap of a meeting: written, sent with a minute to take it back."""

from datetime import datetime, timedelta

from django.db import transaction

from meetings.agendas import KIND_WORDS, Kind
from meetings.models import AgendaItem, Attendance, Meeting, ParkedItem, Recap
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.versions import lock, refuse_stale, save

HEARS_AFTER = timedelta(seconds=60)
"""How long a recap can be held back before anybody reads it (handbook 5, rule 4)."""

READ_WITHIN = timedelta(hours=24)
"""A recap is sent within a day (research/mission section 3)."""

Seen = Attendance.Seen
HERE = (Seen.PRESENT, Seen.LATE, Seen.LEFT_EARLY)


def draft(meeting: Meeting) -> str:
    """What a recap begins with, from what happened: how many were here, whose hot seat it was, what was talked through.

    Nobody who was absent is named. Decisions and promises are rows of their own and stand beside it.
    """
    seen = list(Attendance.objects.filter(meeting=meeting).values_list("seen", flat=True))
    hot = AgendaItem.objects.filter(meeting=meeting, kind=Kind.HOT_SEAT, presenter__isnull=False)
    done = ParkedItem.objects.filter(
        group=meeting.group_id, state=ParkedItem.State.DONE, closed_at__gte=meeting.starts_at
    )
    lines = [f"{sum(one in HERE for one in seen)} of {len(seen)} were here."] if seen else []
    lines += [f"Hot seat: {about(item)}." for item in hot.select_related("presenter")]
    lines += [f"Talked through: {item.title}." for item in done]
    return "\n".join(lines)


def about(item: AgendaItem) -> str:
    """Who had a hot seat, and its title where it says more than that it was one."""
    return str(item.presenter) if item.title == KIND_WORDS[Kind.HOT_SEAT] else f"{item.presenter}, {item.title}"


def refuse_early(meeting: Meeting, now: datetime) -> None:
    """Raise Refused for a meeting of which there is nothing to tell yet."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled. There is nothing to recap.")
    if meeting.starts_at > now:
        raise Refused("This meeting has not begun. Its recap is written afterwards.")


@transaction.atomic
def write_recap(
    meeting: Meeting, *, by: User, now: datetime, text: str, seen: int | None = None, via: Via = "web"
) -> Recap:
    """Keep what is typed. Raises Refused once it is sent or before the meeting, Stale for an older `seen`."""
    refuse_early(meeting, now)
    made = {"group_id": meeting.group_id, "said_at": meeting.starts_at}
    recap, _ = Recap.objects.get_or_create(meeting=meeting, defaults=made)
    lock(recap)
    if recap.sends_at:
        raise Refused("This recap is sent. It stays as its readers have it.")
    if recap.text != text:
        refuse_stale(recap, seen)
        save(recap, {"text": text}, ["text"])
        record("recap.changed", by=by, about=meeting, via=via, group=meeting.group_id, at=now)
    return recap


@transaction.atomic
def send_recap(
    meeting: Meeting, *, by: User, now: datetime, text: str, seen: int | None = None, via: Via = "web"
) -> Recap:
    """Keep what is typed and send it: everybody who sits in the group hears of it in a minute, the absent too."""
    recap = write_recap(meeting, by=by, now=now, text=text, seen=seen, via=via)
    save(recap, {"sends_at": now + HEARS_AFTER, "sent_by": by}, ["sends_at", "sent_by"])
    Meeting.objects.filter(pk=meeting.pk).update(recap_at=recap.sends_at)
    meeting.recap_at = recap.sends_at
    record("recap.sent", by=by, about=meeting, via=via, group=meeting.group_id, at=now)
    return recap


@transaction.atomic
def hold_recap(recap: Recap, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take a recap back within its minute: nobody hears of it. Said twice it changes nothing; later Refused."""
    lock(recap)
    if recap.sends_at is None:
        return
    if recap.sends_at <= now:
        raise Refused("It has left already. Say what is missing at the next meeting, or write to the group.")
    save(recap, {"sends_at": None, "sent_by": None}, ["sends_at", "sent_by"])
    meeting = recap.meeting
    Meeting.objects.filter(pk=meeting.pk).update(recap_at=None)
    record("recap.held", by=by, about=meeting, via=via, group=meeting.group_id, at=now)
