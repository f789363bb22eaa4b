"""Appointments as a calendar file (RFC 5545), for whichever room has one. Pure.

An appointment is written as clocks on the wall of its zone show it, with the rules of that zone beside it (VTIMEZONE),
so that it stays at nine o'clock there should a country change its clocks. The rules come yearly where a zone has yearly
ones: programs such as Outlook read those, and pass over a list of single dates.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event, Timezone, vDuration
from icalendar.cal.timezone import TimezoneDaylight, TimezoneStandard

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]

FIRST_YEAR, LAST_YEAR = 2000, 2100
_YEARS_OF_RULES = 10
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


def appointment(
    uid: str,
    *,
    starts_at: datetime,
    ends_at: datetime,
    zone: str = "UTC",
    title: str,
    where: str = "",
    words: str = "",
    made_at: datetime,
) -> Event:
    """One appointment, not yet in a file. `uid` stays the same when it moves, so that a calendar moves it too.

    Moments are aware; `words` may have several lines. Characters that nobody can print become spaces. Raises ValueError
    for naive or unlikely moments, an end that is not after the start, an unknown zone, no uid or no title.
    """
    if not uid or re.search(r"\s", uid):
        raise ValueError("An appointment needs a uid without spaces.")
    if not one_line(title):
        raise ValueError("An appointment needs a title.")
    if made_at.tzinfo is None or starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise ValueError("The moments of an appointment are aware datetimes.")
    if ends_at <= starts_at:
        raise ValueError("An appointment ends after it starts.")
    if starts_at.year < FIRST_YEAR or ends_at.year > LAST_YEAR:
        raise ValueError(f"An appointment is between {FIRST_YEAR} and {LAST_YEAR}.")
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", _on_the_wall(starts_at, zone))
    event.add("dtend", _on_the_wall(ends_at, zone))
    event.add("summary", one_line(title))
    if one_line(where):
        event.add("location", one_line(where))
    if words.strip():
        event.add("description", _UNPRINTABLE.sub(" ", words.replace("\r\n", "\n")).strip())
    return event


def calendar_file(
    events: Iterable[Event], *, method: Method = "PUBLISH", name: str = "", refresh: timedelta | None = None
) -> bytes:
    """The file of some appointments, with the zones that they use.

    `name` and `refresh` are for who subscribes to it: what the calendar is called and how often to look for changes.
    """
    events = list(events)
    calendar = Calendar()
    calendar.add("prodid", "-//Peergroups//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if one_line(name):
        calendar.add("name", one_line(name))
        calendar.add("x-wr-calname", one_line(name))
    if refresh:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(refresh))
    for zone, year in sorted(_zones_of(events).items()):
        calendar.add_component(_rules_of(zone, year))
    for event in events:
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def one_line(text: str) -> str:
    """The words on one line, without what nobody can print."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _on_the_wall(moment: datetime, zone: str) -> datetime:
    """What is written: the wall clock in the zone; the moment itself where that hour comes a second time."""
    try:
        wall = moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone {zone!r}.") from error
    return moment.astimezone(UTC) if wall.fold else wall


def _zones_of(events: Iterable[Event]) -> dict[str, int]:
    """The zones that the events use, each with the year of its first moment."""
    years: dict[str, int] = {}
    for event in events:
        for key in ("DTSTART", "DTEND"):
            written: Any = event[key]
            if zone := written.params.get("TZID"):
                years[zone] = min(written.dt.year, years.get(zone, LAST_YEAR))
    return years


@lru_cache(maxsize=256)
def _rules_of(zone: str, year: int) -> Timezone:
    """The rules of a zone from the year before `year` on, each as "last Sunday of March" or, if it has none, by days.

    Written here as icalendar's own `from_tzinfo` says each spring an hour late and passes over a month of Ramadan.
    """
    clock, first = ZoneInfo(zone), datetime(year - 1, 1, 1, tzinfo=UTC)
    onsets: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    for moment in _changes(clock, first, first.replace(year=first.year + _YEARS_OF_RULES)):
        before = _offset(moment - timedelta(seconds=1), clock)
        kind = (before, _offset(moment, clock), moment.astimezone(clock).tzname() or zone)
        onsets.setdefault(kind, []).append((moment + before).replace(tzinfo=None))
    rules = [_yearly(starts) for starts in onsets.values()]
    made = Timezone()
    made.add("tzid", zone)
    if not rules or not all(rules):  # else both rules have begun by the year that is asked for
        since = first.astimezone(clock)
        made.add_component(_part(_offset(first, clock), _offset(first, clock), since.tzname() or zone, [first]))
    for (before, after, name), starts in onsets.items():
        made.add_component(_part(before, after, name, starts, _yearly(starts) if all(rules) else None))
    return made


def _changes(clock: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments (UTC) at which the clock jumps, by looking at each day and halving those on which it does."""
    day = timedelta(days=1)
    while first < last:
        if _offset(first, clock) != _offset(first + day, clock):
            low, high = 0, int(day.total_seconds())
            while high - low > 1:
                middle = (low + high) // 2
                same = _offset(first + timedelta(seconds=middle), clock) == _offset(first, clock)
                low, high = (middle, high) if same else (low, middle)
            yield first + timedelta(seconds=high)
        first += day


def _offset(moment: datetime, clock: ZoneInfo) -> timedelta:
    """How far the clock is from UTC."""
    return moment.astimezone(clock).utcoffset() or timedelta()


def _part(
    before: timedelta, after: timedelta, name: str, starts: list[datetime], rule: dict[str, object] | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """One change of clocks. `starts` are by the clock before it (RFC 5545, 3.6.5)."""
    part = TimezoneDaylight() if after > before else TimezoneStandard()
    part.add("dtstart", starts[0].replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    if rule:
        part.add("rrule", rule)
    elif starts[1:]:
        part.add("rdate", starts[1:])
    return part


def _yearly(starts: list[datetime]) -> dict[str, object] | None:
    """The rule of a change of clocks, as "last Sunday of March"; None where it does not come so each year."""
    alike = {(start.month, start.weekday(), start.time()) for start in starts}
    if len({start.year for start in starts}) < _YEARS_OF_RULES or len(alike) > 1:
        return None
    nths = {(start.day - 1) // 7 + 1 for start in starts}
    if all((start + timedelta(days=7)).month != start.month for start in starts):
        nths = {-1}
    if len(nths) > 1:
        return None
    return {"FREQ": "YEARLY", "BYMONTH": starts[0].month, "BYDAY": f"{nths.pop()}{_DAYS[starts[0].weekday()]}"}
