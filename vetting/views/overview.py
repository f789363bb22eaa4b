"""The program in one look: what needs somebody now, the way to a seat, how old applications are, how groups stand.

Nothing here is read in a group: seats are staff's business anyway, and of check-ins the database gives a share, from
three people up (goals/migrations/0005).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.models import CheckIn, CheckInRate
from groups.models import FacilitatorTerm, Group
from meetings.models import Attendance
from meetings.models.attendance import AttendanceRate
from members.downloads import csv_response
from members.roster.writing import Cell
from notifications.alerting import refused_invitations
from programs.access import admin
from programs.activity import record
from programs.clock import instant, local_day, monday_of
from programs.models import Program
from programs.request import Request
from programs.second_factor import confirmed
from vetting.bars import Bars, bars
from vetting.exceptions import exceptions
from vetting.models import Application, Decision, Offer
from vetting.states import OPEN, State

YEAR = timedelta(days=365)

AGES = (("Up to 3 days", 0, 3), ("4 to 7 days", 4, 7), ("8 to 14 days", 8, 14), ("15 to 30 days", 15, 30))
OLDER = "Over 30 days"

STEPS = (
    ("applied", "Applied"),
    ("reviewed", "In review"),
    ("pooled", "In the pool"),
    ("offered", "Offered a seat"),
    ("seated", "Seated"),
)
"""The steps of the funnel: how far an application came, at least."""


@dataclass(frozen=True)
class Circle:
    """A group as the overview tells of it. `rate` is None where fewer than three people were asked, and `attendance`
    where fewer than three were looked at, or nobody."""

    group: Group
    held: int
    place: str
    led: bool
    waiting: int
    rate: CheckInRate | None
    attendance: AttendanceRate | None

    @property
    def lacking(self) -> int:
        """How many seats must still be taken before it can begin."""
        return max(self.group.needed - self.held, 0)


GROUP_COLUMNS = ("Group", "Track", "Seats", "Attendance", "Check-ins answered")
A_YEAR = timedelta(days=365)


@admin
@require_safe
def overview(request: Request) -> HttpResponse:
    """Exceptions first, then the figures."""
    program, now = request.program, timezone.now()
    figures, groups = figures_of(program, now), circles(program, now)
    forming = [one for one in groups if one.group.state == Group.State.FORMING]
    meeting = [one for one in groups if one.group.state != Group.State.FORMING]
    context = {
        "nav": "overview",
        "exceptions": exceptions(program, now, refused=refused_invitations()),
        "funnel": funnel(figures),
        "ages": ages(figures),
        "forming": sorted(forming, key=lambda one: (one.lacking, one.group.name)),
        "groups": meeting,
        "columns": [{"label": label, "num": label == "Seats"} for label in GROUP_COLUMNS],
        "seats": {
            "groups": len(groups),
            "held": sum(one.held for one in groups),
            "free": sum(max(one.group.seat_count - one.held, 0) for one in groups),
            "open": figures["open"],
        },
    }
    return render(request, "vetting/overview.html", context)


# -- applications --------------------------------------------------------------------------------------------------


def figures_of(program: Program, now: datetime) -> dict[str, int]:
    """How many applications of the last year came how far, and how long the open ones have waited; one query."""
    recent = Q(submitted_at__gte=now - YEAR)
    sent = Application.objects.exclude(state=State.DRAFT)
    standing = Decision.objects.filter(application=OuterRef("pk"), undone_at=None)
    seated = Q(state=State.SEATED)
    offered = seated | Q(state=State.OFFERED) | Exists(Offer.objects.filter(application=OuterRef("pk")))
    pooled = offered | Q(state=State.POOL) | Exists(standing.filter(after=State.POOL))
    planned = Q(dossier__isnull=False) & ~Q(dossier__next_step="")
    untouched = (State.SUBMITTED, State.WITHDRAWN, State.ENDED)
    reviewed = pooled | ~Q(state__in=untouched) | planned | Exists(standing)
    came: dict[str, Any] = {
        "applied": Q(),
        "reviewed": reviewed,
        "pooled": pooled,
        "offered": offered,
        "seated": seated,
    }
    counts = {step: Count("pk", filter=recent & reached) for step, reached in came.items()}
    waits = Q(state__in=OPEN)
    counts["open"] = Count("pk", filter=waits)
    today = local_day(now, program.zone)
    for label, first, last in AGES:
        begins = instant(today - timedelta(days=last), time(), program.zone)
        ends = instant(today - timedelta(days=first - 1), time(), program.zone)
        counts[label] = Count("pk", filter=waits & Q(submitted_at__gte=begins, submitted_at__lt=ends))
    figures: dict[str, int] = sent.aggregate(**{key.replace(" ", "_"): count for key, count in counts.items()})
    return {key: figures[key.replace(" ", "_")] for key in counts}


def funnel(figures: dict[str, int]) -> Bars | None:
    """How far the applications of the last twelve months came; None without any."""
    if not figures["applied"]:
        return None
    came, seated = figures["applied"], figures["seated"]
    words = f"Of {came:,} who applied in the last 12 months, {seated:,} {'sits' if seated == 1 else 'sit'} in a group."
    return bars("From application to seat, last 12 months", words, [(label, figures[key]) for key, label in STEPS])


def ages(figures: dict[str, int]) -> Bars | None:
    """How long open applications have been here; None without any."""
    count = figures["open"]
    if not count:
        return None
    rows = [(label, figures[label]) for label, *_ in AGES]
    older = count - sum(value for _, value in rows)
    words = f"{count:,} open, {older:,} of them older than 30 days." if count > 1 else "1 is open."
    return bars("Age of open applications", words, [*rows, (OLDER, older)])


# -- groups ----------------------------------------------------------------------------------------------------------


def circles(program: Program, now: datetime) -> list[Circle]:
    """The groups that meet or are about to, by name; three queries."""
    held = Q(seats__left_at=None)
    terms = FacilitatorTerm.objects.current().filter(group=OuterRef("pk"), role__ended_at=None)
    here = Application.objects.filter(state=State.POOL, track=OuterRef("track")).order_by()
    pool = here.values("track").annotate(number=Count("pk")).values("number")
    groups = Group.objects.running().select_related("track").annotate(
        held=Count("seats", filter=held),
        regions=ArrayAgg("seats__company__city__region", filter=held & Q(seats__company__city__isnull=False)),
        led=Exists(terms),
        waiting=Coalesce(Subquery(pool, output_field=IntegerField()), 0),
    )  # fmt: skip
    # Whole weeks: what changes from one day to the next would tell of one person.
    until = instant(monday_of(local_day(now, program.zone)), time(), program.zone)
    rates = CheckIn.objects.all().rates(until)
    there = Attendance.objects.all().rates(now - A_YEAR, now)
    return [
        Circle(one, one.held, place_of(one.regions), one.led, one.waiting, rates.get(one.pk), there.get(one.pk))
        for one in groups.order_by("name")
    ]


def place_of(regions: Iterable[str] | None) -> str:
    """Where most of a group are at home: its two commonest states, or ''."""
    return " and ".join(region for region, _ in Counter(filter(None, regions or ())).most_common(2))


# -- the file ----------------------------------------------------------------------------------------------------------

HEADER = ("Part", "Of", "Track", "What", "Value")


@admin
@require_safe
@confirmed(download=True)
def overview_csv(request: Request) -> HttpResponse:
    """The same figures as a file, one in each line."""
    now = timezone.now()
    lines = list(as_lines(figures_of(request.program, now), circles(request.program, now)))
    record("overview.exported", by=request.user, about=request.program, at=now)
    return csv_response(request, "overview", HEADER, lines, now)


def as_lines(figures: dict[str, int], groups: list[Circle]) -> Iterable[list[Cell]]:
    """The figures, line by line."""
    for key, label in STEPS:
        yield ["Applications, last 12 months", "", "", label, figures[key]]
    shown: Any = ages(figures)
    for row in shown.rows if shown else ():
        yield ["Open applications", "", "", row.label, row.value]
    for one in groups:
        of = ["Groups", one.group.name, one.group.track.name]
        yield [*of, "State", one.group.get_state_display()]
        yield [*of, "Seats held", one.held]
        yield [*of, "Seats", one.group.seat_count]
        yield [*of, "Has a facilitator", "yes" if one.led else "no"]
        yield [*of, "Check-ins asked for in 8 weeks", one.rate.asked if one.rate else None]
        yield [*of, "Check-ins answered in 8 weeks", one.rate.answered if one.rate else None]
        yield [*of, "Expected at meetings in 12 months", one.attendance.expected if one.attendance else None]
        yield [*of, "Were there", one.attendance.here if one.attendance else None]
