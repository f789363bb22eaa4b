"""What a newcomer does before the first meeting."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from members.models import Member
from programs.models import ProgramModel
from programs.tenancy import program_manager


class WelcomeTick(ProgramModel):
    """One of the five things a newcomer does before the first meeting, done."""

    class What(models.TextChoices):
        PROFILE = "profile", "Your photo and three facts"
        AGREE = "agree", "What you agree to"
        CALENDAR = "calendar", "The calendar"
        GOAL = "goal", "Your first goal"
        BUDDY = "buddy", "Meet your buddy"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="welcome_ticks")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "member", "group", "what"], name="one_welcome_tick"),)

    def __str__(self) -> str:
        return self.get_what_display()
