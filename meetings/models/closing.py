"""How a meeting was: a number and one word of each who was there."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.utils import timezone

from groups.models import Group
from meetings.models.meeting import Meeting, Rsvp
from members.models import Member
from programs.clock import instant, local_day
from programs.models import ProgramModel
from programs.tenancy import program_manager

FEWEST = 3
"""With fewer answers an average and a word would tell who said what (meetings/migrations/0014 counts by it)."""


class ClosingWord(ProgramModel):
    """What one person gave at the end of a meeting. Its row is theirs alone: the group hears the words without names
    and the average, from three answers up, by app_closing_of (meetings/migrations/0014).
    """

    rsvp = models.OneToOneField(Rsvp, on_delete=models.CASCADE, related_name="closing_word")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="closing_words")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField("1 to 10", validators=[MinValueValidator(1), MaxValueValidator(10)])
    word = models.CharField(max_length=24, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = program_manager()

    class Meta:
        ordering = ("said_at",)
        constraints = (
            models.CheckConstraint(condition=models.Q(rating__range=(1, 10)), name="closing_rating_1_to_10"),
        )
        indexes = (models.Index(fields=["program", "meeting"], name="closing_word_of_meeting"),)

    def __str__(self) -> str:
        return "A number and a word"


@dataclass(frozen=True)
class Closing:
    """What the database tells its reader of the end of a meeting. `average` is None and `words` are empty for fewer
    than three answers; `place`, `rating` and `word` are the reader's own, None and "" without any.
    """

    answers: int = 0
    average: Decimal | None = None
    words: tuple[str, ...] = ()
    place: UUID | None = None
    rating: int | None = None
    word: str = ""


def closing_of(meeting: Meeting) -> Closing:
    """How a meeting was, for who sits in its group or facilitates it, and read there already; one query."""
    with connection.cursor() as cursor:
        cursor.execute("select answers, average, words, place, rating, word from app_closing_of(%s)", [meeting.pk])
        row = cursor.fetchone()
    if row is None:
        return Closing()
    answers, average, words, place, rating, word = row
    return Closing(answers, average, tuple(words or ()), place, rating, word or "")


def closes_at(meeting: Meeting) -> datetime:
    """The end of the day after a meeting, on its wall: until then a number and a word can be given."""
    return instant(local_day(meeting.ends_at, meeting.zone) + timedelta(days=2), time(), meeting.zone)
