import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.refusal import Refused
from vetting.papers import CONTENT_TYPES, LARGEST, accepted, safe_name


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
PNG = SIGNATURE + HEADER + PIXELS + chunk(b"IEND")
FRAME = segment(0xC0, bytes((8, 0, 1, 0, 1, 1, 1, 0x11, 0)))
SCAN = segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + b"\x12\x34\xff\x00\x56"
JPEG = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + FRAME + SCAN + b"\xff\xd9"


def refusal(content: bytes, name: str = "accounts.pdf") -> str:
    with pytest.raises(Refused) as refused:
        accepted(name, content)
    assert refused.value.field == "paper"
    assert refused.value.reason.endswith(".")
    return refused.value.reason


@pytest.mark.parametrize(
    ("content", "name", "checked"),
    [
        (PDF, "Accounts 2025.pdf", ("pdf", "Accounts 2025.pdf")),
        (PDF + b"\r\n" * 200, "a.PDF", ("pdf", "a.pdf")),
        (PDF.replace(b"startxref", b" " * 5000 + b"stream\n<html>\nendstream\nstartxref"), "a.pdf", ("pdf", "a.pdf")),
        (PNG, "org chart.png", ("png", "org chart.png")),
        (JPEG, "team.jpeg", ("jpeg", "team.jpg")),
        (JPEG + b"\0\0\n", "team.jpeg", ("jpeg", "team.jpg")),
        (JPEG[:2] + b"\xff\xff" + JPEG[2:], "padded.jpg", ("jpeg", "padded.jpg")),
        (PNG, "photo.pdf", ("png", "photo.png")),
    ],
)
def test_what_may_be_kept_is_known_by_its_content(content: bytes, name: str, checked: tuple[str, str]) -> None:
    assert accepted(name, content) == checked
    assert checked[0] in CONTENT_TYPES


def test_a_pdf_that_is_a_web_page_is_refused() -> None:
    page = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
    assert refusal(page) == "This is a web page. Print it to a PDF and upload that."
    assert refusal(b"\xef\xbb\xbf\n <HTML>") == "This is a web page. Print it to a PDF and upload that."


@pytest.mark.parametrize(
    "content",
    [
        PDF.replace(b"\n1 0", b"\n<script>alert(1)</script>\n1 0", 1),
        PDF.replace(b"\n1 0", b"\n<SVG onload=x>\n1 0", 1),
        PDF.replace(b"\n1 0", b"\n" + b"% pad\n" * 2000 + b"<html><script>alert(1)</script>\n1 0", 1),
        SIGNATURE + HEADER + chunk(b"tEXt", b"Comment\0<script>alert(1)</script>") + PIXELS + chunk(b"IEND"),
        JPEG[:2] + segment(0xFE, b"<?php system($_GET[0]);") + JPEG[2:],
        JPEG[:2] + segment(0xFE, b"<iframe src=x>") + JPEG[2:],
    ],
)
def test_a_page_in_the_head_of_a_good_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "The file has a web page inside. Print it to a new PDF and upload that."


def test_a_page_in_front_of_a_pdf_is_no_pdf() -> None:
    assert refusal(b"<html>" + PDF) == "This is a web page. Print it to a PDF and upload that."
    assert refusal(b"\n" + PDF) == "We cannot read this file. Upload a PDF, a PNG or a JPEG."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PDF + b"PK\x05\x06" + bytes(18), "The PDF has an archive behind it."),
        (PDF + bytes(2000), "The PDF is cut off."),
        (PDF.replace(b"%%EOF", b""), "The PDF is cut off."),
        (b"%PDF-1.7\n" + b"% pad\n" * 2000 + b"%%EOF\n", "The PDF has no page inside."),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"), "The PDF starts a program"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch >>"), "The PDF starts a program"),
        (PNG[:-1], "The PNG is broken"),
        (PNG[:40], "The PNG is broken"),
        (SIGNATURE, "The PNG is broken"),
        (PNG.replace(b"IDAT", b"IDAX"), "The PNG is broken"),
        (SIGNATURE + PIXELS + chunk(b"IEND"), "The PNG is broken"),
        (SIGNATURE + HEADER + HEADER + PIXELS + chunk(b"IEND"), "The PNG is broken"),
        (PNG + b"PK\x03\x04archive", "The picture has something else behind it."),
        (JPEG + b"PK\x03\x04archive", "The picture has something else behind it."),
        (JPEG[:-2], "The JPEG is broken"),
        (JPEG[:30], "The JPEG is broken"),
        (b"\xff\xd8\xff", "The JPEG is broken"),
        (b"\xff\xd8" + SCAN + b"\xff\xd9", "The JPEG is broken"),
        (b"PK\x03\x04" + bytes(40), "This is an Office file or an archive."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an Office file or an archive."),
        (b"\0\0\0\x18ftypheic", "This is a phone's own photo or a video."),
        (b"GIF89a", "This kind of picture is not taken."),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "This kind of picture is not taken."),
        (b"MZ\x90\0", "We cannot read this file."),
        (b"%PDF-x", "We cannot read this file."),
        (b"", "The file is empty."),
    ],
)
def test_the_rest_is_refused_in_plain_words(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def test_ten_megabytes_are_the_most() -> None:
    filling = PDF[:9] + b" " * (LARGEST - len(PDF)) + PDF[9:]
    assert accepted("a.pdf", filling).kind == "pdf"
    assert refusal(filling + b"\n") == "The file is larger than 10 MB. Upload a smaller one."


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\dana\\Accounts.pdf", "Accounts.pdf"),
        ("run.exe", "run-exe.pdf"),
        ("invoice.pdf.exe", "invoice-pdf-exe.pdf"),
        ("cod\u202efdp.exe", "codfdp-exe.pdf"),
        ('a"; filename="b.html', "a- filename- b-html.pdf".replace("- b", "-b")),
        ("Größe & Zahlen.PDF", "Größe - Zahlen.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        (".htaccess", "htaccess.pdf"),
        (".pdf", "paper.pdf"),
        ("", "paper.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_download_under(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_name_leads_anywhere(name: str) -> None:
    safe = safe_name(name, "png")
    assert safe.endswith(".png")
    assert safe.count(".") == 1
    assert len(safe) <= 84
    assert not set(safe) & set('/\\"\r\n\0;:<>|?*')


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4", SIGNATURE, SIGNATURE + HEADER, b"\xff\xd8\xff\xe0"]))
def test_any_bytes_are_kept_or_refused_and_never_a_fault(rest: bytes, start: bytes) -> None:
    try:
        checked = accepted("a", start + rest)
    except Refused:
        return
    assert checked.kind in CONTENT_TYPES


@settings(deadline=None)
@given(st.integers(0, len(PNG) - 1), st.integers(0, len(JPEG) - 1))
def test_a_picture_that_is_cut_off_anywhere_is_refused(of_png: int, of_jpeg: int) -> None:
    for content in (PNG[:of_png], JPEG[:of_jpeg]):
        with pytest.raises(Refused):
            accepted("a.png", content)
