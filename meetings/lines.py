"""A meeting as a line of a list: its day and hours on the reader's wall, and on the group's where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from groups.models import Group
from meetings.models import Meeting
from meetings.plan_forms import MODES
from members.access import current_member
from programs.models import Program
from programs.moments import place_of_zone
from programs.request import Request
from programs.tenancy import standing
from programs.wording import clock, long_day


@dataclass(frozen=True)
class Wall:
    """Whose clock a page is read by: the program's way to write, the reader's zone, and now."""

    program: Program
    zone: str
    now: datetime

    def day(self, at: datetime, zone: str = "") -> str:
        """The day of a moment: "Thursday, December 17"."""
        here = ZoneInfo(zone or self.zone)
        today = self.now.astimezone(here).date()
        return long_day(at.astimezone(here).date(), today, self.program.date_order)  # type: ignore[arg-type]

    def date(self, day: date) -> str:
        """A day without an hour: "Thursday, December 17"."""
        return long_day(day, self.now.astimezone(ZoneInfo(self.zone)).date(), self.program.date_order)  # type: ignore[arg-type]

    def hour(self, at: datetime, zone: str = "") -> str:
        """The hour of a moment: "9:00 am"."""
        return clock(at.astimezone(ZoneInfo(zone or self.zone)).time(), self.program.clock)

    def zone_of(self, meeting: Meeting) -> str:
        """The zone in which a meeting is said: at a place the place's, else the reader's."""
        return meeting.zone if meeting.in_person else self.zone

    def hours(self, meeting: Meeting) -> str:
        """From which hour to which, of several days on each: "9:00 am to 10:45 am"."""
        here = self.zone_of(meeting)
        words = f"{self.hour(meeting.starts_at, here)} to {self.hour(meeting.ends_at, here)}"
        return f"{words}, {meeting.days} days" if meeting.days > 1 else words

    def there(self, meeting: Meeting) -> str:
        """What the other clock shows, the group's, at a place the reader's: "10:00 am in New York"; '' for the same."""
        here, other = self.zone_of(meeting), self.zone if meeting.in_person else meeting.zone
        at = meeting.starts_at
        if at.astimezone(ZoneInfo(here)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset():
            return ""
        day = "" if self.day(at, here) == self.day(at, other) else f"{self.day(at, other)}, "
        return f"{day}{self.hour(at, other)} in {place_of_zone(other)}"


def wall_of(request: Request, now: datetime) -> Wall:
    """The clock of a request's reader: a member's own zone, else the program's."""
    zone = current_member(request).zone if standing().member_id else ""
    return Wall(request.program, zone or request.program.zone, now)


@dataclass(frozen=True)
class Line:
    """One meeting on a list. `answer` is the reader's own, in words; `holiday` whose day off it falls on, or ''."""

    key: UUID
    url: str
    group: str
    name: str
    day: str
    hours: str
    there: str
    where: str
    canceled: bool
    holiday: str
    answer: str


def line(meeting: Meeting, wall: Wall, answers: Mapping[UUID, str], days_off: Mapping[date, str]) -> Line:
    """A meeting as a line; `answers` are the reader's by meeting, `days_off` the program's holidays."""
    first = meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    return Line(
        meeting.pk, reverse("meeting", args=[wall.program.slug, meeting.pk]), meeting.group.name, meeting.name,
        wall.day(meeting.starts_at, wall.zone_of(meeting)), wall.hours(meeting), wall.there(meeting), where(meeting),
        not meeting.is_on, days_off.get(first, ""), answers.get(meeting.pk, ""),
    )  # fmt: skip


def where(meeting: Meeting) -> str:
    """Online, or the place: "Online", "Hotel Ohio, Dayton", "In person"."""
    if meeting.mode == Group.Mode.ONLINE or not meeting.place:
        return MODES[Group.Mode(meeting.mode)]
    return f"{meeting.place}, or by video" if meeting.mode == Group.Mode.HYBRID else meeting.place
