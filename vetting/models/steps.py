"""The optional steps between an application and a seat: a call, somebody who vouches, the group's vote, a visit."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from groups.models import Group, Seat
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager
from vetting.models.application import Application
from vetting.states import State

LATELY = timedelta(days=30)
"""So long a page goes on asking for what a mail has asked for."""


class InterviewSlotQuerySet(models.QuerySet["InterviewSlot"]):
    """Times for a call."""

    def to_come(self, now: datetime) -> "InterviewSlotQuerySet":
        """Those that have not begun, the next first."""
        return self.filter(starts_at__gt=now).order_by("starts_at", "pk")

    def free(self) -> "InterviewSlotQuerySet":
        """Those that nobody has. An applicant's link is shown no others but its own."""
        return self.filter(interview=None)


class InterviewSlot(ProgramModel):
    """A time at which somebody of the staff can talk to one applicant. Who has it stands in Interview."""

    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=20)
    where = models.CharField("a link, a phone number or a place", max_length=300)
    host = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    host_name = models.CharField(max_length=120)

    objects = program_manager(InterviewSlotQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["program", "host", "starts_at"], name="one_interview_slot_at_a_time"),
        )
        indexes = (models.Index(fields=["program", "starts_at"], name="interview_slots"),)

    def __str__(self) -> str:
        return f"Slot of {self.starts_at:%Y-%m-%d}"

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Interview(ProgramModel):
    """An applicant is asked for a call, and has chosen a time, if `slot` is there. A slot is one applicant's."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="interview")
    slot = models.OneToOneField(InterviewSlot, on_delete=models.PROTECT, related_name="interview", null=True)
    asked_at = models.DateTimeField("from when on the applicant knows of it", default=timezone.now)
    chosen_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField("the call took place", null=True)

    objects = program_manager()

    def __str__(self) -> str:
        return f"Interview asked for on {self.asked_at:%Y-%m-%d}"

    def heard(self, now: datetime) -> bool:
        """Whether the applicant knows of it: a decision that asks for a call can be taken back for a minute."""
        return now >= self.asked_at


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Votes of groups."""

    def open(self) -> "ApprovalQuerySet":
        """Those that are not over."""
        return self.filter(closed_at=None)

    def with_counts(self) -> "ApprovalQuerySet":
        """Annotates `counts`: how many seats are asked, and how many said yes, no and abstain, as a list of four; None
        for readers who are neither staff nor its facilitators. Co-owners of a seat have one vote, the last that one of
        them gave; who has left counts no more."""
        return self.annotate(
            counts=models.Func(models.F("pk"), function="app_ballots", output_field=ArrayField(models.IntegerField()))
        )

    def waiting_for(self, member: Any) -> "ApprovalQuerySet":
        """Those that are open and that the reader, whose key as a member this is, was asked and has not answered."""
        asked = self.open().filter(asked__contains=[member])
        return asked.exclude(ballots__member=member).order_by("asked_at")


class Approval(ProgramModel):
    """A group is asked whether somebody may join it, by vote. Its people read who it is about.

    Ballots are private to who gave them; staff and facilitators learn counts from the database's function
    app_ballots. `asked` are the members who may vote; those who share a seat have one vote.
    """

    counts: list[int] | None
    """[seats, yes, no, abstain] of a vote that came `with_counts`."""

    class Mode(models.TextChoices):
        MAJORITY = "majority", "Most of its seats say yes"
        UNANIMOUS = "unanimous", "Nobody says no"

    application_id = models.UUIDField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="approvals")
    applicant_name = models.CharField(max_length=120)
    company_name = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=9, choices=Mode)
    asked = ArrayField(models.UUIDField(), default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = program_manager(ApprovalQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "application_id", "group"], condition=models.Q(closed_at=None), name="one_approval"
            ),
        )

    def __str__(self) -> str:
        return f"Vote of {self.asked_at:%Y-%m-%d}"


class Ballot(ProgramModel):
    """One member's vote. Nobody but they read it; it is counted with the others of its group."""

    class Vote(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        ABSTAIN = "abstain", "Abstain"

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="ballots")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=7, choices=Vote)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "approval", "member"], name="one_ballot"),)

    def __str__(self) -> str:
        return f"Ballot of {self.at:%Y-%m-%d}"


class SponsorQuerySet(models.QuerySet["Sponsor"]):
    """Who is asked to vouch."""

    def waiting_for(self, member: Any, now: datetime) -> "SponsorQuerySet":
        """Those that this member was asked and has not answered, the longest first; silence of a month is an answer."""
        return self.filter(member=member, answer="", asked_at__gt=now - LATELY).order_by("asked_at", "pk")


class Sponsor(ProgramModel):
    """A member is asked whether they vouch for an applicant, of whom they read a name, a company and a place."""

    class Answer(models.TextChoices):
        YES = "yes", "Vouches for them"
        NO = "no", "Does not vouch for them"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sponsors")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(max_length=120)
    company_name = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=3, choices=Answer, blank=True)
    words = models.CharField("why, in a line", max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = program_manager(SponsorQuerySet)

    class Meta:
        ordering = ("asked_at",)
        constraints = (models.UniqueConstraint(fields=["program", "application", "member"], name="one_sponsor_once"),)

    def __str__(self) -> str:
        return f"Sponsor asked on {self.asked_at:%Y-%m-%d}"


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits of groups."""

    def agreed(self) -> "VisitQuerySet":
        """Those that nobody called off."""
        return self.filter(called_off_at=None)

    def shown_to(self, application: Application) -> "VisitQuerySet":
        """An applicant's own, the newest first. While a decline can be taken back, nothing of it shows here either."""
        own = self.filter(application=application)
        return own.agreed() if application.state == State.POOL else own

    def awaited(self, today: date) -> "VisitQuerySet":
        """Those to come, and those of the last month of which nobody has said for the group how it was; none that was
        called off."""
        over = models.Q(on__lte=today, on__gt=today - LATELY, word=None) & ~models.Q(signed_at=None)
        return self.agreed().filter(models.Q(on__gt=today) | over).order_by("on", "pk")


class Visit(ProgramModel):
    """Somebody of the pool is invited to one meeting of a group. What the group says of it stands in VisitWord."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="visits")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="visits")
    applicant_name = models.CharField(max_length=120)
    company_name = models.CharField(max_length=120)
    on = models.DateField()
    where = models.CharField("when and where, as the visitor reads it", max_length=300)
    invited_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField("the confidentiality agreement is signed", null=True)
    wants = models.BooleanField("the visitor's own yes or no, after the meeting", null=True)
    wants_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField("they left the line before the day, and do not come", null=True)

    objects = program_manager(VisitQuerySet)

    class Meta:
        ordering = ("-invited_at",)
        constraints = (
            models.UniqueConstraint(fields=["program", "application", "group"], name="one_visit_of_a_group"),
        )

    def __str__(self) -> str:
        return f"Visit of {self.on:%Y-%m-%d}"


class VisitWord(ProgramModel):
    """What a facilitator says for the group after a visit. The visitor does not read it."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="word")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    welcome = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    def __str__(self) -> str:
        return f"Word of {self.at:%Y-%m-%d}"
