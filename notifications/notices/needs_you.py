"""The morning mail of a facilitator: who needs them, in all their groups of one program, when somebody does.

Class digest, at 7:30 on the wall of their first group; the sweep makes one mail of the rows of all their terms. It says
what their cockpit says when it leaves, in their own scope. No name and no trouble stands in the subject.
"""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from meetings.needs import needs_of
from notifications.models import Delivery
from notifications.notices.letter import Letter, stoppable
from notifications.notices.note import Note
from programs.models import Program, User
from programs.tenancy import standing

NAMED = 8
"""At most so many stand in the mail; the page shows them all."""


def letter(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Who needs them and why; None when all is quiet, or they facilitate no more."""
    if user is None or not standing().facilitates:
        return None
    rows = needs_of(standing().facilitates, now, user.pk)
    if not rows:
        return None
    more = len(rows) - NAMED
    note = Note(
        subject=f"Your groups in {program.name} this morning",
        preview="Who could use a word from you.",
        heading="One thing needs you" if len(rows) == 1 else f"{len(rows)} things need you",
        paragraphs=["What weighs most comes first. For a note to somebody the words are prepared."],
        items=[f"{one.who}: {one.words}" if one.person is None else f"{one.who}, {one.circle.name}: {one.words}"
               for one in rows[:NAMED]]
        + ([f"and {more} more"] if more > 0 else []),
        label="See who needs you",
        url=settings.SITE_URL + reverse("cockpit", args=[program.slug]),
        why="you facilitate groups there. It comes only on mornings on which somebody needs you.",
    )  # fmt: skip
    return stoppable(mail, program, user, "note", asdict(note))
