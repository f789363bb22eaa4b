"""What a program asks of those who want to join: its optional steps, and the criteria of it and its groups."""

from typing import Any

from django.db import models
from django.utils import timezone

from groups.models import Group
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class VettingRules(ProgramModel):
    """How a program welcomes people: the optional steps it switched on, and how long it keeps what it declined."""

    references = models.PositiveSmallIntegerField("references asked for", default=0)
    opinions = models.PositiveSmallIntegerField("opinions of reviewers before a decision", default=0)
    candor = models.BooleanField("ask the group before an offer: could you speak freely with them?", default=True)
    candor_by_phone = models.BooleanField("the facilitator asks by phone and records the outcome", default=False)
    interview = models.BooleanField("a call must have taken place before an offer", default=False)
    sponsor = models.BooleanField("a member must vouch for them before an offer", default=False)
    approval = models.CharField(
        "how a group is asked before an offer", max_length=9, choices=Group.Approval, default=Group.Approval.NONE
    )
    visit = models.BooleanField("they visit a meeting before an offer, and both sides say yes", default=False)
    payment = models.BooleanField("payment or contract must be in place before the seat", default=False)
    next_in_line = models.BooleanField("when an offer ends, the next in line gets it by itself", default=True)
    offer_days = models.PositiveSmallIntegerField("working days that an offer is held", default=5)
    keep_declined_days = models.PositiveSmallIntegerField("days that a declined file is kept", default=365)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "vetting rules"
        constraints = (models.UniqueConstraint(fields=["program"], name="one_set_of_vetting_rules"),)

    def __str__(self) -> str:
        return "Vetting rules"


class CriteriaQuerySet(models.QuerySet["Criteria"]):
    """Versions of criteria."""

    def newest(self, groups: Any = ()) -> "list[Criteria]":
        """What applies now: the newest version of the program's own and of each group in `groups` that has its own."""
        asked = self.filter(models.Q(group=None) | models.Q(group__in=groups))
        return list(asked.order_by("group_id", "-number").distinct("group_id"))


class Criteria(ProgramModel):
    """One version of the criteria of the program (no group) or of a group. Never changed: a change is a new version."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="criteria", null=True)
    number = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(CriteriaQuerySet)

    class Meta:
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "number"], nulls_distinct=False, name="one_criteria_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"Criteria {self.number}"
