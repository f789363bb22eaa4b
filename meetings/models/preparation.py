"""What members do before a meeting: homework for all, and each one's own preparation."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from groups.said import Said
from meetings.models.meeting import Meeting, Rsvp
from programs.models import ProgramModel
from programs.tenancy import program_manager


class HomeworkQuerySet(models.QuerySet["Homework"]):
    """Homework, in the group's words."""

    def on(self) -> "HomeworkQuerySet":
        """What nobody took off the list."""
        return self.filter(dropped_at=None)


class Homework(ProgramModel):
    """A task for everybody in the group, due before a meeting. `said_at` is when it was set."""

    class HandIn(models.TextChoices):
        TICK = "tick", "A tick"
        TEXT = "text", "A text"
        FILE = "file", "A file"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="homework")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=140)
    text = models.TextField("what to do", max_length=2000, blank=True)
    minutes = models.PositiveSmallIntegerField("how long it takes")
    hand_in = models.CharField("how it is handed in", max_length=4, choices=HandIn, default=HandIn.TICK)
    first_meeting = models.BooleanField("it is for whoever comes for the first time", default=False)
    dropped_at = models.DateTimeField("when it was taken off the list", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager(HomeworkQuerySet)

    class Meta:
        ordering = ("said_at",)
        verbose_name_plural = "homework"
        indexes = (models.Index(fields=["program", "meeting"], name="homework_of_meeting"),)

    def __str__(self) -> str:
        return self.title


class HandIn(Said):
    """What a member handed in for one homework."""

    homework = models.ForeignKey(Homework, on_delete=models.CASCADE, related_name="hand_ins")
    rsvp = models.ForeignKey(Rsvp, on_delete=models.CASCADE, related_name="hand_ins")
    text = models.TextField(max_length=4000, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    file_kind = models.CharField("its type, found by its content", max_length=4, blank=True)
    content = models.BinaryField(null=True, blank=True)
    needs_help = models.BooleanField("they asked for help with it", default=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["program", "homework", "member"], name="one_hand_in_of_a_member"),
        )

    def __str__(self) -> str:
        return "Handed in" if self.done_at else "Begun"


class Preparation(Said):
    """A member's own preparation for one meeting: saved as it is typed, shown to the group when it is done."""

    rsvp = models.OneToOneField(Rsvp, on_delete=models.CASCADE, related_name="preparation")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="preparations")
    confirmed = models.JSONField(
        "the status said for each goal by its key, and that a promise is kept", default=dict, blank=True
    )
    win = models.TextField(max_length=600, blank=True)
    issue = models.CharField(max_length=140, blank=True)
    weight = models.PositiveSmallIntegerField("how much the issue weighs, 1 to 3", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    class Meta:
        indexes = (models.Index(fields=["program", "meeting"], name="preparation_of_meeting"),)

    def __str__(self) -> str:
        return "Prepared" if self.done_at else "Begun"
