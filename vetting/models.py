"""The welcome: who asks to join, what the program thinks of it, and what is offered to whom.

What the applicant may read (Application, Offer, the papers to sign) and what the program thinks (Dossier, Decision,
CallNote, Opinion) are different tables, because a mail link reads whole rows.
"""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, SeatHolder
from members.models import City, Member, MemberQuerySet
from programs.models import ProgramModel, Track, User, valid_zone
from programs.tenancy import program_manager
from vetting.states import CHOICES, CLOSED, OPEN, State


class VettingRules(ProgramModel):
    """How a program welcomes people: the optional steps it switched on, and how long it keeps what it declined."""

    references = models.PositiveSmallIntegerField("references asked for", default=0)
    opinions = models.PositiveSmallIntegerField("opinions of reviewers before a decision", default=0)
    candor = models.BooleanField("ask the group before an offer: could you speak freely with them?", default=True)
    candor_by_phone = models.BooleanField("the facilitator asks by phone and records the outcome", default=False)
    payment = models.BooleanField("payment or contract must be in place before the seat", default=False)
    next_in_line = models.BooleanField("when an offer ends, the next in line gets it by itself", default=True)
    offer_days = models.PositiveSmallIntegerField("working days that an offer is held", default=5)
    keep_declined_days = models.PositiveSmallIntegerField("days that a declined file is kept", default=365)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "vetting rules"
        constraints = (models.UniqueConstraint(fields=["program"], name="one_set_of_vetting_rules"),)

    def __str__(self) -> str:
        return "Vetting rules"


class CriteriaQuerySet(models.QuerySet["Criteria"]):
    """Versions of criteria."""

    def newest(self, groups: Any = ()) -> "list[Criteria]":
        """What applies now: the newest version of the program's own and of each group in `groups` that has its own."""
        asked = self.filter(models.Q(group=None) | models.Q(group__in=groups))
        return list(asked.order_by("group_id", "-number").distinct("group_id"))


class Criteria(ProgramModel):
    """One version of the criteria of the program (no group) or of a group. Never changed: a change is a new version."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="criteria", null=True)
    number = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(CriteriaQuerySet)

    class Meta:
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "number"], nulls_distinct=False, name="one_criteria_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"Criteria {self.number}"


ASKS = """count(distinct item->>'ask') filter (
    where item->>'met' = 'unclear' and item->>'ask' <> '' and item->'criterion'->>'weight' <> 'info'
)"""
"""The number of questions that vetting.criteria.missing gives, in SQL over kept findings."""


def _of_each(column: str, aggregate: str, field: models.Field) -> models.Func:
    """An aggregate over the items of a list that is kept as JSON."""
    template = f"(select {aggregate} from jsonb_array_elements(%(expressions)s) as item)"  # noqa: S608
    return models.Func(models.F(column), template=template, output_field=field)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, by where they stand."""

    def open(self) -> "ApplicationQuerySet":
        """Those that wait for somebody."""
        return self.filter(state__in=OPEN)

    def closed(self) -> "ApplicationQuerySet":
        """Those that came to an end."""
        return self.filter(state__in=CLOSED)

    def to_decide(self) -> "ApplicationQuerySet":
        """Those that wait for a program admin, the oldest first."""
        return self.filter(state__in=(State.SUBMITTED, State.IN_REVIEW)).order_by("submitted_at", "pk")

    def pool(self) -> "ApplicationQuerySet":
        """Those accepted and not yet seated, in the order in which they came in."""
        return self.filter(state=State.POOL).order_by("pooled_at", "pk")

    def named(self) -> "ApplicationQuerySet":
        """With what a row on a page shows of them."""
        return self.select_related("track", "group", "city", "dossier")

    def tallied(self) -> "ApplicationQuerySet":
        """Annotates what a row tells of the evidence: `worst` (a vetting.conflicts.Level, None where there is none),
        `uncompared` (whether some could not be compared) and `asks` (how many questions would clear things up).

        Counted by the database: the evidence of forty groups is not worth carrying for a row.
        """
        return self.annotate(
            worst=_of_each("dossier__conflicts", "max((item->>'level')::int)", models.IntegerField()),
            uncompared=_of_each("dossier__conflicts", "bool_or(item->>'kind' = 'unknown')", models.BooleanField()),
            asks=_of_each("dossier__findings", ASKS, models.IntegerField()),
        )


