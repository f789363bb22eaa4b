"""When a clock of this room rings: meetings come nearer, or somebody took or left a seat."""

from datetime import datetime

from groups.actions import SEATS_CHANGED
from groups.models import Group
from meetings.actions.opening import TEND, tend
from programs.clocks import ring_ripe
from programs.models import Due

KINDS = (TEND, SEATS_CHANGED)
"""Kinds of Due that ask nobody by mail: clocks that this room rings."""


def ring_all(*, now: datetime) -> int:
    """Ring every clock of this room whose time has come; returns how many there were."""
    return ring_ripe(KINDS, ring, now=now)


def ring(due: Due, now: datetime) -> None:
    """Tend the group that a clock is about."""
    if group := Group.objects.filter(pk=due.object_id).first():
        tend(group, now=now)
