"""What is asked of a member before a meeting, and when: rows of Due, which the post turns into mail.

The rows of one meeting are written in one statement, however many people it has. Their object is a place (Rsvp), so
that a mail link may end what is asked of its own member.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from meetings.models import Meeting, MeetingSettings, Rsvp
from meetings.reminders import MAILS, About, moments
from programs.clock import local_day
from programs.tenancy import current_program

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def ask(meeting: Meeting, *, now: datetime) -> None:
    """Write down when to ask everybody who has a place at a meeting for what, as it stands now.

    What was written before is moved, and what no longer holds goes. Moments that are past are not asked for any more.
    """
    places = Rsvp.objects.filter(meeting=meeting).select_related("member", "stay")
    ask_all(meeting, places, now=now)


def ask_one(place: Rsvp, *, now: datetime) -> None:
    """The same for one place, after an answer. Open to the mail link of the place."""
    ask_all(place.meeting, Rsvp.objects.filter(pk=place.pk).select_related("member", "stay"), now=now)


def ask_all(meeting: Meeting, places: Iterable[Rsvp], *, now: datetime) -> None:
    """Write what is asked of these places of one meeting; members without a user are asked nothing by mail."""
    about, places = about_of(meeting), list(places)
    asked = [
        {
            "user_id": str(place.member.user_id), "kind": moment.name, "object_id": str(place.pk),
            "at": moment.at.isoformat(), "wall": moment.wall.isoformat(), "zone": zone,
        }
        for place in places
        if place.member.user_id
        for zone in [place.member.zone or meeting.zone]
        for moment in moments(
            about, zone, now, answer=place.answer, sends_update=place.sends_update, booked=is_booked(place)
        )
    ]  # fmt: skip
    write(asked, [place.pk for place in places], since=now)


def stop_asking(meeting: Meeting) -> None:
    """Nothing is asked any more before this meeting."""
    write([], Rsvp.objects.filter(meeting=meeting).values_list("pk", flat=True), since=LONG_AGO)


def stop_asking_of(place: Rsvp) -> None:
    """Nothing is asked any more of one place."""
    write([], [place.pk], since=LONG_AGO)


def write(asked: list[dict[str, Any]], places: Iterable[Any], *, since: datetime) -> None:
    """Have `asked` be what the places are asked from `since` on, in one statement. What is ripe is the post's."""
    current_program()
    with connection.cursor() as cursor:
        cursor.execute(
            "select app_ask_before_meeting(%s::jsonb, %s::uuid[], %s::text[], %s)",
            [json.dumps(asked), list(places), list(MAILS), since],
        )


def about_of(meeting: Meeting) -> About:
    """What the moments of a meeting hang on. Whether homework was set is asked of the database itself: who tends the
    meetings of a program does not read it."""
    program = meeting.program
    with connection.cursor() as cursor:
        cursor.execute("select app_has_homework(%s)", [meeting.pk])
        (homework,) = cursor.fetchone()
    return About(
        meeting.starts_at, meeting.zone, in_person=meeting.in_person, answer_by=meeting.answer_by, homework=homework,
        days_off=program.days_off(local_day(meeting.starts_at, meeting.zone)), opened_at=meeting.opened_at,
        asked_by_mail=meeting.in_person and not sends_invitations(meeting.group_id),
    )  # fmt: skip


def sends_invitations(group_id: Any) -> bool:
    """Whether a group's meetings come to its people's calendars as invitations: so it is unless it chose otherwise."""
    return not MeetingSettings.objects.filter(group=group_id).exclude(way=MeetingSettings.Way.INVITATIONS).exists()


def is_booked(place: Rsvp) -> bool:
    """Whether they said that their travel is booked."""
    stay = getattr(place, "stay", None)
    return bool(stay and stay.booked_at)
