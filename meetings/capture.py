"""One line typed during a meeting: a promise ("@dana raise support price 8% by fri"), a decision, or something to park.

Pure, and never raises for what somebody typed: a line that cannot be read comes back as a Problem that holds it whole.

How a day may be said is in meetings/due_words.py. Source: handbook 5, a commitment in the room takes one key and words.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from meetings.due_words import Calendar, NotADay, until
from programs.wording import DateOrder

HOW_TO = "Start with @name for a promise, ! for a decision, ? to park it."


class Person(NamedTuple):
    """Somebody at the table: a key of the caller's, and the full name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What one person will do, until the end of `due_on`.

    `due_words` is what was read as the day, as it was typed; "" where none was, and the usual day was taken.
    """

    person: str
    text: str
    due_on: date
    due_words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the group decided."""

    text: str


@dataclass(frozen=True, slots=True)
class Parked:
    """What the group will come back to."""

    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be taken: the line as typed, what to do about it, and the handles that may be meant."""

    line: str
    says: str
    candidates: tuple[str, ...] = ()


Captured = Promise | Decision | Parked | Problem

_DECISION = re.compile(r"(?:!+|deci(?:sion|ded)\s*:)\s*", re.IGNORECASE)
_PARKED = re.compile(r"(?:\?+|park(?:ed|ing lot)?\s*:)\s*", re.IGNORECASE)


def captured(
    line: str, people: Sequence[Person], *, today: date, order: DateOrder = "mdy", next_meeting: date | None = None
) -> Captured:
    """What a line says. `people` are the roster that @ names come from.

    `today` is the day on the group's wall, `order` the program's order of 3/14. A promise without a day is due at
    `next_meeting`, or in 14 days where there is none to come.
    """
    typed = re.sub(r"^[-*•]\s+", "", line.strip())
    sign = unicodedata.normalize("NFKC", typed[:1])
    if len(sign) == 1:  # the signs of a full-width keyboard
        typed = sign + typed[1:]
    try:
        if sign == "@":
            return _promise(typed[1:], people, Calendar(today, order, next_meeting))
        if found := _DECISION.match(typed):
            return Decision(_said(typed[found.end() :], "What was decided? Write it after the !"))
        if found := _PARKED.match(typed):
            return Parked(_said(typed[found.end() :], "What should wait? Write it after the ?"))
        raise _Unclear(HOW_TO)
    except NotADay as unclear:
        return Problem(line, str(unclear))
    except _Unclear as unclear:
        return Problem(line, str(unclear), unclear.candidates)


def handles(people: Sequence[Person]) -> dict[str, str]:
    """What to type after @ for each person, by key: "dana-whitfield"; namesakes have a number."""
    plain = {person.key: "-".join(_words(person.name)) or "guest" for person in people}
    found: dict[str, str] = {}
    for key, handle in plain.items():
        alone = list(plain.values()).count(handle) == 1
        numbered = (f"{handle}-{n}" for n in range(1, 2 * len(plain) + 1))
        used = {*found.values(), *plain.values()}
        found[key] = handle if alone else next(one for one in numbered if one not in used)
    return found


class _Unclear(Exception):
    """A sentence for the person, and the handles that may be meant."""

    def __init__(self, says: str, candidates: Iterable[str] = ()) -> None:
        super().__init__(says)
        self.candidates = tuple(candidates)


def _said(text: str, lacking: str) -> str:
    if not text.strip():
        raise _Unclear(lacking)
    return text.strip()


# -- whose -------------------------------------------------------------------------------------------------------------

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})
_EVERYBODY = frozenset(("all", "everyone", "everybody", "group", "team", "we", "us"))
_MOST_QUOTED = 40
_COUNTS = ("", "", "Two", "Three", "Four", "Five", "Six")


def _promise(rest: str, people: Sequence[Person], calendar: Calendar) -> Promise:
    person, text = _whose(rest, people)
    text = re.sub(r"^[\s:,;]*(?:[-\u2013\u2014]+\s+)?", "", text).strip()
    if re.match(r"(?:(?:and|&|\+)\s*)?[@\uff20]", text):
        raise _Unclear("A promise is one person's. Write a line for each.")
    text, due_on, due_words = until(text, calendar)
    first = person.name.split()[0] if person.name.split() else "this person"
    return Promise(person.key, _said(text, f"What does {first} promise? Write it after the name."), due_on, due_words)


def _whose(rest: str, people: Sequence[Person]) -> tuple[Person, str]:
    """The person whose name `rest` begins with, and what comes after the name."""
    tokens = list(re.finditer(r"[^\s:,;]+", rest))[:5]
    if not tokens or rest[: tokens[0].start()].strip() or not _bare(tokens[0][0]):
        raise _Unclear("Whose promise is it? Write @ and a first name, then the promise.")
    for token in reversed(tokens[1:]):
        name = rest[: token.end()]
        whole = [one for one in people if len(_words(one.name)) > 1 and _bare(one.name) == _bare(name)]
        if len(whole) == 1 and not re.search(r"[:,;]", name):
            return whole[0], rest[token.end() :]
    typed = tokens[0][0]
    found = _called(_bare(typed), people)
    if len(found) != 1:
        raise _several(typed, found, people) if found else _nobody(typed, people)
    return found[0], rest[tokens[0].end() :]


def _called(wanted: str, people: Sequence[Person]) -> list[Person]:
    """Who is meant: by handle or full name, else first name, else another name, else how one of those begins."""
    by_handle = handles(people)
    ranks = (
        lambda one: wanted in (_bare(by_handle[one.key]), _bare(one.name)),
        lambda one: _words(one.name)[:1] == [wanted],
        lambda one: wanted in _words(one.name),
        lambda one: _bare(one.name).startswith(wanted),
        lambda one: any(word.startswith(wanted) for word in _words(one.name)),
    )
    return next((found for fits in ranks if (found := [one for one in people if fits(one)])), [])


def _several(typed: str, found: Sequence[Person], people: Sequence[Person]) -> _Unclear:
    by_handle = handles(people)
    named = [by_handle[one.key] for one in found]
    choice = " or ".join(filter(None, [", ".join(f"@{one}" for one in named[:-1]), f"@{named[-1]}"]))
    first = {one.name.split()[0] for one in found if _words(one.name)[:1] == [_bare(typed)]}
    if len(first) == 1 and len(found) < len(_COUNTS):
        [name] = first
        plural = "es" if name.endswith(("s", "x", "z", "ch", "sh")) else "s"
        return _Unclear(f"{_COUNTS[len(found)]} {name}{plural} here: {choice}.", named)
    return _Unclear(f"“{typed}” could be {choice}.", named)


def _nobody(typed: str, people: Sequence[Person]) -> _Unclear:
    if _bare(typed) in _EVERYBODY:
        return _Unclear("A promise is one person's. Write a line for each.")
    by_handle, typed = handles(people), typed[:_MOST_QUOTED]
    spellings = {word: by_handle[one.key] for one in people for word in (_bare(one.name), *_words(one.name))}
    near = list(dict.fromkeys(spellings[one] for one in difflib.get_close_matches(_bare(typed), spellings, cutoff=0.7)))
    if near:
        choice = " or ".join(f"@{one}" for one in near)
        return _Unclear(f"Nobody here is called “{typed}”. Did you mean {choice}?", near)
    return _Unclear(f"Nobody here is called “{typed}”. Write @ and the first name of somebody at this table.")


def _words(name: str) -> list[str]:
    """The words of a name without case, accents and signs: ["sean", "obrien"]."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^\w\s-]|_", "", letters).replace("-", " ").split()


def _bare(name: str) -> str:
    return "".join(_words(name.replace(".", " ").replace("_", " ")))
