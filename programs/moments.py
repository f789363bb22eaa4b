"""Days and moments on pages and in mails, on the program's wall and as the program writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from programs.models import Program
from programs.wording import clock, long_day, near_day


def day_said(program: Program, moment: datetime, now: datetime) -> str:
    """The day of a moment: "November 3", with its year where people would take another year's."""
    zone = ZoneInfo(program.zone)
    return near_day(moment.astimezone(zone).date(), now.astimezone(zone).date(), program.date_order)  # type: ignore[arg-type]


def moment_said(program: Program, moment: datetime, now: datetime) -> str:
    """The day and the time of a moment: "November 3, 2:30 pm"."""
    hour = clock(moment.astimezone(ZoneInfo(program.zone)).time(), program.clock)
    return f"{day_said(program, moment, now)}, {hour}"


def moment_words(program: Program, at: datetime, now: datetime, zone: str = "") -> str:
    """A moment on the wall of `zone`, by default the program's: "Friday, November 27, 5:00 pm"."""
    here = ZoneInfo(zone or program.zone)
    local = at.astimezone(here)
    day = long_day(local.date(), now.astimezone(here).date(), program.date_order)  # type: ignore[arg-type]
    return f"{day}, {clock(local.time(), program.clock)}"


def hour_words(program: Program, at: datetime) -> str:
    """The hour of a moment on the program's wall: "2:05 pm"."""
    return clock(at.astimezone(ZoneInfo(program.zone)).time(), program.clock)


def place_of_zone(zone: str) -> str:
    """The city that names a zone: "New York" of America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")
