"""When a group meets as a rule, and when a program does not."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from groups.models import Group
from programs.models import ProgramModel, valid_zone
from programs.tenancy import program_manager


class SeriesQuerySet(models.QuerySet["Series"]):
    """Series, in the group's words."""

    def going_on(self) -> "SeriesQuerySet":
        """Those that nobody ended."""
        return self.filter(ended_at=None)


class Series(ProgramModel):
    """A rule by which a group meets, in the time on the wall: "third Thursday of each month, 9:00, Chicago".

    `pattern` is RFC 5545 text that meetings/recurrence.py reads. Its meetings are rows of their own, one a date; a
    change of the rule moves those to come that nobody moved by hand.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="series")
    name = models.CharField(max_length=60, blank=True)
    pattern = models.CharField("how it recurs, as an RRULE", max_length=120)
    first_on = models.DateField()
    until = models.DateField("the last day planned so far")
    at = models.TimeField("when it begins, on the wall of `zone`")
    zone = models.CharField("time zone", max_length=64, validators=[valid_zone])
    minutes = models.PositiveSmallIntegerField(
        "minutes a day", default=90, validators=[MinValueValidator(15), MaxValueValidator(720)]
    )
    days = models.PositiveSmallIntegerField(
        "days in a row", default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    mode = models.CharField(max_length=9, choices=Group.Mode, default=Group.Mode.ONLINE)
    place = models.CharField(max_length=200, blank=True)
    join_url = models.URLField("video link", max_length=500, blank=True)
    agenda = models.CharField("the template that its agendas start from", max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(SeriesQuerySet)

    class Meta:
        ordering = ("created_at",)
        verbose_name_plural = "series"
        indexes = (models.Index(fields=["program", "group"], name="series_of_group"),)

    def __str__(self) -> str:
        return self.name or self.pattern


class Blackout(ProgramModel):
    """Days on which no group of the program meets: a conference, the week between the years."""

    name = models.CharField(max_length=60)
    first = models.DateField()
    last = models.DateField()

    objects = program_manager()

    class Meta:
        ordering = ("first",)

    def __str__(self) -> str:
        return self.name
