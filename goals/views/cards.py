"""What pages show of goals: made once, in Python, so that templates only print."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from goals import glance, progress
from goals.chart import Point, Sparkline, sparkline
from goals.closing import quarter_of
from goals.forms import CheckInForm, figure
from goals.models import CheckIn, Goal, Milestone
from goals.progress import SILENT_ROUNDS
from goals.rhythm import Answer, away_until, turns
from goals.skipping import passes_left
from goals.smart import Draft, sentence
from groups.models import Group, SeatHolder
from programs import wording
from programs.clock import local_day
from programs.models import Program
from programs.request import Request


@dataclass(frozen=True)
class LocalTime:
    """Now, on the reader's wall: their zone, and the program's order of dates and hours of the clock."""

    now: datetime
    zone: ZoneInfo
    order: Any
    hours: str

    @property
    def today(self) -> date:
        """The day it is for the reader."""
        return self.day(self.now)

    def day(self, at: datetime) -> date:
        """The day of a moment."""
        return at.astimezone(self.zone).date()

    def words(self, day: date) -> str:
        """A day in words: "December 1"."""
        return wording.near_day(day, self.today, self.order)

    def long(self, at: datetime | None) -> str:
        """A moment's day with its weekday: "Tuesday, December 1"; "" for none."""
        return wording.long_day(self.day(at), self.today, self.order) if at else ""

    def moment(self, at: datetime) -> str:
        """A moment with its hour: "Tuesday, December 1, 9:00 am"."""
        return f"{self.long(at)}, {wording.clock(at.astimezone(self.zone).time(), self.hours)}"

    def ago(self, at: datetime | None) -> str:
        """How long ago: "3 days ago"; "" for never."""
        return wording.ago(self.day(at), self.today) if at else ""


def local_time(program: Program, now: datetime, zone: str = "") -> LocalTime:
    """The reader's time: in their own zone if they have one, else in the program's."""
    return LocalTime(now, ZoneInfo(zone or program.zone), program.date_order, program.clock)


def said_of(goals: Iterable[Goal]) -> dict[UUID, list[CheckIn]]:
    """The check-ins of each goal, oldest first, in one query, with what a line needs of them."""
    found: dict[UUID, list[CheckIn]] = defaultdict(list)
    rows = CheckIn.objects.filter(goal__in=[goal.pk for goal in goals]).only(
        "goal_id", "said_at", "value", "status", "before"
    )
    for row in rows.order_by("said_at"):
        found[row.goal_id].append(row)
    return found


def points_of(check_ins: Iterable[CheckIn], local: LocalTime) -> list[Point]:
    """Check-ins with a number, as a chart takes them."""
    return [Point(local.day(said.said_at), said.value, said.status) for said in check_ins if said.value is not None]


@dataclass(frozen=True)
class Card:
    """A goal on a list: where it stands and when that was said. Words are ready to print; "" where there is none."""

    goal: Goal
    url: str
    status: str
    way: str
    percent: int | None
    steps: str
    said: str
    due: str
    spark: Sparkline | None
    on_top: bool
    rhythm: str

    @property
    def stands(self) -> str:
        """Where it stands: its milestones, or its number."""
        return self.steps or self.way

    @property
    def summary(self) -> str:
        """Where it stands and when that was said, in a line."""
        return " · ".join(filter(None, (self.stands, self.said and f"said {self.said}")))


def card(
    goal: Goal,
    program: Program,
    local: LocalTime,
    *,
    check_ins: Sequence[CheckIn] = (),
    milestones: Iterable[Milestone] = (),
    every_days: int,
    rhythm: str = "",
) -> Card:
    """A goal as its card, asked after every so many days. A closed goal shows how it ended.

    `rhythm` is for its member and their facilitator: peers see where it stands, not how often that was said.
    """
    steps = [step.done_at is not None for step in milestones]
    percent = glance.percent(goal.start_value, goal.target_value, goal.current_value)
    status = glance.status_shown(goal.status, goal.checked_in_at, local.now, every_days)
    return Card(
        goal=goal,
        url=reverse("goal", args=[program.slug, goal.pk]),
        status=status if goal.state in (Goal.State.OPEN, Goal.State.DRAFT) else goal.state,
        way=glance.way(goal.current_value, goal.target_value, goal.unit),
        percent=round(100 * sum(steps) / len(steps)) if steps else percent,
        steps=glance.steps_words(sum(steps), len(steps)),
        said=local.ago(goal.checked_in_at),
        due=due_words(goal.due_on, local),
        spark=sparkline(points_of(check_ins, local), unit=goal.unit) if len(check_ins) > 1 else None,
        on_top=goal.top_quarter == quarter_of(local.today) and goal.state in Goal.ASKED,
        rhythm=rhythm,
    )


