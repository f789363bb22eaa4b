"""A year of dates before anybody is invited: which clash with days off and where they could go; a poll for one date.

Pure. Nothing moves by itself: a proposal is shown, and a person takes it or not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from programs.wording import DateOrder, day_words, listed

NEAR_DAYS = 21
"""How far from its day a meeting is proposed at most."""
HOTTEST = 4

Answer = Literal["yes", "if_needed", "no"]

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days on which a program does not meet, `first` and `last` included; ValueError if they are the wrong way."""

    first: date
    last: date
    name: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("The last day comes before the first.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A date that clashes, with whose day it is ("Thanksgiving Day") and the day to move to; None where none is near.

    `words` say both: "Thursday, November 26: Thanksgiving Day. Move to Thursday, December 3, a week later?"
    """

    day: date
    clashes_with: str
    move_to: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Option:
    """One moment that a poll offers. `key` names it in the answers; `starts_at` is aware."""

    key: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class OptionTally:
    """What was said to an option, in people.

    `missing` and `unheard` name those who must be there and said no, or nothing yet. `heat` is 0 (nobody can) to 4
    (everybody says yes), for the grid.
    """

    option: Option
    yes: int
    if_needed: int
    no: int
    silent: int
    missing: tuple[str, ...]
    unheard: tuple[str, ...]
    heat: int


def proposals(
    days: Sequence[date],
    days_off: Mapping[date, str],
    blackouts: Sequence[Blackout] = (),
    length_days: int = 1,
    *,
    not_before: date | None = None,
    order: DateOrder = "mdy",
) -> list[Proposal]:
    """The dates of a series that meet a day off or a blackout, in order of time, each with a day to move to.

    `days` are the first days of meetings of `length_days` in a row. A move is the same weekday a week later, else a
    week earlier, else the nearest workdays within three weeks (the later of two as near); never onto a day off, another
    meeting, another move, or a day before `not_before`.
    """
    off = _Off(days_off, blackouts)
    stretches = {day: _stretch(day, length_days) for day in sorted(set(days))}
    taken = {day for stretch in stretches.values() if not off.among(stretch) for day in stretch}
    found = []
    for day, stretch in stretches.items():
        names = off.among(stretch)
        if not names:
            continue
        move_to = next(
            (
                target
                for target in _targets(day, length_days)
                if (not_before is None or target >= not_before)
                and taken.isdisjoint(_stretch(target, length_days))
                and not off.among(_stretch(target, length_days))
            ),
            None,
        )
        if move_to:
            taken.update(_stretch(move_to, length_days))
        found.append(Proposal(day, listed(names), move_to, _words(day, listed(names), move_to, order)))
    return found


def tally(
    options: Sequence[Option],
    answers: Mapping[str, Mapping[str, Answer]],
    asked: Collection[str],
    must: Collection[str] = (),
) -> list[OptionTally]:
    """The options of a poll, the best first.

    `asked` are the keys of everybody in the poll, `must` those without whom there is no meeting; `answers` go by
    person, then by option. Answers of people who are not asked do not count. Best is: fewest who must and cannot, most
    who can at all, most who said yes, fewest who must and are silent, then the earliest.
    """
    people = sorted(asked)
    found = [_tally_one(option, answers, people, must) for option in options]
    return sorted(
        found,
        key=lambda one: (
            *(len(one.missing), -(one.yes + one.if_needed), -one.yes, len(one.unheard)),
            *(one.option.starts_at, one.option.key),
        ),
    )


def _tally_one(
    option: Option, answers: Mapping[str, Mapping[str, Answer]], people: Sequence[str], must: Collection[str]
) -> OptionTally:
    said = {person: answers.get(person, {}).get(option.key) for person in people}
    heard = list(said.values())
    yes, if_needed = heard.count("yes"), heard.count("if_needed")
    return OptionTally(
        option=option,
        yes=yes,
        if_needed=if_needed,
        no=heard.count("no"),
        silent=heard.count(None),
        missing=tuple(person for person in people if person in must and said[person] == "no"),
        unheard=tuple(person for person in people if person in must and said[person] is None),
        heat=_heat(2 * yes + if_needed, 2 * len(people)),
    )


def _heat(points: int, most: int) -> int:
    """0 for none, 4 for all, and the steps between them in even thirds, rounded up: one yes is already warm."""
    if not points or points == most:
        return HOTTEST if points else 0
    return -(-points * (HOTTEST - 1) // most)


class _Off:
    """Whose days off are met."""

    def __init__(self, days_off: Mapping[date, str], blackouts: Sequence[Blackout]) -> None:
        self.days_off, self.blackouts = days_off, blackouts

    def among(self, stretch: Sequence[date]) -> list[str]:
        """The names of all days off among some days, each once."""
        names = [self.days_off[day] for day in stretch if day in self.days_off]
        names += [one.name for day in stretch for one in self.blackouts if one.first <= day <= one.last]
        return list(dict.fromkeys(names))


def _stretch(day: date, length_days: int) -> list[date]:
    return [day + timedelta(days=n) for n in range(length_days)]


def _targets(day: date, length_days: int) -> list[date]:
    """Where a meeting could go, the best first, free or not."""
    near = [day + timedelta(days=sign * n) for n in range(1, NEAR_DAYS + 1) for sign in (1, -1)]
    workdays = [one for one in near if all(each.weekday() <= _FRIDAY for each in _stretch(one, length_days))]
    return [day + timedelta(days=7), day - timedelta(days=7), *workdays]


def _words(day: date, clash: str, move_to: date | None, order: DateOrder) -> str:
    what = f"{day:%A}, {day_words(day, order=order)}: {clash}."
    if move_to is None:
        return f"{what} No day near it is free: choose one, or leave this date out."
    to = f"{move_to:%A}, {day_words(move_to, order=order, year=move_to.year != day.year)}"
    how = {7: ", a week later", -7: ", a week earlier"}.get((move_to - day).days, "")
    return f"{what} Move to {to}{how}?"
