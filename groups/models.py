"""The circles: groups, the seats in them, who holds a seat, and who facilitates."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from groups import expectations
from groups.openings import Openings
from members.models import Company, Member
from programs.models import ProgramModel, Role, Track, valid_zone
from programs.tenancy import program_manager

A_MOMENT = timedelta(microseconds=1)
"""Before the moment at which a substitute's time ends lies its last day."""


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups, in the program's words."""

    def running(self) -> "GroupQuerySet":
        """Those that meet or are about to."""
        return self.exclude(state=Group.State.CLOSED)

    def published(self) -> "GroupQuerySet":
        """Those that the public page lists."""
        return self.running().exclude(visibility=Group.Visibility.UNLISTED)

    def with_seats_taken(self) -> "GroupQuerySet":
        """Annotates `taken`, the number of seats held now.

        The database's own function counts, because a stranger may know how many seats are held and read none of them.
        """
        return self.annotate(
            taken=models.Func(models.F("pk"), function="app_seats_taken", output_field=models.IntegerField())
        )


class Group(ProgramModel):
    """A fixed set of seats that meets for years. Its row is public in outline; what is said in it is elsewhere."""

    taken: int
    """Seats held now, of a group that came `with_seats_taken`."""

    ENOUGH = 6
    """With so many seats held a group can begin; with fewer there are too few to hear from."""

    class State(models.TextChoices):
        FORMING = "forming", "Forming"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public: anyone sees the page and what to expect"
        OUTLINE = "outline", "Outline: anyone sees that it exists, its track and sizes"
        UNLISTED = "unlisted", "Unlisted: only the program's people see it"

    class Mode(models.TextChoices):
        ONLINE = "online", "Online"
        IN_PERSON = "in_person", "In person"
        HYBRID = "hybrid", "Online, in person at times"

    class Geography(models.TextChoices):
        NONE = "none", "Does not matter"
        WARN = "warn", "Warn when two serve the same market"
        BLOCK = "block", "Two of the same market cannot both sit here"

    class Approval(models.TextChoices):
        """How a group is asked before a newcomer is offered a seat of it."""

        NONE = "none", "It is not asked"
        MAJORITY = "majority", "By vote: more seats say yes than no"
        UNANIMOUS = "unanimous", "By vote: every seat answers, and none says no"
        OBJECTION = "objection", "By private objection, to the facilitators alone"

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.FORMING)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OUTLINE)
    mode = models.CharField(max_length=9, choices=Mode, default=Mode.ONLINE)
    cadence = models.CharField("how often it meets", max_length=120, blank=True)
    cost = models.CharField("what it costs; empty means on request", max_length=80, blank=True)
    employees_min = models.PositiveIntegerField(null=True, blank=True)
    employees_max = models.PositiveIntegerField(null=True, blank=True)
    maturity_min = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    maturity_max = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    geography = models.CharField(max_length=5, choices=Geography, default=Geography.NONE)
    territory_km = models.PositiveSmallIntegerField("the radius of a market, km", default=50)
    seat_count = models.PositiveSmallIntegerField(
        "number of seats", default=12, validators=[MinValueValidator(2), MaxValueValidator(24)]
    )
    zone = models.CharField("time zone", max_length=64, validators=[valid_zone])
    check_in_days = models.PositiveSmallIntegerField(
        "rhythm of check-ins", choices=Member.Rhythm, default=Member.Rhythm.BIWEEKLY
    )
    opens_history = models.BooleanField("newcomers may read what was said before they came", default=False)
    opens_grid = models.BooleanField("members see the check-ins week by week", default=False)
    approval = models.CharField(
        "how it is asked about newcomers; empty means as the program does it",
        max_length=9, choices=Approval, blank=True,
    )  # fmt: skip
    expectations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(GroupQuerySet)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["program", "name"], name="one_group_of_a_name"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.program.slug, self.pk])

    @property
    def needed(self) -> int:
        """How many seats must be held for it to begin."""
        return min(self.ENOUGH, self.seat_count)

    @property
    def openings(self) -> Openings:
        """How many seats are open; of a group that came `with_seats_taken`."""
        return Openings(self.seat_count, self.taken)

    @property
    def sizes(self) -> str:
        """The size band in words, or ''."""
        return expectations.size_band(self.employees_min, self.employees_max)

    def facts(self, distance: str, facilitators: Iterable[str] = ()) -> dict[str, str]:
        """What the settings say to the questions of what to expect; `distance` is the program's unit.

        `self.track` should be loaded, and `facilitators` are the names that the reader may know.
        """
        shared = "One seat a company; co-owners share it." if self.track.for_owners else "One seat a company."
        check_ins = f"Check-ins {self.get_check_in_days_display()}."
        reach = expectations.radius(self.territory_km, distance)
        said = {
            "criteria": f"Role: {self.track.name}. {shared}",
            "sizes": sentence(self.sizes),
            "maturity": sentence(expectations.maturity_range(self.maturity_min, self.maturity_max)),
            "territory": expectations.territory(self.geography, reach),
            "cadence": f"{sentence(self.cadence)} {check_ins}" if self.cadence else "",
            "mode": IN_PERSON[Group.Mode(self.mode)],
            "facilitator": expectations.facilitated_by(facilitators),
            "cost": sentence(self.cost),
        }
        return {key: words for key, words in said.items() if words}


