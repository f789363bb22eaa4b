"""What an import would do: files + what exists + options -> Plan. Nothing is written here.

Rows with an error are left out; the plan is `ready` if there are none, or if the caller asked to go on without them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TypeVar

from members.roster.cells import Lookup, SheetReader
from members.roster.doubts import doubts_about_groups, unusable
from members.roster.fields import FIELDS
from members.roster.gathering import Gathering
from members.roster.merging import Gathered, SeatClaims
from members.roster.records import (
    Company,
    Existing,
    Goal,
    Group,
    Options,
    Person,
    Plan,
    Planned,
    Problem,
    Seat,
    Source,
)

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all, now and then and at the end."""

T = TypeVar("T", Company, Person, Group, Goal)

_KNOWN_BY: dict[type, set[str]] = {
    Company: {"key", "name"},
    Group: {"key", "name"},
    Person: {"email"},
    Goal: {"email", "title"},
}
_SAYS_NOTHING = (None, "", "milestones")  # a goal without figures in the file may well have them in the program

_READING_ORDER = ("companies", "groups", "people", "goals")
_ROWS_BETWEEN_PROGRESS = 100


def build_plan(
    sources: Sequence[Source],
    *,
    existing: Existing,
    options: Options,
    lookup_city: Lookup,
    progress: Progress | None = None,
) -> Plan:
    """Reads all rows of all files and says what becomes of them.

    The kind of each file shows in its columns; they are read in the order companies, groups, people, goals, whatever
    the order of `sources`. Problems come back in the order of `sources` and rows.
    """
    gathering = Gathering(existing, options)
    sheets = [SheetReader(source, options, lookup_city, named=len(sources) > 1) for source in sources]
    problems: list[list[Problem]] = [unusable(sheet) for sheet in sheets]
    total = sum(len(source.table.rows) for source in sources)
    done = broken = 0
    for sheet, told in sorted(zip(sheets, problems, strict=True), key=lambda pair: _turn(pair[0])):
        usable = not told
        for row in sheet.source.table.rows:
            done += 1
            if usable:
                facts = sheet.facts(row)
                gathering.add(facts, sheet)
                told.extend(facts.problems)
            broken += not usable or facts.broken
            if progress and (done % _ROWS_BETWEEN_PROGRESS == 0 or done == total):
                progress(done, total)
    problems.append(doubts_about_groups(gathering, sheets))
    return _plan(
        gathering,
        existing,
        options,
        problems=tuple(problem for told in problems for problem in told),
        notes=_notes(sources),
        rows=total,
        broken=broken,
    )


def _turn(sheet: SheetReader) -> int:
    return _READING_ORDER.index(sheet.kind) if sheet.kind else 0


def _notes(sources: Sequence[Source]) -> tuple[str, ...]:
    """What is worth knowing of a file as a whole: how it was read, and which of its columns are not imported."""
    notes: list[str] = []
    for source in sources:
        notes += [f"{source.name}: {note}" for note in source.table.notes]
        if source.table.encoding == "Windows-1252":
            notes.append(f"{source.name}: not written as UTF-8; look at names with accents.")
        left_out = [name for i, name in enumerate(source.table.header) if source.mapping.get(i) not in FIELDS]
        if left_out:
            notes.append(f"{source.name}: not imported: {', '.join(left_out)}.")
    return tuple(notes)


def _plan(
    gathering: Gathering,
    existing: Existing,
    options: Options,
    *,
    problems: tuple[Problem, ...],
    notes: tuple[str, ...],
    rows: int,
    broken: int,
) -> Plan:
    _fill_in_tracks(gathering)
    return Plan(
        people=tuple(_planned(told, existing.people.get(email)) for email, told in gathering.people.items()),
        companies=tuple(_planned(told, existing.companies.get(key)) for key, told in gathering.companies.items()),
        groups=tuple(_planned(told, existing.groups.get(key)) for key, told in gathering.groups.items()),
        seats=tuple(
            _planned_seat(claims, claims.seat(*key), existing.seats.get(key), options.today)
            for key, claims in gathering.seats.items()
        ),
        facilitators=tuple(
            Planned(told.record, "same" if key in existing.facilitators else "create", (), tuple(told.rows))
            for key, told in gathering.facilitators.items()
        ),
        goals=tuple(_planned(told, existing.goals.get(key)) for key, told in gathering.goals.items()),
        problems=problems,
        notes=notes,
        rows=rows,
        clean=rows - broken,
        broken=broken,
        ready=options.skip_broken_rows or not broken,
    )


def _fill_in_tracks(gathering: Gathering) -> None:
    """A group of which no row says the track gets the one that most of its people have."""
    tracks: dict[str, Counter[str]] = {}
    for (group, _), claims in gathering.seats.items():
        people = (gathering.people[email].record for email in claims.current)
        tracks.setdefault(group, Counter()).update(person.track for person in people if person.track)
    for key, told in gathering.groups.items():
        if not told.record.track and tracks.get(key):
            told.record = replace(told.record, track=tracks[key].most_common(1)[0][0])


def _planned(told: Gathered[T], old: T | None) -> Planned[T]:
    """What is told laid over what exists. What says nothing changes nothing, nor does another spelling of the key."""
    rows = tuple(told.rows)
    if old is None:
        return Planned(told.record, "create", (), rows)
    news = {f.name: getattr(told.record, f.name) for f in fields(old) if f.name not in _KNOWN_BY[type(old)]}
    changes = {
        name: value for name, value in news.items() if value not in _SAYS_NOTHING and value != getattr(old, name)
    }
    return Planned(replace(old, **changes), "update" if changes else "same", tuple(changes), rows)


def _planned_seat(claims: SeatClaims, told: Seat, old: Seat | None, today: date) -> Planned[Seat]:
    """A seat laid over the latest one of that company in that group. After one that was left, a new term begins."""
    rows = tuple(claims.rows)
    if old is None or (_was_left(old, today) and not _was_left(told, today)):
        return Planned(told, "create", (), rows)
    seat = _changed_seat(claims, told, old, today)
    changed = tuple(f.name for f in fields(seat) if getattr(seat, f.name) != getattr(old, f.name))
    return Planned(seat, "update" if changed else "same", changed, rows)


def _changed_seat(claims: SeatClaims, told: Seat, old: Seat, today: date) -> Seat:
    """Holders whom no row names stay; a seat is left when the last of them has left."""
    since = told.since if told.since and set(old.holders) <= set(told.holders) else old.since or told.since
    if _was_left(old, today):
        return replace(old, since=since, until=told.until)
    staying = tuple(email for email in old.holders if email in claims.current or email not in claims.left)
    if _was_left(told, today):
        return replace(old, holders=staying) if staying else replace(old, since=since, until=told.until)
    newcomers = tuple(email for email in told.holders if email not in old.holders)
    return replace(old, holders=staying + newcomers, since=since, until=told.until or old.until)


def _was_left(seat: Seat, today: date) -> bool:
    return seat.until is not None and seat.until <= today
