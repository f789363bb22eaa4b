"""How far a number goal has come, how far it should have come, and what that suggests. The owner always decides.

Pace is a straight line from the first day to the due day. Thresholds are ours, except the 21 days without movement
(research/ux.md section 4, message 7).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from goals.rhythm import Turn

Suggestion = Literal["on_track", "at_risk", "stuck", "no_news", "done"]

BEHIND = Decimal("0.10")
FAR_BEHIND = Decimal("0.35")
STILL_DAYS = 21
SILENT_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a goal stands against a straight line: the `fraction` of the way made (0 to 1 and beyond), the `elapsed`
    share of the time (0 to 1), the value `expected` today, and how far `ahead` of it (negative: behind) the value is.
    """

    fraction: Decimal
    elapsed: Decimal
    expected: Decimal
    ahead: Decimal


def fraction(start: Decimal, target: Decimal, value: Decimal) -> Decimal | None:
    """The share of the way from `start` to `target` that `value` has made: below 0 if it went back, above 1 if past.

    None if start and target are equal: there is no way to go.
    """
    return None if start == target else (value - start) / (target - start)


def elapsed(begins: date, ends: date, today: date) -> Decimal:
    """The share of the days from `begins` to `ends` that are over, 0 to 1. All of it where the days are no span."""
    if ends <= begins:
        return Decimal(1)
    share = Decimal((today - begins).days) / Decimal((ends - begins).days)
    return min(max(share, Decimal(0)), Decimal(1))


def pace(*, start: Decimal, target: Decimal, value: Decimal, begins: date, ends: date, today: date) -> Pace | None:
    """`value` against the straight line from `start` on `begins` to `target` on `ends`; None if start equals target."""
    made = fraction(start, target, value)
    if made is None:
        return None
    over = elapsed(begins, ends, today)
    expected = start + (target - start) * over
    ahead = value - expected if target > start else expected - value
    return Pace(made, over, expected, ahead)


def suggested_status(
    check_ins: Sequence[tuple[date, Decimal]],
    *,
    start: Decimal,
    target: Decimal,
    begins: date,
    ends: date,
    today: date,
    every_days: int = 14,
) -> Suggestion | None:
    """What to offer first at the next check-in, from the values so far (oldest first). None if start equals target.

    done: the target is reached. no_news: silent for two rounds. stuck: a third of the way behind the pace on the day of
    the last value, or a tenth behind and no movement for 21 days. at_risk: a tenth behind. Otherwise on_track.
    """
    last_day, value = check_ins[-1] if check_ins else (begins, start)
    then = pace(start=start, target=target, value=value, begins=begins, ends=ends, today=last_day)
    if then is None:
        return None
    if then.fraction >= 1:
        return "done"
    if (today - last_day).days > SILENT_ROUNDS * every_days:
        return "no_news"
    behind = then.elapsed - then.fraction
    still = (today - _last_moved(check_ins, begins, start)).days >= STILL_DAYS
    if behind >= FAR_BEHIND or (behind >= BEHIND and still):
        return "stuck"
    return "at_risk" if behind >= BEHIND else "on_track"


def _last_moved(check_ins: Sequence[tuple[date, Decimal]], begins: date, start: Decimal) -> date:
    """The day of the last check-in whose value differs from the one before it."""
    steps = pairwise([(begins, start), *check_ins])
    return max((day for (_, before), (day, value) in steps if value != before), default=begins)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many of the latest check-ins were given, of how many that were asked for."""

    kept: int
    asked: int

    @property
    def words(self) -> str:
        """ "4 of the last 5"; nothing while there is nothing to praise: a zero is never shown, nor one turn."""
        return f"{self.kept} of the last {self.asked}" if self.kept and self.asked > 1 else ""


def rhythm(turns: Iterable[Turn], *, today: date, away: Iterable[tuple[date, date]] = (), last: int = 5) -> Rhythm:
    """Rhythm instead of a streak: of the `last` turns (goals/rhythm.turns), how many got a check-in.

    A day that is not over yet does not count as missed, nor does one on which the member was `away`: pairs of the first
    and the last day, both included.
    """
    days_away = list(away)

    def counts(turn: Turn) -> bool:
        excused = any(first <= turn.day <= final for first, final in days_away)
        return turn.kept or (turn.day < today and not excused)

    asked = [turn for turn in turns if counts(turn)][-last:]
    return Rhythm(sum(turn.kept for turn in asked), len(asked))
