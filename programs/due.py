"""Keeping the table of what is due: written by the actions, read by the sweeps of notifications."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from programs.tenancy import current_program, key_of


def set_due(
    kind: str,
    *,
    user: Any,
    about: Any,
    at: datetime,
    zone: str,
    wall: time | None = None,
    every_days: int = 0,
) -> None:
    """From `at` (aware) on, `about` asks something of `user`; one row per user, kind and object, moved if it exists.

    One that is there already is moved by the program's people and by the link of `about` (programs/migrations/0007).
    `wall` is the chosen time of day where it differs from what the clock shows at `at`: on the day on which clocks
    skip it.
    """
    wall = wall or at.astimezone(ZoneInfo(zone)).time()
    current_program()
    with connection.cursor() as cursor:
        cursor.execute(
            "select app_set_due(%s, %s, %s, %s, %s::time, %s, %s)",
            [key_of(user), kind, about.pk, at, wall.isoformat(), zone, every_days],
        )


def clear_due(kind: str, *, about: Any) -> None:
    """Nothing is asked any more, of anybody."""
    current_program()
    with connection.cursor() as cursor:
        cursor.execute("select app_clear_due(%s, %s)", [kind, about.pk])
