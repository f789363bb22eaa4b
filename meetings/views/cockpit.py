"""The facilitator's start page: who needs them across all their groups, and how each group is doing."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.access import facilitator
from meetings.cockpit import OF_PEOPLE, Circle, Coming, Need, needs
from meetings.lines import Wall, wall_of
from meetings.needs import beside, circles_of
from meetings.views.handover_new import days_of
from programs.faces import hue, initials
from programs.models import Program
from programs.request import Request
from programs.tenancy import standing

WIDTH, HEIGHT, PAD = 96, 28, 4
"""Of a small line, in its own units."""

OF_A_GROUP = ("seat_standing", "newcomer_buddy", "newcomer_look")
"""Pages whose first argument is the group."""


@facilitator
@require_safe
def cockpit(request: Request) -> HttpResponse:
    """Who needs the reader, and a row for each group that they facilitate."""
    now = timezone.now()
    circles, wall = circles_of(standing().facilitates, now), wall_of(request, now)
    stand_ins, calls = beside(request.user.pk, now)
    rows = [row_of(need, request.program) for need in needs(circles, now, request.user.pk)]
    context = {
        "nav": "cockpit",
        "rows": rows,
        "quiet": "All quiet in your group." if len(circles) == 1 else f"All quiet across {len(circles)} groups.",
        "circles": [line_of(circle, wall) for circle in circles],
        "stand_ins": [
            {"pk": one.term, "group_id": one.key, "group": one.group, "begun": one.since <= now}
            | {"days": days_of(one.since, one.until, request.program)}
            for one in stand_ins
        ],
        "calls": calls,
        "columns": [
            {"label": label} for label in ("Group", "Next meeting", "Answers", "Prepared", "Attendance", "Check-ins")
        ],
        "more_url": reverse("follow_ups", args=[request.program.slug]) if any(row.is_person for row in rows) else "",
    }
    return render(request, "meetings/cockpit.html", context)


@lru_cache(maxsize=4096)
def path(page: str, *about: str | UUID | int) -> str:
    """The address of a page. Four for each row, and they stay the same: kept, for they take as long as the rows do."""
    return reverse(page, args=about)


@dataclass(frozen=True)
class Row:
    """One row of *Needs you*, with what its forms send about it; `sent` is that in one value, for a button."""

    key: str
    who: str
    url: str
    group: str
    words: str
    also: str
    label: str
    act_url: str
    snooze_url: str
    sent: str
    member: UUID | None
    reason: str
    about: UUID | None
    is_person: bool
    handed_on: bool
    initials: str
    hue: int


def row_of(need: Need, program: Program) -> Row:
    """A need as the page shows it."""
    person, group = need.person, need.circle
    is_person = need.reason in OF_PEOPLE
    return Row(
        row_key(need),
        need.who,
        path("profile", program.slug, person.key) if person else path("group", program.slug, group.key),
        group.name if person else "",
        need.words,
        " ".join(need.also),
        need.act.label,
        act_url(need, program),
        path("follow_up", program.slug, group.key),
        f"{need.reason} {person.key if person else '-'} {need.about or '-'}",
        person.key if person else None,
        need.reason,
        need.about,
        is_person,
        need.handed_on,
        initials(need.who),
        hue(person.key if person else group.key),
    )


def row_key(need: Need) -> str:
    """The id of a row on its page."""
    return f"need-{need.reason}-{need.person.key if need.person else need.circle.key}"


def act_url(need: Need, program: Program) -> str:
    """Where the suggested act is done. A note is written on the page of follow-ups, opened at its row."""
    act, slug = need.act, program.slug
    if act.page == "follow_ups":
        return f"{reverse(act.page, args=[slug])}?open={row_key(need)}#{row_key(need)}"
    if act.page == "write":
        return f"{reverse(act.page, args=[slug])}?to=silent:{act.about[0]}"
    of_group = [need.circle.key] if act.page in OF_A_GROUP else []
    return path(act.page, slug, *of_group, *act.about)


@dataclass(frozen=True)
class GroupLine:
    """A group as the table shows it. The lines are the points of an SVG's polyline, '' below two."""

    name: str
    url: str
    next_url: str
    next_words: str
    answers: str
    ready: str
    attendance: dict[str, Any]
    check_ins: dict[str, Any]


def line_of(circle: Circle, wall: Wall) -> GroupLine:
    """A group with its next date, who answered and prepared, and two small lines."""
    slug, coming = wall.program.slug, circle.coming
    expected = coming.asked - coming.no if coming else 0
    return GroupLine(
        circle.name,
        path("group", slug, circle.key),
        path("meeting", slug, coming.key) if coming else "",
        wall.day(coming.starts_at, coming.zone) if coming else "",
        answers_of(coming) if coming and coming.asked else "",
        f"{coming.ready} of {expected}" if coming and expected else "",
        attendance_line(circle.attendance),
        check_in_line(circle.check_ins),
    )


def answers_of(coming: Coming) -> str:
    """How many come: online who has not said no is expected, in person a yes is needed."""
    if coming.in_person:
        return f"{coming.yes} yes · {coming.no} no · {coming.silent} silent"
    return f"{coming.asked - coming.no} expected · {coming.no} no"


def attendance_line(shares: Any) -> dict[str, Any]:
    """The share that was there by meeting, on a scale from half to everybody: {points, x, y, words}."""
    found: list[tuple[date, float]] = list(shares)
    if not found:
        return {"points": "", "words": "No attendance yet"}
    last = round(100 * found[-1][1])
    mean = round(100 * sum(share for _, share in found) / len(found))
    values = [max(share, 0.5) for _, share in found]
    return drawn(values, 0.5, 1.0) | {
        "words": f"{last}% were there last time, {mean}% over the last {len(found)} meetings",
        "short": f"{last}%",
    }


def check_in_line(weeks: Any) -> dict[str, Any]:
    """Check-ins by week: {points, x, y, words}."""
    counts = list(weeks)
    if not any(counts):
        return {"points": "", "words": "No check-ins yet"}
    words = f"{counts[-1]} check-ins this week, {sum(counts)} in {len(counts)} weeks"
    return drawn(counts, 0, max(counts)) | {"words": words, "short": str(counts[-1])}


def drawn(values: list[float], low: float, high: float) -> dict[str, Any]:
    """Values as points of a polyline, evenly apart, and where the last one is."""
    step = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)
    spread = (high - low) or 1
    points = [
        (round(PAD + step * number, 1), round(HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - low) / spread, 1))
        for number, value in enumerate(values)
    ]
    x, y = points[-1]
    return {"points": " ".join(f"{one},{other}" for one, other in points) if len(points) > 1 else "", "x": x, "y": y}
