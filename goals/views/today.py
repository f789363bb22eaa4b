"""Today: what a member owes now, in one thumb."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, Func, OuterRef, Q, UUIDField
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals import glance
from goals.models import Goal
from goals.owed import owed, shown
from goals.views.cards import away_words, card, check_in_form, local_time, passes_of, rhythm_words, said_of
from groups.models import Group
from meetings.lines import Wall
from meetings.next_up import TOLD, next_places, next_up, place_told
from members.access import current_member, member
from members.models import Member
from programs.request import Request
from programs.tenancy import standing
from vetting.models import Agreement, Approval, Arrival, CandorCheck, Sponsor
from vetting.welcome import DASH, MINUTES, count, steps

MOST_CARDS = 3

WHOM = {
    name: name.replace("group", "group__name") for name in ("pk", "applicant_name", "company_name", "place", "group")
}
ASKED = JSONObject(mode="mode", **WHOM)
VOTES = JSONObject(**WHOM)
VOUCH = JSONObject(**{name: name for name in WHOM if name != "group"})

UNSIGNED = JSONObject(pk="pk", kind="kind")
STANDS = JSONObject(status="status", at="checked_in_at", every="every_days")
THIS_GROUP = Func(OuterRef("pk"), template="array[%(expressions)s]", output_field=ArrayField(UUIDField()))
BEGUN = JSONObject(ticks="ticks")
"""What the page says of a candor check, of a vote, of whom one may vouch for, of a text to sign and of a welcome; they
come with the groups, at no query of their own, as does how the goals of a group stand."""


@member
@require_safe
def today(request: Request) -> HttpResponse:
    """At most three check-ins that are due, my goals, my groups."""
    me, program = current_member(request), request.program
    local = local_time(program, timezone.now(), me.zone)
    goals = list(
        Goal.objects.of(me)
        .filter(state__in=Goal.LIVE)
        .select_related("member")
        .with_rhythm()
        .prefetch_related("milestones")
    )
    drafts = [goal for goal in goals if goal.state == Goal.State.DRAFT]
    mine = [goal for goal in goals if goal.state == Goal.State.OPEN or rested(goal, local.now)]
    due = [goal for goal in mine if goal.check_in_at and goal.check_in_at <= local.now]
    check_ins = said_of(mine)
    cards = {
        goal.pk: card(
            goal,
            program,
            local,
            check_ins=check_ins[goal.pk],
            milestones=goal.milestones.all(),
            every_days=goal.every_days,
            rhythm=rhythm_words(goal, check_ins[goal.pk], program, local.now, me.zone),
        )
        for goal in mine
    }
    asks = ArraySubquery(CandorCheck.objects.waiting_for(me.pk).filter(group=OuterRef("pk")).values(check=ASKED))
    votes = ArraySubquery(Approval.objects.waiting_for(me.pk).filter(group=OuterRef("pk")).values(one=VOTES))
    vouch = Sponsor.objects.waiting_for(me.pk, local.now).values_list(VOUCH, flat=True)
    mine_or_all = Q(group=None) | Q(group=OuterRef("pk"))
    unsigned = ArraySubquery(Agreement.objects.unsigned_by(me.pk).filter(mine_or_all).values(one=UNSIGNED))
    begun = Arrival.objects.under_way(local.now).filter(member=me.pk, away_at=None, group=OuterRef("pk")).with_ticks()
    groups = list(
        Group.objects.filter(pk__in=standing().groups).annotate(
            asks=asks,
            votes=votes,
            vouch=ArraySubquery(vouch),
            unsigned=unsigned,
            begun=ArraySubquery(begun.values(one=BEGUN)),
            places=ArraySubquery(next_places(me.pk, local.now).filter(group=OuterRef("pk")).values(one=TOLD)[:1]),
            told=ArraySubquery(
                Goal.objects.open().filter(audience__contains=THIS_GROUP).with_rhythm().values(one=STANDS)
            ),
            has_goal=Exists(Goal.objects.of(me).exclude(state=Goal.State.DRAFT)),
        )
    )
    before = [one.but_check_ins() for one in owed(program, me.pk, local.now, me.zone).lists]
    wall = Wall(program, me.zone or program.zone, local.now)
    places = [place_told(one, group) for group in groups for one in group.places]
    place = min(places, key=lambda one: one.meeting.starts_at, default=None)
    upcoming = min((goal.check_in_at for goal in mine if goal.check_in_at and goal not in due), default=None)
    due_cards = [
        {
            "card": cards[goal.pk],
            "form": check_in_form(program, goal, goal.milestones.all()),
            "passes": passes_of(goal, program, local.now),
        }
        for goal in due[:MOST_CARDS]
    ]
    return render(
        request,
        "goals/today.html",
        {
            "nav": "today",
            "day": local.long(local.now),
            "name": me.first_name,
            "next": next_up(place.meeting, place, wall, joins=True) if place else None,
            "due": due_cards,
            "due_count": len(due),
            "away_until": away_words(goals[0], local) if goals else "",
            "upcoming": local.long(upcoming),
            "cards": cards.values(),
            "drafts": len(drafts),
            "to_sign": to_sign(groups),
            "welcomes": welcomes(program, me, groups),
            "candor": [check for group in groups for check in group.asks],
            "vouch": groups[0].vouch if groups else list(vouch),
            "votes": [one for group in groups for one in group.votes],
            "before": [shown(one, program, local.today) for one in before if one.left][:1],
            "promise_groups": groups,
            "groups": [group_line(program, group, local.now) for group in groups],
            "back": "today",
        },
    )


def rested(goal: Goal, now: datetime) -> bool:
    """Whether a paused goal is asked after again."""
    return goal.state == Goal.State.PAUSED and goal.check_in_at is not None and goal.check_in_at <= now


def to_sign(groups: Sequence[Group]) -> list[dict[str, str]]:
    """What the reader has not signed, [{pk, name}]: the program's text once, the charters of these groups."""
    found = {}
    for group in groups:
        for one in group.unsigned:  # type: ignore[attr-defined]
            kind = Agreement.Kind(one["kind"])
            found[one["pk"]] = kind.label + (f" of {group.name}" if kind == Agreement.Kind.CHARTER else "")
    return [{"pk": key, "name": name} for key, name in found.items()]


def welcomes(program: Any, me: Member, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The welcomes that the reader has not finished or put away, [{group, url, done, dash}]."""
    found = []
    for group in groups:
        for one in group.begun:  # type: ignore[attr-defined]
            done = count(
                steps(
                    facts=(me.title, me.runs, me.ask_me),
                    unsigned=bool(group.unsigned),  # type: ignore[attr-defined]
                    goal=group.has_goal,  # type: ignore[attr-defined]
                    pressed=one["ticks"],
                )
            )
            if done == len(MINUTES):
                continue
            url = reverse("welcome", args=[program.slug, group.pk])
            found.append({"group": group.name, "url": url, "done": done, "dash": done * DASH})
    return found


@dataclass(frozen=True)
class GroupLine:
    """A group of the reader on a list, with how its goals stand."""

    name: str
    url: str
    counts: list[tuple[str, int]]


def group_line(program: Any, group: Any, now: datetime) -> GroupLine:
    """A group and how many of its goals stand how; `group` comes with what its goals `told` last."""
    said = [(one["status"], one["at"] and datetime.fromisoformat(one["at"]), one["every"]) for one in group.told]
    counts = Counter(glance.status_shown(status, at, now, every) for status, at, every in said)
    return GroupLine(
        group.name,
        reverse("group", args=[program.slug, group.pk]),
        sorted(counts.items(), key=lambda count: glance.URGENCY[count[0]]),
    )
