"""Changes to groups, the seats in them and who facilitates."""

from datetime import datetime
from typing import Any

from django.db import transaction

from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from members.models import Member
from programs.activity import Via, record
from programs.models import Role, Track, User
from programs.refusal import Refused, Stale


@transaction.atomic
def open_group(*, by: User, track: Track, name: str, via: Via = "web", **fields: Any) -> Group:
    """A new group, forming. Owner tracks warn of two in one market by default, staff tracks do not care."""
    if Group.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a group named {name} already.", field="name")
    fields.setdefault("geography", Group.Geography.WARN if track.for_owners else Group.Geography.NONE)
    fields.setdefault("zone", track.program.zone)
    group = Group.objects.create(track=track, name=name, **fields)
    record("group.opened", by=by, about=group, via=via)
    return group


@transaction.atomic
def change_group(group: Group, *, by: User, seen: int | None = None, via: Via = "web", **fields: Any) -> None:
    """Set what a group is; `seen` is the version that the person read, and an older one raises Stale."""
    now = Group.objects.select_for_update().get(pk=group.pk)
    if seen is not None and seen != now.version:
        raise Stale(now)
    changed = [name for name, value in fields.items() if getattr(now, name) != value]
    if "seat_count" in changed and Seat.objects.held().filter(group=now, number__gt=fields["seat_count"]).exists():
        raise Refused("More seats than that are taken. End or move some first.", field="seat_count")
    if not changed:
        return
    for name in changed:
        setattr(now, name, fields[name])
    now.version += 1
    now.save(update_fields=[*changed, "version"])
    for name in (*changed, "version"):
        setattr(group, name, getattr(now, name))
    record("group.changed", by=by, about=group, via=via, group=group, fields=changed)


MOVES = {
    Group.State.FORMING: {Group.State.ACTIVE, Group.State.CLOSED},
    Group.State.ACTIVE: {Group.State.PAUSED, Group.State.CLOSED},
    Group.State.PAUSED: {Group.State.ACTIVE, Group.State.CLOSED},
    Group.State.CLOSED: set(),
}
"""A group's life: which state may follow which."""


@transaction.atomic
def move_group(group: Group, state: str, *, by: User, via: Via = "web") -> None:
    """Let a group begin, pause, go on or close."""
    if state not in MOVES[Group.State(group.state)]:
        raise Refused(f"A group that is {group.get_state_display().lower()} cannot become {Group.State(state).label.lower()}.")
    group.state = state
    group.save(update_fields=["state"])
    record(f"group.{state}", by=by, about=group, via=via, group=group)


def reads_from(group: Group, now: datetime) -> datetime:
    """From when a newcomer may read: from today, unless the group opened its history."""
    return group.created_at if group.opens_history else now


@transaction.atomic
def take_seat(
    group: Group,
    member: Member,
    *,
    by: User | None,
    now: datetime,
    since: Any = None,
    reads: datetime | None = None,
    via: Via = "web",
) -> Seat:
    """Seat a member: in a new seat for their company, or beside a co-owner in the one that it holds.

    The group's row is locked, and a unique index on (group, seat number) has the last word, so parallel acceptances
    never fill a seat twice. `since` is the day the term began (a date, default today); `reads` overrides from when
    they may read, for people who sat there before the program came here. Refuses when the group is full or closed.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    if SeatHolder.objects.current().filter(group=group, member=member).exists():
        raise Refused(f"{member.name} sits in {group.name} already.")
    seat = Seat.objects.held().filter(group=group, company_id=member.company_id).first()
    if seat is None:
        taken = set(Seat.objects.held().filter(group=group).values_list("number", flat=True))
        free = next((number for number in range(1, group.seat_count + 1) if number not in taken), None)
        if free is None:
            raise Refused(f"All {group.seat_count} seats of {group.name} are taken.")
        seat = Seat.objects.create(group=group, company_id=member.company_id, number=free, since=since or now.date())
    SeatHolder.objects.create(
        group=group, seat=seat, member=member, since=now, reads_from=reads or reads_from(group, now)
    )
    record("seat.taken", by=by, about=seat, via=via, group=group, member=member, at=now)
    return seat


@transaction.atomic
def leave_seat(holder: SeatHolder, *, by: User | None, now: datetime, reason: str = "", via: Via = "web") -> None:
    """End a member's hold of a seat; the seat ends with its last holder. Access stops with this transaction."""
    group = Group.objects.select_for_update().get(pk=holder.group_id)
    left = SeatHolder.objects.current().filter(pk=holder.pk).update(left_at=now)
    if not left:
        raise Refused("This seat was ended already.")
    if not SeatHolder.objects.current().filter(seat=holder.seat_id).exists():
        Seat.objects.filter(pk=holder.seat_id).update(left_at=now, left_reason=reason)
    record("seat.left", by=by, about=holder.seat, via=via, group=group, member=holder.member_id, at=now)


@transaction.atomic
def hand_over_seat(holder: SeatHolder, to: Member, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Give a seat to a colleague of the same company, who reads from today."""
    if to.company_id != holder.seat.company_id:
        raise Refused(f"{to.name} works for another company. A seat belongs to a company; offer {to.name} one instead.")
    take_seat(holder.group, to, by=by, now=now, via=via)
    leave_seat(holder, by=by, now=now, reason="handed over", via=via)
    record("seat.handed_over", by=by, about=holder.seat, via=via, group=holder.group_id, member=to, at=now)


@transaction.atomic
def move_seat(holder: SeatHolder, to: Group, *, by: User | None, now: datetime, via: Via = "web") -> Seat:
    """Move a member to another group; what they said in the old one stays theirs and stays there."""
    leave_seat(holder, by=by, now=now, reason=f"moved to {to.name}", via=via)
    return take_seat(to, holder.member, by=by, now=now, via=via)


@transaction.atomic
def appoint_facilitator(
    group: Group,
    role: Role,
    *,
    by: User | None,
    now: datetime,
    is_co: bool = False,
    reads: datetime | None = None,
    via: Via = "web",
) -> FacilitatorTerm:
    """A facilitator's term begins. The activity is the group's, so that everybody in it is told, whoever appoints."""
    if FacilitatorTerm.objects.current().filter(group=group, role=role).exists():
        raise Refused(f"{role.name} facilitates {group.name} already.")
    term = FacilitatorTerm.objects.create(
        group=group, role=role, name=role.name or role.email, is_co=is_co, since=now, reads_from=reads or reads_from(group, now)
    )
    record("facilitator.appointed", by=by, about=term, via=via, group=group, at=now)
    return term


@transaction.atomic
def end_term(term: FacilitatorTerm, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """A facilitator's term ends, and with it what they may read."""
    if not FacilitatorTerm.objects.current().filter(pk=term.pk).update(ended_at=now):
        raise Refused("This term was ended already.")
    record("facilitator.ended", by=by, about=term, via=via, group=term.group_id, at=now)
