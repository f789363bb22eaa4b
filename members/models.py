"""People: the companies of a program, their people, and how they are invited and imported."""

from datetime import time
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from programs.models import ProgramModel, Track, User, valid_zone
from programs.tenancy import program_manager


class City(models.Model):
    """A place with coordinates and a zone, from geonames; the same for all programs."""

    id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    latitude = models.FloatField()
    longitude = models.FloatField()
    zone = models.CharField(max_length=64)
    population = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "cities"
        indexes = (models.Index(Lower("name"), "country", name="city_by_name"),)

    def __str__(self) -> str:
        place = f"{self.name}, {self.region}" if self.region and self.country in ("US", "CA", "AU") else self.name
        return place if self.country == "US" else f"{place}, {self.country}"


class Company(ProgramModel):
    """The MSP. What peers of other groups may know of it; the rest is in CompanyFacts."""

    name = models.CharField(max_length=120)
    key = models.CharField("name without case, punctuation and legal form", max_length=120, editable=False)
    website = models.CharField(max_length=120, blank=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "companies"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["program", "key"], name="one_company_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class CompanyFacts(ProgramModel):
    """What a company told the program for vetting: read by program admins and the company itself, by nobody else."""

    class RevenueBand(models.IntegerChoices):
        UNDER_HALF = 0, "under 0.5 M"
        HALF_TO_ONE = 1, "0.5-1 M"
        ONE_TO_THREE = 2, "1-3 M"
        THREE_TO_FIVE = 3, "3-5 M"
        FIVE_TO_TEN = 4, "5-10 M"
        TEN_TO_TWENTY = 5, "10-20 M"
        OVER_TWENTY = 6, "over 20 M"

    class Model(models.TextChoices):
        MANAGED = "managed", "Managed services first"
        PROJECTS = "projects", "Projects first"
        RESALE = "resale", "Resale first"
        COMANAGED = "comanaged", "Co-managed IT"
        SECURITY = "security", "Security first"
        BREAK_FIX = "breakfix", "Break-fix"

    class Ownership(models.TextChoices):
        OWNER = "owner", "Owner-run"
        PARTNERS = "partners", "Several owners"
        FAMILY = "family", "Family"
        INVESTOR = "investor", "Investor-backed"
        GROUP = "group", "Part of a larger group"

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="facts")
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue_band = models.PositiveSmallIntegerField(choices=RevenueBand, null=True, blank=True)
    recurring_share = models.PositiveSmallIntegerField("recurring share of revenue, %", null=True, blank=True)
    maturity = models.PositiveSmallIntegerField("operational maturity, 1-5", null=True, blank=True)
    business_model = models.CharField(max_length=12, choices=Model, blank=True)
    ownership = models.CharField(max_length=12, choices=Ownership, blank=True)
    service_radius_km = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "company facts"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(maturity=None) | models.Q(maturity__range=(1, 5)), name="maturity_1_to_5"
            ),
            models.CheckConstraint(
                condition=models.Q(recurring_share=None) | models.Q(recurring_share__lte=100), name="share_up_to_100"
            ),
        )

    def __str__(self) -> str:
        return f"Facts of {self.company_id}"


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, in the program's words."""

    def active(self) -> "MemberQuerySet":
        """Those who have not left the program."""
        return self.filter(left_at=None)

    def joined(self) -> "MemberQuerySet":
        """Those who have accepted their invitation."""
        return self.active().exclude(user=None)

    def not_joined(self) -> "MemberQuerySet":
        """Those who were imported or invited and have not signed in yet."""
        return self.active().filter(user=None)

    def named(self) -> "MemberQuerySet":
        """With what a row on a page shows of them: company, city, track."""
        return self.select_related("company__city", "track")


class Member(ProgramModel):
    """A person of a company in one program. Without a user until an invitation is accepted."""

    class Rhythm(models.IntegerChoices):
        WEEKLY = 7, "every week"
        BIWEEKLY = 14, "every two weeks"
        MONTHLY = 28, "every four weeks"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", null=True)
    invitation_id = models.UUIDField(null=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=80, blank=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, blank=True)
    zone = models.CharField("time zone", max_length=64, blank=True, validators=[valid_zone])
    runs = models.TextField("what I run", max_length=600, blank=True)
    ask_me = models.TextField("ask me about", max_length=600, blank=True)
    findable = models.BooleanField("people of other groups may find me", default=False)
    slot_weekday = models.PositiveSmallIntegerField("day of my check-in, 0 is Monday", default=1)
    slot_time = models.TimeField("time of my check-in", default=time(8, 10))
    rhythm_days = models.PositiveSmallIntegerField("my own rhythm", choices=Rhythm, null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(MemberQuerySet)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("program", Lower("email"), name="one_member_of_an_address"),
            models.UniqueConstraint(fields=["program", "user"], name="one_member_of_a_user"),
        )
        indexes = (models.Index(fields=["program", "company"], name="member_of_company"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.program.slug, self.pk])

    @property
    def first_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.name.split(" ")[0]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by where they stand."""

    def open(self, now: Any) -> "InvitationQuerySet":
        """Not accepted, not withdrawn, not past their 30 days."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(ProgramModel):
    """A signed way in for one address, used once. It claims the Member and the Roles that carry its key."""

    address = models.EmailField()
    name = models.CharField(max_length=120)
    invited_by = models.CharField("the name of who invites", max_length=120)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = program_manager(InvitationQuerySet)

    class Meta:
        indexes = (models.Index(fields=["program", "address"], name="invitation_of_address"),)

    def __str__(self) -> str:
        return f"Invitation of {self.address}"


class ImportRun(ProgramModel):
    """One import: its files wait here as read, are planned and previewed, then applied whole or not at all."""

    class State(models.TextChoices):
        READ = "read", "waiting for columns"
        PLANNING = "planning", "being checked"
        PLANNED = "planned", "ready to look at"
        APPLYING = "applying", "being imported"
        DONE = "done", "imported"
        FAILED = "failed", "not imported"

    by = models.ForeignKey(User, on_delete=models.PROTECT)
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    files = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    skip_problems = models.BooleanField(default=False)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"Import of {self.created_at:%Y-%m-%d %H:%M}"


class ColumnMemory(ProgramModel):
    """What this program's spreadsheets call a field, remembered from the last import."""

    header = models.CharField(max_length=120)
    field = models.CharField(max_length=40)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "header"], name="one_field_of_a_header"),)

    def __str__(self) -> str:
        return f"{self.header} means {self.field}"
