"""Changes to groups, the seats in them and who facilitates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from groups.expectations import usual_market
from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from members.actions import withdraw_invitations
from members.models import Departure, Invitation, Member
from programs.activity import Via, record
from programs.bulk import insert_all
from programs.clocks import first_admin
from programs.models import Due, Role, Track, User
from programs.refusal import Refused, Stale
from programs.tenancy import current_program

UNDO_LASTS = timedelta(days=1)
"""How long the end of a seat or of a term can be taken back as if it had not been."""


@transaction.atomic
def open_group(*, by: User, track: Track, name: str, via: Via = "web", **fields: Any) -> Group:
    """A new group, forming. Owner tracks warn of two in one market by default, staff tracks do not care."""
    fields.setdefault("geography", Group.Geography.WARN if track.for_owners else Group.Geography.NONE)
    fields.setdefault("zone", track.program.zone)
    fields.setdefault("territory_km", usual_market(track.program.distance))
    group = Group(track=track, name=name, **fields)
    save_name(group, force_insert=True)
    record("group.opened", by=by, about=group, via=via)
    return group


def save_name(group: Group, **how: Any) -> None:
    """Save a group whose name is new; refuses a name that another one has, whatever its case."""
    taken = Refused(f"There is a group named {group.name} already.", field="name")
    if Group.objects.filter(name__iexact=group.name).exclude(pk=group.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            group.save(**how)
    except IntegrityError as twice:
        raise taken from twice


@transaction.atomic
def change_group(group: Group, *, by: User, seen: int | None = None, via: Via = "web", **fields: Any) -> None:
    """Set what a group is; `seen` is the version that the person read, and an older one raises Stale."""
    now = Group.objects.select_for_update().get(pk=group.pk)
    if seen is not None and seen != now.version:
        raise Stale(now)
    changed = [name for name, value in fields.items() if getattr(now, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(now, name, fields[name])
    refuse_change(now, changed, by)
    now.version += 1
    save_name(now, update_fields=[*changed, "version"])
    for name in (*changed, "version"):
        setattr(group, name, getattr(now, name))
    record("group.changed", by=by, about=group, via=via, group=group, fields=changed)


def refuse_change(group: Group, changed: list[str], by: User) -> None:
    """Raise Refused if a group may not become what it is set to; `changed` names the fields."""
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed. What it was stays as it is.")
    if "seat_count" in changed:
        last = Seat.objects.held().filter(group=group).order_by("-number").first()
        if last and last.number > group.seat_count:
            raise Refused(f"Seat {last.number} is taken. End or move that one first.", field="seat_count")
    # A program admin could otherwise open the history, take a seat, and read what was said before.
    runs = FacilitatorTerm.objects.own().filter(group=group, role__user=by, role__ended_at=None)
    for name, what in (("opens_history", "its history"), ("opens_grid", "its check-ins week by week")):
        if name in changed and not runs.exists():
            raise Refused(f"Only a facilitator of the group opens or closes {what}.", field=name)


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
    now = Group.objects.select_for_update().get(pk=group.pk)
    if state not in MOVES[Group.State(now.state)]:
        wanted = Group.State(state).label.lower()
        raise Refused(f"{now.name} is {now.get_state_display().lower()}. From there it cannot become {wanted}.")
    group.state = now.state = state
    now.save(update_fields=["state"])
    record(f"group.{state}", by=by, about=group, via=via, group=group)


def reads_from(group: Group, user_id: Any, now: datetime) -> datetime:
    """From when a newcomer may read: from today, unless the group opened its history.

    A program admin reads from today in any case, whatever seat or term they give themselves.
    """
    if is_admin(user_id):
        return now
    return group.created_at if group.opens_history else now


def is_admin(user_id: Any) -> bool:
    """Whether a user, who may be none yet, is a program admin."""
    return bool(user_id) and Role.objects.held().filter(kind=Role.Kind.ADMIN, user=user_id).exists()


def free_number(group: Group) -> int:
    """The lowest seat number that nobody holds; raises Refused when the group is full. Lock the group first."""
    taken = set(Seat.objects.held().filter(group=group).values_list("number", flat=True))
    free = next((number for number in range(1, group.seat_count + 1) if number not in taken), None)
    if free is None:
        raise Refused(f"All {group.seat_count} seats of {group.name} are taken.")
    return free


SEATS_CHANGED = "seats.changed"
"""The Due that has places at meetings laid anew: who lays them stands to the right."""


def have_places_laid(group: Group, *, by: User | None, at: datetime) -> None:
    """Ask for who sits in a group now to be asked to its meetings; the first time asked counts until then."""
    if keeper := by.pk if by else first_admin():
        due = Due(
            program_id=current_program(), user_id=keeper, kind=SEATS_CHANGED, object_id=group.pk, at=at, wall=at.time(),
            zone="UTC",
        )  # fmt: skip
        insert_all([due], ignore_conflicts=True)


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
        number = free_number(group)
        seat = Seat.objects.create(group=group, company_id=member.company_id, number=number, since=since or now.date())
    reads = reads or reads_from(group, member.user_id, now)
    SeatHolder.objects.create(group=group, seat=seat, member=member, since=now, reads_from=reads)
    have_places_laid(group, by=by, at=now)
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
    have_places_laid(group, by=by, at=now)
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
    # Both rows in one order, so that two moves in opposite directions do not wait for each other.
    list(Group.objects.select_for_update().filter(pk__in={holder.group_id, to.pk}).order_by("pk"))
    leave_seat(holder, by=by, now=now, reason=f"moved to {to.name}", via=via)
    return take_seat(to, holder.member, by=by, now=now, via=via)


@transaction.atomic
def return_seat(
    holder: SeatHolder, *, by: User | None, now: datetime, instead: SeatHolder | None = None, via: Via = "web"
) -> None:
    """Undo a leaving within a day: the seat, and from when its holder may read, are as before.

    `instead` is the hold that began with it, of a colleague or in another group, and ends with the undoing.
    """
    group = Group.objects.select_for_update().get(pk=holder.group_id)
    if holder.left_at is None or SeatHolder.objects.current().filter(group=group, member=holder.member_id).exists():
        raise Refused(f"{holder.member.name} sits in {group.name}.")
    if group.state == Group.State.CLOSED or now - holder.left_at > UNDO_LASTS:
        raise Refused(f"This cannot be undone any more. Add {holder.member.name} to {group.name} again.")
    seat = holder.seat
    if seat.left_at:
        if Seat.objects.held().filter(group=group, company=seat.company_id).exists():
            raise Refused(f"Their company holds another seat by now. Add {holder.member.name} to that one.")
        if Seat.objects.held().filter(group=group, number=seat.number).exists():
            seat.number = free_number(group)
        seat.left_at, seat.left_reason = None, ""
        seat.save(update_fields=["number", "left_at", "left_reason"])
    holder.left_at = None
    holder.save(update_fields=["left_at"])
    if instead:
        leave_seat(instead, by=by, now=now, reason="taken back", via=via)
    have_places_laid(group, by=by, at=now)
    record("seat.returned", by=by, about=seat, via=via, group=group, member=holder.member_id, at=now)


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
    """A facilitator's term begins. The activity is the group's, so that everybody in it is told, whoever appoints; as
    the program's admins read nothing that is a group's, the audit has a record of its own (handbook 3).

    It names the role of admin, if they hold it: the group cannot read roles, and is told when an admin comes to read.
    `reads` overrides from when they may read, for somebody who facilitated before the program came here.
    """
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    name = role.name or role.email
    if FacilitatorTerm.objects.own().filter(group=group, role=role).exists():
        raise Refused(f"{name} facilitates {group.name} already.")
    reads = reads or reads_from(group, role.user_id, now)
    term = FacilitatorTerm.objects.create(group=group, role=role, name=name, is_co=is_co, since=now, reads_from=reads)
    besides = [Role.Kind.ADMIN] if is_admin(role.user_id) else []
    have_places_laid(group, by=by, at=now)
    record("facilitator.appointed", by=by, about=term, via=via, group=group, fields=besides, at=now)
    record("term.began", by=by, about=term, via=via, fields=besides, at=now)
    return term


@dataclass(frozen=True)
class StandIn:
    """Somebody who may stand in for a facilitator of a group: keys of their role and user, and what they are called."""

    role: UUID
    user: UUID
    name: str
    is_admin: bool


def may_stand_in(group: Group) -> list[StandIn]:
    """Who holds the facilitator's role, has joined, and does not facilitate the group anyway; by name.

    Nobody for who may not hand the group to a substitute.
    """
    with connection.cursor() as cursor:
        cursor.execute("select role_id, user_id, name, is_admin from app_may_stand_in(%s)", [group.pk])
        return [StandIn(*row) for row in cursor.fetchall()]


@transaction.atomic
def name_substitute(
    group: Group,
    to: StandIn,
    *,
    by: User,
    now: datetime,
    since: datetime,
    until: datetime,
    reads: datetime,
    sees_standing: bool = False,
    via: Via = "web",
) -> FacilitatorTerm:
    """A substitute's term, from `since` to `until` (docs/decisions/0015). The group and the audit are told as of any
    facilitator; an admin reads from the first day on whatever `reads` says (docs/decisions/0007).

    Refuses when the group is closed, when nobody facilitates it, and when another substitute has these dates.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    if FacilitatorTerm.objects.own().filter(group=group, role=to.role).exists():
        raise Refused(f"{to.name} facilitates {group.name} anyway.", field="who")
    if not FacilitatorTerm.objects.own().filter(group=group).exists():
        raise Refused(f"Nobody facilitates {group.name} yet. Appoint a facilitator instead of a substitute.")
    refuse_overlap(group, since, until)
    term = FacilitatorTerm.objects.create(
        group=group, role_id=to.role, name=to.name[:120], is_co=True, since=since, until=until,
        reads_from=since if to.is_admin else reads, sees_standing=sees_standing,
    )  # fmt: skip
    besides = [Role.Kind.ADMIN] if to.is_admin else []
    have_places_laid(group, by=by, at=now)
    record("facilitator.stands_in", by=by, about=term, via=via, group=group, fields=besides, at=now)
    record("term.handed", by=by, about=term, via=via, fields=besides, at=now)
    return term


