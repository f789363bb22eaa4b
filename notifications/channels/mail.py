"""The envelope: a letter as the bytes that leave."""

import re
from base64 import encodebytes
from datetime import datetime
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.message import Message
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.core.mail.message import sanitize_address

from notifications.notices.letter import CalendarPart, Letter

LONGEST_LINE = 998
"""What a mail server must take (RFC 5322, 2.1.1)."""


class Unfolded(Compat32):
    """The library's policy, without looking for a place to fold what is plain and short enough for one line."""

    def fold_binary(self, name: str, value: str) -> bytes:
        line = f"{name}: {value}"
        if line.isascii() and len(line) < LONGEST_LINE:
            return line.encode() + b"\r\n"
        return super().fold_binary(name, value)


CRLF = Unfolded(linesep="\r\n")
NEW_LINE = re.compile(r"\r\n|\r|\n")


class AtOnce(BytesGenerator):
    """The library's generator, which writes a body whole: line by line costs as much as all the rest of a mail."""

    def _write_lines(self, lines: str) -> None:
        self.write(NEW_LINE.sub("\r\n", lines))


QUOTED = Charset("utf-8")
QUOTED.body_encoding = QUOTED.header_encoding = QP


def message_id(delivery_id: UUID) -> str:
    """The Message-ID of a delivery, without angle brackets: the same however often it leaves."""
    return f"{delivery_id}@{settings.MAIL_DOMAIN}"


def assemble(delivery_id: UUID, letter: Letter, now: datetime) -> bytes:
    """The mail in MIME, with CRLF lines: a text and, where there is one, the same as HTML; and its calendar file.

    The standard library's email package, with the boundary given: looking for one that stands in no part costs as much
    as all the rest. Raises ValueError when a header would break into two.
    """
    text = part(letter.words.text, "plain")
    if letter.words.html:
        mail = Message()
        mail["Content-Type"] = f'multipart/alternative; boundary="=_{delivery_id.hex}"'
        mail["MIME-Version"] = "1.0"
        mail.attach(text)
        mail.attach(part(letter.words.html, "html"))
    else:
        mail = text
    if letter.calendar:
        mail = with_calendar(mail, letter.calendar, f"=+{delivery_id.hex}")
    for name, value in headers_of(delivery_id, letter, now).items():
        if "\n" in value or "\r" in value:
            raise ValueError(f"a line break in {name}")
        mail[name] = value
    written = BytesIO()
    AtOnce(written, mangle_from_=False, policy=CRLF).flatten(mail)
    return written.getvalue()


def with_calendar(words: Message, calendar: CalendarPart, boundary: str) -> Message:
    """The words and a calendar file. One on which programs act stands beside the words, as one more way to say it, and
    once more as a file, for who reads mail in a program that knows no calendar."""
    if calendar.method:
        words.attach(calendar_part(calendar.content, f'text/calendar; charset="utf-8"; method={calendar.method}'))
    mail = Message()
    mail["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'
    mail["MIME-Version"] = "1.0"
    mail.attach(words)
    file = calendar_part(calendar.content, "application/ics" if calendar.method else 'text/calendar; charset="utf-8"')
    file["Content-Disposition"] = f'attachment; filename="{calendar.name}"'
    mail.attach(file)
    return mail


def calendar_part(content: bytes, form: str) -> Message:
    """A calendar file as a part: in base64, for its lines end in CRLF and no server may touch them."""
    part = Message()
    part["Content-Type"] = form
    part["MIME-Version"] = "1.0"
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(encodebytes(content).decode("ascii"))
    return part


def headers_of(delivery_id: UUID, letter: Letter, now: datetime) -> dict[str, str]:
    """The headers by name. Whatever the program is called, it stays one line."""
    return {
        "Subject": " ".join(letter.words.subject.split()),
        "From": sender(" ".join(letter.sender.split()), settings.DEFAULT_FROM_EMAIL),
        "To": letter.address if letter.address.isascii() else sanitize_address(letter.address, "utf-8"),
        "Date": format_datetime(now),
        "Message-ID": f"<{message_id(delivery_id)}>",
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }


@lru_cache
def sender(name: str, address: str) -> str:
    """Our address, under a program's name if there is one."""
    own_name, bare = parseaddr(address)
    return formataddr((name or own_name, bare))


def part(text: str, form: str) -> Message:
    """A body: as it is while its lines are short enough for every mail server, else quoted-printable."""
    octets = text.encode()
    if max(map(len, octets.splitlines()), default=0) >= LONGEST_LINE:
        return MIMEText(text, form, QUOTED)  # type: ignore[arg-type]
    body = Message()
    body["Content-Type"] = f'text/{form}; charset="utf-8"'
    body["MIME-Version"] = "1.0"
    body["Content-Transfer-Encoding"] = "7bit" if octets.isascii() else "8bit"
    body.set_payload(octets.decode("ascii", "surrogateescape"))  # how the library keeps octets that are not ASCII
    return body
