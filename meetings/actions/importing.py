"""Importing attendance of the past, since a rule that looks back is blind without it. Nobody is mailed of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from groups.models import Group, SeatHolder
from meetings.attendance_csv import Entry
from meetings.models import Attendance, Meeting, Series
from programs.activity import record
from programs.bulk import insert_all
from programs.clock import instant, local_day
from programs.models import User

USUAL = (time(9), 90)
"""When a past meeting of a group without a series began, and how many minutes it took."""


@dataclass(frozen=True)
class Imported:
    """How many meetings were made, how many looks written down, and how many were there already."""

    meetings: int
    looks: int
    there: int


@transaction.atomic
def import_attendance(group: Group, entries: Iterable[Entry], *, by: User, now: datetime) -> Imported:
    """Write down what was seen at past meetings: `who` of an entry is the key of a member who sits or sat in the group.

    A day on which no meeting is known gets one; what was written down before stays as it is. Done twice it changes
    nothing.
    """
    entries = list(entries)
    seats: dict[UUID, UUID] = {}
    for holder in SeatHolder.objects.filter(group=group).order_by("-left_at"):  # who sits there now comes last
        if holder.left_at is not None:
            seats.setdefault(holder.member_id, holder.seat_id)
    seats |= dict(SeatHolder.objects.current().filter(group=group).values_list("member", "seat"))
    meetings = {local_day(one.starts_at, one.zone): one for one in Meeting.objects.on().filter(group=group)}
    places = {entry.day: entry.in_person for entry in entries}
    fresh = [past_meeting(group, day, now, in_person=places[day]) for day in sorted(places) if day not in meetings]
    insert_all(fresh)
    meetings |= {one.planned_on: one for one in fresh}
    known = set(Attendance.objects.filter(group=group).values_list("meeting", "member"))
    rows = [
        Attendance(
            meeting=meetings[entry.day], group=group, seat_id=seats[entry.who], member_id=entry.who, seen=entry.seen,
            minutes=entry.minutes, reason=entry.reason, taken_at=now,
        )
        for entry in entries
        if (meetings[entry.day].pk, entry.who) not in known
    ]  # fmt: skip
    insert_all(rows)
    touched = {row.meeting_id for row in rows}
    Meeting.objects.filter(pk__in=touched, attendance_at=None).update(attendance_at=now)
    record("attendance.imported", by=by, about=group, via="import", group=group, at=now)
    return Imported(len(fresh), len(rows), len(entries) - len(rows))


def past_meeting(group: Group, day: date, now: datetime, *, in_person: bool) -> Meeting:
    """A meeting that took place on a day, at the hour of the group's series."""
    series = Series.objects.filter(group=group).order_by("first_on").first()
    at, minutes = (series.at, series.minutes) if series else USUAL
    zone = series.zone if series else group.zone
    starts = instant(day, at, zone)
    return Meeting(
        group=group, planned_on=day, starts_at=starts, ends_at=starts + timedelta(minutes=minutes), zone=zone,
        minutes=minutes, mode=Group.Mode.IN_PERSON if in_person else Group.Mode.ONLINE, created_at=now,
        attendance_at=now,
    )  # fmt: skip
