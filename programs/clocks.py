"""Clocks that ring in a program: a Due that mails nobody, but starts an action when its moment comes.

They run in the name of a program admin, for what they are about may have no user, or many. Each room has its kinds and
says what each starts; `ring_ripe` is called by the task of the room.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from programs.due import clear_due, set_due
from programs.models import Due
from programs.tenancy import POST, inside, standing

BATCH = 200


def first_admin() -> Any:
    """The key of the user in whose name the clocks of this program run, or None while nobody runs it."""
    with connection.cursor() as cursor:
        cursor.execute("select app_first_admin()")
        return cursor.fetchone()[0]


def wind(kind: str, about: Any, at: datetime, *, zone: str) -> None:
    """Set the one clock of a kind and an object to ring at `at`."""
    clear_due(kind, about=about)
    if keeper := first_admin():
        set_due(kind, user=keeper, about=about, at=at, zone=zone)


def ring_ripe(kinds: Sequence[str], act: Callable[[Due, datetime], None], *, now: datetime, own: bool = False) -> int:
    """Ring every clock of these kinds whose time has come, each in a scope and transaction of its own, by `act`;
    returns how many there were. `own` clocks are a person's, and ring in their name, whatever they are in the program.

    Safe to run at any time, by any number of schedulers: a clock is locked, and gone, with what it started.
    """
    with inside(None, reach=POST):
        ripe = Due.objects.filter(at__lte=now, kind__in=kinds).order_by("at")
        waiting = list(ripe.values_list("program_id", "user_id", "pk")[:BATCH])
    for program, user, key in waiting:
        with inside(program, user):
            ring(key, act, now=now, own=own)
    return len(waiting)


def ring(key: UUID, act: Callable[[Due, datetime], None], *, now: datetime, own: bool = False) -> None:
    """Stop one clock and do what it is for. Its keeper may be no admin any more: then it goes to one who is."""
    due = Due.objects.select_for_update(skip_locked=True).filter(pk=key, at__lte=now).first()
    if due is None:
        return
    due.delete()
    if own or standing().is_admin:
        act(due, now)
    else:
        pass_on(due)


def pass_on(due: Due) -> None:
    """Wind the clock again in the name of somebody who is an admin; without anybody it stands still."""
    keeper = first_admin()
    if keeper and keeper != due.user_id:
        due.pk, due.user_id = None, keeper
        Due.objects.create(
            program_id=due.program_id, user_id=keeper, kind=due.kind, object_id=due.object_id, at=due.at,
            wall=due.wall, zone=due.zone,
        )  # fmt: skip