def refuse_overlap(group: Group, since: datetime, until: datetime) -> None:
    """Raise Refused if a substitute has the group in these dates. Lock the group first."""
    others = FacilitatorTerm.objects.stand_ins(since).filter(group=group, since__lt=until)
    if other := others.first():
        raise Refused(
            f"{other.name} stands in on some of these days. End that first, or choose other days.", field="first"
        )


@transaction.atomic
def end_term(term: FacilitatorTerm, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """A facilitator's term ends, and with it what they may read."""
    if not FacilitatorTerm.objects.filter(pk=term.pk, ended_at=None).update(ended_at=now):
        raise Refused("This term was ended already.")
    have_places_laid(term.group, by=by, at=now)
    record("facilitator.ended", by=by, about=term, via=via, group=term.group_id, at=now)
    record("term.ended", by=by, about=term, via=via, at=now)


@transaction.atomic
def resume_term(term: FacilitatorTerm, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Undo the end of a term within a day: they read from when they did before, and the group was told then."""
    group = Group.objects.select_for_update().get(pk=term.group_id)
    if term.ended_at is None or FacilitatorTerm.objects.own().filter(group=group, role=term.role_id).exists():
        raise Refused(f"{term.name} facilitates this group.")
    if now - term.ended_at > UNDO_LASTS:
        raise Refused(f"This cannot be undone any more. Appoint {term.name} again.")
    if term.until:
        if term.until <= now:
            raise Refused("These dates are over.")
        refuse_overlap(group, term.since, term.until)
    term.ended_at = None
    term.save(update_fields=["ended_at"])
    have_places_laid(group, by=by, at=now)
    record("facilitator.resumed", by=by, about=term, via=via, group=term.group_id, at=now)
    record("term.resumed", by=by, about=term, via=via, at=now)


@transaction.atomic
def end_membership(member: Member, *, by: User | None, now: datetime, reason: str, via: Via = "web") -> None:
    """A member leaves the program: their seats end with it, and an open invitation is taken back.

    Access stops with this transaction, and mail with it, for a mail is written as its reader. What they said stays
    theirs. Roles of staff are ended on their own page.
    """
    if not Member.objects.active().filter(pk=member.pk).update(left_at=now):
        raise Refused(f"{member.name} has left already.")
    member.left_at = now
    for holder in SeatHolder.objects.current().filter(member=member).select_related("seat", "member", "group"):
        leave_seat(holder, by=by, now=now, reason="left the program", via=via)
    withdraw_invitations(Invitation.objects.filter(pk=member.invitation_id), by=by, now=now, via=via)  # type: ignore[misc]
    Departure.objects.create(member=member, reason=reason, at=now)
    record("member.left", by=by, about=member, via=via, member=member, at=now)


@transaction.atomic
def return_member(member: Member, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """Somebody who left is a member again. Seats are given anew."""
    if not Member.objects.exclude(left_at=None).filter(pk=member.pk).update(left_at=None):
        raise Refused(f"{member.name} has not left.")
    member.left_at = None
    record("member.returned", by=by, about=member, via=via, member=member, at=now)
