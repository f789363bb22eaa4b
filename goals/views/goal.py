"""One goal's story, for whoever may read it; for its member also what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.doors import doors_of, talk_about
from goals import glance
from goals.access import get_goal
from goals.actions import UNDONE_WITHIN
from goals.chart import Chart, line_chart, step_chart
from goals.closing import quarter_of
from goals.forms import AudienceForm, CheckInForm, OutcomeForm, PauseForm, RollForm
from goals.history import history_of
from goals.models import CheckIn, Goal, Milestone
from goals.views.cards import (
    LocalTime,
    away_words,
    card,
    check_in_form,
    goal_sentence,
    local_time,
    passes_of,
    points_of,
    rhythm_words,
    undo_url,
)
from groups.models import Group, SeatHolder
from members.models import Member
from programs import wording
from programs.access import person
from programs.models import Program
from programs.request import Request
from programs.tenancy import standing


@person
@require_safe
def goal(request: Request, pk: UUID) -> HttpResponse:
    """The page of a goal."""
    return goal_page(request, get_goal(request, pk))


def goal_page(
    request: Request, goal: Goal, *, form: Any = None, audience_form: Any = None, forms: Any = None, status: int = 200
) -> HttpResponse:
    """The page of a goal; `form`, `audience_form` and `forms` (by their names in the page) came back with errors."""
    owns = goal.member_id == standing().member_id
    led = owns or bool(set(goal.audience) & set(standing().facilitates))
    local = local_time(request.program, timezone.now(), goal.member.zone if owns else "")
    milestones = list(goal.milestones.all())
    check_ins = list(goal.check_ins.select_related("by", *(["private_note"] if owns else [])))
    context: dict[str, Any] = {
        "nav": "goals" if owns else "groups",
        "goal": goal,
        "card": card(
            goal,
            request.program,
            local,
            check_ins=check_ins[::-1],
            milestones=milestones,
            every_days=goal.every_days,  # type: ignore[attr-defined]
            rhythm=rhythm_words(goal, check_ins, request.program, local.now, goal.member.zone) if led else "",
        ),
        "sentence": goal_sentence(goal, local, milestones),
        "first_step_at": local.moment(goal.first_step_at) if goal.first_step_at else "",
        "next_check_in": asked_words(goal, local),
        "steps": [(step.title, local.words(local.day(step.done_at)) if step.done_at else "") for step in milestones],
        "moments": [moment(request, goal, said, local, owns=owns) for said in check_ins],
        "chart": chart_of(goal, check_ins, milestones, local),
        "changes": [
            (changed.name, changed.was, changed.became, local.words(local.day(changed.at)))
            for changed in history_of(goal)
        ],
        "rests_until": local.words(goal.paused_until) if goal.paused_until else "",
        "on_top": goal.top_quarter == quarter_of(local.today),
        "away_until": away_words(goal, local) if led else "",
        "owns": owns,
        "threads": talk_about(goal.pk),
        "back": "goal",
    }
    if may_enter(goal):
        context["enter_form"] = form or enter_form(request.program, goal)
    if owns:
        context |= own_context(request, goal, milestones, form, audience_form)
        context |= ways_to_rest(request, goal, local) | (forms or {})
        if goal.stands_still and goal.stalled_at:
            context["still_since"] = local.words(local.day(goal.stalled_at))
    return render(request, "goals/goal.html", context, status=status)


def may_enter(goal: Goal) -> bool:
    """Whether the reader may say for its member how a goal stands: they facilitate a group that sees it."""
    who = standing()
    shown = bool(set(goal.audience) & set(who.facilitates))
    return shown and goal.state == Goal.State.OPEN and goal.member_id != who.member_id


def enter_form(program: Program, goal: Goal, *, data: Any = None) -> CheckInForm:
    """What a facilitator may say of a goal: its status, its number, and a note that its readers see."""
    form = check_in_form(program, goal, [], data=data)
    form.fields.pop("show_note", None)
    form.fields["note"].help_text = "Everybody who sees the goal reads it."
    return form


def ways_to_rest(request: Request, goal: Goal, local: LocalTime) -> dict[str, Any]:
    """The forms by which a goal rests, goes on, or says what came of it."""
    told = {"outcome": goal.outcome, "lesson": goal.lesson}
    return {
        "outcome_form": OutcomeForm(initial=told),
        "pause_form": PauseForm(program=request.program, today=local.today),
        "roll_form": RollForm(program=request.program, today=local.today),
    }


def asked_words(goal: Goal, local: LocalTime) -> str:
    """When the member is asked for the next check-in; "" while nothing is asked."""
    if goal.check_in_at is None:
        return ""
    if goal.check_in_at <= local.now:
        return f"Asked for since {local.long(goal.check_in_at)}."
    return f"Asked for on {local.long(goal.check_in_at)}; any day is fine."


def own_context(
    request: Request, goal: Goal, milestones: Sequence[Milestone], form: Any, audience_form: Any
) -> dict[str, Any]:
    """What only the goal's member sees: the check-in, and who reads the goal."""
    groups, peers = around(goal.member_id)
    chosen = {"groups": [str(key) for key in goal.audience], "partner": str(goal.partner_id or "")}
    partner = next((peer.name for peer in peers if peer.pk == goal.partner_id), "")
    return {
        "doors": doors_of(goal, groups, partner, request.program),
        "passes": passes_of(goal, request.program, timezone.now()),
        "is_due": goal.check_in_at is not None and goal.check_in_at <= timezone.now(),
        "form": form or check_in_form(request.program, goal, milestones),
        "audience_form": audience_form or AudienceForm(groups=groups, peers=peers, initial=chosen),
        "shown_in": wording.listed([group.name for group in groups if group.pk in goal.audience]),
        "partner": partner,
        "promise_groups": groups,
    }


