"""What mail servers send back about a mail of ours: it did not arrive (RFC 3464), or its reader calls it unwanted (ARF,
RFC 5965). Pure.

The mailbox is open to the world, so nothing here believes or raises. A report counts by the Message-ID of the mail that
it is about, which only who got that mail, or carried it, can know; that it is one of ours is the caller's question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from notifications.mail_parts import LARGEST, header, leaves, parsed

What = Literal["hard", "soft", "complaint"]
Reason = Literal["too big", "unreadable", "no report", "nothing failed", "about no mail"]

LARGEST_PART = 200_000
"""In characters; a report has some 1,000."""

_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
_KEY = re.compile(r"<([^<>\s]{1,250}@[^<>\s]{1,250})>")
_FIELD = re.compile(r"^([A-Za-z-]{1,60}):[ \t]*((?:.|\n[ \t])*)", re.MULTILINE)

THIS_TIME = {(2, 2), (2, 3), (2, 4), (4, 5), (4, 7)}
"""Codes (X.subject.detail, RFC 3463) that say nothing against the address, even as a final no: a full mailbox, too long
a mail, a list, a system that is busy, a mail that waited too long."""
OF_THE_MAIL = {3, 5, 6, 7}
"""Subjects of which the same holds: the system, the protocol, what is in the mail, and what a policy makes of it."""


@dataclass(frozen=True)
class Returned:
    """One report: the Message-IDs that it may be about, bare, what it says, and its code ("5.1.1") or ""."""

    keys: tuple[str, ...]
    what: What
    code: str = ""


@dataclass(frozen=True)
class NoReport:
    """Why a mail reports nothing; `reason` is for a log and holds nothing of the mail."""

    reason: Reason


def returned_in(mail: bytes) -> Returned | NoReport:
    """What a mail (RFC 822) reports about another one. Never raises."""
    if len(mail) > LARGEST:
        return NoReport("too big")
    try:
        return _returned_in(parsed(mail))
    except (Exception, RecursionError):  # what strangers send may break a parser in any way, and the next mail waits
        return NoReport("unreadable")


def _returned_in(message: Message) -> Returned | NoReport:
    parts = {part.get_content_type(): part for part in leaves(message, into_mails=True)}
    if complaint := parts.get("message/feedback-report"):
        kind = _fields(_text(complaint)).get("feedback-type", "abuse").lower()
        return _about(message, "complaint") if kind != "not-spam" else NoReport("nothing failed")
    if status := parts.get("message/delivery-status"):
        found = _worst(_text(status))
        return _about(message, *found) if found else NoReport("nothing failed")
    return NoReport("no report")


def _worst(text: str) -> tuple[What, str] | None:
    """What the report says of the one address that each of our mails has; None if it has not failed (yet)."""
    for block in re.split(r"\n[ \t]*\n", text):
        fields = _fields(block)
        if fields.get("action", "").lower() != "failed":
            continue
        found = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
        return (what_of(found[0]), found[0]) if found else ("hard", "")
    return None


def what_of(code: str) -> What:
    """What a final no with this code ("5.1.1") says of the address. A code that nobody gave in full says it is bad."""
    found = _STATUS.fullmatch(code)
    if found is None:
        return "hard"
    level, subject, detail = map(int, found.groups())
    return "soft" if level != 5 or subject in OF_THE_MAIL or (subject, detail) in THIS_TIME else "hard"


def _about(message: Message, what: What, code: str = "") -> Returned | NoReport:
    """The report with the Message-IDs that it names: of the mail that it brings back, or else to which it answers."""
    keys = list(dict.fromkeys(_keys(message)))
    return Returned(tuple(keys[:10]), what, code) if keys else NoReport("about no mail")


def _keys(message: Message) -> Iterator[str]:
    for part in leaves(message, into_mails=True):
        if part is not message:
            yield from _KEY.findall(header(part, "Message-ID"))
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            yield from _KEY.findall(_fields(_text(part)).get("message-id", ""))
    for name in ("In-Reply-To", "References"):
        yield from _KEY.findall(header(message, name))


def _fields(text: str) -> dict[str, str]:
    """The first of each field of a block of headers, by its name in lower case."""
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        found.setdefault(name.lower(), " ".join(value.split()))
    return found


def _text(part: Message) -> str:
    """A part that is fields: as it is, or as the library has read it already."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n\n".join(str(one) for one in payload)[:LARGEST_PART].replace("\r\n", "\n")
    content = part.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(payload)
    return text[:LARGEST_PART].replace("\r\n", "\n")
