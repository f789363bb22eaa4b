"""A word to one person alone."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.models import FacilitatorTerm, Group
from members.models import Member
from programs.models import ProgramModel
from programs.tenancy import program_manager


class Support(ProgramModel):
    """ "I need support": a member to the facilitator whose term it is, or to a buddy. Nobody else ever reads it.

    What is said to a facilitator stays between the two: whoever facilitates after them does not read it.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(FacilitatorTerm, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    text = models.TextField(max_length=1000)
    said_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        verbose_name_plural = "calls for support"
        ordering = ("-said_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(term__isnull=False, to=None) | Q(term=None, to__isnull=False), name="support_of_one_person"
            ),
        )
        indexes = (models.Index(fields=["program", "group", "-said_at"], name="support_of_group"),)

    def __str__(self) -> str:
        return f"Support asked on {self.said_at:%Y-%m-%d}"

    @property
    def addressee(self) -> str:
        """Who is asked, by name."""
        return self.to.name if self.to else self.term.name  # type: ignore[union-attr]