class Application(ProgramModel):
    """A request to join, as the applicant may read it: what they told, where it stands, the date of the next word.

    `group` is the one they had in view, if any. `state` is the truth; until `hears_at` the applicant's page still shows
    `state_before`, because a decision can be taken back for a minute.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="applications", null=True, blank=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="applications")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=80, blank=True)
    company_name = models.CharField(max_length=120)
    company_key = models.CharField(max_length=120, editable=False)
    website = models.CharField(max_length=120, blank=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    why_now = models.TextField(max_length=1000, blank=True)
    facts = models.JSONField("company facts, as of vetting.facts", default=dict, blank=True)
    maturity = models.JSONField("the self-assessment: trait -> level", default=dict, blank=True)
    competitors = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    goals = models.TextField("what they want from a group", max_length=2000, blank=True)
    answers = models.JSONField("custom questions: key -> answer", default=dict, blank=True)
    referees = models.JSONField("who may be asked: name, email, relation", default=list, blank=True)
    consent_at = models.DateTimeField("agreed to be named to people of the group", null=True, blank=True)
    zone = models.CharField("time zone", max_length=64, validators=[valid_zone])
    state = models.CharField(max_length=16, choices=CHOICES)
    state_before = models.CharField(max_length=16, blank=True)
    hears_at = models.DateTimeField(null=True, blank=True)
    told = models.TextField("what the program said with its last decision", blank=True)
    asked = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    next_word_on = models.DateField("the date of the next word", null=True, blank=True)
    submitted_at = models.DateTimeField(default=timezone.now)
    pooled_at = models.DateTimeField("the place in line", null=True, blank=True)
    state_since = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="applications", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager(ApplicationQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "program",
                models.functions.Lower("email"),
                "track",
                condition=models.Q(state__in=sorted(state.value for state in OPEN)),
                name="one_open_application",
            ),
        )
        indexes = (
            models.Index(fields=["program", "state", "submitted_at"], name="application_queue"),
            models.Index(fields=["program", "track", "pooled_at"], name="application_pool"),
        )

    def __str__(self) -> str:
        return f"Application of {self.submitted_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("application", args=[self.program.slug, self.pk])

    @property
    def first_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.name.split(" ")[0]

    def state_shown(self, now: datetime) -> State:
        """Where the applicant sees it: the state before, as long as a decision can be taken back."""
        waits = self.hears_at is not None and now < self.hears_at and self.state_before
        return State(self.state_before if waits else self.state)


class Dossier(ProgramModel):
    """What the program knows and thinks of an application: evidence, the next step and its owner. Staff's alone."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="dossier")
    fit = models.CharField(max_length=8, blank=True)
    findings = models.JSONField(default=list)
    conflicts = models.JSONField(default=list)
    criteria = ArrayField(models.UUIDField(), default=list)
    judged_at = models.DateTimeField(null=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True, blank=True)
    next_owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    paid_at = models.DateTimeField("payment or contract in place", null=True, blank=True)
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reading_since = models.DateTimeField(null=True)
    late_since = models.DateField("a promised date that passed", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = program_manager()

    def __str__(self) -> str:
        return f"Dossier of {self.application_id}"


class Decision(ProgramModel):
    """One step of an application, why it was taken, and by which criteria: never changed, but for being taken back."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    reason = models.CharField("key of a reason chip", max_length=32, blank=True)
    words = models.TextField("to the applicant", blank=True)
    note = models.TextField("for staff", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)
    hears_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    evidence = models.JSONField("findings, conflicts and criteria as they stood", default=dict)

    objects = program_manager()

    class Meta:
        ordering = ("-at",)
        indexes = (models.Index(fields=["program", "application", "-at"], name="decision_of_application"),)

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class CallNote(ProgramModel):
    """What was heard in a call with an applicant. Staff's alone."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="call_notes")
    words = models.TextField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"Note of {self.at:%Y-%m-%d}"


class Paper(ProgramModel):
    """A file that came with an application, checked by its content; served as an attachment only."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return self.kind


class Reference(ProgramModel):
    """Somebody who is asked about an applicant, by a link that opens the form and nothing else."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="references")
    applicant_name = models.CharField(max_length=120)
    company_name = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    relation = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)

    objects = program_manager()

    class Meta:
        ordering = ("asked_at",)

    def __str__(self) -> str:
        return f"Reference asked on {self.asked_at:%Y-%m-%d}"


class Opinion(ProgramModel):
    """What a reviewer thinks of an application, written before they see anybody else's; or that they step aside."""

    class View(models.TextChoices):
        YES = "yes", "A good fit"
        UNSURE = "unsure", "Not sure"
        NO = "no", "Not a fit"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="opinions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    view = models.CharField(max_length=6, choices=View, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    recused = models.BooleanField("steps aside: too close to judge", default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(fields=["program", "application", "user"], name="one_opinion_of_a_reviewer"),
        )

    def __str__(self) -> str:
        return f"Opinion of {self.at:%Y-%m-%d}"


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

    def stand_of(self, application: "Application", group: Group) -> "CandorCheck.Stand | None":
        """Where the open check of an applicant in a group stands; None if nobody was asked."""
        found = self.open().with_stand().filter(application_id=application.pk, group=group).first()
        return CandorCheck.Stand(found.stand) if found else None


