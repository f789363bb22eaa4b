"""My goals: open ones, drafts to confirm, closed ones."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.models import Goal
from goals.views.cards import away_words, card, goal_sentence, local_time, rhythm_words, said_of
from members.access import current_member, member
from programs.request import Request


@member
@require_safe
def goals(request: Request) -> HttpResponse:
    """Every goal of the reader, by where it stands."""
    me, program = current_member(request), request.program
    local = local_time(program, timezone.now(), me.zone)
    mine = list(Goal.objects.of(me).with_rhythm().prefetch_related("milestones"))
    check_ins = said_of(goal for goal in mine if goal.state == Goal.State.OPEN)

    def cards(*states: str) -> Iterable[Any]:
        return [
            card(
                goal,
                program,
                local,
                check_ins=check_ins[goal.pk],
                milestones=goal.milestones.all(),
                every_days=goal.every_days,
                rhythm=rhythm_words(goal, check_ins[goal.pk], program, local.now, me.zone),
            )
            for goal in mine
            if goal.state in states
        ]

    drafts = [(one, goal_sentence(one.goal, local)) for one in cards(Goal.State.DRAFT)]
    due = [goal for goal in mine if goal.state in Goal.ASKED and goal.check_in_at and goal.check_in_at <= local.now]
    return render(
        request,
        "goals/goals.html",
        {
            "nav": "goals",
            "me": me,
            "cards": sorted(cards(Goal.State.OPEN), key=lambda one: not one.on_top),
            "resting": cards(Goal.State.PAUSED),
            "drafts": drafts,
            "closed": sorted(cards(*Goal.CLOSED), key=lambda one: one.goal.closed_at or local.now, reverse=True),
            "due_count": len(due),
            "away_until": away_words(mine[0], local) if mine else "",
        },
    )
