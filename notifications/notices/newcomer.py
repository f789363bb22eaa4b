"""Somebody has sat in a group for thirty, sixty or ninety days: its facilitators are asked how they arrive.

A nudge: vetting's clock writes Due for each facilitator, and the sweep makes one mail of what comes together. What they
note is read by the facilitators alone, so the mail says nothing of it.
"""

from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse

from notifications.models import Delivery
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import Note
from programs.models import Program, User
from programs.tenancy import standing
from vetting.actions.welcoming import GRACE, LOOKS
from vetting.models import Arrival, Integration


class Look(NamedTuple):
    """Somebody to look at, and on which of the days."""

    arrival: Arrival
    day: int


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who it is about; None when everybody was looked at, or the reader facilitates no more."""
    if user is None:
        return None
    due = looks(now)
    if not due:
        return None
    first = due[0]
    where = [program.slug, first.arrival.group_id, first.arrival.pk, first.day]
    note = Note(
        subject=f"How do newcomers arrive in {program.name}?",
        preview="Eight short questions, for you alone.",
        heading=f"{named(first)} has been here for {first.day} days: how is it going?"
        if len(due) == 1
        else f"{len(due)} newcomers: how is it going?",
        paragraphs=[
            (
                "Eight things to look at, three minutes. Where one is low, the page says what helps. Only the "
                "facilitators of the group read it."
            )
        ],
        items=[f"{named(one)}, {one.arrival.group.name}: day {one.day}" for one in due] if len(due) > 1 else (),
        label="Take a look",
        url=settings.SITE_URL + reverse("newcomer_look", args=where),
        why="you facilitate a group that somebody new sits in. It comes after 30, 60 and 90 days.",
    )
    return stoppable(mail, program, user, "note", asdict(note))


def looks(now: datetime) -> list[Look]:
    """Whom the reader has still to look at: the latest day that has come, of each newcomer of the groups they run."""
    done = Integration.objects.filter(arrival=OuterRef("pk")).values("day")
    here = Arrival.objects.under_way(now - GRACE).filter(group__in=standing().keeps)
    found = []
    for one in here.select_related("member", "group").annotate(looked=ArraySubquery(done)):
        day = max((day for day in LOOKS if (now - one.began_at).days >= day), default=None)
        if day and day not in one.looked:
            found.append(Look(one, day))
    return found


def named(one: Look) -> str:
    """The newcomer by name."""
    return one.arrival.member.name
