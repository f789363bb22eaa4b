"""The dates of a series, as rows: a meeting each, a year ahead."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from meetings.models import Blackout, Meeting, Series
from meetings.planning import Blackout as Stretch
from meetings.planning import proposals
from meetings.recurrence import Occurrence, Pattern, occurrences
from programs.activity import record_each
from programs.bulk import insert_all, update_all
from programs.clock import instant, local_day

PLANNED_AHEAD = timedelta(days=365)
"""How far a series is planned: a year, and a further one before it runs out."""

COPIED = ("mode", "place", "join_url", "agenda", "name")
"""What a meeting has from its series."""

Choices = Mapping[date, date | None]
"""For days that the rule gives: another day instead, or None to leave it out (a holiday, a blackout)."""


def dates_of(series: Series, *, since: date) -> list[Occurrence]:
    """The dates of a series from `since` to its `until`, counted from the day on which it began."""
    pattern = Pattern.parse(series.pattern)
    found = occurrences(
        pattern, series.first_on, series.until, at=series.at, zone=series.zone, minutes=series.minutes,
        days=series.days,
    )  # fmt: skip
    return [one for one in found if one.day >= since]


def write_meetings(series: Series, found: list[Occurrence], choices: Choices, now: datetime) -> None:
    """The meetings of these dates; one that is there already stays as it is."""
    insert_all(
        (meeting_of(series, one, choices, now) for one in found if choices.get(one.day, one.day) is not None),
        ignore_conflicts=True,
    )


def meeting_of(series: Series, one: Occurrence, choices: Choices, now: datetime) -> Meeting:
    """The meeting of one date, on the day that was chosen instead if there is one."""
    day = choices.get(one.day) or one.day
    starts_at, ends_at = (one.starts_at, one.ends_at) if day == one.day else moments(series, day)
    return Meeting(
        group_id=series.group_id, series=series, planned_on=one.day, starts_at=starts_at, ends_at=ends_at,
        zone=series.zone, days=series.days, minutes=series.minutes, moved=day != one.day, created_at=now,
        **{name: getattr(series, name) for name in COPIED},
    )  # fmt: skip


def moments(wall: Any, day: date) -> tuple[datetime, datetime]:
    """From when to when a meeting lasts whose first day is `day`; `wall` has its at, zone, minutes and days."""
    last = day + timedelta(days=wall.days - 1)
    return instant(day, wall.at, wall.zone), instant(last, wall.at, wall.zone) + timedelta(minutes=wall.minutes)


def days_taken(groups: Collection[Any]) -> dict[Any, dict[date, str]]:
    """The days on which groups meet already, by group, in the words of a clash. One query."""
    found: dict[Any, dict[date, str]] = {}
    planned = Meeting.objects.on().filter(group__in=groups).values_list("group", "starts_at", "zone", "days")
    for group, starts_at, zone, days in planned:
        first = local_day(starts_at, zone)
        found.setdefault(group, {}).update(
            {first + timedelta(days=n): "another meeting of the group" for n in range(days)}
        )
    return found


@transaction.atomic
def extend_all(many: Sequence[Series], *, now: datetime) -> None:
    """Plan a further year of each of these series, by the product itself, before the planned one runs out.

    A date that meets a day off, a blackout or another meeting of the group goes where the first planning would propose,
    or is left out where no day near is free. Nobody is invited yet, and the mail with the year says what was moved.
    """
    rows: list[Meeting] = []
    stretches = [Stretch(one.first, one.last, one.name) for one in Blackout.objects.all()] if many else []
    others = days_taken({series.group_id for series in many}) if many else {}
    for series in many:
        since, series.until = series.until + timedelta(days=1), series.until + PLANNED_AHEAD
        found = dates_of(series, since=since)
        off = series.program.days_off(since) | others.get(series.group_id, {})
        clashes = proposals([one.day for one in found], off, stretches, series.days, not_before=since)
        choices = {one.day: one.move_to for one in clashes}
        fresh = [one for one in found if choices.get(one.day, one.day) is not None]
        rows += (meeting_of(series, one, choices, now) for one in fresh)
    update_all(many, ["until"])
    insert_all(rows, ignore_conflicts=True)
    record_each("series.extended", many, by=None, via="command", at=now, of=lambda one: {"group_id": one.group_id})
