"""What was seen at a meeting: taken by exception, corrected later with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from groups.models import Group
from meetings.actions.closing import ask_closing
from meetings.actions.opening import lay_table
from meetings.models import Attendance, Guest, Leave, Meeting, Rsvp
from programs.activity import Via, record
from programs.bulk import insert_all
from programs.clock import local_day
from programs.models import User
from programs.refusal import Refused
from programs.versions import differing, lock, refuse_stale, save

Seen = Attendance.Seen


@dataclass(frozen=True)
class Look:
    """What was seen of one member: `minutes` late or left early by, why if it was told, who came instead."""

    seen: str
    minutes: int | None = None
    reason: str = ""
    alternate: str = ""

    def refuse(self) -> None:
        """Raise Refused, with a sentence, for a look that says too little or what cannot be."""
        if self.seen not in Seen.values:
            raise Refused("Choose what you saw.", field="seen")
        if self.minutes is not None and not 1 <= self.minutes <= 720:
            raise Refused("Minutes are from 1 to 720.", field="minutes")
        if self.seen in (Seen.LATE, Seen.LEFT_EARLY) and self.minutes is None:
            raise Refused("By how many minutes?", field="minutes")


def expected(place: Rsvp, mode: str, *, on_leave: bool = False) -> Look:
    """What attendance begins with for one place: what its member answered, or that they are here.

    Online everybody is expected who did not say no; in person who said yes. A no was a word: they told us.
    """
    if on_leave:
        return Look(Seen.ON_LEAVE)
    if place.answer == Rsvp.Answer.NO:
        return Look(Seen.SUBSTITUTE, alternate=place.alternate) if place.alternate else Look(Seen.EXCUSED)
    if place.answer == Rsvp.Answer.LATE:
        return Look(Seen.LATE, minutes=place.late_minutes)
    if not place.answer and mode == Group.Mode.IN_PERSON:
        return Look(Seen.UNEXCUSED)
    return Look(Seen.PRESENT)


def leaves_on(meeting: Meeting) -> set[UUID]:
    """The seats of the group that are on leave on the day of a meeting."""
    day = local_day(meeting.starts_at, meeting.zone)
    return set(
        Leave.objects.filter(group=meeting.group_id, first__lte=day, last__gte=day).values_list("seat_id", flat=True)
    )


ONE_BY_ONE = "select true from pg_advisory_xact_lock(hashtext('attendance'), hashtext(%s))"


def one_by_one(meeting: Meeting) -> None:
    """Wait until nobody else writes a meeting's attendance: its members may not lock its row, and write their own."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE, [str(meeting.pk)])


@transaction.atomic
def take_attendance(
    meeting: Meeting, *, by: User, now: datetime, looks: Mapping[UUID, Look], via: Via = "web"
) -> list[Attendance]:
    """Write down who was at a meeting: everybody who has a place, as expected but for `looks` (member -> Look).

    May be taken from ten minutes before the meeting begins; taken again it changes what differs. A meeting that was
    planned when it was over gets its places here. Raises Refused earlier, for a canceled meeting, and for a look at
    somebody who has no place.
    """
    lock(meeting)
    one_by_one(meeting)
    refuse_too_early(meeting, now)
    if meeting.opened_at is None and meeting.attendance_at is None:
        lay_table(meeting, now=now)
    places = {place.member_id: place for place in Rsvp.objects.filter(meeting=meeting)}
    if set(looks) - set(places):
        raise Refused("Somebody here has no place at this meeting. Open the page again.")
    for one in looks.values():
        one.refuse()
    there = {one.member_id: one for one in Attendance.objects.filter(meeting=meeting)}
    away = leaves_on(meeting)
    fresh = []
    for key, place in places.items():
        look = looks.get(key)
        if row := there.get(key):
            if look:
                settle_look(row, look)
            continue
        look = look or expected(place, meeting.mode, on_leave=place.seat_id in away)
        fresh.append(
            Attendance(
                meeting=meeting, group_id=meeting.group_id, seat_id=place.seat_id, member_id=key, seen=look.seen,
                minutes=look.minutes, reason=look.reason, alternate=look.alternate, taken_at=now,
            )
        )  # fmt: skip
    insert_all(fresh)
    if meeting.attendance_at is None:
        meeting.attendance_at = now
        meeting.save(update_fields=["attendance_at"])
    record("attendance.taken", by=by, about=meeting, via=via, group=meeting.group_id, at=now)
    ask_closing(meeting, now=now)
    return [*there.values(), *fresh]


