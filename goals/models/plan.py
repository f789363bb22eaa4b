"""What a program and a group choose about goals: labels of plans, templates, settings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from groups.models import Group
from programs.models import ProgramModel
from programs.tenancy import program_manager


class PlanLabelQuerySet(models.QuerySet["PlanLabel"]):
    """Plans, as people choose among them."""

    def offered(self, kept: object = None) -> "PlanLabelQuerySet":
        """Those that new goals are put to, and the one with the key `kept`, which a goal has already."""
        return self.filter(models.Q(is_retired=False) | models.Q(pk=kept))


class PlanLabel(ProgramModel):
    """A plan that a program names, to which members put goals (leadership, life, legacy, business)."""

    name = models.CharField(max_length=40)
    months = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True,
        verbose_name="months in which it is written, 1 to 12; none: at any time",
    )  # fmt: skip
    is_private = models.BooleanField("goals of it are private unless their member shows them", default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField("no new goals are put to it", default=False)

    objects = program_manager(PlanLabelQuerySet)

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=["program", "name"], name="one_plan_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class GoalTemplate(ProgramModel):
    """A goal that a program offers to begin with: words and numbers that a member makes their own."""

    title = models.CharField(max_length=140)
    kind = models.CharField(max_length=10, default="number")
    measure = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    start_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    target_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    why = models.TextField(max_length=600, blank=True)
    milestones = models.TextField("one a line", max_length=1200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = program_manager()

    class Meta:
        ordering = ("position", "title")
        constraints = (models.UniqueConstraint(fields=["program", "title"], name="one_template_of_a_title"),)

    def __str__(self) -> str:
        return self.title


class GoalSettings(ProgramModel):
    """What a group chose about goals and promises; a group without a row has the defaults."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="goal_settings")
    keeps_plans_private = models.BooleanField("goals of a private plan stay private here by the charter", default=True)
    pairs = models.BooleanField("accountability partners are proposed", default=False)
    prompts_pairs = models.BooleanField("partners are asked in weeks 1 and 3 whether they talked", default=False)

    objects = program_manager()

    def __str__(self) -> str:
        return "Goal settings of a group"
