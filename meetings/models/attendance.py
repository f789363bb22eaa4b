"""What was seen at meetings, by which rules it counts, and what people did about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from groups.models import Group, Seat
from meetings.models.meeting import Meeting
from members.models import Member
from programs.models import ProgramModel, Track, User
from programs.tenancy import program_manager


class AttendanceRules(ProgramModel):
    """One version of an attendance rule: a program's, a track's or a group's own. A version never changes.

    `rules` is what meetings.policy.Policy writes. A meeting is judged by the version in force on its day; a group
    without its own goes by its track's, else by the program's.
    """

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    number = models.PositiveIntegerField()
    preset = models.CharField("the key in meetings.presets that it began as", max_length=16, blank=True)
    rules = models.JSONField()
    effective_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("effective_on", "number")
        verbose_name_plural = "attendance rules"
        constraints = (
            models.UniqueConstraint(
                fields=["program", "track", "group", "number"],
                nulls_distinct=False,
                name="one_attendance_rule_of_a_number",
            ),
        )

    def __str__(self) -> str:
        return f"Version {self.number} from {self.effective_on:%Y-%m-%d}"


@dataclass(frozen=True)
class AttendanceRate:
    """How often the people of a group were at its meetings: of `expected` looks at them, `here` saw them, also late."""

    expected: int
    here: int

    @property
    def percent(self) -> int:
        """The share in percent, rounded."""
        return round(100 * self.here / self.expected)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """What was seen, in the group's words."""

    def rates(self, since: datetime, until: datetime) -> dict[UUID, AttendanceRate | None]:
        """Group -> how often its people were there at the meetings from `since` to `until`, leave left out.

        None where fewer than three people were looked at; a group without attendance is missing. One query.
        """
        away = (Attendance.Seen.EXCUSED, Attendance.Seen.UNEXCUSED)
        took_place = models.Q(meeting__state=Meeting.State.PLANNED, meeting__starts_at__range=(since, until))
        rows = (
            self.filter(took_place)
            .exclude(seen=Attendance.Seen.ON_LEAVE)
            .order_by()
            .values_list("group")
            .annotate(
                people=models.Count("member", distinct=True),
                expected=models.Count("pk"),
                here=models.Count("pk", filter=~models.Q(seen__in=away)),
            )
        )
        return {key: AttendanceRate(expected, here) if people >= FEW else None for key, people, expected, here in rows}


FEW = 3
"""With fewer people a rate would tell of one of them (handbook 3)."""


class Attendance(ProgramModel):
    """What was seen of one member at one meeting. Its readers are the facilitators, the admins and who holds the seat.

    `told` and what follows keep the last correction: what stood before, and why it was changed.
    """

    class Seen(models.TextChoices):
        PRESENT = "present", "Present"
        LATE = "late", "Late"
        LEFT_EARLY = "left_early", "Left early"
        EXCUSED = "excused", "Told us"
        UNEXCUSED = "unexcused", "No word"
        SUBSTITUTE = "substitute", "Alternate came"
        ON_LEAVE = "on_leave", "On leave"

    class Reason(models.TextChoices):
        NONE = "", "None given"
        CLIENT_DOWN = "client_down", "Client down"
        MEDICAL = "medical", "Medical"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendance")
    seen = models.CharField(max_length=10, choices=Seen)
    minutes = models.PositiveSmallIntegerField("late by, or left early by", null=True, blank=True)
    reason = models.CharField(max_length=11, choices=Reason, blank=True)
    alternate = models.CharField("who came instead", max_length=120, blank=True)
    seen_before = models.CharField("what stood before the last correction", max_length=10, choices=Seen, blank=True)
    corrected_why = models.CharField("why it was corrected", max_length=200, blank=True)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    checked_in_at = models.DateTimeField("when they said themselves that they are here", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager(AttendanceQuerySet)

    class Meta:
        verbose_name_plural = "attendance"
        constraints = (models.UniqueConstraint(fields=["program", "meeting", "member"], name="one_look_at_a_member"),)
        indexes = (models.Index(fields=["program", "seat"], name="attendance_of_seat"),)

    def __str__(self) -> str:
        return self.get_seen_display()


class Guest(ProgramModel):
    """Somebody who was at a meeting and holds no seat."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Leave(ProgramModel):
    """Days that do not count for a seat: agreed leave, or medical."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Leave"
        MEDICAL = "medical", "Medical"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.LEAVE)
    first = models.DateField()
    last = models.DateField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("first",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} until {self.last:%Y-%m-%d}"


class CatchUp(ProgramModel):
    """How a missed meeting was made up for: a visit to a sister group, a one-to-one, a written brief."""

    class How(models.TextChoices):
        SISTER = "sister", "Visited a sister group"
        TALK = "talk", "Caught up one-to-one"
        BRIEF = "brief", "Wrote a brief"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="catch_ups")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="catch_ups")
    on = models.DateField()
    how = models.CharField(max_length=6, choices=How)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(fields=["program", "meeting", "seat"], name="one_catch_up_of_a_seat"),)

    def __str__(self) -> str:
        return self.get_how_display()


class Step(ProgramModel):
    """A step of the ladder that a person took for a seat: a call, or a talk about it. Nothing takes it by itself."""

    class Kind(models.TextChoices):
        CALL = "call", "Call"
        TALK = "talk", "Talk about the seat"

    class Outcome(models.TextChoices):
        STAYS = "stays", "They stay, and know the way back"
        PLAN = "plan", "A plan in writing"
        LEAVE = "leave", "Leave was agreed"
        GIVES_UP = "gives_up", "They give up the seat"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=4, choices=Kind)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="+", verbose_name="the miss that asked for it"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    words = models.TextField("what was agreed; the seat's people read it", max_length=1000, blank=True)
    asks_again = models.TextField("why they ask for another look", max_length=1000, blank=True)
    asked_at = models.DateTimeField("when they asked for another look", null=True, blank=True)
    looked_at = models.DateTimeField("when somebody looked again", null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("-taken_at",)
        constraints = (
            models.UniqueConstraint(fields=["program", "seat", "kind", "meeting"], name="one_step_of_a_miss"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
