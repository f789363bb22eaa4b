"""Handing groups to substitutes, for tests: Robin, who is nobody else in the world, and moving their dates."""

from datetime import datetime, timedelta
from typing import Any

from groups.actions import StandIn, may_stand_in
from groups.models import FacilitatorTerm
from meetings.actions.handing import hand_over
from meetings.models import Handover
from programs.actions import give_role
from programs.clock import local_day
from programs.models import Role, User
from programs.tenancy import inside


def robin(world: Any) -> User:
    """Somebody who holds the facilitator's role and facilitates nothing."""
    user = User.objects.create_user("robin@circle.example", "Robin Adeyemi")
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.FACILITATOR, by=world.admin, user=user)
    return user


def chosen(world: Any, user: User, by: User | None = None) -> StandIn:
    """A user as one of those who may stand in for the facilitator of Owners 1."""
    with inside(world.heartland, by or world.facilitator):
        return next(one for one in may_stand_in(world.group) if one.user == user.pk)


def handed(world: Any, user: User, now: datetime, *, begins: int = 0, lasts: int = 7, **more: Any) -> Handover:
    """Owners 1 is handed to a user `begins` days from now, for `lasts` days."""
    to = chosen(world, user)
    with inside(world.heartland, world.facilitator):
        first = local_day(now, world.heartland.zone) + timedelta(days=begins)
        return hand_over(
            world.group, to, by=world.facilitator, now=now, first=first, last=first + timedelta(days=lasts - 1), **more
        )


def moved(world: Any, made: Handover, by: timedelta) -> None:
    """As if the dates lay earlier or later: their beginning, their end, and from when they read."""
    with inside(world.heartland, world.admin):
        term = FacilitatorTerm.objects.get(pk=made.term_id)
        FacilitatorTerm.objects.filter(pk=term.pk).update(
            since=term.since + by, until=(term.until or term.since) + by, reads_from=term.reads_from + by
        )