class CandorCheck(ProgramModel):
    """A group is asked whether it could speak freely with somebody, whose consent to be named is given.

    Its people read who is asked about. Their answers are CandorAnswer, which those who facilitate the group as they are
    given read, and nobody else; where it stands for the admin is what the database's function app_candor tells, in one
    word. A no that no facilitator has settled is "being checked", as silence is.
    """

    stand: str
    """Where it stands, of a check that came `with_stand`."""

    class Stand(models.TextChoices):
        ASKED = "asked", "Being checked"
        CLEAR = "clear", "Clear"
        BLOCKED = "blocked", "Blocked"

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
                fields=["program", "application_id", "group"],
                condition=models.Q(closed_at=None),
                name="one_candor_check",
            ),
        )

    def __str__(self) -> str:
        return f"Candor check of {self.asked_at:%Y-%m-%d}"

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
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    def __str__(self) -> str:
        return f"Outcome of {self.at:%Y-%m-%d}"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Versions of agreements."""

    def versions(self, kind: "Agreement.Kind", group: Any = None) -> "AgreementQuerySet":
        """Every version of the NDA or of a group's charter, the newest first."""
        return self.filter(kind=kind, group=group).order_by("-number")

    def in_force(self, group: Any = None) -> "list[Agreement]":
        """The newest NDA of the program, and the newest charter of `group` if it is given."""
        asked = models.Q(kind=Agreement.Kind.NDA)
        if group is not None:
            asked |= models.Q(kind=Agreement.Kind.CHARTER, group=group)
        return list(self.filter(asked).order_by("kind", "group_id", "-number").distinct("kind", "group_id"))


class Agreement(ProgramModel):
    """One version of what people sign: the program's NDA (no group) or a group's charter. Its text never changes.

    A `minor` version mends words, not rules: what was signed before it still holds. `binds_from` is the number of the
    oldest version whose signature holds for this one.
    """

    class Kind(models.TextChoices):
        NDA = "nda", "Confidentiality agreement"
        CHARTER = "charter", "Charter"

    kind = models.CharField(max_length=8, choices=Kind)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="agreements", null=True)
    number = models.PositiveIntegerField()
    binds_from = models.PositiveIntegerField()
    text = models.TextField(max_length=40_000)
    digest = models.CharField("SHA-256 of the text", max_length=64, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(AgreementQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "kind", "group", "number"], nulls_distinct=False, name="one_agreement_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def asked(self) -> MemberQuerySet:
        """Who is asked to sign: those who sit in a group now, in this one for a charter."""
        holders = SeatHolder.objects.current().filter(member=models.OuterRef("pk"))
        if self.group_id:
            holders = holders.filter(group=self.group_id)
        seated: MemberQuerySet = Member.objects.active().filter(models.Exists(holders))
        return seated

    def unsigned(self) -> MemberQuerySet:
        """Those of them who have signed neither this version nor one whose signature still holds."""
        return self.asked().filter(~models.Exists(Signature.objects.holding(self).filter(member=models.OuterRef("pk"))))

    def counted(self) -> tuple[int, int]:
        """How many are asked to sign, and how many of them have not."""
        holding = Signature.objects.holding(self).filter(member=models.OuterRef("pk"))
        told = self.asked().aggregate(
            asked=models.Count("pk"), lacking=models.Count("pk", filter=~models.Exists(holding))
        )
        return told["asked"], told["lacking"]

    def unsigned_by_group(self) -> list[dict[str, Any]]:
        """For each group with seats held: {group, group__name, asked, unsigned}, the one that lacks most first."""
        seats = SeatHolder.objects.current().filter(member__left_at=None)
        if self.group_id:
            seats = seats.filter(group=self.group_id)
        holding = Signature.objects.holding(self).filter(member=models.OuterRef("member"))
        lacks = models.Count("member", distinct=True, filter=~models.Exists(holding))
        counted = seats.values("group", "group__name").annotate(
            asked=models.Count("member", distinct=True), unsigned=lacks
        )
        return list(counted.order_by("-unsigned", "group__name"))


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures, by what they hold for."""

    def holding(self, agreement: Agreement) -> "SignatureQuerySet":
        """Those that hold for a version: of it, or of any from `binds_from` on, since only words were mended."""
        return self.filter(
            agreement__kind=agreement.kind, agreement__group=agreement.group_id,
            agreement__number__gte=agreement.binds_from,
        )  # fmt: skip


class Signature(ProgramModel):
    """That somebody agreed: to which text, under which name, when; or on paper, as somebody of the staff recorded."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signatures", null=True)
    application_id = models.UUIDField(null=True)
    name = models.CharField("as typed", max_length=120)
    digest = models.CharField("of the text that was signed", max_length=64)
    at = models.DateTimeField(default=timezone.now)
    on_paper = models.DateField("signed on paper on", null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = program_manager(SignatureQuerySet)

    class Meta:
        indexes = (models.Index(fields=["program", "member"], name="signature_of_member"),)

    def __str__(self) -> str:
        return f"Signed {self.at:%Y-%m-%d}"


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
