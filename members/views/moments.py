"""Days and moments on these pages, in the program's zone and as the program writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from goals.glance import clock, near_day
from programs.models import Program


def day_said(program: Program, moment: datetime, now: datetime) -> str:
    """The day of a moment: "November 3", with its year where people would take another year's."""
    zone = ZoneInfo(program.zone)
    return near_day(moment.astimezone(zone).date(), now.astimezone(zone).date(), program.date_order)  # type: ignore[arg-type]


def moment_said(program: Program, moment: datetime, now: datetime) -> str:
    """The day and the time of a moment: "November 3, 2:30 pm"."""
    hour = clock(moment.astimezone(ZoneInfo(program.zone)).time(), program.clock)
    return f"{day_said(program, moment, now)}, {hour}"
