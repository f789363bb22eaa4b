"""What the local mail server took, as the demo's mailbox shows it: people, their mails, one mail."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote

from notifications.accept_log import AcceptLog

SHOWN = 50
"""The newest mails of a person; who wants older ones opens the files."""


@dataclass(frozen=True)
class Mail:
    """One mail: `key` is its file's name, texts are as they came."""

    key: str
    subject: str
    sender: str
    at: datetime | None
    text: str
    html: str
    one_click: str


def addresses(folder: Path) -> list[str]:
    """Who got mail, the latest first."""
    boxes = sorted(folder.glob("to-*"), key=lambda box: box.stat().st_mtime, reverse=True)
    return [unquote(box.name.removeprefix("to-")) for box in boxes]


def mails(folder: Path, address: str) -> Iterator[Mail]:
    """The mails of an address, the newest first."""
    files = sorted(AcceptLog(folder).box(address).glob("*.eml"), reverse=True)
    return (read(file) for file in files[:SHOWN])


def mail(folder: Path, address: str, key: str) -> Mail | None:
    """One mail of an address, or None."""
    return next((read(file) for file in AcceptLog(folder).box(address).glob("*.eml") if file.stem == key), None)


def read(file: Path) -> Mail:
    """A file of the local mail server."""
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    return Mail(
        key=file.stem,
        subject=str(message["Subject"] or "(no subject)"),
        sender=str(message["From"] or ""),
        at=getattr(message["Date"], "datetime", None),
        text=body(message, "plain"),
        html=body(message, "html"),
        one_click=str(message["List-Unsubscribe"] or "").strip("<>"),
    )


def body(message: EmailMessage, form: str) -> str:
    """The text of a mail in one form, or ""."""
    part = message.get_body((form,))
    return str(part.get_content()) if part else ""
