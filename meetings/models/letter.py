"""What a person of the program writes to others by mail: a note to one, or a letter to a group."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from groups.models import Group
from programs.models import ProgramModel, User
from programs.tenancy import program_manager

LEAVES_AFTER = timedelta(seconds=60)
"""How long a letter waits before it leaves, so that its writer may take it back."""


class Letter(ProgramModel):
    """The words of one human to others. The writer and those it is for read them, and no one else: staff neither.

    `readers` are the keys of users. The writer's name and address are kept as they were: whoever reads it may not read
    the writer's sign-in. Taking it back before it leaves deletes it.
    """

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("who wrote it", max_length=120)
    reply_to = models.EmailField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    readers = ArrayField(models.UUIDField())
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("-written_at",)
        indexes = (models.Index(fields=["program", "by", "-written_at"], name="letter_of_writer"),)

    def has_left(self, now: datetime) -> bool:
        """Whether its minute is over at `now` (aware)."""
        return now - self.written_at >= LEAVES_AFTER

    def __str__(self) -> str:
        return f"Letter of {self.written_at:%Y-%m-%d}"
