"""What a member answers: they come, come late, or do not."""

from datetime import datetime
from typing import Any

from django.db import transaction

from groups.models import Group
from meetings.actions.asking import ask_one
from meetings.models import MeetingSettings, Rsvp, Stay
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.versions import differing, lock, save

LATEST = 240
"""Minutes by which somebody can be late; who comes later does not come."""


@transaction.atomic
def answer(
    place: Rsvp,
    *,
    by: User | None,
    now: datetime,
    says: str,
    late_minutes: int | None = None,
    online: bool = False,
    alternate: str = "",
    sends_update: bool = False,
    via: Via = "web",
) -> None:
    """Say yes, late or no to a meeting, and with a no who comes instead or that an update is sent.

    The last answer counts, by whichever way it came; said twice it changes nothing. Raises Refused once the meeting is
    over or canceled, and for an alternate where the group takes none.
    """
    lock(place)
    meeting = place.meeting
    if not meeting.is_on:
        raise Refused("This meeting was canceled. There is nothing to answer.")
    if meeting.is_over(now):
        raise Refused("This meeting is over.")
    if says not in Rsvp.Answer.values:
        raise Refused("Say yes, late or no.", field="says")
    if says == Rsvp.Answer.LATE and not 1 <= (late_minutes or 0) <= LATEST:
        raise Refused(f"How many minutes late? 1 to {LATEST}.", field="late_minutes")
    coming = says != Rsvp.Answer.NO
    if alternate and not coming and not takes_alternates(meeting.group_id):
        raise Refused("This group takes no alternates. Say no, and send your update.", field="alternate")
    said = {
        "answer": says,
        "late_minutes": late_minutes if says == Rsvp.Answer.LATE else None,
        "online": coming and online and meeting.mode == Group.Mode.HYBRID,
        "alternate": "" if coming else alternate,
        "sends_update": not coming and sends_update,
    }
    changed = differing(place, said)
    if changed:
        save(place, {**said, "answered_at": now}, [*changed, "answered_at"])
        record(
            "rsvp.answered", by=by, about=meeting, via=via, group=place.group_id, member=place.member_id, at=now,
            fields=changed,
        )  # fmt: skip
        ask_one(place, now=now)


@transaction.atomic
def take_back(place: Rsvp, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """No answer stands any more, as before the first one; nothing to take back is nothing done.

    Raises Refused once the meeting is over.
    """
    lock(place)
    if place.meeting.is_over(now):
        raise Refused("This meeting is over.")
    if place.answer:
        silent = {
            "answer": "", "late_minutes": None, "online": False, "alternate": "", "sends_update": False,
            "answered_at": None,
        }  # fmt: skip
        save(place, silent, silent)
        record(
            "rsvp.taken_back", by=by, about=place.meeting, via=via, group=place.group_id, member=place.member_id, at=now
        )
        ask_one(place, now=now)


@transaction.atomic
def note_stay(place: Rsvp, *, by: User | None, now: datetime, booked: bool, via: Via = "web", **told: str) -> None:
    """What somebody who travels to a meeting tells: `told` are the words in Stay, `booked` that their travel stands.

    Raises Refused for a meeting that is over or to which nobody travels.
    """
    meeting = place.meeting
    if meeting.mode == Group.Mode.ONLINE or meeting.is_over(now):
        raise Refused("There is no way to plan for this meeting.")
    stay = Stay.objects.filter(rsvp=place).first()
    if stay is None:
        stay = Stay(rsvp=place, group_id=place.group_id, member_id=place.member_id)
    fields = {**told, "booked_at": (stay.booked_at or now) if booked else None}
    changed = differing(stay, fields)
    if changed or stay._state.adding:
        for name in changed:
            setattr(stay, name, fields[name])
        stay.save()
        record(
            "stay.noted", by=by, about=meeting, via=via, group=place.group_id, member=place.member_id, at=now,
            fields=changed,
        )  # fmt: skip
        ask_one(place, now=now)


def takes_alternates(group_id: Any) -> bool:
    """Whether a group lets its members send somebody instead; off unless it chose so."""
    return MeetingSettings.objects.filter(group=group_id, alternates=True).exists()
