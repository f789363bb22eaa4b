"""The way out: one SMTP connection, reused, that tells exactly how far a mail came."""

import re
import smtplib
import time
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

_DOT_AT_LINE_START = re.compile(rb"(?m)^\.")


class How(Enum):
    """How far a mail came."""

    TAKEN = "the server has it"
    REFUSED = "the server will never take it (5xx)"
    LATER = "the server asks to try again (4xx)"
    UNREACHABLE = "the server has not got it: no connection, or it refuses us"
    IN_DOUBT = "everything was sent, and no answer came"
    OVERDUE = "the lease was about to end, so it was not sent"


@dataclass(frozen=True)
class Outcome:
    """What became of one mail; `reason` is the server's own line, `address_refused` a 5xx on the recipient itself."""

    how: How
    reason: str = ""
    address_refused: bool = False


class Relay:
    """A connection to the server of EMAIL_URL, opened by Django's SMTP backend when the first mail leaves.

    Every step of the dialog has EMAIL_TIMEOUT to finish, so that no answer comes after the lease of its mail.
    """

    def __init__(self) -> None:
        self._backend = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
        sender = sanitize_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], "utf-8")
        self._from = f"FROM:{smtplib.quoteaddr(sender)}"

    def send(self, address: str, payload: bytes, *, deadline: float) -> Outcome:
        """Send one mail (CRLF lines) to one address, unless it would leave after `deadline` (by time.monotonic())."""
        left = False
        try:
            smtp = self._open()
            code, answer = smtp.docmd("MAIL", self._from)
            if code != 250:
                return self._refused_us(code, answer)
            code, answer = smtp.rcpt(address if address.isascii() else sanitize_address(address, "utf-8"))
            if code not in (250, 251):
                return self._refused_it(code, answer, address=True)
            code, answer = smtp.docmd("DATA")
            if code != 354:
                return self._refused_it(code, answer)
            body = _DOT_AT_LINE_START.sub(b"..", payload)
            if time.monotonic() > deadline:
                self.drop()
                return Outcome(How.OVERDUE, "The lease was over before it left")
            left = True
            smtp.send(body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"))
            code, answer = smtp.getreply()
            return Outcome(How.TAKEN) if code == 250 else self._refused_it(code, answer)
        except (OSError, smtplib.SMTPException) as problem:
            self.drop()
            return Outcome(How.IN_DOUBT if left else How.UNREACHABLE, f"{type(problem).__name__}: {problem}")

    def close(self) -> None:
        """Say good-bye, if there is somebody to say it to."""
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self.drop()

    def drop(self) -> None:
        """Cut the connection at once: what the server has not got to the last byte, it forgets."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None

    def _open(self) -> smtplib.SMTP:
        opened, smtp = self._backend.open(), self._backend.connection
        if smtp is None:
            raise smtplib.SMTPServerDisconnected("No connection was opened")
        if opened:
            smtp.ehlo_or_helo_if_needed()
        return smtp

    def _refused_us(self, code: int, answer: bytes) -> Outcome:
        """A server that does not want our sender wants no mail at all: nothing is wrong with this one."""
        self.drop()
        return Outcome(How.UNREACHABLE, line(code, answer))

    def _refused_it(self, code: int, answer: bytes, *, address: bool = False) -> Outcome:
        """The server's no to one mail; the connection stays open for the next one, unless the no was a good-bye."""
        try:
            good_bye = code == 421 or self._open().rset()[0] != 250
        except (OSError, smtplib.SMTPException):
            good_bye = True
        if good_bye:
            self.drop()
        if 500 <= code <= 599:
            return Outcome(How.REFUSED, line(code, answer), address_refused=address)
        return Outcome(How.LATER, line(code, answer))


def line(code: int, answer: bytes) -> str:
    """A server's answer in one line."""
    return f"{code} {' '.join(answer.decode('ascii', 'replace').split())}"
