"""Keeping the table of what is due: written by the actions, read by the sweeps of notifications."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from programs.models import Due
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

    `wall` is the chosen time of day where it differs from what the clock shows at `at`: on the day on which clocks
    skip it.
    """
    Due.objects.update_or_create(
        program_id=current_program(),
        user_id=key_of(user),
        kind=kind,
        object_id=about.pk,
        defaults={
            "at": at,
            "wall": wall or at.astimezone(ZoneInfo(zone)).time(),
            "zone": zone,
            "every_days": every_days,
        },
    )


def clear_due(kind: str, *, about: Any) -> None:
    """Nothing is asked any more."""
    Due.objects.filter(kind=kind, object_id=about.pk).delete()
