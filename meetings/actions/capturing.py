"""What is written down while a group meets: decisions, and what waits in the parking lot. Promises are goals' own."""

from datetime import datetime

from django.db import transaction

from groups.models import Group
from meetings.models import GroupDecision, Meeting, ParkedItem
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused

LONGEST_DECISION = 300
LONGEST_PARKED = 140
WEIGHTS = (1, 2, 3)

State = ParkedItem.State


def refuse_off(meeting: Meeting) -> None:
    """Raise Refused for a meeting that does not take place: nothing is said there."""
    if not meeting.is_on:
        raise Refused("This meeting was canceled. Bring it back first.")


@transaction.atomic
def note_decision(meeting: Meeting, *, by: User, now: datetime, text: str, via: Via = "web") -> GroupDecision:
    """What the group decided, in its own words. Raises Refused for none, and for more than 300 letters."""
    refuse_off(meeting)
    if not text:
        raise Refused("What was decided? Write it after the !")
    if len(text) > LONGEST_DECISION:
        raise Refused(f"Say it in {LONGEST_DECISION} letters; these are {len(text)}.")
    made: GroupDecision = GroupDecision.objects.create(
        meeting=meeting, group_id=meeting.group_id, said_at=now, by=by, text=text
    )
    record("decision.noted", by=by, about=made, via=via, group=meeting.group_id, at=now)
    return made


@transaction.atomic
def remove_decision(decision: GroupDecision, *, by: User, now: datetime, via: Via = "web") -> None:
    """It was written down by mistake: the row goes."""
    record("decision.removed", by=by, about=decision, via=via, group=decision.group_id, at=now)
    decision.delete()


@transaction.atomic
def park(meeting: Meeting, *, by: User, now: datetime, title: str, via: Via = "web") -> ParkedItem:
    """Something waits for the group's time. Raises Refused for no words, and for more than 140 letters."""
    refuse_off(meeting)
    if not title:
        raise Refused("What should wait? Write it after the ?")
    if len(title) > LONGEST_PARKED:
        raise Refused(f"Say it in {LONGEST_PARKED} letters; these are {len(title)}.")
    made: ParkedItem = ParkedItem.objects.create(group_id=meeting.group_id, meeting=meeting, said_at=now, title=title)
    record("parked.noted", by=by, about=made, via=via, group=meeting.group_id, at=now)
    return made


@transaction.atomic
def raise_issue(
    group: Group, member: Member, *, by: User, now: datetime, title: str, weight: int = 2, via: Via = "web"
) -> ParkedItem:
    """A member brings something to the next meeting of their group, with a weight of 1 to 3; the next agenda takes it
    from the parking lot. Raised twice it waits once, with the later weight.

    Raises Refused for no words, for more than 140 letters, and for another weight.
    """
    title = title.strip()
    if not title:
        raise Refused("What do you bring? One line is enough.", field="title")
    if len(title) > LONGEST_PARKED:
        raise Refused(f"Say it in {LONGEST_PARKED} letters; these are {len(title)}.", field="title")
    if weight not in WEIGHTS:
        raise Refused("Press one of the three.", field="weight")
    waiting = ParkedItem.objects.filter(group=group, member=member, title=title, state=State.OPEN).first()
    if waiting:
        ParkedItem.objects.filter(pk=waiting.pk).exclude(weight=weight).update(weight=weight)
        return waiting
    made: ParkedItem = ParkedItem.objects.create(group=group, member=member, said_at=now, title=title, weight=weight)
    record("parked.noted", by=by, about=made, via=via, group=group.pk, member=member, at=now)
    return made


@transaction.atomic
def unpark(parked: ParkedItem, *, by: User, now: datetime, via: Via = "web") -> None:
    """It was written down by mistake: the row goes. Raises Refused once an agenda has it."""
    if parked.state != State.OPEN:
        raise Refused("An agenda has it already. Take it off there.")
    record("parked.removed", by=by, about=parked, via=via, group=parked.group_id, at=now)
    parked.delete()


@transaction.atomic
def close_parked(parked: ParkedItem, state: str, *, by: User, now: datetime, via: Via = "web") -> None:
    """It was talked through, or is dropped: it waits no longer. Said twice it changes nothing."""
    if state not in (State.DONE, State.DROPPED):
        raise Refused("It is talked through or dropped.")
    if ParkedItem.objects.filter(pk=parked.pk).exclude(state=state).update(state=state, closed_at=now):
        kind = "parked.done" if state == State.DONE else "parked.dropped"
        record(kind, by=by, about=parked, via=via, group=parked.group_id, at=now)


@transaction.atomic
def reopen_parked(parked: ParkedItem, *, by: User, now: datetime, via: Via = "web") -> None:
    """It waits again. Said twice it changes nothing."""
    closed = ParkedItem.objects.filter(pk=parked.pk, state__in=(State.DONE, State.DROPPED))
    if closed.update(state=State.OPEN, closed_at=None):
        record("parked.reopened", by=by, about=parked, via=via, group=parked.group_id, at=now)
