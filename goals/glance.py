"""A goal at a glance: which status to show and how far it has come, in few words. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from goals.progress import SILENT_ROUNDS, fraction
from goals.wording import short, shown

URGENCY = {"stuck": 0, "at_risk": 1, "no_news": 2, "on_track": 3}
"""Who needs help comes first: the order of statuses on every list."""

LARGE = 10_000
"""From here on a list writes numbers with k and M."""


def status_shown(status: str, last: datetime | None, now: datetime, every_days: int) -> str:
    """The status word to show: what was said, or no_news before the first check-in and after two silent rounds."""
    if not status or last is None or now - last > timedelta(days=SILENT_ROUNDS * every_days):
        return "no_news"
    return status


def percent(start: Decimal | None, target: Decimal | None, current: Decimal | None) -> int | None:
    """How much of the way is made, 0 to 100; None where that cannot be said."""
    if start is None or target is None or current is None:
        return None
    made = fraction(start, target, current)
    return None if made is None else round(min(max(made, Decimal(0)), Decimal(1)) * 100)


def way(current: Decimal | None, target: Decimal | None, unit: str) -> str:
    """Where a number stands and where it should go: "46.2 → 52 %", "$900 → $1,200"; as much of it as is known."""
    return _joined(shown, current, target, unit)


def way_in_short(current: Decimal | None, target: Decimal | None, unit: str) -> str:
    """The same in the width of a list: "$156.5k → $175k"."""
    large = any(value is not None and abs(value) >= LARGE for value in (current, target))
    return _joined(short if large else shown, current, target, unit)


def _joined(write: Callable[[Decimal, str], str], current: Decimal | None, target: Decimal | None, unit: str) -> str:
    values = [value for value in (current, target) if value is not None]
    words = [write(value, unit) for value in values]
    # A unit that stands behind its number is said once, a sign before it with each.
    if len(words) == 2 and unit and words[0].endswith(f" {unit}"):
        words[0] = words[0].removesuffix(f" {unit}")
    return " → ".join(words)


def steps_words(done: int, total: int) -> str:
    """How many milestones are done: "2 of 4 done", or nothing where there are none."""
    return f"{done} of {total} done" if total else ""
