"""The front door: who may sign in, which programs there are, who is staff of one, and what happened in it."""

import uuid
from datetime import date
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from programs.days_off import country_of, days_off
from programs.tenancy import program_manager, program_of_scope


def valid_zone(value: str) -> None:
    """Raises ValidationError unless `value` is an IANA zone name such as America/Chicago."""
    if value not in available_timezones():
        raise ValidationError("Choose a time zone from the list, such as America/Chicago.")


class UserManager(BaseUserManager["User"]):
    """Users are made by accepting an invitation, by first-run set-up, or by the platform operator."""

    def create_user(self, email: str, name: str = "", **more: Any) -> "User":
        """A user who signs in by e-mail code; there are no passwords."""
        user = self.model(email=email.strip().lower(), name=name, **more)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "User":
        """The platform operator, for Django's admin; called by `manage.py createsuperuser`. No password is kept."""
        return self.create_user(email, is_staff=True, is_superuser=True, **more)


class User(AbstractBaseUser, PermissionsMixin):
    """One sign-in, shared by all programs. What a person is in a program is a Role or a Member there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_staff = models.BooleanField("platform operator", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        """The first word of the name, for a greeting."""
        return (self.name or self.email).split("@")[0].split(" ")[0]


class Program(models.Model):
    """The organization's offer: our tenant. Every column here may be read by the public."""

    class Distance(models.TextChoices):
        MILES = "mi", "Miles"
        KILOMETERS = "km", "Kilometers"

    class Clock(models.TextChoices):
        TWELVE = "12", "12-hour, 2:30 pm"
        TWENTY_FOUR = "24", "24-hour, 14:30"

    class DateOrder(models.TextChoices):
        MDY = "mdy", "Month day, March 4"
        DMY = "dmy", "Day month, 4 March"
        YMD = "ymd", "Year first, 2026-03-04"

    class Accent(models.TextChoices):
        BLUE = "blue", "Blue"
        INDIGO = "indigo", "Indigo"
        VIOLET = "violet", "Violet"
        PLUM = "plum", "Plum"
        TEAL = "teal", "Teal"
        SLATE = "slate", "Slate"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=40, unique=True)
    promise = models.CharField("what members get, in one line", max_length=160, blank=True)
    about = models.TextField(blank=True)
    accent = models.CharField(max_length=8, choices=Accent, default=Accent.BLUE)
    contact = models.EmailField("where people ask about joining", blank=True)
    zone = models.CharField("time zone", max_length=64, default="America/Chicago", validators=[valid_zone])
    distance = models.CharField(max_length=2, choices=Distance, default=Distance.MILES)
    clock = models.CharField(max_length=2, choices=Clock, default=Clock.TWELVE)
    date_order = models.CharField(max_length=3, choices=DateOrder, default=DateOrder.MDY)
    currency = models.CharField(
        max_length=3, default="USD", validators=[RegexValidator(r"^[A-Z]{3}$", "Use a three-letter code such as USD.")]
    )
    country = models.CharField("whose public holidays count", max_length=2, blank=True, default="", db_default="")
    expectations = models.JSONField(default=dict, blank=True)
    any_hour = models.BooleanField("mail may go out at any hour (demo)", default=False)
    set_up_step = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField("counts what its admins save", default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("program", args=[self.slug])

    def days_off(self, around: date) -> dict[date, str]:
        """The public holidays that the program keeps, with their names: of the year of `around` and the next one."""
        return days_off(country_of(self.country, self.zone), around)


class ProgramModel(models.Model):
    """A row of one program: unguessable key, guarded manager, and a fence in its migration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, default=program_of_scope, editable=False)

    class Meta:
        abstract = True


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles, in the program's words."""

    def held(self) -> "RoleQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at=None)


class Role(ProgramModel):
    """What a user is in a program beside being a member: admin, reviewer or facilitator.

    It waits without a user while its invitation is open; the invitation's link is what may claim it.
    """

    class Kind(models.TextChoices):
        ADMIN = "admin", "Program admin"
        REVIEWER = "reviewer", "Reviewer"
        FACILITATOR = "facilitator", "Facilitator"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles", null=True)
    invitation_id = models.UUIDField(null=True, editable=False)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager(RoleQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "user", "kind"], condition=models.Q(ended_at=None), name="one_role_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} since {self.given_at:%Y-%m-%d}"


class Track(ProgramModel):
    """The role focus of groups: owners, service managers, or any role that a program invents."""

    name = models.CharField(max_length=60)
    for_owners = models.BooleanField("seats are held by owners", default=False)
    position = models.PositiveSmallIntegerField(default=0)
    expectations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField("counts what its admins save", default=1, db_default=1, editable=False)

    objects = program_manager()

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=["program", "name"], name="one_track_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """What happened: ids and field names, never words. The audit, a group's feed and the outbox start from it.

    Plain key columns instead of foreign keys, so that a row outlives what it tells of and opens no way to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    by_id = models.UUIDField(null=True)
    via = models.CharField(max_length=12)
    about_type = models.CharField(max_length=40)
    about_id = models.UUIDField()
    group_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True)

    objects = program_manager(column="program_id")

    class Meta:
        indexes = (
            models.Index(fields=["program_id", "group_id", "-at"], name="activity_of_group"),
            models.Index(fields=["program_id", "about_id", "-at"], name="activity_about"),
            models.Index(fields=["at"], condition=models.Q(announced_at=None), name="activity_unannounced"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"


class Due(models.Model):
    """What will be due, wordless and narrow: one row for an object that asks something of a person at a moment.

    `at` is UTC, materialized from a wall-clock rule: when the clock on the wall of `zone` shows `wall`, again every
    `every_days` days (0: once). Sweeps read it across programs in one statement; actions write it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField()
    user_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    object_id = models.UUIDField()
    at = models.DateTimeField()
    wall = models.TimeField()
    zone = models.CharField(max_length=64)
    every_days = models.PositiveSmallIntegerField(default=0)

    objects = program_manager(column="program_id")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program_id", "user_id", "kind", "object_id"], name="due_once"),)
        # It carries every column that the sweep and the fence ask of a row that is not due yet: found without the heap.
        indexes = (
            models.Index(fields=["at"], include=["id", "program_id", "user_id", "kind", "object_id"], name="due_at"),
            models.Index(fields=["object_id"], name="due_of_object"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
