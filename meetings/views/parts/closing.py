"""How a meeting was, as its page and its recap tell it: each gives a number and a word blind, then hears the others.

Who gave none hears the group's when nobody can give one any more; facilitators, who give none, as soon as three have.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from meetings.actions.closing import is_open
from meetings.models import Meeting
from meetings.models.closing import FEWEST, Closing, closing_of
from programs.tenancy import standing


@dataclass(frozen=True)
class Heard:
    """`asks`: the reader can say how it was; `shown`: they may hear what the others said, if there is enough of it."""

    said: Closing
    asks: bool
    shown: bool
    url: str

    @property
    def gave(self) -> bool:
        """Whether the reader said how it was."""
        return self.said.rating is not None

    @property
    def average(self) -> Decimal | None:
        """The average, where it may be shown."""
        return self.said.average if self.shown else None

    @property
    def words(self) -> list[tuple[str, int]]:
        """The words by letter, each with how many said it, where they may be shown."""
        found: dict[str, tuple[str, int]] = {}
        for word in self.said.words if self.shown else ():
            first, count = found.get(word.lower(), (word, 0))
            found[word.lower()] = first, count + 1
        return list(found.values())

    @property
    def lacking(self) -> int:
        """How many answers are still needed before anything is shown."""
        return max(FEWEST - self.said.answers, 0)


def of(meeting: Meeting, slug: str, now: datetime) -> Heard | None:
    """What its reader, who sits in the group or facilitates it, hears of the end of a meeting; one query. None before
    it ends, and for a meeting that is over and of which nobody said anything.
    """
    if not meeting.is_on or (not is_open(meeting, now) and not meeting.is_over(now)):
        return None
    said = closing_of(meeting)
    open_now = is_open(meeting, now)
    runs = meeting.group_id in standing().facilitates
    if not said.answers and not open_now:
        return None
    shown = said.rating is not None or runs or not open_now
    url = reverse("closing", args=[slug, meeting.pk])
    return Heard(said, open_now and said.place is not None, shown, url)
