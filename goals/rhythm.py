"""When a check-in is asked for: wall-clock slots that stay at their hour when clocks change; and how it went. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import NamedTuple

from programs.clock import instant, local_day


class Turn(NamedTuple):
    """A day, in the member's zone, on which a check-in was asked for, and whether it was given."""

    day: date
    kept: bool


class Answer(NamedTuple):
    """What was said to a question: when it was asked, when it was answered, or left out on purpose."""

    asked_at: datetime
    said_at: datetime
    skipped: bool = False


def turns(
    answers: Iterable[Answer], to_come: datetime | None, *, every_days: int, now: datetime, zone: str
) -> list[Turn]:
    """Every turn of a goal, oldest first. `to_come` is when it asks, or has asked, next; None asks nothing more.

    A question that is not answered comes again every `every_days` days. An answer counts for the last of these before
    it, so that a late one repairs its turn, an early one for the one to come. A turn that was left out is none.
    """
    found = []
    for one in sorted(answers, key=lambda one: one.said_at):
        *missed, last = repeats(one.asked_at, one.said_at, every_days)
        found += [Turn(local_day(at, zone), kept=False) for at in missed]
        if not one.skipped:
            found.append(Turn(local_day(last, zone), kept=True))
    if to_come:
        found += [Turn(local_day(at, zone), kept=False) for at in repeats(to_come, now, every_days)]
    return found


def together(each: Iterable[Iterable[Turn]]) -> list[Turn]:
    """The turns of a person out of those of each of their goals, oldest first: a day is kept that got any answer."""
    kept: dict[date, bool] = {}
    for turn in chain.from_iterable(each):
        kept[turn.day] = kept.get(turn.day, False) or turn.kept
    return [Turn(day, kept[day]) for day in sorted(kept)]


def away_until(spans: Iterable[tuple[date, date]], today: date) -> date | None:
    """The last day of those on which somebody is away today, both ends included; None for who is there."""
    return max((last for first, last in spans if first <= today <= last), default=None)


def repeats(asked_at: datetime, until: datetime, every_days: int) -> list[datetime]:
    """When a question was asked up to a moment: first at `asked_at`, even if that is to come, then every few days."""
    times = max((until - asked_at) // timedelta(days=every_days), 0)
    return [asked_at + timedelta(days=every_days) * turn for turn in range(times + 1)]


def next_slot(after: datetime, zone: str, weekday: int, at: time, every_days: int, *, first: bool = False) -> datetime:
    """The next moment to ask, in UTC: on `weekday` (0 is Monday) at `at` in `zone`.

    After an answer at `after` (aware) it is about `every_days` days on: the chosen weekday that comes at least
    `every_days` - 3 days later, so that an early answer does not cost a turn. With `first` it is the next such weekday
    at least two days away, so that a new goal is asked after soon, but not tomorrow.
    """
    earliest = local_day(after, zone) + timedelta(days=2 if first else max(every_days - 3, 1))
    day = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    return instant(day, at, zone)
