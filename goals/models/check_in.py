"""What is said of a goal as time goes by: check-ins, notes to oneself, turns that were left out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, models

from goals.models.goal import Goal, Status
from groups.said import Said
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


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
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="the facilitator who entered it for its member",
    )  # fmt: skip
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


class Skip(Said):
    """A turn of a goal that its member left out on purpose. It counts neither for nor against the rhythm."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="skips")
    turn_at = models.DateTimeField("the moment of the turn that is left out")

    objects = program_manager()

    class Meta:
        ordering = ("-turn_at",)
        constraints = (models.UniqueConstraint(fields=["program", "goal", "turn_at"], name="one_skip_of_a_turn"),)

    def __str__(self) -> str:
        return f"Left out on {self.turn_at:%Y-%m-%d}"
