"""What a group chose about its meetings. Without a row the defaults hold."""

from django.db import models

from groups.models import Group
from programs.models import ProgramModel
from programs.tenancy import program_manager


class MeetingSettings(ProgramModel):
    """What a group chose about its meetings. `way` is how they reach calendars: a program with its own series in
    Outlook is so not doubled."""

    class Way(models.TextChoices):
        INVITATIONS = "invitations", "We mail invitations, and read the answers"
        FEED = "feed", "A feed only, for who subscribes"
        NONE = "none", "Not at all; the program sends its own"

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="meeting_settings")
    way = models.CharField(max_length=11, choices=Way, default=Way.INVITATIONS)
    alternates = models.BooleanField("members may send an alternate", default=False)
    self_check_in = models.BooleanField("people check in by a code in the room", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "meeting settings"

    def __str__(self) -> str:
        return self.get_way_display()
