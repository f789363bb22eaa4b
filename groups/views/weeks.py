"""The last weeks of a group, person by person: the facilitators' table, unless the group opens it to its members."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from goals.models import Status
from goals.rounds import Round
from groups.views.circle import Circle
from groups.views.look import Person, Week, weeks_in
from members.models import Member
from programs import wording
from programs.clock import instant, monday_of
from programs.tenancy import standing
from programs.wording import DateOrder

SHOWN = 8
"""How many weeks are shown, the current one included."""

WEEK = timedelta(days=7)

Cell = dict[str, str] | None


@dataclass(frozen=True)
class Weeks:
    """The table in words, as components/_status_grid.html prints it: oldest week first, people by name.

    Beside what the component takes, a row has the `key` of its member. Its `note` is for facilitators only.
    """

    heads: list[str]
    rows: list[dict[str, Any]]
    lead: str
    """What the table says, in a sentence."""
    notes: list[str]
    """What a reader could take wrongly: weeks without a check-in that are as they should be, and blanks."""
    for_all: bool
    """Whether the members see it too."""


def weeks_for_reader(circle: Circle) -> Weeks | None:
    """The table, when there is somebody in it and the reader facilitates the group or the group opened it."""
    for_all = circle.group.opens_grid
    led = circle.key in standing().facilitates
    if not circle.seated or not (for_all or led):
        return None
    this_week = monday_of(circle.today)
    mondays = [this_week - WEEK * back for back in reversed(range(SHOWN))]
    since = instant(mondays[0], time(), circle.zone.key)
    reads_from, said, asked = weeks_in(circle.key, circle.seated, since, circle.now, circle.zone.key, led=led)
    known_from = circle.day(reads_from) if reads_from else circle.today
    # Nothing was said before the group was there, so who reads since then reads everything.
    limited = known_from > max(mondays[0], circle.day(circle.group.created_at))
    latest = {(week.member, week.monday): week for week in said}
    # Of the week in which they began to read they know a part, and silence cannot be told from it.
    blank_until = known_from if limited else date.min
    rows: list[dict[str, Any]] = [
        {
            "key": one.key,
            "id": f"w-{one.key}",
            "name": one.name,
            "url": face.url,
            "note": round_words(circle, asked.get(one.key)),
            "cells": cells_of(circle, one, mondays, blank_until, latest),
        }
        for one, face in zip(circle.seated, circle.faces({}), strict=True)
    ]
    told = sum(week.monday == this_week for week in said)
    from_day = wording.near_day(known_from, circle.today, circle.order)
    notes = [silence(circle.group.check_in_days)]
    if limited:
        notes.append(f"You read here from {from_day} on.")
    if any(cell is None for row in rows for cell in row["cells"]):
        notes.append("A blank week is from before " + ("they or you came." if limited else "they came."))
    return Weeks(
        [short_day(monday, circle.order) for monday in mondays],
        rows,
        f"{told} of {len(rows)} checked in since {from_day if limited and known_from >= this_week else 'Monday'}.",
        [note for note in notes if note],
        for_all,
    )


def cells_of(
    circle: Circle, one: Person, mondays: list[date], blank_until: date, latest: dict[tuple[UUID, date], Week]
) -> list[Cell]:
    """The weeks of a person, None for a week of which the reader cannot know, or in which they were not here yet."""
    came = circle.day(one.since)
    cells: list[Cell] = []
    for monday in mondays:
        week = latest.get((one.key, monday))
        if week:
            words = f"{Status(week.status).label}, {short_day(week.day, circle.order)}"
            cells.append({"status": week.status, "words": words})
        elif monday <= blank_until or (monday < came and monday != mondays[-1]):
            cells.append(None)
        else:
            cells.append({"status": "no_news", "words": f"No news, week of {short_day(monday, circle.order)}"})
    return cells


def round_words(circle: Circle, asked: Round | None) -> str:
    """How often somebody answered when asked, and until when they are away: for who facilitates the group."""
    if asked is None:
        return ""
    away = f"away until {wording.near_day(asked.away_until, circle.today, circle.order)}" if asked.away_until else ""
    return ", ".join(filter(None, (asked.rhythm, away)))


def silence(every_days: int) -> str:
    """Why a week without a check-in may be as it should be; nothing where everybody is asked each week."""
    if every_days <= WEEK.days:
        return ""
    return f"Check-ins are {Member.Rhythm(every_days).label.lower()}, so weeks without news lie between."


def short_day(day: date, order: DateOrder) -> str:
    """A day in the width of a column: Nov 16, 16 Nov, 11-16."""
    if order == "ymd":
        return f"{day:%m-%d}"
    return f"{day.day} {day:%b}" if order == "dmy" else f"{day:%b} {day.day}"
