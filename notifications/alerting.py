"""What waits in a program, for its admins: looked for every morning, and mailed on the mornings on which there is any.

A clock of the program rings before the day begins. What it finds makes one Due for each admin, at eight on their own
wall, of which the sweep makes the mail; so a morning on which all is well leaves no trace (research/ux, message 18).
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from members.models import Member
from notifications.gate import known
from notifications.models import AddressTrouble, Delivery, Kind
from programs.actions import NEW_DAY, wind_day
from programs.clock import instant, local_day
from programs.clocks import ring_ripe
from programs.due import set_due
from programs.models import Due, Program, Role
from vetting.exceptions import ALERTS, QUEUED, exceptions

KINDS = (NEW_DAY,)
"""Kinds of Due that ask nobody by mail: clocks that this room rings."""

MORNING = time(8, 0)
"""Inside the window that everybody has who chose none."""


def ring_all(*, now: datetime) -> int:
    """Ring every clock of this room whose time has come; returns how many there were."""
    return ring_ripe(KINDS, ring, now=now)


def ring(due: Due, now: datetime) -> None:
    """A day begins: if something waits, every admin hears of it at eight on their wall."""
    program = Program.objects.filter(pk=due.object_id).first()
    if program is None:
        return
    wind_day(program, now)
    if not alerts(program, now):
        return
    admins = list(Role.objects.held().filter(kind=Role.Kind.ADMIN).exclude(user=None))
    zones = zones_of([role.user_id for role in admins if role.user_id])
    for role in admins:
        zone = known(zones.get(role.user_id) or program.zone)
        set_due(Kind.ADMIN_DIGEST, user=role.user_id, about=role, at=next_morning(now, zone), zone=zone, wall=MORNING)


def zones_of(users: Sequence[UUID]) -> dict[UUID, str]:
    """The walls of those admins who are members as well and chose one."""
    return dict(Member.objects.filter(user__in=users).exclude(zone="").values_list("user_id", "zone"))


def next_morning(now: datetime, zone: str) -> datetime:
    """The next time after `now` at which it is eight in `zone`."""
    today = local_day(now, zone)
    mornings = (instant(today + timedelta(days=ahead), MORNING, zone) for ahead in range(3))
    return next(moment for moment in mornings if moment > now)


def alerts(program: Program, now: datetime) -> list[str]:
    """What waits, a line each: "2 applications wait for more than 5 days: Nora Kessler, Kessler Networks (since ...)".

    In the scope of an admin; two queries. Of addresses that take no mail it says how many, never whose.
    """
    found = exceptions(program, now, refused=refused_invitations(), only=ALERTS, old=QUEUED)
    lines = [f"{one.what}: {one.whom}" for one in found]
    troubled = AddressTrouble.objects.filter(freed_at=None).count()
    if troubled:
        lines.append("1 address gets no reminders" if troubled == 1 else f"{troubled:,} addresses get no reminders")
    return lines


def refused_invitations() -> QuerySet[Delivery, UUID | None]:
    """The keys of the invitations whose mail was refused or came back."""
    never_arrived = (Delivery.State.FAILED, Delivery.State.BOUNCED)
    mails: QuerySet[Delivery] = Delivery.objects.filter(kind=Kind.INVITATION, state__in=never_arrived)
    return mails.values_list("about_id", flat=True)
