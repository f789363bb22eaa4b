"""What is done before a meeting: homework is set and handed in, and each member prepares.

Nothing of it is shown before its member says that it is done; then it is their group's. Whoever asks for help with
homework is seen by the facilitators at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.actions.asking import ask
from meetings.before import too_late
from meetings.models import HandIn, Homework, Meeting, ParkedItem, Preparation, Rsvp
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.versions import differing, lock, refuse_stale, save
from vetting.papers import accepted

WRITTEN = ("confirmed", "win", "issue", "weight")
"""What a member writes of a preparation."""

LONGEST = 480
"""Minutes of one homework."""

USUAL_WEIGHT = 2


# -- homework ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def set_homework(
    meeting: Meeting, *, by: User, now: datetime, title: str, minutes: int, via: Via = "web", **fields: Any
) -> Homework:
    """A task for everybody, due before `meeting`; `fields` are text, hand_in and first_meeting.

    Raises Refused for a canceled meeting, and when it is too late to set it (meetings/before.py tells when).
    """
    refuse_late(meeting, now)
    refuse_minutes(minutes)
    made: Homework = Homework.objects.create(
        meeting=meeting, group_id=meeting.group_id, said_at=now, title=title, minutes=minutes, **fields
    )
    record("homework.set", by=by, about=made, via=via, group=meeting.group_id, at=now)
    ask(meeting, now=now)
    return made


@transaction.atomic
def change_homework(
    homework: Homework, *, by: User, now: datetime, seen: int | None = None, via: Via = "web", **fields: Any
) -> None:
    """Say homework in other words. An older `seen` raises Stale; Refused once its meeting began, and for another way to
    hand it in after somebody did."""
    lock(homework)
    changed = differing(homework, fields)
    if not changed:
        return
    refuse_stale(homework, seen)
    if now >= homework.meeting.starts_at:
        raise Refused("The meeting has begun. Its homework stays as it was.")
    if "minutes" in changed:
        refuse_minutes(fields["minutes"])
    if "hand_in" in changed and HandIn.objects.filter(homework=homework).exclude(done_at=None).exists():
        raise Refused("Somebody handed it in already, so how stays as it is.", field="hand_in")
    save(homework, fields, changed)
    record(
        "homework.changed", by=by, about=homework, via=via, group=homework.group_id, fields=changed, at=now
    )  # fmt: skip


@transaction.atomic
def drop_homework(homework: Homework, *, by: User, now: datetime, via: Via = "web") -> None:
    """Nobody needs to do it any more; what was handed in stays. Said twice it changes nothing."""
    if Homework.objects.filter(pk=homework.pk, dropped_at=None).update(dropped_at=now):
        record("homework.dropped", by=by, about=homework, via=via, group=homework.group_id, at=now)
        ask(homework.meeting, now=now)


@transaction.atomic
def restore_homework(homework: Homework, *, by: User, now: datetime, via: Via = "web") -> None:
    """Put it back on the list, as it was. Said twice it changes nothing."""
    if Homework.objects.filter(pk=homework.pk, dropped_at__isnull=False).update(dropped_at=None):
        record("homework.restored", by=by, about=homework, via=via, group=homework.group_id, at=now)
        ask(homework.meeting, now=now)


def refuse_late(meeting: Meeting, now: datetime) -> None:
    """Raise Refused when homework may not be set for a meeting any more."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled.")
    earlier = Meeting.objects.of(meeting.group_id).on().filter(starts_at__lt=meeting.starts_at)
    if reason := too_late(now, meeting.starts_at, earlier.order_by("-starts_at").first()):
        raise Refused(reason)


def refuse_minutes(minutes: int) -> None:
    """Raise Refused for a length that is none."""
    if not 1 <= minutes <= LONGEST:
        raise Refused(f"Estimate between 1 and {LONGEST} minutes.", field="minutes")


@transaction.atomic
def hand_in(
    homework: Homework,
    place: Rsvp,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    file_name: str = "",
    content: bytes = b"",
    via: Via = "web",
) -> HandIn:
    """Hand in homework: a tick, a text, or a file that is what it says. The group sees it from now on.

    Said again it replaces what was handed in; a file handed in before stays if none comes. Raises Refused for homework
    off the list, after the meeting, and for nothing where something is asked for.
    """
    refuse_over(homework, now)
    one = hand_in_of(homework, place, now)
    if homework.hand_in == Homework.HandIn.FILE and (content or not one.content):
        if not content:
            raise Refused("Choose a file first.", field="paper")
        checked = accepted(file_name, content)
        one.file_name, one.file_kind, one.content = checked.name, checked.kind, content
    if homework.hand_in == Homework.HandIn.TEXT and not text.strip():
        raise Refused("Write something first, or ask for help with it.", field="text")
    one.text, one.done_at, one.said_at, one.audience = text.strip(), now, now, [homework.group_id]
    one.needs_help = False
    one.save()
    record(
        "homework.handed_in", by=by, about=homework, via=via, group=homework.group_id, member=place.member_id, at=now
    )
    return one


