"""When the group meets, on its home: the next meeting with the reader's own answer, and the year."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from groups.models import Group
from groups.views.circle import Circle
from meetings.lines import wall_of
from meetings.models import Meeting, Rsvp
from meetings.next_up import OF_ANSWER, OF_MEETING, NextUp, meeting_told, next_up, place_told
from meetings.ribbon import Ribbon, ribbon
from programs.clock import local_day
from programs.request import Request
from programs.tenancy import standing


@dataclass(frozen=True)
class Table:
    """The next meeting and the year; both None for a group that has no meeting planned."""

    next: NextUp | None
    year: Ribbon | None


def table_of(request: Request, circle: Circle) -> Table:
    """What the first look at a group tells of its meetings; a member's zone is asked for."""
    found = json.loads(circle.look.meetings)
    if not found:
        return Table(None, None)
    wall, who = wall_of(request, circle.now), standing()
    group = Group(pk=circle.key, name=circle.group.name)
    days = [(local_day(datetime.fromisoformat(one[2]), one[4]), one[6]) for one in found]
    meeting, place = first_of(found[0], group)
    card = next_up(meeting, place if who.member_id else None, wall, joins=circle.key in who.groups)
    return Table(card, ribbon(days, local_day(circle.now, wall.zone)))


def first_of(told: list[Any], group: Group) -> tuple[Meeting, Rsvp | None]:
    """A meeting and the reader's place at it, out of what the look tells."""
    key, *rest, mine = told
    named = {f"meeting_{name}": value for name, value in zip(OF_MEETING, rest, strict=True)} | {"meeting_pk": key}
    if mine is None:
        return meeting_told(named, group), None
    place = place_told(named | dict(zip(("pk", *OF_ANSWER), mine, strict=True)), group)
    return place.meeting, place
