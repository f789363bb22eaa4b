"""What an applicant's page shows of a call: their own time, and those that are free, on the wall of where they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from programs.clock import on_the_wall
from programs.models import Program
from programs.moments import moment_words, place_of_zone
from programs.wording import clock, long_day
from vetting.models import Application, Interview, InterviewSlot
from vetting.states import CLOSED, State

MOST_SHOWN = 24
"""Free times on the page, the next first."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time for a call: `hour` on the applicant's wall, `there` on the program's where that shows another."""

    key: UUID
    hour: str
    there: str


def call_of(application: Application, shown: State, program: Program, now: datetime) -> dict[str, Any] | None:
    """The context of vetting/_application_call.html, or None where no call is asked for, or it took place.

    `shown` is where the application stands as far as the applicant knows.

    {mine: their slot or None, when, there, over, link, days: [(day, [Time])], zone}
    """
    if shown in CLOSED:
        return None
    interview = Interview.objects.filter(application=application, held_at=None).select_related("slot").first()
    if interview is None or not interview.heard(now):
        return None
    mine = interview.slot
    free = InterviewSlot.objects.to_come(now).exclude(pk=mine.pk if mine else None)[:MOST_SHOWN]
    times = [] if mine and mine.starts_at <= now else free
    return {
        "mine": mine,
        "when": moment_words(program, mine.starts_at, now, application.zone) if mine else "",
        "there": other_wall(mine.starts_at, application, program) if mine else "",
        "over": bool(mine and mine.starts_at <= now),
        "link": bool(mine and mine.where.startswith(("https://", "http://"))),
        "days": by_day(times, application, program, now),
        "zone": place_of_zone(application.zone),
    }


def by_day(slots: Any, application: Application, program: Program, now: datetime) -> list[tuple[str, list[Time]]]:
    """Times under their days, as the calendar on the applicant's wall has them; two hosts at one hour are one time."""
    today = on_the_wall(now, application.zone).date()
    days: dict[Any, dict[datetime, Time]] = {}
    for slot in slots:
        local = on_the_wall(slot.starts_at, application.zone)
        there = other_wall(slot.starts_at, application, program)
        time = Time(slot.pk, clock(local.time(), program.clock), there)
        days.setdefault(local.date(), {}).setdefault(slot.starts_at, time)
    order: Any = program.date_order
    return [(long_day(day, today, order), list(times.values())) for day, times in days.items()]


def other_wall(at: datetime, application: Application, program: Program) -> str:
    """The hour on the program's wall with its place, where the applicant's shows another: "3:30 pm in Chicago"."""
    here, there = on_the_wall(at, application.zone), on_the_wall(at, program.zone)
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    return f"{clock(there.time(), program.clock)} in {place_of_zone(program.zone)}"
