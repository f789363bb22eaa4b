"""How meetings reach people's own calendars."""

from django.db import models
from django.utils import timezone

from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class CalendarFeed(ProgramModel):
    """A private read-only feed of one person. Taking it back makes the address in their calendar worthless."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField("when a calendar last fetched it", null=True, blank=True)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "user"], name="one_feed_of_a_person"),)

    def __str__(self) -> str:
        return f"Feed since {self.made_at:%Y-%m-%d}"
