"""Group home in words: rows made once, in Python, so that the template only prints.

Each row costs little (bench/pages.py): no model instances, no template per status.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from goals import glance
from goals.models import Goal
from goals.movement import Step, movements
from groups.models import A_MOMENT
from groups.views.look import LATELY, Look, News, Outline, Person, Said, Term, goals_in
from programs import wording
from programs.faces import hue, initials
from programs.models import Program

FEED_LINES = 8

FEED = {
    "goal.opened": "{name} set a goal: {title}",
    "goal.shown": "{name} shows a goal here: {title}",
    "goal.checked_in": "{name} checked in: {title}",
    "goal.reopened": "{name} took up again: {title}",
    "goal.done": "{name} is done: {title}",
    "goal.dropped": "{name} dropped: {title}",
    "seat.taken": "{name} joined",
    "seat.left": "{name} left",
    "facilitator.appointed": "{term} facilitates from here on",
    "facilitator.stands_in": "{term} stands in as facilitator",
    "facilitator.resumed": "{term} facilitates as before",
    "facilitator.ended": "{term} no longer facilitates",
    "group.active": "The group is active",
    "group.paused": "The group pauses",
    "group.closed": "The group is closed",
}
"""What the feed says of an activity, which has no words itself: the names are of rows that the reader may read."""


@dataclass(slots=True)
class Line:
    """A goal in a member's row, ready to print."""

    url: str
    title: str
    status: str
    chip: SafeString
    way: str
    percent: str
    said: str


@dataclass(slots=True)
class Row:
    """A member and their open goals, worst first."""

    key: UUID
    name: str
    company: str
    initials: str
    hue: int
    url: str
    lines: list[Line]

    @property
    def urgency(self) -> int:
        """How soon to look: by the worst goal; those without a goal come last."""
        return min((glance.URGENCY[line.status] for line in self.lines), default=len(glance.URGENCY))


@cache
def chip(status: str) -> SafeString:
    """A status as its component draws it: there are four, so each is drawn once."""
    return render_to_string("components/_status.html", {"status": status})


