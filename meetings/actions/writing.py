"""Letters of people to people: written, and taken back within a minute."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from groups.models import Group
from meetings.models import Letter
from programs.activity import Via, record
from programs.refusal import Refused


@transaction.atomic
def write_letter(
    readers: Iterable[UUID],
    *,
    by: Any,
    now: datetime,
    subject: str,
    text: str,
    group: Group | None = None,
    via: Via = "web",
) -> Letter:
    """Write to these users (keys); it leaves after LEAVES_AFTER. Each gets a mail of their own.

    Raises Refused without words, and when there is nobody to write to.
    """
    people, text, subject = sorted(set(readers)), text.strip(), " ".join(subject.split())
    if not people:
        raise Refused("Nobody of those has joined yet, so there is no one to write to.")
    if not text:
        raise Refused("What do you want to say?", field="text")
    if not subject:
        raise Refused("Give it a subject. It shows on lock screens, so keep it harmless.", field="subject")
    letter: Letter = Letter.objects.create(
        by=by, name=str(by), reply_to=by.email, group=group, readers=people, subject=subject, text=text,
        written_at=now,
    )  # fmt: skip
    # Of the group's record, or the program's: that a letter went out and to whom it was is nobody's else.
    record("letter.written", by=by, about=letter, via=via, group=group, at=now)
    return letter


@transaction.atomic
def take_back_letter(letter: Letter, *, by: Any, now: datetime) -> None:
    """It does not leave, and its words are gone. Raises Refused when its minute is over."""
    if letter.has_left(now):
        raise Refused("It has left already.")
    record("letter.taken_back", by=by, about=letter, group=letter.group_id, at=now)
    letter.delete()
