"""How a goal rests, ends and goes on: pausing, closing with what came of it, rolling over into the next quarter."""

from datetime import date, datetime, timedelta

from django.db import transaction

from goals.actions import DUE, WATCH, ask_next, end_of_pause, open_goal, told_to
from goals.models import Goal
from programs.activity import Via, record
from programs.clock import local_day
from programs.due import clear_due
from programs.models import User
from programs.refusal import Refused

LONGEST_PAUSE = timedelta(days=366)
"""A goal that rests for longer is better dropped, and set again when its time has come."""

TOP_GOALS = 2
"""So many top goals a quarter help; the third is a hint, no wall (issue: a nudge)."""


@transaction.atomic
def close_goal(goal: Goal, state: str, *, by: User, now: datetime, via: Via = "web") -> None:
    """A goal is done or dropped: nothing is asked about it any more. Said twice it changes nothing."""
    if state not in (Goal.State.DONE, Goal.State.DROPPED):
        raise Refused("A goal closes as done or as dropped.")
    end(goal, state, by=by, now=now, via=via)


def end(goal: Goal, state: str, *, by: User, now: datetime, via: Via) -> None:
    """Give a goal its last state."""
    closing = Goal.objects.filter(pk=goal.pk).exclude(state=state)
    ended = {"state": state, "closed_at": now, "check_in_at": None, "paused_until": None, "said_at": now}
    if closing.update(**ended):
        clear_due(DUE, about=goal)
        clear_due(WATCH, about=goal)
        record(f"goal.{state}", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


@transaction.atomic
def tell_outcome(goal: Goal, outcome: str, lesson: str, *, by: User, now: datetime, via: Via = "web") -> None:
    """What came of a closed goal, and what its member would do differently; both are read by whom it is shown to."""
    told = {"outcome": outcome.strip(), "lesson": lesson.strip()}
    closed = Goal.objects.filter(pk=goal.pk, state__in=Goal.CLOSED)
    if not closed.exists():
        raise Refused("This goal is open again. What came of it is told when it ends.")
    if closed.exclude(**told).update(**told, said_at=now):
        record("goal.outcome_told", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


@transaction.atomic
def reopen_goal(goal: Goal, *, by: User, now: datetime, via: Via = "web") -> None:
    """A closed or resting goal is worked on again. Said twice it changes nothing.

    One that was rolled over goes on elsewhere: raises Refused.
    """
    if Goal.objects.filter(pk=goal.pk, state=Goal.State.ROLLED).exists():
        raise Refused("This goal goes on in another one. Change that one instead.")
    resting = Goal.objects.filter(pk=goal.pk, state__in=(*Goal.CLOSED, Goal.State.PAUSED))
    if not resting.update(state=Goal.State.OPEN, closed_at=None, paused_until=None):
        return
    goal.state, goal.closed_at, goal.paused_until = Goal.State.OPEN, None, None
    ask_next(goal, goal.member, now=now, first=True)
    record("goal.reopened", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


@transaction.atomic
def pause_goal(goal: Goal, until: date, *, by: User, now: datetime, via: Via = "web") -> None:
    """An open goal rests until a day: nothing is asked about it before, and a pause counts in no rhythm.

    On that day, or at its member's next slot after it, it is asked after again; any check-in takes it up at once.
    """
    zone = goal.member.zone or goal.member.program.zone
    today = local_day(now, zone)
    if until <= today:
        raise Refused("Choose a day ahead, on which it is asked after again.", field="until")
    if until - today > LONGEST_PAUSE:
        raise Refused("That is more than a year. Drop it, and set it again when its time has come.", field="until")
    goal = Goal.objects.select_for_update().select_related("member__program").get(pk=goal.pk)
    if goal.state not in Goal.ASKED:
        raise Refused("Only a goal that is worked on can be paused.")
    goal.state, goal.paused_until, goal.said_at = Goal.State.PAUSED, until, now
    goal.save(update_fields=["state", "paused_until", "said_at"])
    ask_next(goal, goal.member, now=end_of_pause(until, goal.member), first=True)
    record("goal.paused", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)


@transaction.atomic
def roll_over(goal: Goal, due_on: date | None, reason: str, *, by: User, now: datetime, via: Via = "web") -> Goal:
    """A goal goes on in a new one, from where it stands, until another day; the reason is read with it.

    The old one is closed as rolled over. Pressing twice makes one new goal.
    """
    goal = Goal.objects.select_for_update().select_related("member__program").get(pk=goal.pk)
    if follower := goal.rolled_to.order_by("created_at").first():
        return follower
    if goal.state not in Goal.ASKED:
        raise Refused("Only a goal that is worked on can be rolled over.")
    if not reason.strip():
        raise Refused("Say in a few words why it goes on. Your group will ask.", field="reason")
    if due_on is None or due_on <= local_day(now, goal.member.zone or goal.member.program.zone):
        raise Refused("Choose a day ahead.", field="due_on")
    undone = goal.milestones.filter(done_at=None).values_list("title", flat=True)
    fresh = open_goal(
        goal.member, by=by, now=now, title=goal.title, groups=goal.audience, milestones=list(undone), via=via,
        kind=goal.kind, measure=goal.measure, unit=goal.unit, target_value=goal.target_value, why=goal.why,
        start_value=goal.start_value if goal.current_value is None else goal.current_value, if_then=goal.if_then,
        plan_id=goal.plan_id, due_on=due_on, rolled_from=goal, roll_reason=reason.strip(), partner_id=goal.partner_id,
    )  # fmt: skip
    end(goal, Goal.State.ROLLED, by=by, now=now, via=via)
    return fresh


def quarter_of(day: date) -> date:
    """The first day of a day's quarter."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


@transaction.atomic
def put_on_top(goal: Goal, *, on: bool, by: User, now: datetime, via: Via = "web") -> int:
    """Make a goal one of its member's top goals of this quarter, or not; returns how many there are then."""
    quarter = quarter_of(local_day(now, goal.member.zone or goal.member.program.zone))
    wanted = quarter if on else None
    if Goal.objects.filter(pk=goal.pk).exclude(top_quarter=wanted).update(top_quarter=wanted):
        record(
            "goal.put_on_top" if on else "goal.taken_from_top",
            by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now,
        )  # fmt: skip
    return Goal.objects.of(goal.member).filter(top_quarter=quarter, state__in=Goal.ASKED).count()
