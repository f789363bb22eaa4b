"""The dates that a rule would give, before anybody is invited: which fall on days off, and where they could go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from meetings.actions.dates import PLANNED_AHEAD, Choices
from meetings.lines import Wall
from meetings.models import Blackout, Meeting, Series
from meetings.plan_forms import SeriesForm
from meetings.planning import Blackout as Stretch
from meetings.planning import proposals
from meetings.recurrence import days_of
from meetings.ribbon import Ribbon, ribbon
from programs.clock import local_day
from programs.wording import clock

MOVE, KEEP, SKIP = "move", "keep", "skip"


@dataclass(frozen=True)
class Date:
    """One date. Where it clashes: with what, the ways out as (value, words), and which one is `chosen`."""

    field: str
    words: str
    clash: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    chosen: str = ""


@dataclass(frozen=True)
class Year:
    """What a rule gives: its dates, the year with the chosen ways out, and `choices` for the action.

    `settled` is whether the reader has seen all clashes: each has an answer among what was sent.
    """

    words: str
    dates: tuple[Date, ...]
    ribbon: Ribbon
    choices: Choices
    settled: bool

    @property
    def clashes(self) -> int:
        """How many dates clash."""
        return sum(bool(one.clash) for one in self.dates)

    @property
    def count(self) -> int:
        """How many meetings there would be."""
        return len(self.dates) - sum(moved is None for moved in self.choices.values())


def year_of(form: SeriesForm, wall: Wall, sent: Mapping[str, Any]) -> Year | None:
    """The year of a form as far as it is typed; None while it says no rule yet.

    `sent` holds the answers to clashes by `Date.field`. Asks for the blackouts and for the group's other meetings.
    """
    if not form.is_valid():
        return None
    said, series = form.cleaned_data, form.series
    today = local_day(wall.now, said["zone"])
    until = series.until if series else said["first_on"] + PLANNED_AHEAD
    days = [day for day in days_of(form.pattern(), said["first_on"], until) if day >= today]
    planned = planned_days(form.group, series)
    days_off = {
        **wall.program.days_off(said["first_on"]),
        **wall.program.days_off(today),
        **{day: "another meeting of the group" for day, of_series in planned.items() if not of_series},
    }
    fresh = [day for day in days if not planned.get(day)]
    stretches = [Stretch(one.first, one.last, one.name) for one in Blackout.objects.filter(last__gte=today)]
    found = {
        one.day: one
        for one in proposals(
            fresh, days_off, stretches, said["days"], not_before=today, order=wall.program.date_order,  # type: ignore[arg-type]
        )
    }  # fmt: skip
    dates, choices, settled = [], {}, True
    for day in days:
        clash = found.get(day)
        if clash is None:
            dates.append(Date(field_of(day), wall.date(day)))
            continue
        usual = SKIP if series and series_left_out(series, form, day) else MOVE if clash.move_to else SKIP
        ways = ways_out(clash.move_to, wall)
        answer = sent.get(field_of(day), "")
        settled = settled and answer in dict(ways)
        chosen = answer if answer in dict(ways) else usual
        choices[day] = {MOVE: clash.move_to, KEEP: day, SKIP: None}[chosen]
        dates.append(Date(field_of(day), wall.date(day), clash.clashes_with, ways, chosen))
    ahead = (choices.get(day, day) for day in days)
    drawn = [(day, said["mode"]) for day in ahead if day is not None]
    rule = form.pattern().words()
    hour = clock(said["at"], wall.program.clock)
    words = f"{rule[0].upper()}{rule[1:]}, {hour}"
    return Year(words, tuple(dates), ribbon(drawn, min((day for day, _ in drawn), default=today)), choices, settled)


def field_of(day: date) -> str:
    """The name under which a form sends what becomes of a day."""
    return f"on-{day.isoformat()}"


def ways_out(move_to: date | None, wall: Wall) -> tuple[tuple[str, str], ...]:
    """What may become of a date that clashes."""
    move = ((MOVE, f"Move to {wall.date(move_to)}"),) if move_to else ()
    return (*move, (KEEP, "Meet that day"), (SKIP, "Leave it out"))


def planned_days(group: Any, series: Series | None) -> dict[date, bool]:
    """The days on which the group has a meeting, canceled ones of the series too: by day, whether it is the series'."""
    found: dict[date, bool] = {}
    for one in Meeting.objects.of(group).only("starts_at", "zone", "planned_on", "series_id", "state", "days"):
        own = series is not None and one.series_id == series.pk
        if own:
            found[one.planned_on] = True
        elif one.is_on:
            first = local_day(one.starts_at, one.zone)
            for n in range(one.days):
                found.setdefault(first + timedelta(days=n), False)
    return found


def series_left_out(series: Series, form: SeriesForm, day: date) -> bool:
    """Whether the series had this day by its rule and left it out: it stays so unless somebody says otherwise."""
    return form.pattern().rrule() == series.pattern and day <= series.until
