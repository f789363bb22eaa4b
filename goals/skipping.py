"""Leaving a turn out on purpose: it counts neither for nor against the rhythm, and the next question comes as usual."""

from datetime import datetime

from django.db import transaction

from goals.actions import hold, move_on, told_to
from goals.models import Goal, Skip
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused


@transaction.atomic
def skip_turn(goal: Goal, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Leave out the turn that is asked for now; said twice it leaves out one."""
    held = hold(goal.pk)
    goal = held.goal
    if goal.state not in Goal.ASKED:
        raise Refused("This goal is closed. Open a new one, or reopen it on its page.")
    if goal.check_in_at is None or goal.check_in_at > now:
        return
    Skip.objects.get_or_create(
        goal=goal,
        turn_at=goal.check_in_at,
        defaults={
            "member_id": goal.member_id, "partner_id": goal.partner_id, "audience": goal.audience, "said_at": now,
        },
    )  # fmt: skip
    goal.check_in_at = move_on(held, now)
    goal.save(update_fields=["check_in_at"])
    record("goal.turn_skipped", by=by, about=goal, via=via, group=told_to(goal), member=goal.member_id, at=now)
