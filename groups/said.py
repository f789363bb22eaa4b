"""What is said, and to which circles: the columns that the fence of kind `group` reads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from members.models import Member
from programs.models import ProgramModel


class Said(ProgramModel):
    """What a member said, to whom.

    A row is its member's and their accountability partner's, always; it is shown to the groups in `audience`, to
    those who may read from a moment not after `said_at`.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    audience = ArrayField(models.UUIDField(), default=list, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
