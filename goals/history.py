"""What a goal said before it was changed: one line a field, for whoever could read it then and can still."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from goals.models import Goal, GoalChange
from goals.wording import shown
from programs.models import User

FIELDS = {
    "title": "Goal",
    "kind": "How one knows",
    "measure": "What is counted",
    "unit": "Unit",
    "start_value": "From",
    "target_value": "To",
    "due_on": "By",
    "milestones": "Milestones",
    "why": "Why it matters",
    "if_then": "If and then",
    "first_step": "First step",
    "first_step_at": "First step at",
    "plan_id": "Plan",
}
"""The fields whose words are kept, with their names on the page."""


def words_of(goal: Goal, field: str) -> str:
    """A field of a goal in words that stand for themselves: "52 %", "2026-06-30"; "" for nothing."""
    if field == "kind":
        return goal.get_kind_display()
    if field == "plan_id":
        return goal.plan.name if goal.plan else ""
    value = getattr(goal, field)
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return shown(value, goal.unit)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def keep_changes(
    goal: Goal, before: Mapping[str, str], since: Mapping[str, str], *, by: User | None, now: datetime
) -> None:
    """Write down what the goal said before; `before` and `since` map fields to words."""
    GoalChange.objects.bulk_create(
        GoalChange(
            goal=goal,
            member_id=goal.member_id,
            partner_id=goal.partner_id,
            audience=goal.audience,
            said_at=now,
            by=by,
            field=field,
            was=before[field],
            became=since[field],
        )
        for field in before
        if field in FIELDS
    )


@dataclass(frozen=True)
class Changed:
    """A line of the history: a field's name, what it said and says since ("" for nothing), and when."""

    name: str
    was: str
    became: str
    at: datetime


def history_of(goal: Goal) -> list[Changed]:
    """What was changed of a goal, newest first, as far as the reader may know."""
    return [Changed(FIELDS[one.field], one.was, one.became, one.said_at) for one in goal.changes.all()]
