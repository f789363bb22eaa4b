"""What an upload really is, by its content: a PDF, a PNG or a JPEG, or something else that is refused. Pure.

The name and the type that a browser tells are not believed. A file may be two things at once (a PDF whose head is a web
page, a picture with an archive behind it), so its structure is read from the first byte to the last. Structures: ISO
32000-2 section 7.5 (PDF), W3C PNG section 5, ITU T.81 annex B (JPEG).
"""

import re
import unicodedata
import zlib
from typing import Literal, NamedTuple

from programs.refusal import Refused

PaperKind = Literal["pdf", "png", "jpeg"]

LARGEST = 10 * 1024 * 1024
"""Bytes of a file."""
CONTENT_TYPES: dict[PaperKind, str] = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}
"""With which type a kept file is served; as an attachment, never inline."""

_ENDINGS: dict[PaperKind, str] = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}
_LONGEST_NAME = 80
_HEAD = 4096
_TAIL = 1024
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|img|meta|style|\?php)\b|<\?php", re.IGNORECASE)
_PDF = re.compile(rb"%PDF-[12]\.\d")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch)\b")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_PNG = b"\x89PNG\r\n\x1a\n"
_END_OF_JPEG = b"\xff\xd9"
_STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA

_TAKEN = "Upload a PDF, a PNG or a JPEG."
_OTHERS = (
    (re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"), "This is an Office file or an archive. Save it as a PDF first."),
    (re.compile(rb".{4}ftyp", re.DOTALL), "This is a phone's own photo or a video. Export the photo as a JPEG first."),
    (re.compile(rb"GIF8|RIFF.{4}WEBP|BM|II\*\0|MM\0\*", re.DOTALL), f"This kind of picture is not taken. {_TAKEN}"),
)


class Checked(NamedTuple):
    """A file that may be kept: what it is, and the name under which it is given out again."""

    kind: PaperKind
    name: str


def accepted(name: str, content: bytes) -> Checked:
    """What the file `content`, uploaded as `name`, really is.

    Raises Refused (field "paper") with a sentence for the person: too large, empty, another kind, broken, or more than
    it says.
    """
    if not content:
        raise _no("The file is empty.")
    if len(content) > LARGEST:
        raise _no(f"The file is larger than {LARGEST // 1024**2} MB. Upload a smaller one.")
    kind = _kind_of(content)
    if _MARKUP.search(content[:_HEAD]) or (kind == "pdf" and _MARKUP.search(_outside_streams(content))):
        raise _no("The file has a web page inside. Print it to a new PDF and upload that.")
    if kind == "pdf" and not _OBJECT.search(content):
        raise _no("The PDF has no page inside. Print it to a new PDF and upload that.")
    return Checked(kind, safe_name(name, kind))


def safe_name(name: str, kind: PaperKind) -> str:
    """A name to download under: no path, no control or direction marks, one ending, which is that of the content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = re.sub(r"\.(?:pdf|png|jpe?g)$", "", visible.strip(), flags=re.IGNORECASE)
    stem = re.sub(r"[^\w ()-]+", "-", stem).strip(" -")[:_LONGEST_NAME].strip(" -")
    return f"{stem or 'paper'}{_ENDINGS[kind]}"


def _no(reason: str) -> Refused:
    return Refused(reason, field="paper")


def _kind_of(content: bytes) -> PaperKind:
    if _PDF.match(content):
        _check_pdf(content)
        return "pdf"
    if content.startswith(_PNG):
        _check_png(content)
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        return "jpeg"
    raise _no(_what_else(content))


def _what_else(content: bytes) -> str:
    """A sentence about a file that is none of ours."""
    if _MARKUP.search(content[:_HEAD]):
        return "This is a web page. Print it to a PDF and upload that."
    return next((words for known, words in _OTHERS if known.match(content)), f"We cannot read this file. {_TAKEN}")


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-_TAIL:]:
        raise _no("The PDF is cut off. Save it again and upload that.")
    if b"PK\x05\x06" in content[-_TAIL:]:
        raise _no("The PDF has an archive behind it. Print it to a new PDF and upload that.")
    if _ACTIVE.search(content):
        raise _no("The PDF starts a program when it is opened. Print it to a new PDF and upload that.")


def _outside_streams(content: bytes) -> bytes:
    """What a PDF says beside its streams, which may hold anything: there a web page has no business at any length."""
    parts, at = [], 0
    while (begins := content.find(b"stream", at)) >= 0 and (ends := content.find(b"endstream", begins)) >= 0:
        parts.append(content[at:begins])
        at = ends + len(b"endstream")
    return b"".join([*parts, content[at:]])


def _check_png(content: bytes) -> None:
    """Chunk by chunk: a header first, each with its checksum, the end at the very end."""
    at, first = len(_PNG), True
    while True:
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content) or first != (kind == b"IHDR"):
            raise _no("The PNG is broken or cut off. Save the picture again and upload that.")
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise _no("The PNG is broken or cut off. Save the picture again and upload that.")
        if kind == b"IEND":
            break
        at, first = end, False
    if end != len(content):
        raise _no("The picture has something else behind it. Save it again and upload that.")


def _check_jpeg(content: bytes) -> None:
    """Segment by segment to the first scan, with a frame before it; the last bytes are the end of the picture."""
    at, framed = 2, False
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        marker, length = content[at : at + 2], int.from_bytes(content[at + 2 : at + 4])
        if len(marker) < 2 or marker[0] != 0xFF or length < 2 or at + 2 + length > len(content):
            raise _no("The JPEG is broken or cut off. Save the picture again and upload that.")
        if marker[1] == _START_OF_SCAN:
            break
        framed = framed or marker[1] in _STARTS_OF_FRAME
        at += 2 + length
    if not framed or _END_OF_JPEG not in content[at:]:
        raise _no("The JPEG is broken or cut off. Save the picture again and upload that.")
    if not content.rstrip(b"\0\r\n ").endswith(_END_OF_JPEG):
        raise _no("The picture has something else behind it. Save it again and upload that.")
