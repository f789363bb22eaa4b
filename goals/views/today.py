"""Today: what a member owes now, in one thumb."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals import glance
from goals.models import Goal
from goals.views.cards import card, check_in_form, local_time, said_of
from groups.models import Group
from members.access import current_member, member
from programs.request import Request
from programs.tenancy import standing
from vetting.models import CandorCheck

MOST_CARDS = 3

ASKED = JSONObject(
    pk="pk", applicant_name="applicant_name", company_name="company_name", place="place", group="group__name"
)
"""What the page says of a candor check; it comes with the groups, at no query of its own."""


@member
@require_safe
def today(request: Request) -> HttpResponse:
    """At most three check-ins that are due, my goals, my groups."""
    me, program = current_member(request), request.program
    local = local_time(program, timezone.now(), me.zone)
    goals = list(Goal.objects.of(me).filter(state__in=Goal.LIVE).prefetch_related("milestones"))
    drafts = [goal for goal in goals if goal.state == Goal.State.DRAFT]
    mine = [goal for goal in goals if goal.state == Goal.State.OPEN]
    due = [goal for goal in mine if goal.check_in_at and goal.check_in_at <= local.now]
    check_ins = said_of(mine)
    cards = {
        goal.pk: card(goal, program, local, check_ins=check_ins[goal.pk], milestones=goal.milestones.all())
        for goal in mine
    }
    asks = ArraySubquery(CandorCheck.objects.waiting_for(me.pk).filter(group=OuterRef("pk")).values(check=ASKED))
    groups = list(Group.objects.filter(pk__in=standing().groups).annotate(asks=asks))
    upcoming = min((goal.check_in_at for goal in mine if goal.check_in_at and goal not in due), default=None)
    due_cards = [
        {"card": cards[goal.pk], "form": check_in_form(program, goal, goal.milestones.all())}
        for goal in due[:MOST_CARDS]
    ]
    return render(
        request,
        "goals/today.html",
        {
            "nav": "today",
            "day": local.long(local.now),
            "name": me.first_name,
            "due": due_cards,
            "due_count": len(due),
            "upcoming": local.long(upcoming),
            "cards": cards.values(),
            "drafts": len(drafts),
            "candor": [check for group in groups for check in group.asks],
            "groups": group_lines(program, groups, local.now),
            "back": "today",
        },
    )


@dataclass(frozen=True)
class GroupLine:
    """A group of the reader on a list, with how its goals stand."""

    name: str
    url: str
    counts: list[tuple[str, int]]


def group_lines(program: Any, groups: Sequence[Group], now: Any) -> list[GroupLine]:
    """These groups and the statuses of the goals in them, in one query."""
    if not groups:
        return []
    every = {group.pk: group.check_in_days for group in groups}
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = Goal.objects.open().filter(audience__overlap=list(every))
    for audience, status, said in rows.values_list("audience", "status", "checked_in_at"):
        for key in set(audience) & set(every):
            counts[key][glance.status_shown(status, said, now, every[key])] += 1
    return [
        GroupLine(
            group.name,
            reverse("group", args=[program.slug, group.pk]),
            sorted(counts[group.pk].items(), key=lambda count: glance.URGENCY[count[0]]),
        )
        for group in groups
    ]
