"""The circles of an import: what is known of groups, seats and facilitators, what a plan makes of them, and writing it.

People and companies are written before (members/importing.py), goals after (goals/importing.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from groups.actions import appoint_facilitator, change_group, leave_seat, open_group, take_seat
from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from members.models import Company, Member
from members.roster import records
from members.roster.names import name_key
from programs.actions import give_role
from programs.activity import record_each
from programs.bulk import insert_all
from programs.models import Program, Role, Track, User

MOST_SEATS = 24
USUAL_SEATS = 12


# -- what is known ----------------------------------------------------------------------------------------------------


def known_groups() -> dict[str, records.Group]:
    """The groups of the program by the key of their name."""
    return {
        name_key(group.name): records.Group(
            key=name_key(group.name),
            name=group.name,
            track=group.track.name,
            mode=group.mode,
            cadence=group.cadence,
            cost=group.cost,
        )
        for group in Group.objects.select_related("track")
    }


def known_seats(program: Program) -> dict[tuple[str, str], records.Seat]:
    """For each group and company its seat, or the one that was left last. `until` is the day it was left."""
    seats: dict[tuple[str, str], records.Seat] = {}
    rows = Seat.objects.select_related("group", "company").prefetch_related("holders__member")
    # Held ones come last and so win over those that were left.
    for seat in sorted(rows, key=lambda row: (row.left_at is None, row.left_at or 0)):
        sitting = [holder for holder in seat.holders.all() if holder.left_at == seat.left_at]
        key = (name_key(seat.group.name), seat.company.key)
        seats[key] = records.Seat(
            group=key[0],
            company=key[1],
            holders=tuple(holder.member.email.lower() for holder in sitting),
            since=seat.since,
            until=seat.left_at.astimezone(ZoneInfo(program.zone)).date() if seat.left_at else None,
        )
    return seats


def known_facilitators() -> frozenset[tuple[str, str]]:
    """Who facilitates which group now: (key of the group, address)."""
    terms = FacilitatorTerm.objects.current().select_related("group", "role__user")
    return frozenset((name_key(term.group.name), address_of(term.role)) for term in terms)


def address_of(role: Role) -> str:
    """The address a role is known by: that of its user, or the one it waits for."""
    return (role.user.email if role.user else role.email).lower()


# -- what a plan makes of them ----------------------------------------------------------------------------------------


def settled(seats: Iterable[records.Planned[records.Seat]], today: date) -> tuple[records.Planned[records.Seat], ...]:
    """A term that will end one day changes nothing today: such a seat is as it was."""
    return tuple(
        replace(one, action="same", changed=())
        if one.changed == ("until",) and one.record.until and one.record.until > today
        else one
        for one in seats
    )


def companies_after(plan: records.Plan, existing: records.Existing, today: date) -> dict[str, set[str]]:
    """For each group of the plan the keys of the companies that will hold a seat in it."""
    after: dict[str, set[str]] = {planned.record.key: set() for planned in plan.groups}
    told = {(one.record.group, one.record.company): one.record for one in plan.seats}
    for (group, company), seat in {**existing.seats, **told}.items():
        if group in after and not (seat.until and seat.until <= today):
            after[group].add(company)
    return after


def seats_needed(companies: set[str], group: Group | None) -> int:
    """How many seats a group must have for these companies: never fewer than it has, or than is usual."""
    return max(len(companies), group.seat_count if group else USUAL_SEATS)


def outlook(plan: records.Plan, existing: records.Existing, program: Program, today: date) -> list[dict[str, Any]]:
    """What each group of a plan will be, for the preview: {name track is_new taken seats was people facilitators}."""
    here = {name_key(group.name): group for group in Group.objects.all()}
    after = companies_after(plan, existing, today)
    people = {planned.record.email: planned.record.name for planned in plan.people}
    facilitators: dict[str, list[str]] = {}
    for planned in plan.facilitators:
        told = planned.record
        facilitators.setdefault(told.group, []).append(told.name or people.get(told.email) or told.email)
    holders: dict[str, int] = {}
    for seat in plan.seats:
        if not (seat.record.until and seat.record.until <= today):
            holders[seat.record.group] = holders.get(seat.record.group, 0) + len(seat.record.holders)
    return [
        {
            "name": planned.record.name,
            "track": planned.record.track,
            "is_new": planned.action == "create",
            "taken": len(after[planned.record.key]),
            "seats": seats_needed(after[planned.record.key], here.get(planned.record.key)),
            "was": here[planned.record.key].seat_count if planned.record.key in here else None,
            "people": holders.get(planned.record.key, 0),
            "facilitators": facilitators.get(planned.record.key, []),
        }
        for planned in plan.groups
    ]


def obstacles(plan: records.Plan, existing: records.Existing, today: date) -> list[str]:
    """Why a plan cannot be carried out though its rows are clean, in sentences for the person who imports."""
    closed = {name_key(name) for name in Group.objects.filter(state=Group.State.CLOSED).values_list("name", flat=True)}
    after = companies_after(plan, existing, today)
    found = []
    for planned in plan.groups:
        name, taken = planned.record.name, len(after[planned.record.key])
        if taken > MOST_SEATS:
            found.append(
                f"{name} would have {taken} seats, and at most {MOST_SEATS} fit. Give some rows another group."
            )
        changes = [seat for seat in plan.seats if seat.record.group == planned.record.key and seat.action != "same"]
        if planned.record.key in closed and (changes or planned.action == "update"):
            found.append(f"{name} is closed. Take it out of these rows, or give them another group.")
    if plan.groups and not Track.objects.exists():
        found.append(
            "This program has no track that its groups could belong to. Add one in the program's set-up first."
        )
    return found


def with_tracks(groups: Iterable[records.Planned[records.Group]], tracks: Sequence[str]) -> tuple[Any, ...]:
    """New groups whose track no row tells become groups of the program's first track."""
    return tuple(
        replace(one, record=replace(one.record, track=tracks[0])) if tracks and not one.record.track else one
        for one in groups
    )


