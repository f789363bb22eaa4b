"""When a check-in is asked for: wall-clock slots that stay at their hour when clocks change. Pure."""

from datetime import datetime, time, timedelta

from programs.clock import instant, local_day


def next_slot(after: datetime, zone: str, weekday: int, at: time, every_days: int, *, first: bool = False) -> datetime:
    """The next moment to ask, in UTC: on `weekday` (0 is Monday) at `at` in `zone`.

    After an answer at `after` (aware) it is about `every_days` days on: the chosen weekday that comes at least
    `every_days` - 3 days later, so that an early answer does not cost a turn. With `first` it is the next such weekday
    at least two days away, so that a new goal is asked after soon, but not tomorrow.
    """
    earliest = local_day(after, zone) + timedelta(days=2 if first else max(every_days - 3, 1))
    day = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    return instant(day, at, zone)