@transaction.atomic
def take_back_hand_in(homework: Homework, place: Rsvp, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """It is their own again, with what it holds. Said twice it changes nothing."""
    refuse_over(homework, now)
    mine = HandIn.objects.filter(homework=homework, rsvp=place).exclude(done_at=None)
    if mine.update(done_at=None, audience=[]):
        record(
            "homework.taken_back", by=by, about=homework, via=via, group=homework.group_id, member=place.member_id,
            at=now,
        )  # fmt: skip


@transaction.atomic
def ask_for_help(
    homework: Homework, place: Rsvp, *, by: User | None, now: datetime, text: str = "", via: Via = "web"
) -> HandIn:
    """Tell the facilitators, and nobody else, that one is stuck with it; `text` is what one has so far.

    Raises Refused when it is handed in, off the list, or the meeting is over.
    """
    refuse_over(homework, now)
    one = hand_in_of(homework, place, now)
    if one.done_at:
        raise Refused("You handed it in. Take it back first.")
    one.needs_help, one.text, one.said_at = True, text.strip(), now
    one.save()
    record(
        "homework.help_asked", by=by, about=homework, via=via, group=homework.group_id, member=place.member_id, at=now
    )
    return one


@transaction.atomic
def need_no_help(homework: Homework, place: Rsvp) -> None:
    """One manages alone: the facilitators see it no longer."""
    HandIn.objects.filter(homework=homework, rsvp=place).update(needs_help=False)


def hand_in_of(homework: Homework, place: Rsvp, now: datetime) -> HandIn:
    """What a member has begun for homework, locked; new if nothing."""
    mine = HandIn.objects.select_for_update().filter(homework=homework, rsvp=place).first()
    return mine or HandIn(homework=homework, rsvp=place, member_id=place.member_id, said_at=now)


def refuse_over(homework: Homework, now: datetime) -> None:
    """Raise Refused for homework that nobody hands in any more."""
    if homework.dropped_at:
        raise Refused("Your facilitator took this off the list. Nothing is asked any more.")
    refuse_past(homework.meeting, now)


def refuse_past(meeting: Meeting, now: datetime) -> None:
    """Raise Refused for a meeting that nobody prepares any more."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled. There is nothing to prepare.")
    if meeting.is_over(now):
        raise Refused("This meeting is over.")


# -- preparation ------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_preparation(place: Rsvp, *, now: datetime, told: Mapping[str, Any]) -> Preparation:
    """Keep what a member wrote: `told` names some of WRITTEN. Nobody is told; if it was shown already, its readers see
    it as it stands now.

    Raises Refused after the meeting, and for a weight that is none.
    """
    refuse_past(place.meeting, now)
    row = preparation_of(place, now)
    if (weight := told.get("weight")) is not None and weight not in (1, 2, 3):
        raise Refused("How much does it weigh, 1 to 3?", field="weight")
    changed = differing(row, told)
    if changed:
        save(row, {**told, "saved_at": now}, [*changed, "saved_at"])
        if row.done_at:
            park(row, place, now)
    return row


@transaction.atomic
def finish_preparation(place: Rsvp, *, by: User | None, now: datetime, via: Via = "web") -> Preparation:
    """It is done: the group reads it from now on, and an issue goes to the parking lot under its member's name.

    Said twice it changes nothing. Raises Refused after the meeting.
    """
    refuse_past(place.meeting, now)
    row = preparation_of(place, now)
    if row.done_at is None:
        fields = {"done_at": now, "said_at": now, "audience": [place.group_id]}
        save(row, fields, fields)
        park(row, place, now)
        record(
            "preparation.done",
            by=by,
            about=place.meeting,
            via=via,
            group=place.group_id,
            member=place.member_id,
            at=now,
        )
    return row


@transaction.atomic
def take_back_preparation(place: Rsvp, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """It is their own again, and its issue leaves the parking lot unless somebody put it on an agenda.

    What was said of goals and promises stays said. Said twice it changes nothing; raises Refused after the meeting.
    """
    refuse_past(place.meeting, now)
    row = preparation_of(place, now)
    if row.done_at:
        fields: dict[str, Any] = {"done_at": None, "audience": []}
        save(row, fields, fields)
        ParkedItem.objects.filter(pk=row.pk, state=ParkedItem.State.OPEN).delete()
        record(
            "preparation.taken_back", by=by, about=place.meeting, via=via, group=place.group_id,
            member=place.member_id, at=now,
        )  # fmt: skip


def preparation_of(place: Rsvp, now: datetime) -> Preparation:
    """A member's preparation of a meeting, locked; a new row if there is none. Two windows begin one."""
    Preparation.objects.bulk_create(
        [Preparation(rsvp=place, meeting_id=place.meeting_id, member_id=place.member_id, said_at=now)],
        ignore_conflicts=True,
    )
    row: Preparation = Preparation.objects.select_for_update().get(rsvp=place)
    return row


def park(row: Preparation, place: Rsvp, now: datetime) -> None:
    """Have the parking lot say what the preparation says: its item has the key of the preparation. One that is on an
    agenda, or was talked through, stays what it is."""
    parked = ParkedItem.objects.filter(pk=row.pk)
    if not row.issue:
        parked.filter(state=ParkedItem.State.OPEN).delete()
        return
    words = {"title": row.issue, "weight": row.weight or USUAL_WEIGHT}
    if not parked.exists():
        ParkedItem.objects.create(
            pk=row.pk, group_id=place.group_id, member_id=place.member_id, meeting_id=place.meeting_id, said_at=now,
            **words,
        )  # fmt: skip
    else:
        parked.filter(state=ParkedItem.State.OPEN).update(**words)
