"""Days on the pages of a group, in the program's order and zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from programs.models import Program
from programs.wording import day_words


def day_said(program: Program, when: date | datetime) -> str:
    """A day with its year, as the program writes days; of a moment, the day it was in the program's zone."""
    day = when.astimezone(ZoneInfo(program.zone)).date() if isinstance(when, datetime) else when
    return day_words(day, order=program.date_order, year=True)  # type: ignore[arg-type]
