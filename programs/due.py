"""Keeping the table of what is due: written by the actions, read by the sweeps of notifications."""

from datetime import datetime
from typing import Any

from programs.models import Due
from programs.tenancy import current_program, key_of


def set_due(kind: str, *, user: Any, about: Any, at: datetime, zone: str, every_days: int = 0) -> None:
    """From `at` (aware) on, `about` asks something of `user`; one row per user, kind and object, moved if it exists."""
    Due.objects.update_or_create(
        program_id=current_program(),
        user_id=key_of(user),
        kind=kind,
        object_id=about.pk,
        defaults={"at": at, "zone": zone, "every_days": every_days},
    )


def clear_due(kind: str, *, about: Any) -> None:
    """Nothing is asked any more."""
    Due.objects.filter(kind=kind, object_id=about.pk).delete()
