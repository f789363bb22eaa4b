"""Reading mail that anybody may have written: its headers, its parts, its text. Pure; raises whatever a parser raises.

The standard library's older policy is used on purpose: the newer one raises on headers that are merely odd.
"""

import codecs
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

LARGEST = 30_000_000
"""In bytes; what is above is not read beyond its headers."""
MOST_PARTS = 500
LONGEST_HEADER = 20_000
HEADERS = 300_000
"""In bytes: where headers are looked for in a mail that is not read whole."""

STRANGE = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"}
"""Codecs of Python that are no charset of mail, or not worth what they cost."""


def parsed(mail: bytes) -> Message:
    """A mail (RFC 822)."""
    return message_from_bytes(mail)


def headers_of(mail: bytes) -> Message:
    """The headers of a mail alone."""
    return BytesHeaderParser().parsebytes(mail[:HEADERS])


def leaves(message: Message, *, into_mails: bool = False) -> Iterator[Message]:
    """The parts of a mail that hold something, in their order; with `into_mails` those of mails inside of it too.

    A part of fields (message/delivery-status) is one, and so is a mail within the mail, before its own parts.
    """
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        inner = [one for one in part.get_payload() if isinstance(one, Message)] if part.is_multipart() else []
        if part.get_content_maintype() == "multipart":
            waiting = inner + waiting
            continue
        yield part
        if into_mails and part.get_content_type() == "message/rfc822":
            yield from inner
            waiting = [one for mail in inner for one in _inside(mail)] + waiting


def _inside(mail: Message) -> list[Message]:
    """The parts of a mail of several."""
    return [one for one in mail.get_payload() if isinstance(one, Message)] if mail.is_multipart() else []


def header(message: Message, name: str) -> str:
    """A header in one line, decoded as far as it can be; "" for none."""
    raw = str(message.get(name, ""))[:LONGEST_HEADER]
    with suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
        raw = str(make_header(decode_header(raw)))
    return " ".join(raw.split())


def addresses(message: Message, *names: str) -> list[str]:
    """The addresses of these headers, in lower case."""
    written = [str(one)[:LONGEST_HEADER] for name in names for one in message.get_all(name, [])]
    return [address.strip().lower() for _, address in getaddresses(written) if "@" in address]


def text_of(part: Message, longest: int) -> str:
    """The text of a part, at most `longest` bytes of it; in what its charset says, else in one of the usual ones."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return str(part.get_payload())[:longest]
    content = content[:longest]
    return decoded(content, str(part.get_content_charset() or ""))


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text. A charset that nobody knows, or that was not meant, is UTF-8, or that of Windows."""
    try:
        codec = codecs.lookup(charset.strip().strip("'\"")) if charset else None
    except (LookupError, ValueError):
        codec = None
    if codec is not None and codec._is_text_encoding and codec.name not in STRANGE:
        try:
            return content.decode(codec.name).removeprefix("\ufeff")
        except UnicodeError:
            if codec.name != "utf-8":
                return content.decode(codec.name, "replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeError:
        return content.decode("cp1252", "replace")