class Circle:
    """A group at a moment, as its reader may see it. What is not asked for is not taken apart."""

    def __init__(self, program: Program, key: UUID, look: Look, now: datetime) -> None:
        self.program, self.key, self.look, self.now = program, key, look, now
        self.order: Any = program.date_order
        self.zone = ZoneInfo(program.zone)
        self.today = now.astimezone(self.zone).date()

    def day(self, at: datetime) -> date:
        """The day of a moment, in the program's zone."""
        return at.astimezone(self.zone).date()

    @cached_property
    def group(self) -> Outline:
        """The group's own row."""
        return self.look.outline()

    @cached_property
    def people(self) -> list[Person]:
        """Everybody in a seat, and those who left lately."""
        return self.look.everybody()

    @cached_property
    def seated(self) -> list[Person]:
        """Those who sit here now."""
        return [one for one in self.people if one.left_at is None]

    @property
    def seats_taken(self) -> int:
        """Co-owners share a seat, which counts once."""
        return len({one.seat for one in self.seated})

    @cached_property
    def news(self) -> list[News]:
        """The latest activities of the group, newest first."""
        return self.look.latest()

    @cached_property
    def terms(self) -> list[Term]:
        """Who facilitates, and who stopped lately."""
        return self.look.facilitators()

    @property
    def facilitators(self) -> list[Term]:
        """Who facilitates now."""
        return [term for term in self.terms if term.ended_at is None and (term.until is None or term.since <= self.now)]

    @property
    def announcements(self) -> list[str]:
        """What the whole group is told: who facilitates since lately, and who stands in, from which day to which."""
        return [
            f"{term.name} facilitates this group from {self.near(term.since)}."
            for term in self.facilitators
            if term.until is None and term.since > self.now - LATELY
        ] + [
            f"{term.name} stands in as facilitator from {self.near(term.since)} to {self.near(term.until - A_MOMENT)}."
            for term in self.terms
            if term.until is not None and term.ended_at is None
        ]

    def near(self, at: datetime) -> str:
        """The day of a moment where the program is: "December 1"."""
        return wording.near_day(self.day(at), self.today, self.order)

    @cached_property
    def goals(self) -> list[Said]:
        """The goals that are shown here: open ones, and those closed lately."""
        return goals_in(self.key, self.seated, self.now, self.met)

    @cached_property
    def met(self) -> datetime | None:
        """When the last meeting ended that the reader can compare with."""
        return self.look.met()

    @property
    def moved(self) -> tuple[str, list[tuple[str, int, str]]] | None:
        """How the goals moved since the last meeting: its day, and (shape, number, word) each way; None before any."""
        met = self.met
        if met is None:
            return None
        steps = [
            Step(
                goal.then or "",
                goal.status,
                said=goal.checked_in_at is not None and goal.checked_in_at > met,
                began=goal.created_at > met,
                done=goal.state == Goal.State.DONE,
            )
            for goal in self.goals
            if goal.state == Goal.State.OPEN
            or (goal.state == Goal.State.DONE and goal.closed_at and goal.closed_at > met)
        ]
        return (self.near(met), movements(steps)) if steps else None

    @property
    def in_need(self) -> list[Row]:
        """Those of whose goals one is stuck or at risk, stuck first."""
        return [row for row in self.rows if row.urgency <= glance.URGENCY["at_risk"]]

    @cached_property
    def rows(self) -> list[Row]:
        """A row a member: who needs help first."""
        lines: dict[UUID, list[Line]] = defaultdict(list)
        goal_at = reverse("goal", args=[self.program.slug, UUID(int=0)]).removesuffix(f"{UUID(int=0)}/")
        for goal in self.goals:
            if goal.state == Goal.State.OPEN:
                lines[goal.member].append(self.line(goal, goal_at))
        for theirs in lines.values():
            theirs.sort(key=lambda line: glance.URGENCY[line.status])
        return sorted(self.faces(lines), key=lambda row: row.urgency)

    def faces(self, lines: Mapping[UUID, list[Line]]) -> list[Row]:
        """A row for each who sits here, with the goals given."""
        profile_at = reverse("profile", args=[self.program.slug, UUID(int=0)]).removesuffix(f"{UUID(int=0)}/")
        return [
            Row(
                one.key,
                one.name,
                one.company,
                initials(one.name),
                hue(one.key),
                f"{profile_at}{one.key}/",
                lines.get(one.key, []),
            )
            for one in self.seated
        ]

    def line(self, goal: Said, goal_at: str) -> Line:
        """A goal in words."""
        way, percent = glance.way_in_short(goal.current, goal.target, goal.unit), None
        if goal.steps:
            way, percent = (
                glance.steps_words(sum(goal.steps), len(goal.steps)),
                100 * sum(goal.steps) // len(goal.steps),
            )
        elif goal.steps is None:
            percent = glance.percent(goal.start, goal.target, goal.current)
        said = wording.ago(self.day(goal.checked_in_at), self.today) if goal.checked_in_at else ""
        status = glance.status_shown(goal.status, goal.checked_in_at, self.now, goal.every_days)
        share = "" if percent is None else str(percent)
        return Line(f"{goal_at}{goal.key}/", goal.title, status, chip(status), way, share, said)

    @property
    def new_since(self) -> datetime:
        """Who reads from later than this is a newcomer, to whom older goals appear with their next check-in."""
        return max(self.now - LATELY, self.group.created_at + timedelta(days=1))

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many goals stand how: (status, number), who needs help first."""
        found = Counter(line.status for row in self.rows for line in row.lines)
        return [(status, found[status]) for status in glance.URGENCY if found[status]]

    @property
    def feed(self) -> list[tuple[str, str]]:
        """What happened lately: (words, how long ago), newest first, of what the reader may read."""
        names = {one.key: one.name for one in self.people}
        titles = {goal.key: goal.title for goal in self.goals}
        terms = {term.key: term.name for term in self.terms}
        told: dict[tuple[str, UUID, date], tuple[str, str]] = {}
        for news in self.standing_news():
            day = self.day(news.at)
            name, title, term = names.get(news.member), titles.get(news.about), terms.get(news.about)  # type: ignore[arg-type]
            if (news.kind.startswith("goal.") and not (name and title)) or (news.kind.startswith("seat.") and not name):
                continue
            if news.kind.startswith("facilitator.") and not term:
                continue
            words = FEED[news.kind].format(name=name, title=title, term=term)
            told.setdefault((news.kind, news.about, day), (words, wording.ago(day, self.today)))
            if len(told) == FEED_LINES:
                break
        return list(told.values())

    def standing_news(self) -> list[News]:
        """Those that the feed has words for, without check-ins that were taken back."""
        undone: Counter[UUID] = Counter()
        stands = []
        for news in self.news:
            if news.kind == "goal.check_in_undone":
                undone[news.about] += 1
            elif news.kind == "goal.checked_in" and undone[news.about]:
                undone[news.about] -= 1
            elif news.kind in FEED:
                stands.append(news)
        return stands
