"""What a group's meetings ask for as they come nearer: places for who sits there, an agenda, a further year.

One clock a group rings at the next such moment, or within a week; `tend` does everything that is due and winds it.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from groups.models import FacilitatorTerm, Group, SeatHolder
from meetings.actions.asking import ask, stop_asking, stop_asking_of
from meetings.actions.closing import ask_closing
from meetings.actions.dates import extend_all, moments
from meetings.models import Meeting, Rsvp, Series
from programs.activity import record
from programs.bulk import insert_all
from programs.clock import instant, local_day
from programs.clocks import wind
from programs.due import clear_due, set_due
from programs.tenancy import standing

TEND = "meetings.tend"
"""The kind of Due that rings for a group."""

OPENS_BEFORE = timedelta(days=90)
"""So long before a meeting its people get their places, and their calendars an invitation (issue 4)."""

AGENDA_BEFORE = timedelta(days=7)
"""So long before a meeting its agenda is published by itself, if one is made by then (research/mission section 3). One
that is first saved later stays a draft until its facilitator publishes it: nobody saw that moment come."""

EXTENDS_BEFORE = timedelta(days=120)
"""So long before the planned dates run out a further year is planned: more than OPENS_BEFORE."""

NEEDS_YOU = "needs_you"
"""The kind of Due, and of the mail, that tells a facilitator in the morning who needs them."""
MORNING = time(7, 30)
"""On the wall of the group (message 13)."""

JUST_OVER = timedelta(days=2)
"""So long its people may be asked how a meeting was, whatever its zone (meetings/actions/closing.py)."""

AT_LEAST_EVERY = timedelta(days=7)


@transaction.atomic
def tend(group: Group, *, now: datetime) -> None:
    """Do everything that the group's meetings ask for at `now`, and wind the clock for the next time.

    Safe to run at any time and twice: places that are there stay, with their answers.
    """
    if group.state == Group.State.ACTIVE:
        going_on = Series.objects.going_on().filter(group=group)
        extend_all([one for one in going_on if local_end(one) - now < EXTENDS_BEFORE], now=now)
    coming = list(Meeting.objects.of(group).to_come(now))
    for meeting in coming:
        if meeting.starts_at - now <= OPENS_BEFORE:
            lay_table(meeting, now=now)
        if opens_by_itself(meeting) and meeting.starts_at - now <= AGENDA_BEFORE:
            publish_agenda(meeting, by=None, now=now)
    for meeting in Meeting.objects.of(group).filter(state=Meeting.State.CANCELED, ends_at__gt=now):
        stop_asking(meeting)
    for meeting in Meeting.objects.of(group).past(now).filter(ends_at__gt=now - JUST_OVER):
        ask_closing(meeting, now=now)
    wake_facilitators(group, now=now)
    ahead = [
        moment
        for meeting in coming
        for moment in (meeting.starts_at - OPENS_BEFORE, meeting.starts_at - AGENDA_BEFORE, meeting.ends_at)
        if moment > now
    ]
    wind(TEND, group, min([*ahead, now + AT_LEAST_EVERY]), zone=group.zone)


def wake_facilitators(group: Group, *, now: datetime) -> None:
    """Ask every morning, for each who facilitates the group, whether somebody needs them; stop for who no longer does.

    Roles are read by program admins, in whose name the clocks run; who tends as a facilitator leaves it as it is.
    """
    for term in FacilitatorTerm.objects.filter(group=group).select_related("role"):
        if term.ended_at is not None or (term.until and term.until <= now):
            clear_due(NEEDS_YOU, about=term)
        elif standing().is_admin and term.role.user_id and term.role.ended_at is None:
            from_then = max(now, term.since) if term.until else now
            on = local_day(from_then, group.zone)
            mornings = (instant(day, MORNING, group.zone) for day in (on, on + timedelta(days=1)))
            first = next(morning for morning in mornings if morning > from_then)
            set_due(
                NEEDS_YOU, user=term.role.user_id, about=term, at=first, zone=group.zone, wall=MORNING, every_days=1
            )


def local_end(series: Series) -> datetime:
    """The moment at which the planned dates of a series run out."""
    return moments(series, series.until)[1]


def opens_by_itself(meeting: Meeting) -> bool:
    """Whether an agenda that the group does not read yet is published by itself: it was there a week before."""
    made_at, week_before = meeting.agenda_made_at, meeting.starts_at - AGENDA_BEFORE
    in_time = made_at is None or made_at <= week_before
    return meeting.agenda_at is None and bool(meeting.agenda_minutes) and in_time


def lay_table(meeting: Meeting, *, now: datetime) -> None:
    """Give everybody who sits in the group now a place at a meeting, and take away those of who has left.

    Somebody who left and answered keeps no place at a meeting to come.
    """
    is_new = meeting.opened_at is None
    if is_new:
        meeting.opened_at = now
        meeting.save(update_fields=["opened_at"])
        record("meeting.opened", by=None, about=meeting, via="command", group=meeting.group_id, at=now)
    seated = SeatHolder.objects.current().filter(group=meeting.group_id)
    placed = Rsvp.objects.filter(meeting=meeting, member=OuterRef("member"))
    places = [
        Rsvp(meeting=meeting, group_id=meeting.group_id, seat_id=holder.seat_id, member_id=holder.member_id)
        for holder in seated.exclude(Exists(placed))
    ]
    insert_all(places, ignore_conflicts=True)
    if not is_new:
        for place in places:
            record(
                "rsvp.placed", by=None, about=meeting, via="command", group=meeting.group_id, member=place.member_id,
                at=now,
            )  # fmt: skip
    sits = seated.filter(member=OuterRef("member"))
    for place in Rsvp.objects.filter(meeting=meeting).exclude(Exists(sits)).select_related("member"):
        leave_place(place, now=now)
    ask(meeting, now=now)


def leave_place(place: Rsvp, *, now: datetime) -> None:
    """A place at a meeting to come goes with the seat; their calendar is told, if it was told of it."""
    if place.invited_sequence is not None:
        record(
            "rsvp.withdrawn", by=None, about=place.meeting, via="command", group=place.group_id,
            member=place.member_id, at=now,
        )  # fmt: skip
    stop_asking_of(place)
    place.delete()


@transaction.atomic
def publish_agenda(meeting: Meeting, *, by: Any, now: datetime) -> None:
    """Everybody in the group may read the agenda from now on."""
    meeting.agenda_at = now
    meeting.save(update_fields=["agenda_at"])
    record("agenda.published", by=by, about=meeting, group=meeting.group_id, at=now)
