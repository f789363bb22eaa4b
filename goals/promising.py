"""Changes to promises: made, kept, missed with a word why, promised anew, and each of these taken back.

A promise is told to the group in which it was made. Its member changes it, and so do the group's facilitators, who
write down what is said at the table.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from goals.models import Commitment
from groups.models import Group
from meetings.models import Meeting
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.tenancy import standing

FARTHEST = timedelta(days=731)
"""So far ahead one may promise, as meetings/due_words.py reads it."""

State = Commitment.State


@transaction.atomic
def make_commitment(
    member: Member,
    group: Group,
    *,
    by: User,
    now: datetime,
    today: date,
    text: str,
    due_on: date,
    meeting: Meeting | None = None,
    via: Via = "web",
) -> Commitment:
    """A promise of a member to their group, until a day. `today` is the day on the wall of whoever makes it.

    Raises Refused without words, and for a day that has passed or lies beyond FARTHEST. Whether `by` may write it
    (themselves, or as facilitator for a member) the database decides.
    """
    text = text.strip()
    if not text:
        raise Refused("What is promised?", field="text")
    refuse_day(due_on, today)
    made: Commitment = Commitment.objects.create(
        member=member, audience=[group.pk], said_at=now, meeting=meeting, text=text, due_on=due_on, by=by
    )
    record("promise.made", by=by, about=made, via=via, group=told_of(made), member=member, at=now)
    return made


@transaction.atomic
def keep_commitment(promise: Commitment, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """It is kept. Said twice it changes nothing; raises Refused for one that was promised anew."""
    held = hold(promise)
    if settle(held, State.KEPT, now=now):
        record("promise.kept", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)


@transaction.atomic
def miss_commitment(promise: Commitment, *, by: User | None, now: datetime, reason: str = "", via: Via = "web") -> None:
    """It was not kept, and why in a word of Commitment.Reason. Refused for another word, and for one promised anew."""
    if reason and reason not in Commitment.Reason.values:
        raise Refused("Choose a reason from the list, or none.", field="reason")
    held = hold(promise)
    if settle(held, State.MISSED, now=now, reason=reason):
        record("promise.missed", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)


@transaction.atomic
def move_commitment(
    promise: Commitment, *, by: User, now: datetime, today: date, due_on: date, via: Via = "web"
) -> Commitment:
    """Promise the same anew, until another day: the old row says so and stays. Returns the new one, which a group that
    its member has left does not see.

    Raises Refused for a day as make_commitment does, for the day that it has, and for a promise that is not open.
    """
    refuse_day(due_on, today)
    held = hold(promise)
    if held.state != State.OPEN:
        raise Refused("This promise is settled already.")
    if due_on == held.due_on:
        raise Refused("That is its day already.", field="due_on")
    settle(held, State.MOVED, now=now)
    made: Commitment = Commitment.objects.create(
        member_id=held.member_id, partner_id=held.partner_id, said_at=now,
        audience=[group for group in held.audience if group in standing().groups],
        meeting_id=held.meeting_id, text=held.text, due_on=due_on, by=by,
    )  # fmt: skip
    record("promise.moved", by=by, about=made, via=via, group=told_of(made), member=made.member_id, at=now)
    return made


@transaction.atomic
def reopen_commitment(promise: Commitment, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take back that it was kept or missed. Said twice it changes nothing; one promised anew stays so (Refused)."""
    held = hold(promise)
    if settle(held, State.OPEN, now=None):
        record("promise.reopened", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)


def hold(promise: Commitment) -> Commitment:
    """The row as it stands now, locked."""
    held: Commitment = Commitment.objects.select_for_update().get(pk=promise.pk)
    return held


def settle(held: Commitment, state: str, *, now: datetime | None, reason: str = "") -> bool:
    """Write how a locked promise ended, or that it did not; False if it stood like that already."""
    if held.state == State.MOVED:
        raise Refused("This was promised anew. Change the new promise.")
    if (held.state, held.reason) == (state, reason):
        return False
    held.state, held.reason, held.closed_at = state, reason, now
    held.save(update_fields=["state", "reason", "closed_at"])
    return True


def refuse_day(due_on: date, today: date) -> None:
    """Raise Refused for a day on which nobody can promise anything."""
    if due_on < today:
        raise Refused("That day has passed. Choose one to come.", field="due_on")
    if due_on - today > FARTHEST:
        raise Refused("Promise something for the next two years at most.", field="due_on")


def told_of(promise: Commitment) -> list[UUID]:
    """Whose feed tells of a promise: the groups that see it; where none does, its member alone, and no admin."""
    return list(promise.audience) or [promise.member_id]


@transaction.atomic
def take_back_commitment(promise: Commitment, *, by: User, now: datetime, via: Via = "web") -> None:
    """It was written down by mistake: the row goes. Raises Refused for one that is settled."""
    held = hold(promise)
    if held.state != State.OPEN:
        raise Refused("This promise is settled already.")
    record("promise.taken_back", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)
    held.delete()
