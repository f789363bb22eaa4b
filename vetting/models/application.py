"""Who asks to join and what the program thinks of it.

What the applicant may read (Application, Paper) and what the program thinks (Dossier, Decision, CallNote, Opinion) are
different tables, because a mail link reads whole rows.
"""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from groups.models import Group
from members.models import City, Member
from programs.models import ProgramModel, Track, User, valid_zone
from programs.tenancy import program_manager
from vetting.states import CHOICES, CLOSED, OPEN, State


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

        Counted by the database when the evidence was kept: that of forty groups is not worth reading for a row.
        """
        return self.annotate(
            worst=models.F("dossier__worst"), uncompared=models.F("dossier__uncompared"), asks=models.F("dossier__asks")
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


def counted(column: str, function: str, kind: models.Field) -> models.GeneratedField:
    """A number that the database counts in a list that is kept as JSON, whenever the list is written."""
    expression = models.Func(models.F(column), function=function)
    return models.GeneratedField(expression=expression, output_field=kind, db_persist=True)


class Dossier(ProgramModel):
    """What the program knows and thinks of an application: evidence, the next step and its owner. Staff's alone."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="dossier")
    fit = models.CharField(max_length=8, blank=True)
    findings = models.JSONField(default=list)
    conflicts = models.JSONField(default=list)
    criteria = ArrayField(models.UUIDField(), default=list)
    worst = counted("conflicts", "app_worst_level", models.IntegerField(null=True))
    uncompared = counted("conflicts", "app_is_uncompared", models.BooleanField(null=True))
    asks = counted("findings", "app_open_asks", models.IntegerField(null=True))
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
