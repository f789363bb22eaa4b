"""What a meeting is about, in minutes."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from meetings.models.meeting import Meeting
from members.models import Member
from programs.models import ProgramModel
from programs.tenancy import program_manager


class AgendaTemplate(ProgramModel):
    """A program's own agenda to start from, beside those that come with the product (meetings/agendas.py)."""

    name = models.CharField(max_length=60)
    items = models.JSONField("as meetings.agendas writes them", default=list)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["program", "name"], name="one_agenda_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class AgendaItem(ProgramModel):
    """One item of one meeting. It is the group's: `said_at` is the meeting's beginning, for whoever joins before it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    day = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField("as in meetings.agendas.Kind", max_length=16)
    title = models.CharField(max_length=140)
    minutes = models.PositiveSmallIntegerField()
    presenter = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    needs_presenter = models.BooleanField(default=False)
    parked = models.ForeignKey(
        "meetings.ParkedItem", on_delete=models.SET_NULL, related_name="items", null=True, blank=True
    )
    notes = models.TextField("the facilitator's notes for it", max_length=1000, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("day", "position")
        indexes = (models.Index(fields=["program", "meeting"], name="agenda_item_of_meeting"),)

    def __str__(self) -> str:
        return self.title


class Job(ProgramModel):
    """What a member does for one meeting: timekeeper, host, opener."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="jobs")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["program", "meeting", "name"], name="one_job_of_a_name"),)

    def __str__(self) -> str:
        return self.name
