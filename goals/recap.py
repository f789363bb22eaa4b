"""What a recap tells each of its readers: what they promised at a meeting, and what the group decided there.

It stands here because promises are goals' own; mail, preview and page all say it by this.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from goals.models import Commitment
from meetings.models import GroupDecision, Meeting
from programs.clock import local_day
from programs.models import Program
from programs.wording import long_day


@dataclass(frozen=True)
class Promised:
    """A promise of one member: in their words, and until when in ours."""

    member: UUID
    name: str
    text: str
    day: str


@dataclass(frozen=True)
class Told:
    """What was promised, by owner, and decided at one meeting, as far as its reader may read it."""

    promises: list[Promised]
    decisions: list[str]

    def of(self, member: UUID | None) -> list[Promised]:
        """One member's own promises."""
        return [one for one in self.promises if one.member == member]

    @property
    def by_owner(self) -> list[tuple[str, list[Promised]]]:
        """Each owner's promises, by name."""
        owners = sorted({(one.name, one.member) for one in self.promises})
        return [(name, self.of(member)) for name, member in owners]


def told(program: Program, meeting: Meeting, now: datetime) -> Told:
    """What was promised and decided at a meeting; two queries. Promises that were made anew are not told twice."""
    today, order = local_day(now, meeting.zone), _order(program)
    rows: Iterable[Commitment] = (
        Commitment.objects.filter(meeting=meeting)
        .exclude(state=Commitment.State.MOVED)
        .select_related("member")
        .order_by("said_at")
    )
    promises = [Promised(one.member_id, one.member.name, one.text, long_day(one.due_on, today, order)) for one in rows]
    return Told(promises, list(GroupDecision.objects.filter(meeting=meeting).values_list("text", flat=True)))


def _order(program: Program) -> Any:
    return program.date_order
