"""A mail before it has an envelope."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import get_template

from notifications.models import Delivery
from notifications.outbox import Words
from programs import links
from programs.models import Program, User


@dataclass(frozen=True)
class CalendarPart:
    """A calendar file that goes with a mail. With a `method` (REQUEST, CANCEL) calendar programs act on it by
    themselves (iMIP, RFC 6047); without, it is a file to be opened."""

    content: bytes
    name: str
    method: str = ""


@dataclass(frozen=True)
class Letter:
    """To whom, what it says, the name that stands before our own address, further headers, and a calendar file."""

    address: str
    words: Words
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: CalendarPart | None = None


ACCENTS = {
    Program.Accent.BLUE: "#1d5bb8",
    Program.Accent.INDIGO: "#4548b0",
    Program.Accent.VIOLET: "#6b3fa8",
    Program.Accent.PLUM: "#8a2f6b",
    Program.Accent.TEAL: "#0f6674",
    Program.Accent.SLATE: "#3f4d63",
}
"""A program's accent as mail programs need it: the light values of static/css/peergroups.css."""


def stopped_at(url: str) -> dict[str, str]:
    """The headers by which a mail program stops mail with one press of its own (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def mute_url(mail: Delivery, program: Program) -> str:
    """The page in the foot of a reminder or digest, on which mail of its kind is put off, paused or stopped."""
    return links.url("mute", program.pk, mail.pk)


def stoppable(mail: Delivery, program: Program, user: User, name: str, context: dict[str, Any]) -> Letter:
    """The letter of templates/notifications/<name> to a user who may stop its kind: its foot and headers say where."""
    url = mute_url(mail, program)
    text = words(name, program, {**context, "mute_url": url})
    return Letter(user.email, text, sender=program.name, headers=stopped_at(url))


def words(name: str, program: Program, context: dict[str, Any]) -> Words:
    """What templates/notifications/<name>.subject.txt, .txt and .html say. Nothing confidential in the subject."""
    about = {"program": program, "accent": ACCENTS[Program.Accent(program.accent)], **context}
    subject, text, html = (
        get_template(f"notifications/{name}.{part}").render(about) for part in ("subject.txt", "txt", "html")
    )
    return Words(subject.strip(), text.strip() + "\n", html)
