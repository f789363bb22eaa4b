"""The way to a seat: it is offered, and the group was asked whether it could speak freely with who comes."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from groups.models import Group
from members.models import Member
from programs.models import ProgramModel, User
from programs.tenancy import program_manager
from vetting.models.application import Application


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers of seats."""

    def open(self) -> "OfferQuerySet":
        """Those that wait for an answer."""
        return self.filter(state=Offer.State.OPEN)


class Offer(ProgramModel):
    """A seat offered to somebody of the pool, held until a moment on a working day. A program admin made it."""

    class State(models.TextChoices):
        OPEN = "open", "Held"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        ENDED = "ended", "Ended by time"
        WITHDRAWN = "withdrawn", "Taken back"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="offers")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField()
    extended = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True)
    why = models.JSONField("why this seat, in sentences", default=list)
    words = models.TextField("a personal line", max_length=600, blank=True)
    reason = models.TextField("why it was declined", max_length=600, blank=True)

    objects = program_manager(OfferQuerySet)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["program", "application"], condition=models.Q(state="open"), name="one_open_offer"
            ),
        )
        indexes = (models.Index(fields=["program", "group", "state"], name="offer_of_group"),)

    def __str__(self) -> str:
        return f"Offer of {self.made_at:%Y-%m-%d}"

    def heard(self, now: datetime) -> bool:
        """Whether the applicant knows of it: until a minute after it was made it can be taken back unheard."""
        return self.application.hears_at is None or now >= self.application.hears_at


class CandorCheckQuerySet(models.QuerySet["CandorCheck"]):
    """Candor checks."""

    def open(self) -> "CandorCheckQuerySet":
        """Those that are not over."""
        return self.filter(closed_at=None)

    def waiting_for(self, member: Any) -> "CandorCheckQuerySet":
        """Those that are open and that the reader, whose key as a member this is, was asked and has not answered."""
        asked = self.open().filter(asked__contains=[member])
        return asked.exclude(answers__member=member).order_by("asked_at")

    def with_stand(self) -> "CandorCheckQuerySet":
        """Annotates `stand`, a CandorCheck.Stand, or None for readers who are neither staff nor its facilitators.

        The database's own function tells it, because nobody but the facilitators may read the answers.
        """
        return self.annotate(
            stand=models.Func(models.F("pk"), function="app_candor", output_field=models.CharField(max_length=8))
        )

    def stand_of(
        self, application: "Application", group: Group, mode: "CandorCheck.Mode | None" = None
    ) -> "CandorCheck.Stand | None":
        """Where the open check of an applicant in a group stands, by default the candor check; None if nobody was
        asked."""
        asked = self.open().filter(mode=mode or CandorCheck.Mode.CANDOR)
        found = asked.with_stand().filter(application_id=application.pk, group=group).first()
        return CandorCheck.Stand(found.stand) if found else None


class CandorCheck(ProgramModel):
    """A group is asked whether it could speak freely with somebody, whose consent to be named is given.

    Its people read who is asked about. Their answers are CandorAnswer, which those who facilitate the group as they are
    given read, and nobody else; where it stands for the admin is what the database's function app_candor tells, in one
    word. A no that no facilitator has settled is "being checked", as silence is.

    The same way goes the group's say about a newcomer (groups.models.Group.Approval) where it is a private objection,
    and a vote where so few have joined that their facilitator asks by phone.
    """

    stand: str
    """Where it stands, of a check that came `with_stand`."""

    class Mode(models.TextChoices):
        CANDOR = "candor", "Candor check"
        OBJECTION = "objection", "Private objection"
        MAJORITY = "majority", "Vote of most seats"
        UNANIMOUS = "unanimous", "Vote without a no"

    class Stand(models.TextChoices):
        ASKED = "asked", "Being checked"
        CLEAR = "clear", "Clear"
        BLOCKED = "blocked", "Blocked"

    mode = models.CharField("what is asked", max_length=9, choices=Mode, default=Mode.CANDOR)
    application_id = models.UUIDField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="candor_checks")
    applicant_name = models.CharField(max_length=120)
    company_name = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    by_phone = models.BooleanField(default=False)
    asked = ArrayField(models.UUIDField(), default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = program_manager(CandorCheckQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "application_id", "group", "mode"],
                condition=models.Q(closed_at=None),
                name="one_candor_check",
            ),
        )

    def __str__(self) -> str:
        return f"Candor check of {self.asked_at:%Y-%m-%d}"

    @property
    def counts_seats(self) -> bool:
        """Whether a facilitator asks by phone for the group's say, and tells of how many seats it is."""
        return self.by_phone and self.mode != CandorCheck.Mode.CANDOR

    def unsettled(self) -> "models.QuerySet[CandorAnswer]":
        """Each no that was said since a facilitator last settled the check; for them alone to read."""
        noes = CandorAnswer.objects.filter(check_asked=self, freely=False)
        settled = CandorOutcome.objects.filter(check_asked=self).values_list("at", flat=True).first()
        return noes.filter(at__gt=settled) if settled else noes


class CandorAnswer(ProgramModel):
    """One member's answer. A no, and its reason, is between them and the facilitators of the group."""

    check_asked = models.ForeignKey(CandorCheck, on_delete=models.CASCADE, related_name="answers")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    freely = models.BooleanField("could speak freely with them")
    reason = models.TextField(max_length=600, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "check_asked", "member"], name="one_candor_answer"),)

    def __str__(self) -> str:
        return f"Answer of {self.at:%Y-%m-%d}"


class CandorOutcome(ProgramModel):
    """How a facilitator settled a candor check, after speaking with people: clear or blocked, no names."""

    check_asked = models.OneToOneField(CandorCheck, on_delete=models.CASCADE, related_name="outcome")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    clear = models.BooleanField()
    seats = models.PositiveSmallIntegerField("how many seats were asked by phone, for the group's say", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    def __str__(self) -> str:
        return f"Outcome of {self.at:%Y-%m-%d}"
