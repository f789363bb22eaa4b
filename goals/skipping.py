"""Leaving a turn out on purpose: it counts neither for nor against the rhythm, and the next question comes as usual."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from goals.actions import UNDONE_WITHIN, hold, move_on, told_to
from goals.closing import quarter_of
from goals.models import Goal, Skip
from programs.activity import Via, record
from programs.clock import local_day
from programs.models import User
from programs.refusal import Refused

PASSES = 2
"""So many turns of a goal can be left out in a quarter: slack that costs something keeps people going (research/ux.md
section 5).
"""


def passes_left(skipped: Iterable[datetime], *, now: datetime, zone: str) -> int:
    """How many turns can still be left out this quarter, of a goal whose turns were `skipped` at these moments."""
    quarter = quarter_of(local_day(now, zone))
    return max(PASSES - sum(quarter_of(local_day(at, zone)) == quarter for at in skipped), 0)


@transaction.atomic
def skip_turn(goal: Goal, *, by: User | None, now: datetime, via: Via = "web") -> Skip | None:
    """Leave out the turn that is asked for now; said twice it leaves out one. None when nothing is asked now.

    Raises Refused when this quarter's passes are used.
    """
    held = hold(goal.pk)
    goal = held.goal
    if goal.state not in Goal.ASKED:
        raise Refused("This goal is closed. Open a new one, or reopen it on its page.")
    if goal.check_in_at is None or goal.check_in_at > now or not held.asked:
        return None
    before = Skip.objects.filter(goal=goal).values_list("said_at", flat=True)
    if not passes_left(before, now=now, zone=held.asked["zone"]):
        raise Refused("Both passes of this quarter are used. Say how it stands: no change is an answer too.")
    skip: Skip = Skip.objects.create(
        goal=goal, turn_at=goal.check_in_at, member_id=goal.member_id, partner_id=goal.partner_id,
        audience=goal.audience, said_at=now,
    )  # fmt: skip
    goal.check_in_at = move_on(held, now)
    goal.save(update_fields=["check_in_at"])
    record("goal.turn_skipped", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)
    return skip


@transaction.atomic
def take_back_skip(skip: Skip, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """The turn that was left out is asked for again, within a day; said twice it does so once.

    Once the goal has moved on, its rhythm stays as it is: raises Refused.
    """
    goal = hold(skip.goal_id).goal
    newest = Skip.objects.filter(goal=goal).first()
    if newest is None or newest.pk != skip.pk:
        return
    if now - skip.said_at > UNDONE_WITHIN or (goal.checked_in_at and goal.checked_in_at > skip.said_at):
        raise Refused("It has moved on since. Say how it stands now instead.")
    newest.delete()
    goal.check_in_at = skip.turn_at
    goal.save(update_fields=["check_in_at"])
    record("goal.skip_taken_back", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)
