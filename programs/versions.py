"""Rows that two people may have open at once: each save counts up `version`, and a save over a newer one is stale.

An action locks the row, sees what would change, and refuses what its person could not have known of:

    lock(track)
    changed = differing(track, fields)
    if changed:
        refuse_stale(track, seen)
        save(track, fields, changed)
"""

from collections.abc import Iterable, Mapping
from typing import Any

from programs.refusal import Stale


def lock(row: Any) -> None:
    """Bring a row up to date and keep others from changing it until the transaction ends; what refers to it goes on."""
    rows = type(row).objects.all()
    row.refresh_from_db(from_queryset=rows.select_for_update(no_key=True))


def differing(row: Any, fields: Mapping[str, Any]) -> list[str]:
    """The names of `fields` (name -> value) in which a row is not what it shall be."""
    return [name for name, value in fields.items() if getattr(row, name) != value]


def refuse_stale(row: Any, seen: int | None) -> None:
    """Raise Stale if a row was saved since the version `seen`; None is somebody who did not look, such as an import."""
    if seen is not None and seen != row.version:
        raise Stale(row)


def save(row: Any, fields: Mapping[str, Any], changed: Iterable[str]) -> None:
    """Write those of `fields` that `changed` names, as the next version of a locked row."""
    for name in changed:
        setattr(row, name, fields[name])
    row.version += 1
    row.save(update_fields=[*changed, "version"])
