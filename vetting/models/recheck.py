"""A company that changed since it was seated: its group's criteria and conflicts, judged again for people."""

from django.db import models
from django.db.models import Exists, OuterRef

from groups.models import Group, Seat
from members.models import Company
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class RecheckQuerySet(models.QuerySet["Recheck"]):
    """Companies to look at again."""

    def open(self) -> "RecheckQuerySet":
        """Those that nobody has settled and that still hold a seat, the longest first."""
        held = Seat.objects.held().filter(group=OuterRef("group"), company=OuterRef("company"))
        return self.filter(Exists(held), settled_at=None).order_by("since", "pk")

    def settled(self) -> "RecheckQuerySet":
        """Those that somebody has looked at, the last first."""
        return self.exclude(settled_at=None).order_by("-settled_at", "pk")

    def named(self) -> "RecheckQuerySet":
        """With what a row on a page shows of them."""
        return self.select_related("group", "company", "settled_by")


class Recheck(ProgramModel):
    """What a change of a seated company means for one group of it. Read by program admins and who runs the group.

    It names competitors, so the people of the group never read it. Nothing follows from it by itself.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="rechecks")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="rechecks")
    changes = models.JSONField("what changed: field -> sentence", default=dict)
    fit = models.CharField(max_length=8)
    findings = models.JSONField("of the program's criteria and the group's, as a dossier keeps them", default=list)
    conflicts = models.JSONField("with the others of the group, as a dossier keeps them", default=list)
    since = models.DateTimeField()
    judged_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField("why it stays", max_length=600, blank=True)

    objects = program_manager(RecheckQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "group", "company"], condition=models.Q(settled_at=None), name="one_open_recheck"
            ),
        )

    def __str__(self) -> str:
        return f"Recheck since {self.since:%Y-%m-%d}"
