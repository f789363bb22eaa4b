"""Wins and thanks: what went well, said to the group."""

from typing import Any

from django.db import models

from conversations.models.talk import InGroup
from goals.models import Goal
from meetings.models import Meeting
from members.models import Member
from programs.tenancy import program_manager


class WinQuerySet(models.QuerySet["Win"]):
    """Wins, in the members' words."""

    def of(self, group: Any) -> "WinQuerySet":
        """Those of a group, the newest first, with who says them and who is thanked."""
        return self.filter(group=group).select_related("member", "by", "kudos_to", "goal")


class Win(InGroup):
    """A win in a sentence, with the goal that it came from or not; with `kudos_to` it is thanks to a peer.

    `pinned` is the meeting whose recap tells it.
    """

    text = models.CharField(max_length=400)
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, related_name="wins", null=True, blank=True)
    kudos_to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    pinned = models.ForeignKey(Meeting, on_delete=models.SET_NULL, related_name="wins", null=True, blank=True)

    objects = program_manager(WinQuerySet)

    class Meta:
        ordering = ("-said_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["program", "goal", "group"], condition=models.Q(goal__isnull=False), name="one_win_of_a_goal"
            ),
        )
        indexes = (models.Index(fields=["program", "group", "-said_at"], name="win_of_group"),)

    def __str__(self) -> str:
        return f"Win on {self.said_at:%Y-%m-%d}"
