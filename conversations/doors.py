"""Stuck is useful: the three doors of a stuck goal, and what of it is already being talked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from conversations.forms import DoorForm
from conversations.models import Thread
from goals.models import Goal, Status
from groups.models import Group, SeatHolder
from members.models import Member
from programs.models import Program

LONGEST = 140
WEIGHTS = ((1, "It can wait"), (2, "It matters"), (3, "It cannot wait"))


@dataclass(frozen=True)
class Doors:
    """What somebody whose goal is stuck can do. `form` holds the words that others read; `partner` a name or ''.

    Of a private goal nothing is filled in: its words go to nobody unless its member types them.
    """

    goal: Goal
    url: str
    groups: Sequence[Group]
    partner: str
    form: DoorForm
    weights: Sequence[tuple[int, str]] = WEIGHTS

    @property
    def is_private(self) -> bool:
        """Whether no group sees the goal."""
        return not self.goal.audience

    @property
    def readers(self) -> str:
        """Who will read what is asked."""
        return self.groups[0].name if len(self.groups) == 1 else "the group you choose"


def doors_of(goal: Goal, groups: Sequence[Group], partner: str, program: Program) -> Doors | None:
    """The doors of a goal that is worked on and is stuck or stands still, for its member, who sits in `groups`; None
    for other goals."""
    if goal.state != Goal.State.OPEN or not (goal.status == Status.STUCK or goal.stands_still):
        return None
    shown = [group for group in groups if group.pk in goal.audience] or list(groups)
    words = "I am stuck" if goal.status == Status.STUCK else "This stands still"
    title = f"{words}: {goal.title}"[:LONGEST] if goal.audience else ""
    first = {"title": title, "group": str(shown[0].pk) if shown else ""}
    form = DoorForm(groups=shown, initial=first, auto_id=f"door_{goal.pk.hex}_%s")
    return Doors(goal, reverse("stuck", args=[program.slug, goal.pk]), shown, partner, form)


def doors_for(goal: Goal, program: Program) -> Doors | None:
    """The same for a page that knows neither the groups nor the partner: two more queries, and only of such a goal."""
    if goal.status != Status.STUCK and not goal.stands_still:
        return None
    holders = SeatHolder.objects.current().filter(member=goal.member_id).select_related("group").order_by("group__name")
    names = Member.objects.filter(pk__in=filter(None, [goal.partner_id])).values_list("name", flat=True)
    return doors_of(goal, [held.group for held in holders], names.first() or "", program)


def talk_about(goal_id: UUID) -> list[Any]:
    """The threads on a goal that the reader may read, the newest first, with how many answers each has."""
    return list(Thread.objects.filter(goal=goal_id).annotate(answers=Count("comments")).order_by("-said_at"))