IN_PERSON = {
    Group.Mode.ONLINE: "No, it meets online.",
    Group.Mode.IN_PERSON: "Yes, it meets in person.",
    Group.Mode.HYBRID: "At times; mostly it meets online.",
}
"""Each mode as the answer to "Does it meet in person?"."""


def sentence(words: str) -> str:
    """Words with a full stop, unless they are empty or end in one."""
    return words if not words or words[-1] in ".!?" else f"{words}."


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, by who sits in them."""

    def held(self) -> "SeatQuerySet":
        """Those that nobody has left."""
        return self.filter(left_at=None)


class Seat(ProgramModel):
    """A company's place in a group for a term. It counts once, however many members of the company share it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    since = models.DateField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=200, blank=True)

    objects = program_manager(SeatQuerySet)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "number"], condition=models.Q(left_at=None), name="one_holder_of_a_seat"
            ),
            models.UniqueConstraint(
                fields=["program", "group", "company"], condition=models.Q(left_at=None), name="one_seat_of_a_company"
            ),
        )

    def __str__(self) -> str:
        return f"Seat {self.number}"


class SeatHolderQuerySet(models.QuerySet["SeatHolder"]):
    """Who holds seats."""

    def current(self) -> "SeatHolderQuerySet":
        """Those who sit there now."""
        return self.filter(left_at=None)


class SeatHolder(ProgramModel):
    """A member who holds a seat, alone or with a co-owner, and the day from which they may read."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="holders")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holders")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateTimeField(default=timezone.now)
    reads_from = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager(SeatHolderQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "member"], condition=models.Q(left_at=None), name="one_seat_of_a_member"
            ),
        )
        indexes = (models.Index(fields=["program", "member"], name="holder_by_member"),)

    def __str__(self) -> str:
        return f"{self.member_id} in seat {self.seat_id}"


class FacilitatorTermQuerySet(models.QuerySet["FacilitatorTerm"]):
    """Who facilitates."""

    def current(self) -> "FacilitatorTermQuerySet":
        """Those who facilitate now; substitutes only within their dates, by the clock of the database."""
        on = models.Q(until=None) | models.Q(since__lte=Now(), until__gt=Now())
        return self.filter(on, ended_at=None)

    def own(self) -> "FacilitatorTermQuerySet":
        """The group's own facilitators, whom no substitute stands in for in this list."""
        return self.filter(ended_at=None, until=None)

    def stand_ins(self, now: datetime) -> "FacilitatorTermQuerySet":
        """Substitutes whose dates are not over at `now`, also those to come, the nearest first."""
        return self.filter(ended_at=None, until__gt=now).order_by("since")


class FacilitatorTerm(ProgramModel):
    """A facilitator's time with a group. They read from the day it begins, and the whole group is told.

    A substitute's has an end from the start, `until`, and may lie ahead: the fences open and close at these two moments
    by themselves (docs/decisions/0015). `sees_standing` is whether a substitute reads what is decided about attendance.

    Who it is stands in the role, which waits without a user while its invitation is open; `name` is the role's, kept
    here because the group reads it and a role is for program admins only.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="terms")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=120)
    is_co = models.BooleanField("co-facilitator", default=False)
    since = models.DateTimeField(default=timezone.now)
    reads_from = models.DateTimeField()
    until = models.DateTimeField("a substitute's end", null=True, blank=True)
    sees_standing = models.BooleanField("reads the attendance standing", default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager(FacilitatorTermQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "role"],
                condition=models.Q(ended_at=None, until=None),
                name="one_term_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="term_ends_after_it_began"
            ),
        )
        indexes = (models.Index(fields=["program", "role"], name="term_by_role"),)

    def __str__(self) -> str:
        return self.name
