"""A meeting as our calendars tell it: who invites, under which key, with which words. No rule of calendars is here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from groups.models import Group
from meetings.calendar import Answer, Contact, Entry, Status
from meetings.models import Meeting, Rsvp
from meetings.outline import title
from programs.models import Program

SAID: dict[str, Answer] = {"yes": "accepted", "late": "accepted", "no": "declined"}
"""What an answer is called in a calendar."""

HEARD = {"accepted": Rsvp.Answer.YES, "declined": Rsvp.Answer.NO}
"""What a calendar's answer is to us. "Tentative" is none: they are expected online, and asked again in person."""


def uid_of(program_id: UUID, meeting_id: UUID) -> str:
    """The key of a meeting in everybody's calendar, for as long as it lives. It tells us the way back to it."""
    return f"{meeting_id.hex}-{program_id.hex}@{settings.MAIL_DOMAIN}"


def keys_of(uid: str) -> tuple[UUID, UUID] | None:
    """(program, meeting) of a key that we wrote; None for somebody else's."""
    name, _, domain = uid.partition("@")
    meeting, _, program = name.partition("-")
    if domain.lower() != settings.MAIL_DOMAIN.lower():
        return None
    try:
        return UUID(hex=program), UUID(hex=meeting)
    except ValueError:
        return None


def organizer(program: Program) -> Contact:
    """Who invites: the program, at the address whose mailbox reads the answers."""
    return Contact(program.name, settings.CALENDAR_ADDRESS)


def entry_of(meeting: Meeting, program: Program, *, url: str = "", words: str = "", raised: int = 0) -> Entry:
    """A meeting for a calendar, with its page as `url` if none is given; `raised` counts on from its sequence."""
    status: Status = "confirmed" if meeting.is_on else "canceled"
    page = settings.SITE_URL + reverse("meeting", args=[program.slug, meeting.pk])
    return Entry(
        uid_of(program.pk, meeting.pk), meeting.sequence + raised, meeting.starts_at, meeting.ends_at, meeting.zone,
        title(meeting), "" if meeting.mode == Group.Mode.ONLINE else meeting.place, url or page, words,
        organizer(program), status,
    )  # fmt: skip


def lost_entry(meeting_id: UUID, outline: dict[str, Any], program: Program, *, raised: int) -> Entry:
    """A meeting to which somebody is no longer asked; `outline` is what the database still tells them of it, `raised`
    counts on from its sequence."""
    return Entry(
        uid_of(program.pk, meeting_id), outline["sequence"] + raised, datetime.fromisoformat(outline["starts_at"]),
        datetime.fromisoformat(outline["ends_at"]), outline["zone"], f"{outline['group']} meeting", outline["place"],
        "", "", organizer(program), "canceled",
    )  # fmt: skip
