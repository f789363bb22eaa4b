"""Guesses what each column of a file tells, from its header, from what the program called it last time, and from a look
at its cells. Every column gets an answer, "not imported" among them, so that nothing is dropped unseen.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from typing import Literal

from members.roster.fields import FIELDS, about

Kind = Literal["people", "companies", "groups", "goals"]

_SURE_ENOUGH = 0.7
_LOOK_AT = 300
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WHOSE = frozenset(("email", "name", "first_name", "last_name", "company"))
_ANOTHER_MATTER = frozenset({"note", "notes", "comment", "comments", "remarks", "id", "old", "previous", "former"})


@dataclass(frozen=True, slots=True)
class Guess:
    """What column `column` (0-based) is taken for: a key of FIELDS or "" (not imported); how sure, 0 to 1; and why."""

    column: int
    header: str
    field: str
    score: float
    why: str


def normalized(header: str) -> str:
    """A header without case, accents, punctuation and double blanks: "# of E-Mails" gives "number of e mails"."""
    plain = unicodedata.normalize("NFKD", header.replace("ß", "ss")).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.replace("#", " number ").replace("%", " percent ").replace("\u2019", "'").replace("'s", "")
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())


_EXACT = {normalized(name): f.key for f in FIELDS.values() for name in (*f.alone, *f.names, f.label)}
_PARTS = [(set(normalized(name).split()), f.key) for f in FIELDS.values() for name in (*f.names, f.label)]
_LONG_NAMES = [name for name in _EXACT if len(name) > 4]


def guess_columns(
    header: Sequence[str], rows: Iterable[Sequence[str]] = (), *, remembered: Mapping[str, str] | None = None
) -> list[Guess]:
    """One guess per column, in order; each field at most once, the surest column wins, the leftmost among equals.

    `rows` are a few rows of cells to look at (the first 50 will do). `remembered` maps normalized headers to field
    keys, or to "" for a column that was left out last time; see `memory_of`.
    """
    memory = remembered or {}
    candidates = [(i, *pair) for i, name in enumerate(header) for pair in _candidates(normalized(name), memory)]
    candidates += _by_content(header, rows, known={i for i, *_ in candidates})
    guesses = [Guess(i, name, "", 0.0, "not a column that we know") for i, name in enumerate(header)]
    holder: dict[str, str] = {}
    for i, key, score, why in sorted(candidates, key=lambda c: (-c[2], c[0])):
        if guesses[i].field or guesses[i].why == "left out last time":
            continue
        if key in holder:
            guesses[i] = replace(guesses[i], why=f"{FIELDS[key].label} is already taken from {holder[key]}")
            continue
        guesses[i] = Guess(i, header[i], key, round(score, 2), why)
        if key:
            holder[key] = header[i]
    return _in_context(guesses)


def mapping_of(guesses: Iterable[Guess]) -> dict[int, str]:
    """Column number to field key, without the columns that are not imported."""
    return {guess.column: guess.field for guess in guesses if guess.field}


def memory_of(header: Sequence[str], mapping: Mapping[int, str]) -> dict[str, str]:
    """What to remember once a person has confirmed a mapping: normalized header to field key, "" for left out."""
    return {normalized(name): mapping.get(i, "") for i, name in enumerate(header)}


def kind_of(fields: Iterable[str]) -> Kind | None:
    """What one row of a file is: a person (with whatever else it tells), a company, a group or a goal; None if unclear.

    Goals are it if the file says whose they are, but too little to make a person of it.
    """
    keys = set(fields)
    names_people = bool(keys & {"email", "name", "last_name"})
    introduces_people = {"email", "company"} <= keys and bool(keys & {"name", "last_name"})
    if "goal" in keys and names_people and not introduces_people and about(keys - _WHOSE) == {"goal"}:
        return "goals"
    if names_people:
        return "people"
    if "company" in keys and "group" not in keys:
        return "companies"
    return "groups" if "group" in keys else None


def _candidates(name: str, memory: Mapping[str, str]) -> list[tuple[str, float, str]]:
    """Field key, score and reason, for each field that a normalized header might mean."""
    if name in memory:
        known = memory[name] in FIELDS
        return [(memory[name], 1.0, "as last time")] if known else [("", 1.0, "left out last time")]
    if name in _EXACT:
        return [(_EXACT[name], 0.99, "the name says so")]
    words = set(name.split())
    if words & _ANOTHER_MATTER:
        return []
    parts = [(0.7 + 0.2 * len(part) / len(words), key) for part, key in _PARTS if part <= words and len(part) > 1]
    parts += [(0.75, key) for part, key in _PARTS if len(part) == 1 and part <= words and len(words) < 4]
    if parts:
        score, key = max(parts)
        return [(key, score, f"reads like {FIELDS[key].label}")]
    return _by_spelling(name)


def _by_spelling(name: str) -> list[tuple[str, float, str]]:
    if not 4 < len(name) < 40:
        return []
    close = get_close_matches(name, _LONG_NAMES, n=1, cutoff=0.84)
    return [
        (_EXACT[other], SequenceMatcher(None, name, other).ratio() * 0.9, f"spelled like {FIELDS[_EXACT[other]].label}")
        for other in close
    ]


def _by_content(
    header: Sequence[str], rows: Iterable[Sequence[str]], known: set[int]
) -> list[tuple[int, str, float, str]]:
    """Columns with a header that says nothing, in which nearly every filled cell is an e-mail address."""
    sample = list(rows)
    found: list[tuple[int, str, float, str]] = []
    for i in set(range(len(header))) - known:
        filled = [row[i].strip()[:_LOOK_AT] for row in sample if row[i].strip()]
        if filled and sum(bool(_ADDRESS.search(cell)) for cell in filled) >= 0.8 * len(filled):
            found.append((i, "email", _SURE_ENOUGH, "its cells are e-mail addresses"))
    return found


def _in_context(guesses: list[Guess]) -> list[Guess]:
    """Short headers mean what the file is about: "Name" in a list of companies, "From" where no goal is told."""
    keys = {guess.field for guess in guesses} - {""}
    reads_as: dict[str, str] = {}
    if not keys & {"email", "last_name", "phone", "title", "runs", "ask_me"}:
        reads_as |= _without_people(keys)
    if "goal" not in keys:
        reads_as |= {old: new for old, new in (("goal_from", "since"), ("goal_to", "until")) if new not in keys}
    return [
        replace(guess, field=reads_as[guess.field], why="from the columns beside it")
        if guess.field in reads_as and guess.why != "as last time"
        else guess
        for guess in guesses
    ]


def _without_people(keys: set[str]) -> dict[str, str]:
    """How Name and Role read where nothing else speaks of a person."""
    told = about(keys - {"name", "role"})
    if "company" in told and "company" not in keys:
        return {"name": "company"}
    if "group" in told and "company" not in told and "goal" not in told:
        if {"group", "name"} <= keys:
            return {}
        reads_as = {} if "group_track" in keys else {"role": "group_track"}
        return reads_as if "group" in keys else reads_as | {"name": "group"}
    return {}
