"""When a promise is asked after by mail: once, on its day, at the hour that its member chose for check-ins.

What falls on a weekend is asked on the Friday before. When that hour is over already, it is asked on the next working
morning: nobody is asked the moment they promise. Source: research/ux section 4, message 9.
"""

import json
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from goals.models import Commitment
from members.models import Member
from programs.clock import instant, local_day
from programs.due import clear_due, set_due
from programs.models import Program
from programs.tenancy import current_program

DUE = "commitment"
"""The kind of Due that a promise writes, which is the kind of its mail."""

_FRIDAY = 4


class Wall(NamedTuple):
    """Whose promise it is: their user, the zone of their wall ("" for the program's) and the hour of their slot."""

    user: UUID
    zone: str
    hour: time


def moment_to_ask(due_on: date, hour: time, zone: str, now: datetime) -> datetime:
    """When a promise until `due_on` is asked after: in UTC, later than `now` (aware)."""
    at = instant(due_on - timedelta(days=max(due_on.weekday() - _FRIDAY, 0)), hour, zone)
    day = local_day(now, zone)
    while at <= now:
        day += timedelta(days=1 if day.weekday() < _FRIDAY else 7 - day.weekday())
        at = instant(day, hour, zone)
    return at


def wall_of(member_id: UUID) -> Wall | None:
    """The wall of a member; a mail link is told that of its own promise's member alone. None for who has no user here
    yet, and for who has left."""
    rows = Member.objects.filter(pk=member_id, left_at=None).exclude(user=None)
    found = rows.values_list("user_id", "zone", "slot_time").first()
    return Wall(*found) if found else wall_of_link()


def wall_of_link() -> Wall | None:
    """Whose promise a mail link opens, as long as they are in the program; None for any other reader."""
    with connection.cursor() as cursor:
        cursor.execute("select app_promise_of_link()::text")
        told = json.loads(cursor.fetchone()[0] or "null")
    return Wall(UUID(told["user"]), told["zone"], time.fromisoformat(told["hour"])) if told else None


def moment_of(promise: Commitment, wall: Wall, now: datetime) -> datetime:
    """When a promise is asked after on a wall."""
    return moment_to_ask(promise.due_on, wall.hour, zone_of(promise, wall), now)


def zone_of(promise: Commitment, wall: Wall) -> str:
    """The zone of a wall, or that of the promise's program."""
    return wall.zone or Program.objects.values_list("zone", flat=True).get(pk=promise.program_id or current_program())


def ask_after(promise: Commitment, *, now: datetime) -> None:
    """A promise that was made is asked after on its day; nobody is asked who has no user here yet."""
    if (wall := wall_of(promise.member_id)) is None:
        return
    promise.ask_at = moment_of(promise, wall, now)
    ask_again(promise, wall)


def ask_again(promise: Commitment, wall: Wall) -> None:
    """Write what is due of a promise."""
    if promise.ask_at:
        set_due(DUE, user=wall.user, about=promise, at=promise.ask_at, zone=zone_of(promise, wall), wall=wall.hour)


def ask_no_more(promise: Commitment) -> None:
    """It is settled, moved, or gone."""
    clear_due(DUE, about=promise)


def ask_as_before(promise: Commitment, *, now: datetime) -> None:
    """It is open again, and asked after if its hour is still to come."""
    if promise.ask_at and promise.ask_at > now and (wall := wall_of(promise.member_id)):
        ask_again(promise, wall)


@transaction.atomic
def ask_promises_by_slot(member: Member, *, now: datetime) -> None:
    """A member chose another hour or zone: what is still to be asked about their promises follows it."""
    if member.user_id is None:
        return
    wall = Wall(member.user_id, member.zone, member.slot_time)
    for promise in Commitment.objects.of(member).open().filter(ask_at__gt=now):
        promise.ask_at = moment_of(promise, wall, now)
        promise.save(update_fields=["ask_at"])
        ask_again(promise, wall)
