"""Merges what several rows tell of the same person, company, group or goal.

The first cell that says something stays; a later one fills blanks, and is reported where it says something else.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic, TypeVar

from members.roster.cells import Facts, SheetReader
from members.roster.names import company_key
from members.roster.records import Company, Facilitator, Goal, Group, Person, Seat, Where

K = TypeVar("K")
T = TypeVar("T", Company, Person, Group, Facilitator, Goal)

_SAYS_NOTHING: tuple[Any, ...] = (None, "", ())
# A field of a record -> the field of the roster that it came from, where the two differ.
_CAME_FROM = {
    "revenue_band": "revenue",
    "service_radius_km": "service_radius",
    "track": "role",
    "start_value": "goal_from",
    "target_value": "goal_to",
    "unit": "goal_unit",
    "due_on": "goal_by",
    "why": "goal_why",
}


@dataclass(slots=True)
class Gathered(Generic[T]):
    """A record as the rows so far tell it, those rows, and for each field the row and text that said it first."""

    record: T
    rows: list[Where]
    said: dict[str, tuple[Where, str]]


@dataclass(slots=True)
class SeatClaims:
    """What the rows say of a company's seat in a group: since and until when, by who holds it and by who left it."""

    rows: list[Where]
    current: dict[str, tuple[date | None, date | None]]
    left: dict[str, tuple[date | None, date | None]]

    def seat(self, group: str, company: str) -> Seat:
        """The seat of those who hold it now; if nobody does, as it was left last."""
        claims = self.current or self.left
        begins = [since for since, _ in claims.values() if since]
        ends = [until for _, until in claims.values() if until]
        ended = max(ends) if len(ends) == len(claims) else None
        return Seat(group, company, tuple(claims), min(begins, default=None), ended)


def merge(store: MutableMapping[K, Gathered[T]], key: K, record: T, facts: Facts, sheet: SheetReader) -> Where | None:
    """Merges a record into what earlier rows told of it. Gives back the first of those rows, None if there is none."""
    said = {f.name: getattr(record, f.name) for f in fields(record)}
    said = {name: value for name, value in said.items() if value not in _SAYS_NOTHING}
    texts = {name: facts.texts.get(_CAME_FROM.get(name, name), "") for name in said}
    gathered = store.get(key)
    if gathered is None:
        store[key] = Gathered(record, [facts.where], {name: (facts.where, text) for name, text in texts.items()})
        return None
    blanks = {name: value for name, value in said.items() if getattr(gathered.record, name) in _SAYS_NOTHING}
    for name, value in said.items():
        if name not in blanks and _differs(name, value, getattr(gathered.record, name)):
            where, text = gathered.said.get(name, (gathered.rows[0], ""))
            elsewhere = "" if where.source == facts.where.source else f" of {where.source}"
            says = f"differs from '{text}' in row {where.row}{elsewhere}, which was kept. Make them the same."
            sheet.add_problem(facts, _CAME_FROM.get(name, name), says, "warning")
    if blanks:
        gathered.record = replace(gathered.record, **blanks)
        gathered.said |= {name: (facts.where, texts[name]) for name in blanks}
    gathered.rows.append(facts.where)
    return gathered.rows[0]


def _differs(name: str, value: Any, kept: Any) -> bool:
    """Names differ only if their keys do: case, accents and a legal form make no other company or person."""
    if value == kept:
        return False
    return name not in ("name", "title") or company_key(value) != company_key(kept)
