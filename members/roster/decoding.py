"""From the bytes of an upload to text. Whatever is not a text table is refused, with what to do instead."""

import io
import zipfile
from typing import NamedTuple

MAX_BYTES = 20 * 1024 * 1024

_OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook (.xls); save it as CSV."),
    (b"%PDF", "This is a PDF; export the list as CSV from the program that made it."),
    (b"\x1f\x8b", "This is a compressed file; unpack it first."),
    (b"Rar!", "This is a compressed file; unpack it first."),
    (b"7z\xbc\xaf", "This is a compressed file; unpack it first."),
    (b"\x89PNG", "This is a picture; export the list as CSV from the spreadsheet."),
    (b"\xff\xd8\xff", "This is a picture; export the list as CSV from the spreadsheet."),
    (b"{\\rtf", "This is a text document; save the list as CSV from a spreadsheet."),
)
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)


class Unreadable(ValueError):
    """A file that cannot be read as a table. `str()` of it is the sentence for the person who uploaded it."""


class Text(NamedTuple):
    """What the bytes say, and the name of the encoding they were written in, for the preview."""

    text: str
    encoding: str


def decode(data: bytes) -> Text:
    """The text of an uploaded CSV file: UTF-8 or UTF-16 with or without a byte order mark, else Windows-1252.

    Raises Unreadable for more than 20 MB, nothing at all, NUL bytes, and files that are something else than text.
    """
    if len(data) > MAX_BYTES:
        megabytes = -(-len(data) // (1024 * 1024))
        raise Unreadable(f"This file is {megabytes} MB; the limit is 20 MB. Split it and import the parts one by one.")
    if not data.strip():
        raise Unreadable("This file is empty.")
    _refuse_other_formats(data)
    codec, name = _encoding_of(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        raise Unreadable(
            f"This file says it is {name} but breaks off or is damaged. Save it again as CSV UTF-8."
        ) from None
    if "\0" in text:
        _refuse_nul(text[: text.index("\0")].count("\n") + 1)
    return Text(text, name)


def _encoding_of(data: bytes) -> tuple[str, str]:
    """Python's codec and the name for people."""
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return codec, name
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le", "UTF-16"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be", "UTF-16"
    if b"\0" in data:
        _refuse_nul(data[: data.index(b"\0")].count(b"\n") + 1)
    return _eight_bit_encoding_of(data)


def _eight_bit_encoding_of(data: bytes) -> tuple[str, str]:
    try:
        data.decode("utf-8")
        return "utf-8", "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        data.decode("cp1252")
        return "cp1252", "Windows-1252"
    except UnicodeDecodeError:
        raise Unreadable("We cannot tell how the letters in this file are written. Save it as CSV UTF-8.") from None


def _refuse_nul(line: int) -> None:
    raise Unreadable(
        f"Line {line} holds a NUL byte, which no spreadsheet writes into a CSV file. "
        "The file is damaged or not a CSV; export it again."
    )


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(_what_the_zip_is(data))
    for magic, sentence in _OTHER_FORMATS:
        if data.startswith(magic):
            raise Unreadable(sentence)
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise Unreadable("This is a web page or XML file with a table in it; open it in a spreadsheet and save as CSV.")


def _what_the_zip_is(data: bytes) -> str:
    """Excel, OpenDocument and Numbers files are zip archives; only their list of names is read, nothing is unpacked."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        names = []
    if any(name.startswith("xl/") for name in names) or b"xl/" in data[:4096]:
        return "This is an Excel workbook; save it as CSV."
    if "mimetype" in names or any(name.endswith(".iwa") for name in names):
        return "This is a spreadsheet in its own format; save it as CSV."
    return "This is a zip archive; unpack it and choose the CSV file inside."
