"""A goal, its milestones, and what was changed of its words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from goals.models.plan import PlanLabel
from groups.said import Said
from members.models import Member
from programs.models import User
from programs.tenancy import program_manager

EVERY_DAYS = f"""coalesce(
    (select rhythm_days from members_member where id = g.member_id),
    (select min(check_in_days) from groups_group where id = any(g.audience)), {int(Member.Rhythm.BIWEEKLY)}
)"""  # noqa: S608 - made of constants
"""The days between the check-ins of a goal `g`, in queries written out: goals/actions.rhythm_of in SQL."""

OF_ITS_GROUPS = "(select min(circle.check_in_days) from groups_group as circle where circle.id = any(%(expressions)s))"
SKIPPED = """coalesce((
    select jsonb_agg(jsonb_build_array(skipped.turn_at, skipped.said_at)) from goals_skip as skipped
    where skipped.goal_id = %(expressions)s
), '[]')"""

AWAYS = """coalesce((
    select jsonb_agg(jsonb_build_array(absent.begins_on, absent.ends_on)) from members_away as absent
    where absent.user_id = (select user_id from members_member where id = %(expressions)s)
), '[]')"""

MET = """array(
    select met.starts_at from meetings_meeting as met
    where met.group_id = any(%(expressions)s) and met.state = 'planned' and met.starts_at < now()
)"""


class Status(models.TextChoices):
    """How a goal stands, in the owner's own judgment."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    STUCK = "stuck", "Stuck"


class GoalQuerySet(models.QuerySet["Goal"]):
    """Goals, in the members' words."""

    def of(self, member: Member) -> "GoalQuerySet":
        """A member's own."""
        return self.filter(member=member)

    def open(self) -> "GoalQuerySet":
        """Those being worked on."""
        return self.filter(state=Goal.State.OPEN)

    def shown_in(self, group: object) -> "GoalQuerySet":
        """Those whose member shows them in `group`."""
        return self.filter(audience__contains=[getattr(group, "pk", group)])

    def with_rhythm(self) -> "GoalQuerySet":
        """With the days between their check-ins, `every_days` (goals/actions.rhythm_of), their turns that were
        `skipped`, [[turn_at, said_at]], and when their member is away, `aways`, [[first, last]], in words of JSON.

        Only the member and facilitators read when somebody is away; for others there is nothing in it.
        """
        of_its_groups = Func(F("audience"), template=OF_ITS_GROUPS, output_field=models.IntegerField())
        return self.annotate(
            every_days=Coalesce("member__rhythm_days", of_its_groups, Member.Rhythm.BIWEEKLY.value),
            skipped=Func(F("pk"), template=SKIPPED, output_field=models.JSONField()),
            aways=Func(F("member"), template=AWAYS, output_field=models.JSONField()),
        )

    def with_meetings(self) -> "GoalQuerySet":
        """With the moments at which the groups that see them `met`."""
        met = Func(F("audience"), template=MET, output_field=ArrayField(models.DateTimeField()))
        return self.annotate(met=met)

    def standing_still(self) -> "GoalQuerySet":
        """Those of which Goal.stands_still is true."""
        told = self.open().filter(stalled_at__isnull=False)
        return told.exclude(checked_in_at__gte=F("stalled_at")).exclude(tended_at__gte=F("stalled_at"))

    def due(self, now: object) -> "GoalQuerySet":
        """Goals whose check-in is asked for at `now` (aware)."""
        return self.filter(state__in=Goal.ASKED, check_in_at__lte=now)


class Goal(Said):
    """A SMART outcome of one member: a number from X to Y by when, or done / not done with milestones."""

    class Kind(models.TextChoices):
        NUMBER = "number", "A number from X to Y"
        MILESTONES = "milestones", "Done or not done, with milestones"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        PAUSED = "paused", "Paused"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"
        ROLLED = "rolled", "Rolled over"

    ASKED = (State.OPEN, State.PAUSED)
    """A paused goal is asked after again on the day on which its pause ends; answering takes it up."""
    LIVE = (State.DRAFT, *ASKED)
    CLOSED = (State.DONE, State.DROPPED, State.ROLLED)

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NUMBER)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    title = models.CharField(max_length=140)
    measure = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    start_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    target_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    current_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    begins_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    why = models.TextField(max_length=600, blank=True)
    if_then = models.CharField("if it is ..., then I will ...", max_length=300, blank=True, default="")
    plan = models.ForeignKey(PlanLabel, on_delete=models.PROTECT, related_name="goals", null=True, blank=True)
    top_quarter = models.DateField("first day of the quarter of which it is a top goal", null=True, blank=True)
    first_step = models.CharField(max_length=200, blank=True)
    first_step_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    check_in_at = models.DateTimeField("when the next check-in is asked for", null=True, blank=True)
    paused_until = models.DateField("the day on which it is taken up again", null=True, blank=True)
    stalled_at = models.DateTimeField("when its member was told that it stands still", null=True, blank=True)
    tended_at = models.DateTimeField("when its member last did something for it but check in", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField("what came of it", max_length=600, blank=True, default="")
    lesson = models.TextField("what I would do differently", max_length=600, blank=True, default="")
    rolled_from = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="rolled_to", null=True, blank=True)
    roll_reason = models.CharField("why it goes on", max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    import_key = models.CharField(
        "the key of the title that an import brought", max_length=140, blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(GoalQuerySet)

    class Meta:
        ordering = ("due_on", "created_at")
        constraints = (
            models.UniqueConstraint(
                fields=["program", "member", "import_key"],
                condition=~models.Q(import_key=""),
                name="one_goal_of_an_import",
            ),
        )
        indexes = (models.Index(fields=["program", "member", "state"], name="goal_of_member"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.program.slug, self.pk])

    @property
    def stands_still(self) -> bool:
        """Its member was told that it stands still, and has done nothing about it since (goals/stalling.py)."""
        acts = (self.checked_in_at, self.tended_at)
        told = self.stalled_at
        return self.state == Goal.State.OPEN and told is not None and all(at is None or at < told for at in acts)


class Milestone(Said):
    """A step of a goal that is done or not done."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=140)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("position",)
        indexes = (models.Index(fields=["program", "goal"], name="milestone_of_goal"),)

    def __str__(self) -> str:
        return self.title


class GoalChange(Said):
    """One field of a goal that was given other words: what it said before, what it says since.

    It is read by whom the goal was shown to when it was changed: hiding the goal hides it, showing it to more does not.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    field = models.CharField(max_length=13)
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)

    objects = program_manager()

    class Meta:
        ordering = ("-said_at", "field")
        indexes = (models.Index(fields=["program", "goal", "-said_at"], name="change_of_goal"),)

    def __str__(self) -> str:
        return f"{self.field} on {self.said_at:%Y-%m-%d}"
