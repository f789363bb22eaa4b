"""People: the companies of a program, their people, and how they are invited and imported."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from members.roster.cities import CityText
from members.roster.names import name_key
from programs.models import ProgramModel, Track, User, valid_zone
from programs.tenancy import Standing, program_manager

CLEARLY_MEANT = 8
"""A city with this many times the people of its next namesake is what people mean by the bare name."""


class CityQuerySet(models.QuerySet["City"]):
    """Cities, found by what people type."""

    def called(self, place: CityText) -> list["City"]:
        """The cities that a text may mean, the largest first: one where one is clearly meant, else up to six."""
        key = City.key_of(place.name)
        told = {name: value for name, value in (("country", place.country), ("region", place.region)) if value}
        found: list[City] = list(self.filter(key=key, **told).order_by("-population")[:6])
        found = found or list(self.filter(other_keys__contains=[key], **told).order_by("-population")[:6])
        clear = len(found) > 1 and found[0].population >= CLEARLY_MEANT * found[1].population
        return found[:1] if clear else found

    def beginning_with(self, text: str) -> "CityQuerySet":
        """Cities to offer while somebody types their name, the largest first."""
        return self.filter(key__startswith=City.key_of(text)).order_by("-population")


class City(models.Model):
    """A place with coordinates and a zone, from geonames; the same for all programs. Only load_places writes it."""

    id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    key = models.CharField("name without case, accents and punctuation", max_length=200, default="")
    other_keys = ArrayField(models.CharField(max_length=200), default=list)
    region = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    latitude = models.FloatField()
    longitude = models.FloatField()
    zone = models.CharField(max_length=64)
    population = models.PositiveIntegerField(default=0)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "cities"
        indexes = (
            models.Index(fields=["key"], name="city_by_key", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["other_keys"], name="city_by_other_key"),
        )

    def __str__(self) -> str:
        place = f"{self.name}, {self.region}" if self.region and self.country in ("US", "CA", "AU") else self.name
        return place if self.country == "US" else f"{place}, {self.country}"

    @staticmethod
    def key_of(name: str) -> str:
        """What makes two spellings of a city one: "Saint Louis", "St. Louis" and "st louis"; "Köln" and "Koln"."""
        words = name_key(name).split()
        return " ".join(SHORT_WORDS.get(word, word) for word in words)


SHORT_WORDS = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


class Company(ProgramModel):
    """The MSP. What peers of other groups may know of it; the rest is in CompanyFacts."""

    name = models.CharField(max_length=120)
    key = models.CharField("name without case, punctuation and legal form", max_length=120, editable=False)
    website = models.CharField(max_length=120, blank=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField("counts saves, also of its facts", default=1, db_default=1, editable=False)

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
        HALF_TO_ONE = 1, "0.5\N{EN DASH}1 M"
        ONE_TO_THREE = 2, "1\N{EN DASH}3 M"
        THREE_TO_FIVE = 3, "3\N{EN DASH}5 M"
        FIVE_TO_TEN = 4, "5\N{EN DASH}10 M"
        TEN_TO_TWENTY = 5, "10\N{EN DASH}20 M"
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
    market = models.CharField("what it calls the area it serves", max_length=120, blank=True)
    parent = models.CharField("the group or owner that it belongs to", max_length=120, blank=True)
    founded = models.PositiveSmallIntegerField("year of founding", null=True, blank=True)
    managed_users = models.PositiveIntegerField(null=True, blank=True)
    verticals = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    vendors = ArrayField(models.CharField(max_length=40), default=list, blank=True)

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


class Stands(models.TextChoices):
    """How far somebody is with joining."""

    JOINED = "joined", "Joined"
    INVITED = "invited", "Invited"
    RAN_OUT = "ran_out", "Invitation ran out"
    NOT_INVITED = "not_invited", "Not invited yet"
    LEFT = "left", "Left"


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, in the program's words."""

    def visible_to(self, who: Standing, beside: Any) -> "MemberQuerySet":
        """Whom a person may see: themselves, who sits `beside` them in a group, and who chose to be found.

        `beside` are keys of members (a queryset or a list); groups/people.py knows them. Program admins see everybody,
        also those who have left.
        """
        if who.is_admin:
            return self.all()
        return self.active().filter(Q(pk=who.member_id) | Q(pk__in=beside) | Q(findable=True))

    def matching(self, words: str, *, addresses: bool = False) -> "MemberQuerySet":
        """Those in whose name, company, title or expertise every word occurs; `addresses` searches those too."""
        found = self
        fields = ["name", "company__name", "title", "runs", "ask_me", *(["email"] if addresses else [])]
        for word in words.split():
            found = found.filter(Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR))
        return found

    def active(self) -> "MemberQuerySet":
        """Those who have not left the program."""
        return self.filter(left_at=None)

    def joined(self) -> "MemberQuerySet":
        """Those who have accepted their invitation."""
        return self.active().exclude(user=None)

    def not_joined(self) -> "MemberQuerySet":
        """Those who were imported or invited and have not signed in yet."""
        return self.active().filter(user=None)

    def standing_as(self, stands: str, now: datetime) -> "MemberQuerySet":
        """Those who stand as Member.stands tells, found in the database. Invitations are read by program admins."""
        mine = Invitation.objects.filter(pk=OuterRef("invitation_id"), withdrawn_at=None)
        match Stands(stands):
            case Stands.LEFT:
                return self.exclude(left_at=None)
            case Stands.JOINED:
                return self.joined()
            case Stands.INVITED:
                return self.not_joined().filter(Exists(mine.filter(expires_at__gt=now)))
            case Stands.RAN_OUT:
                return self.not_joined().filter(Exists(mine.filter(expires_at__lte=now)))
        return self.not_joined().filter(~Exists(mine))

    def with_invitation(self) -> "MemberQuerySet":
        """Annotates `invited_at` and `runs_out_at` of the invitation that waits for them, None if there is none."""
        mine = Invitation.objects.filter(pk=OuterRef("invitation_id"), withdrawn_at=None)
        return self.annotate(
            invited_at=Subquery(mine.values("sent_at")), runs_out_at=Subquery(mine.values("expires_at"))
        )

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
    version = models.PositiveIntegerField("counts saves of the profile", default=1, db_default=1, editable=False)
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

    def stands(self, now: datetime) -> Stands:
        """How far they are with joining; asks for a row that was read `with_invitation`."""
        if self.left_at:
            return Stands.LEFT
        if self.user_id:
            return Stands.JOINED
        runs_out_at: datetime | None = self.runs_out_at  # type: ignore[attr-defined]
        if runs_out_at is None:
            return Stands.NOT_INVITED
        return Stands.INVITED if runs_out_at > now else Stands.RAN_OUT


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by where they stand."""

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Not accepted, not withdrawn, not past their 30 days."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def of_wave(self, wave: UUID) -> "InvitationQuerySet":
        """Those that went out together."""
        return self.filter(wave=wave)


class Invitation(ProgramModel):
    """A signed way in for one address, used once. It claims the Member and the Roles that carry its key."""

    address = models.EmailField()
    name = models.CharField(max_length=120)
    invited_by = models.CharField("the name of who invites", max_length=120)
    wave = models.UUIDField("what went out together", null=True, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = program_manager(InvitationQuerySet)

    class Meta:
        indexes = (models.Index(fields=["program", "address"], name="invitation_of_address"),)

    def __str__(self) -> str:
        return f"Invitation of {self.address}"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Imports."""

    def light(self) -> "ImportRunQuerySet":
        """Without the files and the problems, which may weigh megabytes: for lists and for asking how far it is."""
        return self.defer("files", "problems")

    def under_way(self) -> "ImportRunQuerySet":
        """Those that a worker has been asked to check or to make."""
        return self.filter(state__in=(ImportRun.State.PLANNING, ImportRun.State.APPLYING))


