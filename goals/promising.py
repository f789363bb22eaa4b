"""Changes to promises: made, kept, missed with a word why, promised anew, and each of these taken back.

A promise that is promised anew stays, and the new one names it (`renews`) and counts (`times`): its member sees the
whole way, and who looks after the group sees what has been promised too often. Peers see neither.

A promise is told to the group in which it was made. Its member changes it, and so do the group's facilitators, who
write down what is said at the table.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from goals.actions import circles_of
from goals.models import Commitment, Goal
from goals.reminding import ask_after, ask_as_before, ask_no_more
from groups.models import Group, SeatHolder
from meetings.models import Meeting
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.tenancy import standing

FARTHEST = timedelta(days=731)
"""So far ahead one may promise, as meetings/due_words.py reads it."""

FIRST_STEP = timedelta(hours=48)
"""Within this the first step of a promise is done (issue 5)."""

ANEW = "This was promised anew. Change the new promise."

SURE = 8
"""From this confidence of 10 a promise can be made as it is; below, its member is asked to make it smaller."""

CHAIN = """
with recursive earlier as (
    select id, renews_id, 1 as step from goals_commitment where id = %s
    union all
    select c.id, c.renews_id, earlier.step + 1 from goals_commitment c join earlier on c.id = earlier.renews_id
    where earlier.step < %s
)
select c.*, earlier.step from goals_commitment c join earlier on earlier.id = c.id
where earlier.step > 1 order by earlier.step desc
"""

State = Commitment.State


@dataclass(frozen=True)
class More:
    """What may be said of a promise beside its words and its day.

    `proof` is what will show it; `first_step` is done within FIRST_STEP; `confidence` is 1 to 10; `witness` sits in the
    same group; `goal` is the member's own.
    """

    proof: str = ""
    first_step: str = ""
    confidence: int | None = None
    witness: Member | None = None
    goal: Goal | None = None


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
    more: More = More(),
    via: Via = "web",
) -> Commitment:
    """A promise of a member to their group, until a day. `today` is the day on the wall of whoever makes it.

    Raises Refused without words, for a day that has passed or lies beyond FARTHEST, and for More that does not fit.
    Whether `by` may write it (themselves, or as facilitator for a member) the database decides.
    """
    text = text.strip()
    if not text:
        raise Refused("What is promised?", field="text")
    refuse_day(due_on, today)
    refuse_more(member, group, more)
    made = Commitment(
        member=member, partner=more.witness, audience=[group.pk], said_at=now, meeting=meeting, goal=more.goal,
        text=text, due_on=due_on, by=by, proof=more.proof.strip(), first_step=more.first_step.strip(),
        first_step_at=now + FIRST_STEP if more.first_step.strip() else None, confidence=more.confidence,
    )  # fmt: skip
    ask_after(made, now=now)
    made.save(force_insert=True)
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
    refuse_reason(reason)
    held = hold(promise)
    if settle(held, State.MISSED, now=now, reason=reason):
        record("promise.missed", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)


@transaction.atomic
def move_commitment(
    promise: Commitment,
    *,
    by: User | None,
    now: datetime,
    today: date,
    due_on: date,
    reason: str = "",
    via: Via = "web",
) -> Commitment:
    """Promise the same anew, until another day, and why in a word of Commitment.Reason: the old row says so and stays;
    one that was missed stays missed. Returns the new one, which a group that its member has left does not see.

    Raises Refused for a day as make_commitment does, for the day that it has, for another word, for a promise that was
    kept, and for one promised anew before.
    """
    refuse_day(due_on, today)
    refuse_reason(reason)
    held = hold(promise)
    if held.state == State.KEPT:
        raise Refused("This promise is settled already.")
    if due_on == held.due_on:
        raise Refused("That is its day already.", field="due_on")
    refuse_renewed(held)
    if held.state == State.OPEN:
        settle(held, State.MOVED, now=now, reason=reason)
    circles = standing().groups if by else circles_of(held.member_id)
    made = Commitment(
        member_id=held.member_id, partner_id=held.partner_id, said_at=now, program_id=held.program_id,
        audience=[group for group in held.audience if group in circles],
        meeting_id=held.meeting_id, goal_id=held.goal_id, text=held.text, proof=held.proof, due_on=due_on, by=by,
        renews=held, times=held.times + 1,
    )  # fmt: skip
    ask_after(made, now=now)
    made.save(force_insert=True)
    record("promise.moved", by=by, about=made, via=via, group=told_of(made), member=made.member_id, at=now)
    return made


@transaction.atomic
def reopen_commitment(promise: Commitment, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Take back that it was kept or missed. Said twice it changes nothing; one promised anew stays so (Refused)."""
    held = hold(promise)
    refuse_renewed(held)
    reopen(held, by=by, now=now, via=via)


