"""How a newcomer arrives, in the eyes of who facilitates the group, thirty, sixty and ninety days in."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager
from vetting.models.welcome import Arrival


class Integration(ProgramModel):
    """One look of a facilitator at a newcomer: eight items of 0 to 2 (vetting/integration.py). Theirs alone.

    Neither program admins nor the group nor the newcomer read it: it is a tool for helping somebody arrive, and would
    be a mark on a person in anybody else's hands.
    """

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="looks")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    day = models.PositiveSmallIntegerField("30, 60 or 90")
    scores = models.JSONField("0, 1 or 2 by item", default=dict)
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["program", "arrival", "day"], name="one_look_of_a_day"),)

    def __str__(self) -> str:
        return f"Day {self.day}"
