"""What people do about attendance: a call, a talk about the seat, leave, a catch-up. Nothing takes a step by itself."""

from datetime import date, datetime, timedelta

from django.db import transaction

from groups.models import Seat
from meetings.models import Attendance, CatchUp, Leave, Meeting, Step
from programs.activity import Via, record
from programs.clock import local_day
from programs.models import User
from programs.refusal import Refused
from programs.versions import lock

LONGEST_LEAVE = timedelta(days=730)


@transaction.atomic
def take_step(
    seat: Seat,
    kind: str,
    *,
    by: User,
    now: datetime,
    outcome: str = "",
    words: str = "",
    via: Via = "web",
) -> Step:
    """Note that somebody called, or talked about the seat, and what came of it; who holds the seat reads `words`.

    The step is about the last meeting at which the seat was seen. Noted twice about the same one it is the same step,
    with the words of the second time. Raises Refused while nothing was seen, and for a talk without an outcome.
    """
    if kind == Step.Kind.TALK and not outcome:
        raise Refused("Say what came of the talk.", field="outcome")
    last = Attendance.objects.filter(seat=seat).order_by("-meeting__starts_at").select_related("meeting").first()
    if last is None:
        raise Refused("Nothing was seen of this seat yet, so there is nothing to step in for.")
    told = {"outcome": outcome, "words": words.strip(), "by": by, "taken_at": now}
    step: Step
    step, _ = Step.objects.update_or_create(
        seat=seat, kind=kind, meeting=last.meeting, defaults=told, create_defaults={**told, "group_id": seat.group_id}
    )
    record("step.taken", by=by, about=step, via=via, group=seat.group_id, at=now)
    return step


@transaction.atomic
def ask_again(step: Step, *, by: User, now: datetime, words: str, via: Via = "web") -> None:
    """Somebody who holds the seat asks for another look at a step. Asked again, the last words stand."""
    lock(step)
    if not words.strip():
        raise Refused("Say in a few words what was not seen.", field="asks_again")
    step.asks_again, step.asked_at = words.strip(), now
    step.save(update_fields=["asks_again", "asked_at"])
    record("step.asked_again", by=by, about=step, via=via, group=step.group_id, at=now)


@transaction.atomic
def look_again(step: Step, *, by: User, now: datetime, words: str = "", via: Via = "web") -> None:
    """A facilitator has looked again; `words`, if any, take the place of what was written. Raises Refused unasked."""
    lock(step)
    if step.asked_at is None:
        raise Refused("Nobody asked for another look.")
    step.looked_at, step.words = now, words.strip() or step.words
    step.save(update_fields=["looked_at", "words"])
    record("step.looked_at", by=by, about=step, via=via, group=step.group_id, at=now)


@transaction.atomic
def agree_leave(
    seat: Seat, *, by: User, now: datetime, first: date, last: date, kind: str = Leave.Kind.LEAVE, via: Via = "web"
) -> Leave:
    """Days that do not count for a seat. Raises Refused for a last day before the first, or more than two years."""
    if last < first:
        raise Refused("The last day is before the first.", field="last")
    if last - first > LONGEST_LEAVE:
        raise Refused("Two years at most. Agree on it anew then.", field="last")
    leave: Leave = Leave.objects.create(
        group_id=seat.group_id, seat=seat, kind=kind, first=first, last=last, agreed_by=by, agreed_at=now
    )
    record("leave.agreed", by=by, about=leave, via=via, group=seat.group_id, at=now)
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, by: User, now: datetime, today: date, via: Via = "web") -> None:
    """They are back: leave ends with yesterday; one that begins today or later was never taken, and goes."""
    lock(leave)
    if leave.last < today:
        raise Refused("This leave is over already.")
    record("leave.ended", by=by, about=leave, via=via, group=leave.group_id, at=now)
    if leave.first >= today:
        leave.delete()
        return
    leave.last = today - timedelta(days=1)
    leave.save(update_fields=["last"])


@transaction.atomic
def note_catch_up(
    seat: Seat,
    meeting: Meeting,
    *,
    by: User,
    now: datetime,
    on: date,
    how: str,
    within: int | None,
    via: Via = "web",
) -> CatchUp:
    """A missed meeting was made up for on a day. `within` is how many days the rule of the meeting allows, None: none.

    Raises Refused where the rule takes no catch-ups, and for a day that is too far from the meeting or still to come.
    """
    missed = local_day(meeting.starts_at, meeting.zone)
    if within is None:
        raise Refused("The group's rule takes no catch-ups.")
    if abs((on - missed).days) > within:
        raise Refused(f"A catch-up counts within {within} days before or after the meeting.", field="on")
    if on > local_day(now, meeting.zone):
        raise Refused("That day is still to come. Note it once it was.", field="on")
    told = {"on": on, "how": how, "agreed_by": by}
    made: CatchUp
    made, _ = CatchUp.objects.update_or_create(
        seat=seat, meeting=meeting, defaults=told, create_defaults={**told, "group_id": seat.group_id}
    )
    record("catch_up.noted", by=by, about=made, via=via, group=seat.group_id, at=now)
    return made


@transaction.atomic
def remove_catch_up(made: CatchUp, *, by: User, now: datetime, via: Via = "web") -> None:
    """It was not made up for after all."""
    record("catch_up.removed", by=by, about=made, via=via, group=made.group_id, at=now)
    made.delete()
