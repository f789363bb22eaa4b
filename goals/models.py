"""The promises: goals, their milestones and check-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from groups.said import Said
from meetings.models import Meeting
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class Status(models.TextChoices):
    """How a goal stands, in the owner's own judgment."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    STUCK = "stuck", "Stuck"


class GoalQuerySet(models.QuerySet["Goal"]):
    """Goals, in the members' words."""

    def of(self, member: Member) -> "GoalQuerySet":
        """A member's own."""
        return self.filter(member=member)

    def open(self) -> "GoalQuerySet":
        """Those being worked on."""
        return self.filter(state=Goal.State.OPEN)

    def shown_in(self, group: object) -> "GoalQuerySet":
        """Those whose member shows them in `group`."""
        return self.filter(audience__contains=[getattr(group, "pk", group)])

    def due(self, now: object) -> "GoalQuerySet":
        """Open goals whose check-in is asked for at `now` (aware)."""
        return self.open().filter(check_in_at__lte=now)


class Goal(Said):
    """A SMART outcome of one member: a number from X to Y by when, or done / not done with milestones."""

    class Kind(models.TextChoices):
        NUMBER = "number", "A number from X to Y"
        MILESTONES = "milestones", "Done or not done, with milestones"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    LIVE = (State.DRAFT, State.OPEN)
    CLOSED = (State.DONE, State.DROPPED)

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NUMBER)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    title = models.CharField(max_length=140)
    measure = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    start_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    target_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    current_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    begins_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    why = models.TextField(max_length=600, blank=True)
    first_step = models.CharField(max_length=200, blank=True)
    first_step_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    check_in_at = models.DateTimeField("when the next check-in is asked for", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    import_key = models.CharField(
        "the key of the title that an import brought", max_length=140, blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(GoalQuerySet)

    class Meta:
        ordering = ("due_on", "created_at")
        constraints = (
            models.UniqueConstraint(
                fields=["program", "member", "import_key"],
                condition=~models.Q(import_key=""),
                name="one_goal_of_an_import",
            ),
        )
        indexes = (models.Index(fields=["program", "member", "state"], name="goal_of_member"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.program.slug, self.pk])


class Milestone(Said):
    """A step of a goal that is done or not done."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=140)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("position",)
        indexes = (models.Index(fields=["program", "goal"], name="milestone_of_goal"),)

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class CheckInRate:
    """How often the people of a group answered when they were asked, over the last eight whole weeks."""

    people: int
    asked: int
    answered: int

    @property
    def percent(self) -> int:
        """The share in percent, rounded."""
        return round(100 * self.answered / self.asked)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Check-ins, in the members' words."""

    def rates(self, until: datetime) -> dict[UUID, CheckInRate | None]:
        """Group -> how often it answered in the eight weeks before `until`, for program admins, who read no check-in.

        None where fewer than three people were asked; a group in which nobody was asked is missing. The database's
        own function counts (goals/migrations/0005 tells what is an ask and what an answer).
        """
        with connection.cursor() as cursor:
            cursor.execute("select circle, people, asked, answered from app_check_in_rates(%s)", [until])
            return {row[0]: CheckInRate(*row[1:]) if row[1] else None for row in cursor.fetchall()}


class CheckIn(Said):
    """Dated progress: a status, a value where the goal has a number, and a note that its readers see."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="check_ins")
    status = models.CharField(max_length=8, choices=Status)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    before = models.JSONField("how the goal stood before, for undo", default=dict, db_default={}, editable=False)

    objects = program_manager(CheckInQuerySet)

    class Meta:
        ordering = ("-said_at",)
        indexes = (models.Index(fields=["program", "goal", "-said_at"], name="check_in_of_goal"),)

    def __str__(self) -> str:
        return f"{self.get_status_display()} on {self.said_at:%Y-%m-%d}"


class PrivateNote(ProgramModel):
    """What a member writes for themselves at a check-in. The group sees the status, not this."""

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="private_note")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="private_notes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=1000)

    objects = program_manager()

    def __str__(self) -> str:
        return "A note to self"


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
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    reason = models.CharField("why it was missed", max_length=10, choices=Reason, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="who wrote it down")

    objects = program_manager(CommitmentQuerySet)

    class Meta:
        ordering = ("due_on", "said_at")
        indexes = (models.Index(fields=["program", "member", "state"], name="commitment_of_member"),)

    def __str__(self) -> str:
        return self.text
