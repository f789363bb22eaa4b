"""What is written down during a meeting, and what is sent of it afterwards. Promises are rows of `goals`."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from meetings.models.meeting import Meeting
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class GroupDecision(ProgramModel):
    """What a group decided at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)

    objects = program_manager()

    class Meta:
        ordering = ("said_at",)
        indexes = (models.Index(fields=["program", "meeting"], name="decision_of_meeting"),)

    def __str__(self) -> str:
        return self.text


class ParkedItem(ProgramModel):
    """An issue that waits for the group's time: the parking lot. Whoever raised it keeps it when they leave."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        SCHEDULED = "scheduled", "On an agenda"
        DONE = "done", "Talked through"
        DROPPED = "dropped", "Dropped"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="parked")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, related_name="parked", null=True, blank=True,
        verbose_name="where it was raised",
    )  # fmt: skip
    said_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=140)
    weight = models.PositiveSmallIntegerField("1 to 3", default=2)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("-weight", "said_at")
        indexes = (models.Index(fields=["program", "group", "state"], name="parked_of_group"),)

    def __str__(self) -> str:
        return self.title


class Recap(ProgramModel):
    """What goes out after a meeting: the facilitator's words over what was written down. Drafted, then sent."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="recap")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=4000, blank=True)
    sends_at = models.DateTimeField("when it leaves, 60 s after the press", null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    def __str__(self) -> str:
        return "Sent" if self.sends_at else "Draft"
