"""A poll for a date: options, and who could come."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from meetings.models.meeting import Meeting
from members.models import Member
from programs.models import ProgramModel, valid_zone
from programs.tenancy import program_manager


class DatePoll(ProgramModel):
    """A question to a group: when can you? It ends when the facilitator picks, or closes it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="polls")
    name = models.CharField("what it is for", max_length=60)
    minutes = models.PositiveSmallIntegerField(default=90)
    zone = models.CharField(max_length=64, validators=[valid_zone])
    mode = models.CharField(max_length=9, choices=Group.Mode, default=Group.Mode.ONLINE)
    place = models.CharField(max_length=200, blank=True)
    join_url = models.URLField("video link", max_length=500, blank=True)
    answer_by = models.DateField()
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return self.name


class DateOption(ProgramModel):
    """One moment that a poll offers."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()

    objects = program_manager()

    class Meta:
        ordering = ("starts_at",)
        constraints = (models.UniqueConstraint(fields=["program", "poll", "starts_at"], name="one_option_of_a_moment"),)

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class DateAsk(ProgramModel):
    """That a poll asks one member, and when they answered. Mail links open this row."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="asks")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "poll", "member"], name="one_ask_of_a_member"),)

    def __str__(self) -> str:
        return "Answered" if self.answered_at else "Asked"


class DateVote(ProgramModel):
    """What one member says to one option."""

    class Can(models.TextChoices):
        YES = "yes", "Yes"
        IF_NEEDED = "if_needed", "If needed"
        NO = "no", "No"

    option = models.ForeignKey(DateOption, on_delete=models.CASCADE, related_name="votes")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    can = models.CharField(max_length=9, choices=Can)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "option", "member"], name="one_vote_of_a_member"),)

    def __str__(self) -> str:
        return self.get_can_display()
