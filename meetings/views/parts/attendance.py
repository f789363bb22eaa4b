"""What was seen, as a meeting's page says it: the whole to who takes attendance, to a member their own."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from meetings.actions.attending import refuse_too_early
from meetings.looks import SHAPES, seen_words
from meetings.models import Attendance, Meeting
from meetings.policy import Seen
from meetings.standing import Mark, best_of
from programs.refusal import Refused
from programs.tenancy import Standing

AWAY = {
    Seen.SUBSTITUTE: "sent an alternate", Seen.EXCUSED: "told us", Seen.UNEXCUSED: "without a word",
    Seen.ON_LEAVE: "on leave",
}  # fmt: skip


def of(meeting: Meeting, who: Standing, now: datetime) -> dict[str, Any] | None:
    """The part `_meeting_attendance.html`: {takes: the reader may, counts, own: (shape, words)}, in one query at most.

    None while there is nothing to say: before the meeting, and to members until attendance was taken.
    """
    takes = who.is_admin or meeting.group_id in who.facilitates
    if meeting.attendance_at is None:
        return {"takes": True, "counts": "", "own": None} if takes and may_be_taken(meeting, now) else None
    rows = list(Attendance.objects.filter(meeting=meeting))
    mine = next((row for row in rows if row.member_id == who.member_id), None)
    if not takes and mine is None:
        return None
    own = (SHAPES[Seen(mine.seen)], seen_words(mine.seen, mine.minutes, mine.reason, mine.alternate)) if mine else None
    counts = counted((row.seat_id, row.seen, row.minutes) for row in rows) if takes else ""
    return {"takes": takes, "counts": counts, "own": own}


def may_be_taken(meeting: Meeting, now: datetime) -> bool:
    """Whether attendance may be taken by now."""
    try:
        refuse_too_early(meeting, now)
    except Refused:
        return False
    return True


def counted(seen: Iterable[tuple[UUID, str, int | None]]) -> str:
    """How many seats are here, and what of the rest: "10 of 12 seats here, 1 late. 1 told us, 1 on leave."

    `seen` are (seat, what was seen, minutes) of each member; people who share a seat count once.
    """
    marks: dict[UUID, list[Mark]] = {}
    for seat, what, minutes in seen:
        marks.setdefault(seat, []).append(Mark(date.min, Seen(what), off=minutes))
    by = Counter(best_of(those).seen for those in marks.values())
    here = by[Seen.PRESENT] + by[Seen.LATE] + by[Seen.LEFT_EARLY]
    partly = [f"{by[one]} {one.label.lower()}" for one in (Seen.LATE, Seen.LEFT_EARLY) if by[one]]
    rest = [f"{by[one]} {AWAY[one]}" for one in AWAY if by[one]]
    first = ", ".join([f"{here} of {len(marks)} seats here", *partly])
    return f"{first}. {', '.join(rest)}." if rest else f"{first}."
