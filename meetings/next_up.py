"""A reader's next meeting, as Today, group home and the list of meetings show it on a card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import JSONObject
from django.urls import reverse

from groups.models import Group
from meetings.answers import Buttons, buttons
from meetings.lines import Line, Wall, line
from meetings.models import Meeting, Rsvp, RsvpQuerySet


@dataclass(frozen=True)
class NextUp:
    """The card `_next_meeting.html`. `buttons` is the reader's own answer, None for who has no place; `join_url` is
    our address that leads into the video room, '' without one."""

    line: Line
    buttons: Buttons | None
    join_url: str


def next_up(meeting: Meeting, place: Rsvp | None, wall: Wall, *, joins: bool) -> NextUp:
    """The card of a meeting that comes with its group; `joins` is whether the reader sits there or facilitates."""
    if place is not None:
        place.meeting = meeting
    slug = wall.program.slug
    here = joins and bool(meeting.join_url) and meeting.is_on and not meeting.is_over(wall.now)
    return NextUp(
        line(meeting, wall, {}, {}),
        buttons(place, wall.program, wall.now) if place is not None else None,
        reverse("meeting_join", args=[slug, meeting.pk]) if here else "",
    )


OF_MEETING = ("name", "starts_at", "ends_at", "zone", "days", "mode", "place", "join_url")
OF_ANSWER = ("answer", "late_minutes", "online", "alternate", "sends_update")

TOLD = JSONObject(
    pk="pk",
    meeting_pk="meeting_id",
    **{f"meeting_{name}": f"meeting__{name}" for name in OF_MEETING},
    **{name: name for name in OF_ANSWER},
)
"""A place with its meeting, for a page that asks for it beside something else; `place_told` makes rows of it."""


def next_places(member_id: Any, now: datetime) -> RsvpQuerySet:
    """A member's places at meetings to come, the next first."""
    to_come = Rsvp.objects.filter(member=member_id, meeting__state=Meeting.State.PLANNED, meeting__ends_at__gt=now)
    return to_come.order_by("meeting__starts_at")


def place_told(told: Mapping[str, Any], group: Group) -> Rsvp:
    """A place at a meeting of `group`, out of what TOLD says."""
    return Rsvp(
        pk=UUID(told["pk"]), group=group, meeting=meeting_told(told, group), **{name: told[name] for name in OF_ANSWER}
    )


def meeting_told(told: Mapping[str, Any], group: Group) -> Meeting:
    """A meeting of `group`, out of what TOLD says of it."""
    fields = {name: told[f"meeting_{name}"] for name in OF_MEETING}
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("starts_at", "ends_at")}
    return Meeting(pk=UUID(told["meeting_pk"]), group=group, **fields | moments)