def around(member_id: UUID) -> tuple[list[Group], list[Member]]:
    """The groups in which the reader sits now, by name, and their peers there; one query."""
    holders = SeatHolder.objects.current().filter(group__in=standing().groups).select_related("group", "member")
    rows = list(holders.order_by("group__name", "member__name"))
    groups = [held.group for held in rows if held.member_id == member_id]
    own = {group.pk for group in groups}
    peers = {held.member_id: held.member for held in rows if held.group_id in own and held.member_id != member_id}
    return groups, list(peers.values())


def peers_in(groups: Sequence[Group], member_id: UUID) -> list[Member]:
    """Those who sit in these groups now, without the member."""
    holders = SeatHolder.objects.current().filter(group__in=groups).exclude(member=member_id)
    return list({holder.member_id: holder.member for holder in holders.select_related("member")}.values())


@dataclass(frozen=True)
class Moment:
    """A check-in on the timeline. `private_note` and `undo_url` are for its member."""

    status: str
    day: str
    ago: str
    value: str
    note: str
    entered_by: str
    private_note: str
    undo_url: str


def moment(request: Request, goal: Goal, said: CheckIn, local: LocalTime, *, owns: bool) -> Moment:
    """A check-in as the timeline shows it."""
    private = getattr(said, "private_note", None) if owns else None
    fresh = owns and said.said_at == goal.checked_in_at and local.now - said.said_at < UNDONE_WITHIN
    return Moment(
        status=said.status,
        day=local.words(local.day(said.said_at)),
        ago=local.ago(said.said_at),
        value=glance.way(said.value, None, goal.unit),
        note=said.note,
        entered_by=said.by.name if said.by else "",
        private_note=private.text if private else "",
        undo_url=undo_url(request.program, said) if fresh else "",
    )


def chart_of(
    goal: Goal, check_ins: Sequence[CheckIn], milestones: Sequence[Milestone], local: LocalTime
) -> Chart | None:
    """The goal's line: of a number from its second check-in on, of milestones from the first one done.

    `check_ins` come newest first. The days of its table are in the program's order.
    """
    about: Any = {
        "begins": goal.begins_on, "ends": goal.due_on, "today": local.today, "name": goal.measure or goal.title,
        "order": local.order, "meetings": [local.day(at) for at in goal.met],  # type: ignore[attr-defined]
    }  # fmt: skip
    points = points_of(reversed(check_ins), local)
    done = [(local.day(step.done_at), step.title) for step in milestones if step.done_at]
    if goal.kind == Goal.Kind.NUMBER and len(points) > 1:
        chart = line_chart(points, start=goal.start_value, target=goal.target_value, unit=goal.unit, **about)
    elif goal.kind == Goal.Kind.MILESTONES and done:
        chart = step_chart(done, len(milestones), **about)
    else:
        return None
    return replace(chart, rows=[(local.words(day), value, words) for day, value, words in chart.rows])  # type: ignore[misc]
