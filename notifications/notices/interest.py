"""The next intake: the question to an address that somebody left, and the one note to those who confirmed it.

They have no user here, so each mail is written in the scope of the link that it carries.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from notifications.models import Delivery, Kind
from notifications.notices.application import to_who_applied, told_since
from notifications.notices.letter import Letter, stopped_at
from notifications.notices.note import Note, noted
from programs import links
from programs.models import Activity, Program, User
from vetting.models import Interest

ONCE_IN = timedelta(minutes=10)
"""How often an address is asked at most: whoever types it may be somebody else."""


def questions(news: Activity) -> list[Delivery]:
    """The question, unless it was asked a moment ago."""
    return [] if told_since(news, ONCE_IN, kind=Kind.INTEREST) else asked(news)


asked = to_who_applied(Kind.INTEREST)
announced = to_who_applied(Kind.INTAKE)


def question(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """Was it you? None when the address was taken off meanwhile."""
    found = Interest.objects.filter(pk=mail.about_id).first()  # type: ignore[misc]
    if found is None:
        return None
    note = Note(
        subject=f"Did you ask to be told? {program.name}",
        preview="One tap, if it was you.",
        heading="Shall we tell you when seats open?",
        paragraphs=(f"Somebody left this address at {program.name}, to be told when the next intake opens.",),
        label="Yes, tell me",
        url=links.url("interest", program.pk, found.pk),
        small="The button opens a page; you say yes there, or have the address deleted.",
        why="this address was entered on a public page. If that was not you, do nothing: nothing more is sent.",
    )
    return noted(note, found.email, program)


def intake(mail: Delivery, program: Program, user: User | None, now: datetime) -> Letter | None:
    """The next intake opens; None when the address was taken off meanwhile."""
    found = Interest.objects.exclude(confirmed_at=None).exclude(told_at=None).filter(pk=mail.about_id).first()  # type: ignore[misc]
    if found is None:
        return None
    off = links.url("interest", program.pk, found.pk)
    note = Note(
        subject=f"Seats open in {program.name}",
        preview="The next intake opens. Asking takes two minutes.",
        heading="The next intake opens",
        paragraphs=[
            f"You asked to be told when seats open in {program.name}.",
            *([found.words] if found.words else []),
        ],
        label="See the groups, ask to join",
        url=settings.SITE_URL + program.get_absolute_url(),
        small="You are told once: with this mail the address has left the list.",
        off_url=off,
        why="you left your address and confirmed it.",
    )
    return replace(noted(note, found.email, program), headers=stopped_at(off))