class ImportRun(ProgramModel):
    """One import: its files wait here as read, are planned and previewed, then applied whole or not at all.

    `files` are tables as importing.pack wrote them; when the import is done only the rows stay that were left out.
    `mapping` is file number -> column number -> field; `problems` are rows as of roster.records.Problem.
    """

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
    problems = models.JSONField(default=list)
    skip_problems = models.BooleanField(default=False)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField("the last sign of life of its work", default=timezone.now)

    objects = program_manager(ImportRunQuerySet)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"Import of {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def counted(self) -> str:
        """How far its work is."""
        return f"{min(self.rows_done, self.rows_total):,} of {self.rows_total:,} rows"


class Departure(ProgramModel):
    """That a member left the program, and why: read by program admins and the member, not by their peers."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="departures")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"Left on {self.at:%Y-%m-%d}"


class ColumnMemory(ProgramModel):
    """What this program's spreadsheets call a field, remembered from the last import."""

    header = models.CharField(max_length=120)
    field = models.CharField(max_length=40)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "header"], name="one_field_of_a_header"),)

    def __str__(self) -> str:
        return f"{self.header} means {self.field}"


class Away(ProgramModel):
    """Days on which somebody is away. Their reminders wait in all their programs; a turn of a goal is excused."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField("first day")
    ends_on = models.DateField("last day")

    objects = program_manager()

    class Meta:
        ordering = ("begins_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")), name="away_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=["user", "ends_on"], name="away_of_user"),)

    def __str__(self) -> str:
        return f"{self.begins_on:%Y-%m-%d} to {self.ends_on:%Y-%m-%d}"
