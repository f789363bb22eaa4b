"""What a facilitator did about somebody who was missed, is stuck, is quiet or is new."""

from django.db import models
from django.utils import timezone

from groups.models import Group
from meetings.models.letter import Letter
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class FollowUp(ProgramModel):
    """One deed of a facilitator about a member or a meeting, for one reason. Facilitators of the group alone read it.

    `about_id` is what the reason hangs on: the meeting, the goal, the arrival or the step; none for who is quiet.
    """

    class Reason(models.TextChoices):
        MISSED = "missed", "Missed a meeting"
        STANDING = "standing", "Attendance"
        STALLED = "stalled", "A goal stands still"
        REPEATED = "repeated", "A promise comes back"
        QUIET = "quiet", "No word for a while"
        NEW = "new", "New in the group"
        AGAIN = "again", "Asks for another look"
        SILENT = "silent", "Answers are missing"
        AGENDA = "agenda", "No agenda yet"
        ROLL = "roll", "Attendance to take"
        RECAP = "recap", "Recap to send"

    class Did(models.TextChoices):
        NOTE = "note", "Wrote to them"
        CALL = "call", "Called them"
        LATER = "later", "Look again later"
        HANDED_ON = "handed_on", "Handed on"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=8, choices=Reason)
    about_id = models.UUIDField("what it is about", null=True)
    did = models.CharField(max_length=9, choices=Did)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    until = models.DateField("when to look again", null=True, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, related_name="follow_ups", null=True, blank=True)
    words = models.TextField("a note for oneself", max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("-at",)
        indexes = (models.Index(fields=["program", "group", "member"], name="follow_up_of_member"),)

    def __str__(self) -> str:
        return self.get_did_display()
