"""A goal that stands still: its member is told in the app and in the weekly digest, once in thirty days.

Every goal that is worked on has a clock of its own, which rings in its member's name: nobody else reads a private one.
A check-in does not move the clock, which would cost every check-in a write; when it rings it looks where the goal
stands, and goes on to the moment at which it would stand still. Source: research/ux section 4, message 7. Whom it is
shown to learn of it only from the cockpit, a week later, and not if its member did something about it.
"""

from datetime import date, datetime, time, timedelta

from goals.actions import WATCH, told_to
from goals.models import Goal
from meetings.cockpit import SILENT_CHECK_INS, STILL
from members.models import Away
from programs.activity import record
from programs.clock import instant, local_day
from programs.clocks import ring_ripe
from programs.due import set_due
from programs.models import Due

KINDS = (WATCH,)
"""Kinds of Due that ask nobody by mail: clocks that this room rings."""

ONCE_IN = timedelta(days=30)
"""How often at most a member is told of one goal."""

A_DAY = timedelta(days=1)


def ring_all(*, now: datetime) -> int:
    """Ring every clock of this room whose time has come; returns how many there were."""
    return ring_ripe(KINDS, ring, now=now, own=True)


def ring(due: Due, now: datetime) -> None:
    """Look where a goal stands, tell its member if it stands still, and wind its clock again while it is worked on."""
    goal = Goal.objects.with_rhythm().filter(pk=due.object_id, state__in=Goal.ASKED).first()
    if goal is None:
        return
    at = stalls_at(goal, back_at(due, now), due.zone)
    if goal.stalled_at:
        at = max(at, goal.stalled_at + ONCE_IN)
    if at <= now and goal.state == Goal.State.OPEN:
        Goal.objects.filter(pk=goal.pk).update(stalled_at=now)
        record(
            "goal.stalled", by=None, about=goal, via="command", group=told_to(goal), member=goal.member_id, at=now
        )  # fmt: skip
    set_due(WATCH, user=due.user_id, about=goal, at=at if at > now else now + ONCE_IN, zone=due.zone)


def stalls_at(goal: Goal, back: datetime | None, zone: str) -> datetime:
    """The moment at which a goal `with_rhythm` stands still, if nothing happens until then.

    That is after three check-ins without an answer, or when its figure has been the same for three weeks. What its
    member does for it begins both anew, and so do the ends of a pause and of days away (`back`).
    """
    anew = [goal.tended_at, back]
    if goal.paused_until:
        anew.append(instant(goal.paused_until, time(), zone))
    silent = max(filter(None, [goal.checked_in_at or goal.created_at, *anew]))
    every = goal.every_days  # type: ignore[attr-defined]
    moments = [silent + max(STILL, timedelta(days=every * SILENT_CHECK_INS))]
    if since := same_since(goal):
        moments.append(max(filter(None, [since, *anew])) + STILL)
    return min(moments)


def same_since(goal: Goal) -> datetime | None:
    """Since when every check-in says the figure at which the goal stands; None without figures."""
    since = None
    if goal.current_value is not None:
        for at, value in goal.check_ins.order_by("-said_at").values_list("said_at", "value"):
            if value is None or value != goal.current_value:
                break
            since = at
    return since


def back_at(due: Due, now: datetime) -> datetime | None:
    """When the member came back, or will, from the last days away that have begun."""
    begun = Away.objects.filter(user=due.user_id, begins_on__lte=local_day(now, due.zone))
    last: date | None = begun.order_by("-ends_on").values_list("ends_on", flat=True).first()
    return instant(last + A_DAY, time(), due.zone) if last else None