# -- writing it down --------------------------------------------------------------------------------------------------


def write_groups(
    plan: records.Plan, existing: records.Existing, *, program: Program, by: User, now: datetime, today: date
) -> None:
    """Open and change groups as planned. A group that comes with people is active, and has seats for all of them."""
    tracks = {track.name: track for track in Track.objects.all()}
    here = {name_key(group.name): group for group in Group.objects.all()}
    after = companies_after(plan, existing, today)
    for planned in plan.groups:
        told, companies = planned.record, after[planned.record.key]
        group = here.get(told.key)
        seats = seats_needed(companies, group)
        if group is None:
            state = Group.State.ACTIVE if companies else Group.State.FORMING
            more = {"mode": told.mode} if told.mode else {}
            open_group(
                by=by, track=tracks[told.track], name=told.name, state=state, seat_count=seats, cadence=told.cadence,
                cost=told.cost, zone=program.zone, created_at=now, via="import", **more,
            )  # fmt: skip
            continue
        fields: dict[str, Any] = {name: getattr(told, name) for name in planned.changed}
        if "track" in fields:
            fields["track"] = tracks[told.track]
        if seats > group.seat_count:
            fields["seat_count"] = seats
        if fields:
            change_group(group, by=by, via="import", **fields)


class SeatWriter:
    """Seats a plan's people: many at once, under the same locks and the same unique indexes as one at a time."""

    def __init__(self, planned: Iterable[records.Planned[records.Seat]], *, program: Program, by: User, now: datetime):
        self.planned = [one for one in planned if one.action != "same"]
        self.by, self.now, self.zone = by, now, ZoneInfo(program.zone)
        self.today = now.astimezone(self.zone).date()
        wanted = {one.record.group for one in self.planned}
        groups = [group for group in Group.objects.select_for_update().order_by("pk") if name_key(group.name) in wanted]
        self.groups = {name_key(group.name): group for group in groups}
        self.companies: dict[str, UUID] = dict(Company.objects.values_list("key", "pk"))
        self.members = {member.email.lower(): member for member in Member.objects.active().defer("runs", "ask_me")}
        self.admins = set(Role.objects.held().filter(kind=Role.Kind.ADMIN).values_list("user_id", flat=True))
        self.taken: dict[UUID, set[int]] = {group.pk: set() for group in groups}
        for seat in Seat.objects.held().filter(group__in=groups):
            self.taken[seat.group_id].add(seat.number)
        current = SeatHolder.objects.current().filter(group__in=groups).select_related("group", "seat", "member")
        self.sitting = {(holder.group_id, holder.member_id): holder for holder in current}

    def write(self) -> None:
        """Write all of it: new seats in bulk, changes of seats that are here one by one."""
        seats: list[Seat] = []
        holders: list[SeatHolder] = []
        for one in self.planned:
            if one.action == "create":
                seat = self.new_seat(one.record)
                seats.append(seat)
                holders += [self.new_holder(seat, address) for address in one.record.holders]
        for holder in holders:
            # Somebody who changed company sits there already, for the one before.
            if holder.left_at is None and (before := self.sitting.get((holder.group_id, holder.member_id))):
                leave_seat(before, by=self.by, now=self.now, reason="changed company", via="import")
        insert_all(seats)
        insert_all(holders)
        record_each(
            "seat.taken", [holder for holder in holders if holder.left_at is None], by=self.by, via="import",
            at=self.now, about=lambda row: row.seat, news=False,
            of=lambda row: {"group_id": row.group_id, "member_id": row.member_id},
        )  # fmt: skip
        for one in self.planned:
            if one.action == "update":
                self.change(one)

    def new_seat(self, told: records.Seat) -> Seat:
        """A seat of a group, numbered; left already if the plan says so."""
        group = self.groups[told.group]
        taken = self.taken[group.pk]
        number = next(number for number in range(1, len(taken) + 2) if number not in taken)
        left_at = self.moment_left(told)
        if left_at is None:
            taken.add(number)
        return Seat(
            group=group, company_id=self.companies[told.company[:120]], number=number,
            since=told.since or told.until or self.today, left_at=left_at,
            left_reason="before the program came here" if left_at else "",
        )  # fmt: skip

    def new_holder(self, seat: Seat, address: str) -> SeatHolder:
        """Who holds a new seat. They read from now on, or all of it where the group opened its history."""
        member = self.members[address]
        begins = seat.left_at or self.now
        open_history = seat.group.opens_history and member.user_id not in self.admins
        reads = seat.group.created_at if open_history and not seat.left_at else begins
        return SeatHolder(
            group=seat.group, seat=seat, member=member, since=begins, reads_from=reads, left_at=seat.left_at
        )

    def moment_left(self, told: records.Seat) -> datetime | None:
        """The end of the day on which a seat was left, or None if it is held."""
        if told.until is None or told.until > self.today:
            return None
        return min(datetime.combine(told.until, time(23, 59), self.zone), self.now)

    def change(self, one: records.Planned[records.Seat]) -> None:
        """Change a seat that is here: since when, who holds it, and that it was left."""
        told = one.record
        group, company = self.groups[told.group], self.companies[told.company[:120]]
        seat = Seat.objects.filter(group=group, company=company).order_by("-left_at").first()
        if held := Seat.objects.held().filter(group=group, company=company).first():
            seat = held
        assert seat is not None  # noqa: S101 - the plan was made from it, under the same lock
        if "since" in one.changed and told.since:
            Seat.objects.filter(pk=seat.pk).update(since=told.since)
        if held is None:
            Seat.objects.filter(pk=seat.pk).update(left_at=self.moment_left(told))
            return
        sitting = {holder.member.email.lower(): holder for holder in self.sitting.values() if holder.seat_id == held.pk}
        staying = () if self.moment_left(told) else told.holders
        for address in staying:
            if address not in sitting:
                take_seat(group, self.members[address], by=self.by, now=self.now, via="import")
        for address, holder in sitting.items():
            if address not in staying:
                leave_seat(holder, by=self.by, now=self.now, reason="as imported", via="import")


def write_facilitators(planned: Iterable[records.Planned[records.Facilitator]], *, by: User, now: datetime) -> None:
    """Give roles and begin terms as planned. Somebody who is here already facilitates at once, and their group is told;
    others when they accept their invitation.
    """
    new = [one.record for one in planned if one.action == "create"]
    if not new:
        return
    here = {name_key(group.name): group for group in Group.objects.all()}
    addresses = {told.email for told in new}
    users: dict[str, User] = {
        member.email.lower(): member.user
        for member in Member.objects.joined().filter(email__in=addresses).select_related("user")
    }
    users |= {address_of(role): role.user for role in Role.objects.held().exclude(user=None).select_related("user")}
    names = dict(Member.objects.filter(email__in=addresses).values_list("email", "name"))
    led = set(FacilitatorTerm.objects.current().values_list("group_id", flat=True))
    for told in new:
        group = here[told.group]
        role = give_role(
            Role.Kind.FACILITATOR, by=by, user=users.get(told.email), name=told.name or names.get(told.email, ""),
            email=told.email, via="import",
        )  # fmt: skip
        appoint_facilitator(group, role, by=by, now=now, is_co=group.pk in led, via="import")
        led.add(group.pk)
