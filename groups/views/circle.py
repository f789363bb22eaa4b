"""What group home reads and shows: a few wide queries of plain rows, made into words once.

The number of queries is the same for 12 members and for 100, and each row costs little (bench/pages.py): no model
instances, no template per row's chip. Every query filters by program and group, beside what the fences see to.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, OuterRef, Q, When
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from goals import glance
from goals.models import Goal, Milestone
from groups.models import FacilitatorTerm, Group
from programs.faces import hue, initials
from programs.models import Program

LATELY = timedelta(days=30)
"""How long an appointment is announced, and how far back the feed tells of people and goals that are gone."""

READ_BACK = 40
"""Activities read for the feed, and to tell what changed since a page was drawn."""

FEED_LINES = 8

LOOK = """
select
    (select json_build_array(g.name, g.version, t.name)::text
     from groups_group g join programs_track t on t.id = g.track_id
     where g.program_id = %(program)s and g.id = %(group)s),
    (select coalesce(json_agg(json_build_array(m.id, m.name, c.name, h.seat_id, h.left_at, h.reads_from)
                              order by m.name, h.since), '[]')::text
     from groups_seatholder h join members_member m on m.id = h.member_id join members_company c on c.id = m.company_id
     where h.program_id = %(program)s and h.group_id = %(group)s and (h.left_at is null or h.left_at > %(lately)s)),
    (select coalesce(json_agg(json_build_array(id, kind, about_id, member_id, at)), '[]')::text
     from (select id, kind, about_id, member_id, at from programs_activity
           where program_id = %(program)s and group_id = %(group)s order by at desc, id limit %(back)s) as latest)
"""
"""All that tells whether the page has changed, in one query: the group's row, who sits in it, what happened lately."""

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
    "facilitator.ended": "{term} no longer facilitates",
    "group.active": "The group is active",
    "group.paused": "The group pauses",
    "group.closed": "The group is closed",
}
"""What the feed says of an activity, which has no words itself: the names are of rows that the reader may read."""


class Person(NamedTuple):
    """Who sits in the group, or left it lately."""

    key: UUID
    name: str
    company: str
    seat: str
    left_at: datetime | None
    reads_from: datetime


class News(NamedTuple):
    """An activity of the group."""

    key: str
    kind: str
    about: UUID
    member: UUID | None
    at: datetime


class Term(NamedTuple):
    """Who facilitates, or did so lately."""

    key: UUID
    name: str
    is_co: bool
    since: datetime
    ended_at: datetime | None


class Said(NamedTuple):
    """A goal that is shown in the group. `steps` tells of each milestone whether it is done."""

    key: UUID
    member: UUID
    title: str
    state: str
    status: str
    unit: str
    start: Decimal | None
    target: Decimal | None
    current: Decimal | None
    checked_in_at: datetime | None
    steps: list[bool] | None


@dataclass(slots=True)
class Line:
    """A goal in a member's row, ready to print."""

    url: str
    title: str
    status: str
    chip: SafeString
    way: str
    percent: int | None
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


def moment(text: str | None) -> datetime | None:
    """A moment out of JSON."""
    return datetime.fromisoformat(text) if text else None


class Circle:
    """A group at a moment, as its reader may see it. What is not asked for is not read."""

    group: Group

    def __init__(self, program: Program, key: UUID, now: datetime) -> None:
        self.program, self.key, self.now = program, key, now
        self.zone = ZoneInfo(program.zone)
        self.today = now.astimezone(self.zone).date()

    def day(self, at: datetime) -> date:
        """The day of a moment, in the program's zone."""
        return at.astimezone(self.zone).date()

    @cached_property
    def look(self) -> tuple[str, str, str]:
        """The group's row, its people and its news, each as JSON: what there is to see, and what changes with it."""
        keys = {"program": self.program.pk, "group": self.key, "lately": self.now - LATELY, "back": READ_BACK}
        with connection.cursor() as cursor:
            cursor.execute(LOOK, keys)
            found: tuple[str, str, str] = cursor.fetchone()
        return found

    @cached_property
    def people(self) -> list[Person]:
        """Everybody in a seat, by name, and those who left lately."""
        return [
            Person(UUID(key), name, company, seat, moment(left_at), datetime.fromisoformat(reads_from))
            for key, name, company, seat, left_at, reads_from in json.loads(self.look[1])
        ]

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
        return [
            News(key, kind, UUID(about), member and UUID(member), datetime.fromisoformat(at))
            for key, kind, about, member, at in json.loads(self.look[2])
        ]

    @cached_property
    def terms(self) -> list[Term]:
        """Who facilitates, co-facilitators last, and who stopped lately."""
        here = Q(ended_at=None) | Q(ended_at__gt=self.now - LATELY)
        rows = FacilitatorTerm.objects.filter(here, group=self.key).order_by("is_co", "since")
        return [Term(*row) for row in rows.values_list("id", "name", "is_co", "since", "ended_at")]

    @property
    def facilitators(self) -> list[Term]:
        """Who facilitates now."""
        return [term for term in self.terms if term.ended_at is None]

    @property
    def announcements(self) -> list[str]:
        """What the whole group is told: who facilitates since lately."""
        return [
            f"{term.name} facilitates this group from "
            f"{glance.near_day(self.day(term.since), self.today, self.program.date_order)}."
            for term in self.facilitators
            if term.since > self.now - LATELY
        ]

    @cached_property
    def goals(self) -> list[Said]:
        """The goals that those who sit here show here: open ones, and those closed lately, for the feed."""
        is_done = ExpressionWrapper(Q(done_at__isnull=False), output_field=BooleanField())
        steps = Milestone.objects.filter(goal=OuterRef("pk")).order_by("position").values_list(is_done)
        rows = Goal.objects.filter(
            Q(state=Goal.State.OPEN) | Q(state__in=Goal.CLOSED, closed_at__gt=self.now - LATELY),
            member__in=[one.key for one in self.seated],
            audience__contains=[self.key],
        ).annotate(
            steps=Case(
                When(kind=Goal.Kind.MILESTONES, then=ArraySubquery(steps)), output_field=ArrayField(BooleanField())
            )
        )
        columns = ("id", "member_id", "title", "state", "status", "unit", "start_value", "target_value")
        rest = ("current_value", "checked_in_at", "steps")
        return [Said(*row) for row in rows.order_by("due_on", "created_at").values_list(*columns, *rest)]

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
        way, percent = glance.way(goal.current, goal.target, goal.unit), None
        if goal.steps:
            way, percent = (
                glance.steps_words(sum(goal.steps), len(goal.steps)),
                100 * sum(goal.steps) // len(goal.steps),
            )
        elif goal.steps is None:
            percent = glance.percent(goal.start, goal.target, goal.current)
        said = glance.ago(self.day(goal.checked_in_at), self.today) if goal.checked_in_at else ""
        status = glance.status_shown(goal.status, goal.checked_in_at, self.now, self.group.check_in_days)
        return Line(f"{goal_at}{goal.key}/", goal.title, status, chip(status), way, percent, said)

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
            told.setdefault((news.kind, news.about, day), (words, glance.ago(day, self.today)))
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
