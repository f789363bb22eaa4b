"""When a group meets: a series and its dates, single meetings, moving and canceling them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from groups.actions import change_group
from groups.models import Group
from meetings.actions.dates import COPIED, PLANNED_AHEAD, Choices, dates_of, write_meetings
from meetings.actions.opening import tend
from meetings.models import Meeting, Rsvp, Series
from meetings.recurrence import Pattern
from programs.activity import Via, record
from programs.bulk import update_all
from programs.clock import instant, local_day
from programs.models import User
from programs.moments import place_of_zone
from programs.refusal import Refused
from programs.versions import differing, lock, refuse_stale, save
from programs.wording import clock

LONGEST_CADENCE = 120
"""Letters of Group.cadence."""

WALL = ("pattern", "first_on", "at", "zone", "minutes", "days")
"""What moves the dates of a series; the rest of it is copied to the meetings to come as it is."""

MOVES_CALENDAR = ("starts_at", "ends_at", "place", "mode", "join_url", "name")
"""What people's calendars show of a meeting: a change of it counts up the sequence."""


@transaction.atomic
def plan_series(
    group: Group,
    *,
    by: User,
    now: datetime,
    pattern: Pattern,
    first_on: date,
    at: time,
    zone: str,
    minutes: int,
    days: int = 1,
    until: date | None = None,
    choices: Choices | None = None,
    via: Via = "web",
    **fields: Any,
) -> Series:
    """A new series of a group, and its dates for a year (or `until`), each a meeting of its own.

    `fields` are the columns in COPIED. Raises Refused for a closed group, and when no date falls into the year.
    """
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    series = Series(
        group=group, pattern=pattern.rrule(), first_on=first_on, until=until or first_on + PLANNED_AHEAD, at=at,
        zone=zone, minutes=minutes, days=days, created_at=now, **fields,
    )  # fmt: skip
    found = dates_of(series, since=first_on)
    if not found:
        raise Refused("No date falls into that time. Choose a later end.", field="until")
    series.save(force_insert=True)
    write_meetings(series, found, choices or {}, now)
    record("series.planned", by=by, about=series, via=via, group=group, at=now)
    say_rhythm(group, by=by, via=via)
    tend(group, now=now)
    return series


def say_rhythm(group: Group, *, by: User, via: Via, before: str = "") -> None:
    """Have the group's public page say how often it meets, in the words of its series (docs/decisions/0014).

    Without a series left, the words `before` that the last one wrote are taken back; others stay.
    """
    going_on = Series.objects.going_on().filter(group=group).select_related("program")
    words = ""
    for said in map(rhythm_words, going_on):
        longer = f"{words}; {said}" if words else said
        words = longer if len(longer) <= LONGEST_CADENCE else words
    if group.state != Group.State.CLOSED and (words or group.cadence == before):
        change_group(group, by=by, via=via, cadence=words)


def rhythm_words(series: Series) -> str:
    """A series as the public reads it: "Third Thursday of each month, 9:00 am to 10:45 am Chicago time"."""
    rule = Pattern.parse(series.pattern).words()
    begins, hours = datetime.combine(series.first_on, series.at), series.program.clock
    ends = begins + timedelta(minutes=series.minutes)
    length = f"{series.days} days from {clock(series.at, hours)}" if series.days > 1 else (
        f"{clock(series.at, hours)} to {clock(ends.time(), hours)}"
    )  # fmt: skip
    return f"{rule[0].upper()}{rule[1:]}, {length} {place_of_zone(series.zone)} time"


@transaction.atomic
def change_series(
    series: Series,
    *,
    by: User,
    now: datetime,
    seen: int | None = None,
    choices: Choices | None = None,
    via: Via = "web",
    **fields: Any,
) -> None:
    """Change a series, and with it its meetings to come that nobody moved by hand; past ones stay what they were.

    A new rule or hour gives new dates: those that stay keep their answers, the others are canceled. `choices` are for
    days that become meetings now; alone they change no more than that. An older `seen` raises Stale, a series that
    ended Refused.
    """
    lock(series)
    if series.ended_at:
        raise Refused("This series was ended.")
    changed = differing(series, fields)
    if not changed:
        choose_dates(series, choices or {}, by=by, now=now, seen=seen, via=via)
        return
    refuse_stale(series, seen)
    save(series, fields, changed)
    today = local_day(now, series.zone)
    coming = {one.planned_on: one for one in Meeting.objects.on().filter(series=series, starts_at__gt=now)}
    if set(changed) & {*WALL, "until"}:
        found = {one.day: one for one in dates_of(series, since=today) if one.starts_at > now}
        for day, meeting in coming.items():
            if meeting.moved:
                continue
            if day in found:
                times = {"starts_at": found[day].starts_at, "ends_at": found[day].ends_at}
                settle(meeting, {**times, "zone": series.zone, "minutes": series.minutes, "days": series.days})
            else:
                cancel(meeting, by=by, now=now, via=via)
        write_meetings(series, list(found.values()), choices or {}, now)
    for meeting in coming.values():
        if meeting.is_on:
            settle(meeting, {name: getattr(series, name) for name in COPIED if name in changed})
    record("series.changed", by=by, about=series, via=via, group=series.group_id, fields=changed, at=now)
    say_rhythm(series.group, by=by, via=via)
    tend(series.group, now=now)


