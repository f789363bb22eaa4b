"""Where the seats of a group stand by its attendance rule: for its facilitators and for staff, never for peers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import get_group_to_run
from groups.models import SeatHolder
from meetings.looks import SHAPES, seen_words
from meetings.models import Step
from meetings.policy import Seen, State
from meetings.standing import Brief, Mark
from meetings.standings import records_of
from meetings.views.parts.standing import SHAPES as STANDS
from programs.access import person
from programs.clock import local_day
from programs.models import Program
from programs.request import Request
from programs.wording import listed, near_day

LAST = 12
"""So many meetings stand in the grid."""


@dataclass(frozen=True)
class Cell:
    """One meeting of one seat in the grid: a shape, and its words."""

    status: str
    words: str


@dataclass(frozen=True)
class Row:
    """One seat: who holds it, where it stands, its last meetings, and what was done about it last."""

    key: UUID
    names: str
    company: str
    shape: str
    label: str
    misses: str
    cells: list[Cell | None]
    step: str
    rank: int


@person
@require_safe
def standings(request: Request, pk: UUID) -> HttpResponse:
    """Every seat of the group, those first about whom something is to be done, and the last meetings beside them."""
    group, now = get_group_to_run(request, pk), timezone.now()
    on = local_day(now, group.zone)
    holders: dict[Any, list[str]] = {}
    seats = {}
    last = Step.objects.filter(seat=OuterRef("seat")).order_by("-taken_at")
    step = last.values(one=JSONObject(kind="kind", at="taken_at", asked="asked_at", looked="looked_at"))[:1]
    current = SeatHolder.objects.current().filter(group=group).select_related("seat__company", "member")
    steps: dict[UUID, str] = {}
    for holder in current.annotate(step=Subquery(step)).order_by("seat__number", "member__name"):
        seats[holder.seat_id] = holder.seat
        holders.setdefault(holder.seat_id, []).append(holder.member.name)
        steps[holder.seat_id] = step_words(holder.step, request.program, on)
    records = records_of(list(seats.values()), {group.pk: group})
    meetings = last_meetings([mark for record in records.values() for mark in record.marks])
    rows = []
    for key, seat in seats.items():
        brief = records[key].brief(on)
        rows.append(
            Row(
                key,
                listed(holders[key]),
                seat.company.name,
                STANDS[brief.state],
                brief.state.label,
                misses_words(brief),
                cells(request.program, records[key].marks, meetings, on),
                steps[key],
                brief.state.rank,
            )
        )
    context = {
        "nav": "groups",
        "group": group,
        "rows": sorted(rows, key=lambda row: -row.rank),
        "counts": counts(rows),
        "meetings": [day_short(day) for _, day in meetings],
        "key": [(SHAPES[seen], seen.label) for seen in Seen],
    }
    return render(request, "meetings/standings.html", context)


def last_meetings(marks: list[Mark]) -> list[tuple[Any, date]]:
    """The last meetings at which anybody was seen, the oldest first, as (key, day)."""
    days = {mark.meeting: mark.starts for mark in marks}
    return sorted(days.items(), key=lambda pair: (pair[1], str(pair[0])))[-LAST:]


def cells(program: Program, marks: Sequence[Mark], meetings: list[tuple[Any, date]], on: date) -> list[Cell | None]:
    """What was seen of a seat at each of these meetings; None where nobody looked."""
    by_meeting = {mark.meeting: mark for mark in marks}
    found: list[Cell | None] = []
    for key, day in meetings:
        mark = by_meeting.get(key)
        said = f"{near_day(day, on, program.date_order)}: "  # type: ignore[arg-type]
        found.append(
            Cell(SHAPES[mark.seen], said + seen_words(mark.seen, mark.off, mark.reason)) if mark is not None else None
        )
    return found


def day_short(day: date) -> str:
    """A day on top of a narrow column."""
    return f"{day:%b} {day.day}"


def misses_words(brief: Brief) -> str:
    """How many misses count: "2 misses, 1 in person", "no miss"."""
    if not brief.misses:
        return "No miss counts"
    many = f"{brief.misses:f} {'miss' if brief.misses == 1 else 'misses'}"
    return f"{many}, {brief.in_person:f} in person" if brief.in_person else many


def counts(rows: list[Row]) -> str:
    """How many seats stand where: "1 talk about the seat, 2 to call, 9 in good standing"."""
    ranks = [row.rank for row in rows]
    talks, calls, good = (ranks.count(state.rank) for state in (State.TALK, State.CALL, State.GOOD))
    said = [
        f"{talks} {'talk' if talks == 1 else 'talks'} about the seat" if talks else "",
        f"{calls} to call" if calls else "",
        f"{good} in good standing" if good else "",
    ]
    return ", ".join(filter(None, said))


def step_words(step: dict[str, Any] | None, program: Program, on: date) -> str:
    """What a person did about the seat last: "Call, November 3", with a question that waits."""
    if step is None:
        return ""
    at = local_day(datetime.fromisoformat(step["at"]), program.zone)
    day = near_day(at, on, program.date_order)  # type: ignore[arg-type]
    waits = ". They ask for another look" if step["asked"] and not step["looked"] else ""
    return f"{Step.Kind(step['kind']).label}, {day}{waits}"
