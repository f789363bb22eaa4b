"""A newcomer's first ninety days: what they do before the first meeting, and who is at their side."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils import timezone

from groups.models import Group, SeatHolder
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager

FRESH = timedelta(days=90)
"""How long somebody is a newcomer in a group."""


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Arrivals."""

    def under_way(self, now: datetime) -> "ArrivalQuerySet":
        """Those of the last ninety days whose newcomer still sits there."""
        sits = SeatHolder.objects.current().filter(
            group=models.OuterRef("group"), member=models.OuterRef("member"), member__left_at=None
        )
        return self.filter(models.Exists(sits), began_at__gt=now - FRESH, ended_at=None)

    def with_ticks(self) -> "ArrivalQuerySet":
        """Annotates `ticks`, the words of WelcomeTick.What that the newcomer pressed, and `buddy_id`."""
        mine = {"group": models.OuterRef("group"), "member": models.OuterRef("member")}
        return self.annotate(
            ticks=ArraySubquery(WelcomeTick.objects.filter(**mine).values("what")),
            buddy_id=models.Subquery(Buddy.objects.filter(**mine).values("buddy")[:1]),
        )


class Arrival(ProgramModel):
    """Somebody was given a seat by a person of the program: they are welcomed. Who came with a list is none."""

    ticks: list[str]
    buddy_id: Any
    """Of one that came `with_ticks`."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="arrivals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="arrivals")
    began_at = models.DateTimeField(default=timezone.now)
    away_at = models.DateTimeField("when they put the list of the welcome away", null=True)
    ended_at = models.DateTimeField("when they came back, and began anew", null=True)

    objects = program_manager(ArrivalQuerySet)

    class Meta:
        ordering = ("began_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "member"],
                condition=models.Q(ended_at=None),
                name="one_arrival_in_a_group",
            ),
        )

    def __str__(self) -> str:
        return f"Arrival of {self.began_at:%Y-%m-%d}"


class WelcomeTick(ProgramModel):
    """One of the five things before the first meeting that only the newcomer can say is done, and when they did.

    What the product can know is found from facts instead (vetting/welcome.py).
    """

    class What(models.TextChoices):
        PROFILE = "profile", "Three facts about you"
        AGREE = "agree", "What you agree to"
        CALENDAR = "calendar", "Note when you meet"
        GOAL = "goal", "Your first goal"
        BUDDY = "buddy", "Meet your buddy"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="welcome_ticks")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "member", "group", "what"], name="one_welcome_tick"),)

    def __str__(self) -> str:
        return self.get_what_display()


class Buddy(ProgramModel):
    """Who of a group is at a newcomer's side for the first ninety days; chosen by a facilitator, changed at will."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="buddies")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="buddies")
    buddy = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="newcomers")
    words = models.TextField("a line of the facilitator's own", max_length=400, blank=True)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "buddies"
        constraints = (models.UniqueConstraint(fields=["program", "group", "member"], name="one_buddy_of_a_newcomer"),)

    def __str__(self) -> str:
        return f"Buddy since {self.chosen_at:%Y-%m-%d}"