EARLY = 10 * 60
"""Attendance opens so many seconds before a meeting begins."""

FREELY = timedelta(hours=24)
"""So long after attendance was taken a press changes it; from then on a change is a correction, and gives a reason."""


def is_settled(meeting: Meeting, now: datetime) -> bool:
    """Whether what was seen at a meeting is only changed with a reason by now."""
    return meeting.attendance_at is not None and now > meeting.attendance_at + FREELY


@transaction.atomic
def note_look(
    meeting: Meeting,
    member_id: UUID,
    *,
    by: User,
    now: datetime,
    look: Look,
    seen: int | None = None,
    why: str = "",
    via: Via = "web",
) -> Attendance:
    """Write down what was seen of one member, by one press; the first press takes everybody else as expected.

    Once attendance is settled it is a correction and needs `why`. `seen` is the version that the person had open (None:
    there was none yet); an older one raises Stale with the row as it stands.
    """
    look.refuse()
    lock(meeting)
    one_by_one(meeting)
    row = Attendance.objects.filter(meeting=meeting, member=member_id).first()
    if row is not None and meeting.attendance_at is None and differing(row, said(look)):
        refuse_stale(row, seen or 0)
    if row is None or meeting.attendance_at is None:
        taken = take_attendance(meeting, by=by, now=now, looks={member_id: look}, via=via)
        return next(one for one in taken if one.member_id == member_id)
    if is_settled(meeting, now):
        correct_attendance(row, by=by, now=now, look=look, why=why, seen=seen, via=via)
        return row
    lock(row)
    if differing(row, said(look)):
        refuse_stale(row, seen or 0)
        changed = settle_look(row, look)
        record(
            "attendance.changed", by=by, about=row, via=via, group=row.group_id, member=row.member_id,
            fields=changed, at=now,
        )  # fmt: skip
        ask_closing(meeting, now=now)
    return row


@transaction.atomic
def add_guest(meeting: Meeting, *, by: User, now: datetime, name: str, company: str = "", via: Via = "web") -> Guest:
    """Somebody without a seat was at a meeting. Raises Refused before it begins."""
    refuse_too_early(meeting, now)
    guest: Guest = Guest.objects.create(meeting=meeting, group_id=meeting.group_id, name=name, company=company)
    record("guest.noted", by=by, about=meeting, via=via, group=meeting.group_id, at=now)
    return guest


@transaction.atomic
def remove_guest(guest: Guest, *, by: User, now: datetime, via: Via = "web") -> None:
    """They were not there after all."""
    record("guest.removed", by=by, about=guest.meeting, via=via, group=guest.group_id, at=now)
    guest.delete()


def refuse_too_early(meeting: Meeting, now: datetime) -> None:
    """Raise Refused for a meeting that is canceled or has not begun."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled.")
    if (meeting.starts_at - now).total_seconds() > EARLY:
        raise Refused("Attendance opens ten minutes before the meeting.")


def settle_look(row: Attendance, look: Look) -> list[str]:
    """Write what differs of one look, as its next version; returns the names of what changed."""
    changed = differing(row, said(look))
    if changed:
        save(row, said(look), changed)
    return changed


def said(look: Look) -> dict[str, Any]:
    """A look as the fields of Attendance."""
    return {"seen": look.seen, "minutes": look.minutes, "reason": look.reason, "alternate": look.alternate}


@transaction.atomic
def correct_attendance(
    row: Attendance, *, by: User, now: datetime, look: Look, why: str, seen: int | None = None, via: Via = "web"
) -> None:
    """Change what was seen of one member after the meeting, with a reason that the seat's people read.

    `seen` is the version that the person had open; an older one raises Stale with the row as it stands. Raises Refused
    without a reason.
    """
    lock(row)
    look.refuse()
    if not why.strip():
        raise Refused("Say why, in a few words. They read it.", field="why")
    changed = differing(row, said(look))
    if not changed:
        return
    refuse_stale(row, seen)
    trace = {"seen_before": row.seen, "corrected_why": why.strip(), "corrected_by": by, "corrected_at": now}
    save(row, {**said(look), **trace}, [*changed, *trace])
    record(
        "attendance.corrected", by=by, about=row, via=via, group=row.group_id, member=row.member_id,
        fields=changed, at=now,
    )  # fmt: skip
