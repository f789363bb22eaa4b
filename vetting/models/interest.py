"""Who wants to be told when seats open again."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from groups.models import Group
from programs.models import ProgramModel
from programs.tenancy import program_manager


class InterestQuerySet(models.QuerySet["Interest"]):
    """Who wants to be told."""

    def waiting(self) -> "InterestQuerySet":
        """Those who proved their address and were not told yet."""
        return self.filter(told_at=None).exclude(confirmed_at=None)


class Interest(ProgramModel):
    """An address that asks to be told, once, when the next intake opens. It counts when its owner has confirmed it.

    Typed by a stranger, so nothing is sent there but the question whether they meant it. Leaving deletes the row.
    """

    email = models.EmailField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField("when the next intake was announced to them", null=True)
    words = models.TextField("what the program added to that", max_length=600, blank=True)

    objects = program_manager(InterestQuerySet)

    class Meta:
        verbose_name_plural = "interests"
        constraints = (models.UniqueConstraint("program", Lower("email"), name="one_interest_of_an_address"),)

    def __str__(self) -> str:
        return f"Interest of {self.asked_at:%Y-%m-%d}"
