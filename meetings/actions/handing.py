"""Handing a group to a substitute for some days, with words that go along (docs/decisions/0015)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from groups.actions import StandIn, name_substitute
from groups.models import FacilitatorTerm, Group
from meetings.models import Handover, Meeting
from programs.activity import Via
from programs.clock import instant, local_day
from programs.models import User
from programs.refusal import Refused

LONGEST = timedelta(days=120)
"""So long somebody stands in; whoever has a group for longer is appointed."""

LOOKS_BACK = timedelta(days=92)
"""So far back a substitute reads at most, however long ago the group met: a quarter."""

WITHOUT_A_MEETING = timedelta(days=31)
"""So far back they read where no meeting came before their dates."""

BEFORE, AFTER = timedelta(days=3), timedelta(days=2)
"""Around one meeting: to prepare it, and to send its recap."""


@transaction.atomic
def hand_over(
    group: Group,
    to: StandIn,
    *,
    by: User,
    now: datetime,
    first: date,
    last: date,
    note: str = "",
    call: str = "",
    sees_standing: bool = False,
    via: Via = "web",
) -> Handover:
    """`to` has the group from the morning of `first` to the evening of `last`, days where the program is.

    Refuses days that are over or too many, oneself, somebody whose company sits in the group or competes with one that
    does, and whatever `name_substitute` refuses. A term that begins today begins now.
    """
    zone = group.program.zone
    refuse_days(first, last, local_day(now, zone))
    if to.user == by.pk:
        raise Refused("You cannot hand the group to yourself. Choose somebody else.", field="who")
    refuse_rival(group, to)
    since = max(now, instant(first, time(), zone))
    until = instant(last + timedelta(days=1), time(), zone)
    term = name_substitute(
        group, to, by=by, now=now, since=since, until=until, reads=reads_back(group, since),
        sees_standing=sees_standing, via=via,
    )  # fmt: skip
    return Handover.objects.create(
        term=term, group=group, by=by, to_id=to.user, by_name=by.name or by.email, note=note.strip(), call=call.strip(),
        made_at=now,
    )  # fmt: skip


def refuse_days(first: date, last: date, today: date) -> None:
    """Raise Refused unless these days are to come, in order, and not too many."""
    if first < today:
        raise Refused("This day is over. Begin today or later.", field="first")
    if last < first:
        raise Refused("The last day lies before the first one.", field="last")
    if last - first >= LONGEST:
        raise Refused(
            f"That is more than {LONGEST.days} days. Ask a program admin to appoint a facilitator instead.",
            field="last",
        )


def refuse_rival(group: Group, to: StandIn) -> None:
    """Raise Refused for a member who sits in the group or whose company competes with one that does."""
    with connection.cursor() as cursor:
        cursor.execute("select app_against_standing_in(%s, %s)", [group.pk, to.user])
        against: Any = (cursor.fetchone() or (None,))[0]
    if against == "":
        raise Refused(
            f"The company of {to.name} holds a seat in {group.name}. Choose somebody from outside.", field="who"
        )
    if against:
        raise Refused(
            f"{to.name} competes with somebody in {group.name}, and would read what is said there. "
            "Choose somebody else.",
            field="who",
        )


def reads_back(group: Group, since: datetime) -> datetime:
    """From when a substitute reads: the last meeting before they begin, so that they know what is open.

    Not longer ago than a quarter, and never what no facilitator of the group may read.
    """
    held = Meeting.objects.filter(group=group, state=Meeting.State.PLANNED, starts_at__lt=since)
    before = held.order_by("-starts_at").values_list("starts_at", flat=True).first()
    reads = max(before or since - WITHOUT_A_MEETING, since - LOOKS_BACK)
    own = FacilitatorTerm.objects.own().filter(group=group).order_by("reads_from").values_list("reads_from", flat=True)
    return min(since, max([reads, *own[:1]]))


def days_around(meeting: Meeting, today: date, zone: str) -> tuple[date, date]:
    """The first and the last day of somebody who stands in at one meeting."""
    return (
        max(today, local_day(meeting.starts_at, zone) - BEFORE),
        max(today, local_day(meeting.ends_at, zone) + AFTER),
    )
