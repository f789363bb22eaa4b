"""What people promise each other, and who is asked to keep an eye on whom."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from goals.models.goal import Goal
from groups.models import Group
from groups.said import Said
from meetings.models import Meeting
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Promises, in the members' words."""

    def of(self, member: Any) -> "CommitmentQuerySet":
        """A member's own."""
        return self.filter(member=member)

    def open(self) -> "CommitmentQuerySet":
        """Those not kept yet."""
        return self.filter(state=Commitment.State.OPEN)


class Commitment(Said):
    """One promise of one member until a day; it is not a goal. Made at a meeting, or at any other time."""

    class State(models.TextChoices):
        OPEN = "open", "Promised"
        KEPT = "kept", "Kept"
        MISSED = "missed", "Missed"
        MOVED = "moved", "Promised anew"

    class Reason(models.TextChoices):
        TIME = "time", "No time"
        WAITING = "waiting", "Waiting for somebody"
        HARDER = "harder", "Harder than thought"
        NOT_NEEDED = "not_needed", "Not needed any more"

    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, related_name="commitments", null=True, blank=True,
        verbose_name="where it was made",
    )  # fmt: skip
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, related_name="commitments", null=True, blank=True)
    text = models.CharField(max_length=200)
    proof = models.CharField("what will show it", max_length=200, blank=True, default="")
    first_step = models.CharField("within 48 hours", max_length=200, blank=True, default="")
    first_step_at = models.DateTimeField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField("1 to 10", null=True, blank=True)
    renews = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="renewals", null=True, blank=True,
        verbose_name="the promise that this one takes further",
    )  # fmt: skip
    times = models.PositiveSmallIntegerField("how often it was promised, with this time", default=1)
    due_on = models.DateField()
    ask_at = models.DateTimeField("when it is asked after by mail", null=True, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    reason = models.CharField("why it was missed", max_length=10, choices=Reason, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="who wrote it down; nobody if it was promised anew from a mail",
    )  # fmt: skip

    objects = program_manager(CommitmentQuerySet)

    class Meta:
        ordering = ("due_on", "said_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 10)), name="confidence_from_1_to_10"
            ),
        )
        indexes = (
            models.Index(fields=["program", "member", "state"], name="commitment_of_member"),
            models.Index(fields=["program"], condition=Q(state="open", times__gt=3), name="commitment_coming_back"),
        )

    def __str__(self) -> str:
        return self.text


class Pair(ProgramModel):
    """Two people of a group who keep an eye on each other's promises for a while, if both agree to what is proposed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Not this time"
        ENDED = "ended", "Over"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="pairs")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    member_agreed_at = models.DateTimeField(null=True, blank=True)
    other_agreed_at = models.DateTimeField(null=True, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()

    objects = program_manager()

    class Meta:
        ordering = ("-begins_on",)
        constraints = (
            models.CheckConstraint(condition=~Q(member=F("other")), name="pair_of_two_people"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(member_agreed_at__isnull=False, other_agreed_at__isnull=False),
                name="pair_is_agreed_by_both",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="pair_ends_after_it_begins"),
        )
        indexes = (models.Index(fields=["program", "group", "-begins_on"], name="pair_of_group"),)

    def __str__(self) -> str:
        return f"Pair since {self.begins_on:%Y-%m-%d}"
