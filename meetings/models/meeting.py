"""One dated gathering, who is expected there and what they answered."""

from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, Seat
from meetings.models.series import Series
from members.models import Member
from programs.models import ProgramModel, valid_zone
from programs.tenancy import program_manager


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, in the group's words."""

    def of(self, group: Any) -> "MeetingQuerySet":
        """A group's."""
        return self.filter(group=group)

    def on(self) -> "MeetingQuerySet":
        """Those that nobody canceled."""
        return self.filter(state=Meeting.State.PLANNED)

    def to_come(self, now: datetime) -> "MeetingQuerySet":
        """Planned ones that are not over at `now` (aware), the next first."""
        return self.on().filter(ends_at__gt=now).order_by("starts_at")

    def past(self, now: datetime) -> "MeetingQuerySet":
        """Planned ones that are over at `now` (aware), the last first."""
        return self.on().filter(ends_at__lte=now).order_by("-starts_at")


class Meeting(ProgramModel):
    """One dated gathering of a group: online, in person, or hybrid. Its row holds nothing that is said there.

    `planned_on` is the day that the rule of its series gave, which stays when the meeting is moved. `sequence` counts
    its changes for calendars (RFC 5546).
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELED = "canceled", "Canceled"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="meetings", null=True, blank=True)
    planned_on = models.DateField()
    name = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField("time zone", max_length=64, validators=[valid_zone])
    days = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField("minutes a day")
    mode = models.CharField(max_length=9, choices=Group.Mode, default=Group.Mode.ONLINE)
    place = models.CharField(max_length=200, blank=True)
    travel = models.TextField("how to get there and where to stay", max_length=1000, blank=True)
    hotel_until = models.DateField("until when rooms are held", null=True, blank=True)
    answer_by = models.DateField("the day by which a yes is needed", null=True, blank=True)
    join_url = models.URLField("video link", max_length=500, blank=True)
    agenda = models.CharField("the template that its agenda starts from", max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    moved = models.BooleanField("somebody moved it by hand", default=False)
    opened_at = models.DateTimeField("when its people were asked", null=True, blank=True)
    agenda_minutes = models.PositiveSmallIntegerField("how long its agenda is; none is made yet", null=True, blank=True)
    agenda_at = models.DateTimeField("when its agenda was published", null=True, blank=True)
    agenda_version = models.PositiveIntegerField("counts up with each save of its agenda", default=0, db_default=0)
    agenda_made_at = models.DateTimeField("when its agenda was first saved", null=True, blank=True)
    attendance_at = models.DateTimeField("when attendance was taken", null=True, blank=True)
    recap_at = models.DateTimeField("when its recap was sent", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(MeetingQuerySet)

    class Meta:
        ordering = ("starts_at",)
        constraints = (
            models.UniqueConstraint(fields=["program", "series", "planned_on"], name="one_meeting_of_a_date"),
        )
        indexes = (models.Index(fields=["program", "group", "starts_at"], name="meeting_of_group"),)

    def __str__(self) -> str:
        return self.name or f"Meeting of {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.program.slug, self.pk])

    @property
    def in_person(self) -> bool:
        """People are expected at a place."""
        return self.mode == Group.Mode.IN_PERSON

    @property
    def is_on(self) -> bool:
        """Nobody canceled it."""
        return self.state == Meeting.State.PLANNED

    def is_over(self, now: datetime) -> bool:
        """It ended before `now` (aware)."""
        return self.ends_at <= now


class RsvpQuerySet(models.QuerySet["Rsvp"]):
    """Answers, in the group's words."""

    def expected(self) -> "RsvpQuerySet":
        """Who is expected: of an online meeting everybody who has not said no, in person who said yes."""
        said_no = models.Q(answer=Rsvp.Answer.NO)
        silent_in_person = models.Q(answer="", meeting__mode=Group.Mode.IN_PERSON)
        return self.exclude(said_no | silent_in_person)


class Rsvp(ProgramModel):
    """A member's place at one meeting: that they are asked, and what they answered. Mail links open this row.

    No answer means "expected" online, and "not known" in person. `invited_sequence` is the last state of the meeting
    that their calendar was told. `was` is their answer for an earlier day, as the fields in SAID and that day ("on"),
    until they answer for this one.
    """

    SAID = ("answer", "late_minutes", "online", "alternate", "sends_update")

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        LATE = "late", "Late"
        NO = "no", "No"

    class Asked(models.TextChoices):
        APP = "app", "In the app"
        MAIL = "mail", "By mail"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rsvps")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="rsvps")
    answer = models.CharField(max_length=4, choices=Answer, blank=True)
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    online = models.BooleanField("comes by video to a hybrid meeting", default=False)
    alternate = models.CharField("who comes instead", max_length=120, blank=True)
    sends_update = models.BooleanField("does not come, and sends an update", default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    invited_sequence = models.IntegerField(null=True, blank=True)
    closing_asked = models.CharField(
        "how they were asked for a number and a word at its end", max_length=4, choices=Asked, blank=True, default=""
    )
    was = models.JSONField("what they said for the day from which the meeting was moved", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager(RsvpQuerySet)

    class Meta:
        verbose_name = "RSVP"
        constraints = (models.UniqueConstraint(fields=["program", "meeting", "member"], name="one_rsvp_of_a_member"),)
        indexes = (models.Index(fields=["program", "member"], name="rsvp_of_member"),)

    def __str__(self) -> str:
        return self.get_answer_display() or "No answer yet"


class Stay(ProgramModel):
    """What somebody who travels to a meeting tells the facilitators: food, room, when they come and go."""

    rsvp = models.OneToOneField(Rsvp, on_delete=models.CASCADE, related_name="stay")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    diet = models.CharField("what they do not eat", max_length=200, blank=True)
    arrives = models.CharField(max_length=120, blank=True)
    leaves = models.CharField(max_length=120, blank=True)
    booked_at = models.DateTimeField("when they booked their travel", null=True, blank=True)
    shares = models.CharField("a ride or a room to share", max_length=200, blank=True)

    objects = program_manager()

    def __str__(self) -> str:
        return "A stay"