def rhythm_words(goal: Goal, check_ins: Iterable[CheckIn], program: Program, now: datetime, zone: str) -> str:
    """How often a goal's member answered when asked: "4 of the last 5"; "" where there is nothing to tell.

    The goal comes from `with_rhythm()`; `zone` is its member's, "" for the program's.
    """
    if goal.state not in Goal.ASKED:
        return ""
    at = datetime.fromisoformat
    answers = [Answer(at(asked), said.said_at) for said in check_ins if (asked := said.before.get("check_in_at"))]
    answers += [Answer(at(asked), at(said), skipped=True) for asked, said in goal.skipped]  # type: ignore[attr-defined]
    zone = zone or program.zone
    asked_for = turns(answers, goal.check_in_at, every_days=goal.every_days, now=now, zone=zone)  # type: ignore[attr-defined]
    return progress.rhythm(asked_for, today=local_day(now, zone), away=days_away(goal)).words


def days_away(goal: Goal) -> list[tuple[date, date]]:
    """When the member of a goal, which comes from `with_rhythm()`, is away, as far as the reader may know."""
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in goal.aways]  # type: ignore[attr-defined]


def away_words(goal: Goal | None, local: LocalTime) -> str:
    """Until when the goal's member is away: "March 3"; "" for who is there, or of whom that cannot be known."""
    last = away_until(days_away(goal), local.today) if goal else None
    return local.words(last) if last else ""


def passes_of(goal: Goal, program: Program, now: datetime) -> int:
    """How many turns of the reader's own goal, which comes from `with_rhythm()`, can be left out this quarter."""
    skipped = (datetime.fromisoformat(said) for _, said in goal.skipped)  # type: ignore[attr-defined]
    return passes_left(skipped, now=now, zone=goal.member.zone or program.zone)


def due_words(due_on: date | None, local: LocalTime) -> str:
    """By when: "by June 30", or "was due June 30" once that day has passed; "" without a day."""
    if due_on is None:
        return ""
    return f"{'by' if due_on >= local.today else 'was due'} {local.words(due_on)}"


def goal_sentence(goal: Goal, local: LocalTime, milestones: Sequence[Milestone] = ()) -> str:
    """The goal in one line: "Gross margin from 44 % to 52 % by June 30"."""
    draft = Draft(
        kind=goal.kind,  # type: ignore[arg-type]
        title=goal.title,
        measure=goal.measure,
        unit=goal.unit,
        start_value=goal.start_value,
        target_value=goal.target_value,
        due_on=goal.due_on,
        why=goal.why,
        milestones=tuple(step.title for step in milestones),
    )
    return sentence(draft, today=local.today, order=local.order)


def check_in_form(
    program: Program, goal: Goal, milestones: Iterable[Milestone], *, data: Any = None, said: CheckIn | None = None,
    status: str = "",
) -> CheckInForm:  # fmt: skip
    """The form of a check-in: what stands is filled in. `said` is the one it corrects, `status` the answer picked.

    Ids carry the goal's key, so that several forms fit on a page.
    """
    private = getattr(said, "private_note", None)
    initial = {
        "status": status or (said.status if said else ""),
        "value": figure(goal.current_value),
        "note": (private.text if private else said.note) if said else "",
        "show_note": bool(said and said.note),
        "done": [str(step.pk) for step in milestones if step.done_at],
    }
    return CheckInForm(
        data, goal=goal, program=program, milestones=milestones, initial=initial, auto_id=f"id_{goal.pk.hex}_%s"
    )


def greeting(made: CheckIn, every_days: int) -> str:
    """How a check-in of a goal that is asked after every so many days is answered.

    The first one after a missed turn gets the warmest words: one miss is nothing, and the aim is never two in a row
    (research/ux.md section 5).
    """
    last, asked = made.before.get("checked_in_at"), made.before.get("check_in_at")
    if last and made.said_at - datetime.fromisoformat(last) > timedelta(days=SILENT_ROUNDS * every_days):
        return "Back on it. Good to hear how it stands."
    if asked and made.said_at - datetime.fromisoformat(asked) >= timedelta(days=every_days):
        return "Back on it: never two in a row."
    return "Saved."


def who_reads(made: CheckIn, *, private_note: bool) -> str:
    """Who sees a check-in, in a sentence: people say more when they know it."""
    if not made.audience:
        return "You and your accountability partner see it." if made.partner_id else "Only you see it."
    if made.note:
        return "Your group sees the status and the note."
    return "Your group sees the status, not the note." if private_note else "Your group sees the status."


def undo_url(program: Program, made: CheckIn) -> str:
    """Where taking back this check-in is posted; it names it, so that a second press takes back nothing else."""
    return reverse("check_in_undo", args=[program.slug, made.goal_id]) + f"?of={made.pk}"


def check_in_of(goal: Goal, key: str) -> CheckIn | None:
    """A goal's check-in by the key in an address or a form; None if there is none, or none any more."""
    try:
        made: CheckIn | None = goal.check_ins.filter(pk=UUID(key)).first()
    except ValueError:
        return None
    return made


def groups_of(member_id: UUID) -> list[Group]:
    """The groups in which a member sits now, by name."""
    holders = SeatHolder.objects.current().filter(member=member_id).select_related("group").order_by("group__name")
    return [holder.group for holder in holders]


def back_to(request: Request, pk: UUID) -> HttpResponse:
    """The page from which a form was posted: Today, my goals, or the goal's own."""
    back = request.POST.get("back", "")
    slug = request.program.slug
    return redirect(back, slug) if back in ("today", "goals") else redirect("goal", slug, pk)
