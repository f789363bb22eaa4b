"""What a facilitator gives their substitute along with the group."""

from django.db import models
from django.utils import timezone

from groups.models import FacilitatorTerm, Group
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class Handover(ProgramModel):
    """The words that come with a substitute's term: a note, and whom to call. Its writer reads them always, the
    substitute within their dates, and no one else: staff neither."""

    term = models.OneToOneField(FacilitatorTerm, on_delete=models.PROTECT, related_name="handover")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("who handed the group over", max_length=120)
    note = models.TextField(max_length=4000, blank=True)
    call = models.CharField("whom to call", max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    def __str__(self) -> str:
        return f"Handover of {self.made_at:%Y-%m-%d}"
