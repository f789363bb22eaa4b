"""Moments on the pages of this room, as the program writes days and hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

from goals.glance import clock, long_day
from programs.models import Program


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
