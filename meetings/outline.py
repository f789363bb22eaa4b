"""When and where a meeting is, in words that are clear to one reader, for pages and mails. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from groups.models import Group
from meetings.models import Meeting
from programs.models import Program
from programs.moments import moment_words, place_of_zone
from programs.wording import clock, long_day


@dataclass(frozen=True)
class Outline:
    """A meeting in three lines: its title, "Thursday, December 3, 9:00 am to 10:45 am", and where."""

    title: str
    when: str
    where: str


def outline(meeting: Meeting, program: Program, zone: str, now: datetime) -> Outline:
    """A meeting on the wall of `zone`, else of its own; the zone is named where the reader's is another."""
    return Outline(title(meeting), when(meeting, program, zone, now), where(meeting))


def title(meeting: Meeting) -> str:
    """What it is called: its name, or its group's."""
    return f"{meeting.group.name}: {meeting.name}" if meeting.name else f"{meeting.group.name} meeting"


def when(meeting: Meeting, program: Program, zone: str, now: datetime) -> str:
    """From when to when; of several days, from which to which."""
    here = zone if zone and not meeting.in_person else meeting.zone
    begins = moment_words(program, meeting.starts_at, now, here)
    ends = meeting.ends_at.astimezone(ZoneInfo(here))
    hour = clock(ends.time(), program.clock)
    starts = meeting.starts_at.astimezone(ZoneInfo(here))
    if ends.date() != starts.date():
        hour = f"{long_day(ends.date(), now.astimezone(ZoneInfo(here)).date(), program.date_order)}, {hour}"  # type: ignore[arg-type]
    named = f" ({place_of_zone(here)} time)" if here != program.zone else ""
    return f"{begins} to {hour}{named}"


def where(meeting: Meeting) -> str:
    """Online, a place, or both."""
    if meeting.mode == Group.Mode.ONLINE:
        return "Online"
    place = meeting.place or "The place is not set yet"
    return f"{place}, or by video" if meeting.mode == Group.Mode.HYBRID else place