@transaction.atomic
def take_back_move(made: Commitment, *, by: User, now: datetime, via: Via = "web") -> Commitment:
    """It was promised anew by mistake: the new one goes, and the one before stands as it stood, which is returned.

    Raises Refused for one that is settled, or that takes none further.
    """
    before = made.renews
    if before is None:
        raise Refused("This was promised once.")
    take_back_commitment(made, by=by, now=now, via=via)
    open_moved(before, by=by, now=now, via=via)
    return before


@transaction.atomic
def open_moved(promise: Commitment, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """A promise is open again whose new one was taken back; one that was missed stays missed.

    Raises Refused while another takes it further.
    """
    held = hold(promise)
    if held.renewals.exists():
        raise Refused(ANEW)
    if held.state == State.MOVED:
        reopen(held, by=by, now=now, via=via)


def reopen(held: Commitment, *, by: User | None, now: datetime, via: Via) -> None:
    """Write that a locked promise is open."""
    if write(held, State.OPEN, now=None):
        ask_as_before(held, now=now)
        record("promise.reopened", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)


def hold(promise: Commitment) -> Commitment:
    """The row as it stands now, locked."""
    held: Commitment = Commitment.objects.select_for_update().get(pk=promise.pk)
    return held


def settle(held: Commitment, state: str, *, now: datetime, reason: str = "") -> bool:
    """Write how a locked promise ended, and ask after it no more; False if it stood like that already."""
    refuse_renewed(held)
    if changed := write(held, state, now=now, reason=reason):
        ask_no_more(held)
    return changed


def write(held: Commitment, state: str, *, now: datetime | None, reason: str = "") -> bool:
    """Give a locked promise a state; False if it had it already."""
    if (held.state, held.reason) == (state, reason):
        return False
    held.state, held.reason, held.closed_at = state, reason, now
    held.save(update_fields=["state", "reason", "closed_at"])
    return True


def refuse_renewed(held: Commitment) -> None:
    """Raise Refused for a promise that another one has taken further."""
    if held.state == State.MOVED or (held.state == State.MISSED and held.renewals.exists()):
        raise Refused(ANEW)


def refuse_reason(reason: str) -> None:
    """Raise Refused for a word that is not of the list; none is fine."""
    if reason and reason not in Commitment.Reason.values:
        raise Refused("Choose a reason from the list, or none.", field="reason")


def refuse_more(member: Member, group: Group, more: More) -> None:
    """Raise Refused for a confidence off the scale, a witness who does not sit there, and a goal of somebody else."""
    if more.confidence is not None and not 1 <= more.confidence <= 10:
        raise Refused("How sure are you, from 1 to 10?", field="confidence")
    if more.goal and more.goal.member_id != member.pk:
        raise Refused("A promise belongs to a goal of one's own.")
    if more.witness is None:
        return
    seated = SeatHolder.objects.current().filter(group=group, member=more.witness)
    if more.witness.pk == member.pk or not seated.exists():
        raise Refused(f"Choose a witness who sits in {group.name}.", field="witness")


def chain_of(promise: Commitment, *, most: int = 20) -> list[Commitment]:
    """The promises that this one takes further, the first one first: as many as the reader sees, in one query."""
    return list(Commitment.objects.raw(CHAIN, [promise.pk, most]))


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
def take_back_commitment(promise: Commitment, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """It was written down by mistake: the row goes. Raises Refused for one that is settled."""
    held = hold(promise)
    if held.state != State.OPEN:
        raise Refused("This promise is settled already.")
    record("promise.taken_back", by=by, about=held, via=via, group=told_of(held), member=held.member_id, at=now)
    ask_no_more(held)
    held.delete()