def choose_dates(
    series: Series, choices: Choices, *, by: User, now: datetime, seen: int | None, via: Via = "web"
) -> None:
    """Days of the rule that were left out become meetings, on the day itself or the one chosen instead; what is planned
    stays. Its people are asked as of any meeting that is added."""
    planned = set(Meeting.objects.filter(series=series).values_list("planned_on", flat=True))
    wanted = {day for day, to in choices.items() if to is not None} - planned
    today = local_day(now, series.zone)
    found = [one for one in dates_of(series, since=today) if one.day in wanted and one.starts_at > now]
    if not found:
        return
    refuse_stale(series, seen)
    save(series, {}, [])
    write_meetings(series, found, choices, now)
    record("series.changed", by=by, about=series, via=via, group=series.group_id, fields=["dates"], at=now)
    tend(series.group, now=now)


@transaction.atomic
def end_series(series: Series, *, by: User, now: datetime, via: Via = "web") -> None:
    """No further meetings by this rule: those to come are canceled, each calendar is told."""
    if not Series.objects.going_on().filter(pk=series.pk).update(ended_at=now):
        raise Refused("This series was ended already.")
    series.ended_at = now
    for meeting in Meeting.objects.on().filter(series=series, starts_at__gt=now):
        cancel(meeting, by=by, now=now, via=via)
    record("series.ended", by=by, about=series, via=via, group=series.group_id, at=now)
    say_rhythm(series.group, by=by, via=via, before=rhythm_words(series))


@transaction.atomic
def add_meeting(
    group: Group,
    *,
    by: User,
    now: datetime,
    day: date,
    at: time,
    zone: str,
    minutes: int,
    days: int = 1,
    via: Via = "web",
    **fields: Any,
) -> Meeting:
    """A single meeting of a group, beside its series. Raises Refused for a closed group."""
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    meeting = Meeting(group=group, planned_on=day, zone=zone, minutes=minutes, days=days, created_at=now, **fields)
    last = day + timedelta(days=days - 1)
    meeting.starts_at, meeting.ends_at = instant(day, at, zone), instant(last, at, zone) + timedelta(minutes=minutes)
    meeting.save(force_insert=True)
    record("meeting.planned", by=by, about=meeting, via=via, group=group, at=now)
    tend(group, now=now)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, by: User, now: datetime, seen: int | None = None, via: Via = "web", **fields: Any
) -> None:
    """Move a meeting, or change its place, link, length or name. An older `seen` raises Stale.

    A meeting that is over or canceled cannot be moved (Refused). Every calendar that was told is told again.
    """
    lock(meeting)
    changed = differing(meeting, fields)
    if not changed:
        return
    refuse_stale(meeting, seen)
    if not meeting.is_on:
        raise Refused("This meeting was canceled. Bring it back first.")
    if meeting.is_over(now) and set(changed) & {"starts_at", "ends_at"}:
        raise Refused("This meeting is over. What it was stays as it is.")
    moved = bool(set(changed) & {"starts_at", "ends_at"})
    settle(meeting, {**fields, "moved": meeting.moved or moved})
    kind = "meeting.moved" if moved else "meeting.changed"
    record(kind, by=by, about=meeting, via=via, group=meeting.group_id, fields=changed, at=now)
    tend(meeting.group, now=now)


def settle(meeting: Meeting, fields: Mapping[str, Any]) -> None:
    """Write what differs as the next version of a meeting, and the next sequence if a calendar shows it.

    On another day people are asked anew: what they said holds for the day for which they said it, not for this one.
    """
    changed, day = differing(meeting, fields), local_day(meeting.starts_at, meeting.zone)
    if changed:
        meeting.sequence += bool(set(changed) & set(MOVES_CALENDAR))
        save(meeting, {**fields, "sequence": meeting.sequence}, [*changed, "sequence"])
    if local_day(meeting.starts_at, meeting.zone) != day:
        ask_anew(meeting, day)


def ask_anew(meeting: Meeting, before: date) -> None:
    """Set the answers for the day `before` aside; those for the day to which the meeting came back hold again."""
    day, blank, rows = local_day(meeting.starts_at, meeting.zone).isoformat(), Rsvp(), []
    for place in Rsvp.objects.filter(Q(was__isnull=False) | ~Q(answer=""), meeting=meeting):
        told = {name: getattr(place, name) for name in Rsvp.SAID}
        if place.was and place.was["on"] == day:
            back, place.was = place.was, {**told, "on": before.isoformat()} if place.answer else None
        elif place.answer:
            back, place.was = {}, {**told, "on": before.isoformat()}
        else:
            continue
        for name in Rsvp.SAID:
            setattr(place, name, back.get(name, getattr(blank, name)))
        place.version += 1
        rows.append(place)
    update_all(rows, [*Rsvp.SAID, "was", "version"])


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, now: datetime, via: Via = "web") -> None:
    """A meeting does not take place; its row and its answers stay. Raises Refused if it is over or canceled."""
    lock(meeting)
    if not meeting.is_on:
        raise Refused("This meeting was canceled already.")
    if meeting.is_over(now):
        raise Refused("This meeting is over. What it was stays as it is.")
    cancel(meeting, by=by, now=now, via=via)
    tend(meeting.group, now=now)


def cancel(meeting: Meeting, *, by: User, now: datetime, via: Via) -> None:
    """Cancel one meeting to come."""
    fields = {"state": Meeting.State.CANCELED, "sequence": meeting.sequence + 1}
    save(meeting, fields, fields)
    record("meeting.canceled", by=by, about=meeting, via=via, group=meeting.group_id, at=now)


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take a cancellation back, with the answers that were given before. Raises Refused when it would be over."""
    lock(meeting)
    if meeting.is_on:
        raise Refused("This meeting takes place already.")
    if meeting.is_over(now):
        raise Refused("Its time is over. Plan a new meeting instead.")
    fields = {"state": Meeting.State.PLANNED, "sequence": meeting.sequence + 1}
    save(meeting, fields, fields)
    record("meeting.restored", by=by, about=meeting, via=via, group=meeting.group_id, at=now)
    tend(meeting.group, now=now)
