"""The mailbox in which calendar programs answer: what is unseen there, each mail once. IMAP (RFC 9051), no rule.

A mail is marked as seen when it was dealt with; one that was fetched and not dealt with comes again.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

log = logging.getLogger(__name__)

SECONDS = 20
MOST = 200
"""Mails of one visit; what is left waits for the next."""

PORTS = {"imap+ssl": 993, "imap": 143}


@dataclass(frozen=True)
class Address:
    """Where a mailbox is and how to open it."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool


class MailboxAway(Exception):
    """The mailbox could not be opened, or went away. `str()` says why, without its password."""


def address_of(url: str) -> Address:
    """A mailbox as the setting CALENDAR_MAILBOX_URL names it: imap+ssl://user:password@host:port/folder.

    User and password are percent-encoded. Plain imap:// is for a server on the same machine. Raises ValueError.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or parts.password is None:
        raise ValueError("CALENDAR_MAILBOX_URL reads imap+ssl://user:password@host/INBOX.")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not re.fullmatch(r"[^\x00-\x1f\x7f\"\\]+", folder):
        raise ValueError("The folder of CALENDAR_MAILBOX_URL has signs that no mailbox has.")
    return Address(
        parts.hostname, parts.port or PORTS[parts.scheme], unquote(parts.username), unquote(parts.password), folder,
        parts.scheme == "imap+ssl",
    )  # fmt: skip


def visit(url: str, deal_with: Callable[[bytes], object]) -> int:
    """Have each unseen mail dealt with (RFC 822 bytes), the oldest first; returns how many. Raises MailboxAway.

    What `deal_with` raises goes through, and that mail stays unseen.
    """
    address = address_of(url)
    try:
        with closing(Visit(address)) as box:
            keys = box.unseen()[:MOST]
            for key in keys:
                deal_with(box.fetch(key))
                box.mark_seen(key)
            return len(keys)
    except (imaplib.IMAP4.error, OSError, ssl.SSLError) as problem:
        raise MailboxAway(f"{address.host}: {type(problem).__name__}") from problem


class Visit:
    """One open connection to a mailbox."""

    def __init__(self, address: Address) -> None:
        if address.tls:
            self.server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                address.host, address.port, ssl_context=ssl.create_default_context(), timeout=SECONDS
            )
        else:
            self.server = imaplib.IMAP4(address.host, address.port, timeout=SECONDS)
        try:
            self.server.login(address.user, address.password)
            self.asked("select", f'"{address.folder}"')
        except BaseException:
            self.close()
            raise

    def asked(self, command: str, *arguments: str) -> list[bytes | tuple[bytes, bytes] | None]:
        """What the server answers to a command; raises imaplib's error for a no."""
        state, answer = getattr(self.server, command)(*arguments)
        if state != "OK":
            raise imaplib.IMAP4.error(command)
        return list(answer)

    def unseen(self) -> list[str]:
        """The keys of mails that nobody has seen."""
        found = self.asked("uid", "SEARCH", "UNSEEN")
        return [key.decode("ascii") for line in found if isinstance(line, bytes) for key in line.split()]

    def fetch(self, key: str) -> bytes:
        """One mail as it came, without marking it; empty if it is gone."""
        parts = self.asked("uid", "FETCH", key, "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def mark_seen(self, key: str) -> None:
        """It was dealt with."""
        self.asked("uid", "STORE", key, "+FLAGS.SILENT", r"(\Seen)")

    def close(self) -> None:
        """Leave, however the server takes it."""
        with suppress(imaplib.IMAP4.error, OSError):
            self.server.logout()
