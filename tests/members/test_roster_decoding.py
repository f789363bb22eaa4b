import io
import zipfile

import pytest

from members.roster.decoding import MAX_BYTES, Unreadable, decode

TEXT = "Company;City\r\nKöln IT;Köln\r\nÉclair IT 🍰;Montréal\r\n"


def zip_with(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "UTF-32"),
    ],
)
def test_reads_each_encoding(codec: str, mark: bytes, name: str) -> None:
    assert decode(mark + TEXT.encode(codec)) == (TEXT, name)


def test_falls_back_to_what_windows_writes() -> None:
    assert decode("Company;City\nMüller IT;Köln \u2013 €".encode("cp1252")) == (
        "Company;City\nMüller IT;Köln \u2013 €",
        "Windows-1252",
    )


@pytest.mark.parametrize("data", [b"", b" \r\n \t"])
def test_an_empty_file(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^This file is empty"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zip_with("[Content_Types].xml", "xl/workbook.xml"), "This is an Excel workbook; save it as CSV."),
        (zip_with("mimetype", "content.xml"), "This is a spreadsheet in its own format; save it as CSV."),
        (zip_with("Index/Document.iwa"), "This is a spreadsheet in its own format; save it as CSV."),
        (zip_with("roster.csv"), "This is a zip archive; unpack it and choose the CSV file inside."),
        (b"PK\x03\x04 broken", "This is a zip archive; unpack it and choose the CSV file inside."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an old Excel workbook (.xls); save it as CSV."),
        (b"%PDF-1.7", "This is a PDF; export the list as CSV from the program that made it."),
        (b"\x89PNG\r\n", "This is a picture; export the list as CSV from the spreadsheet."),
        (b"\x1f\x8b\x08", "This is a compressed file; unpack it first."),
        (b"  <!DOCTYPE html><table>", "This is a web page or XML file"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "This is a web page or XML file"),
    ],
)
def test_says_what_another_format_is_and_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(data)
    assert str(refusal.value).startswith(sentence)


def test_an_excel_workbook_saved_under_the_name_of_a_csv_is_named() -> None:
    with pytest.raises(Unreadable, match="Excel workbook"):
        decode(b"PK\x03\x04" + b"\0" * 30 + b"xl/worksheets/sheet1.xml" + b"\0" * 100)


def test_a_nul_byte_is_located() -> None:
    with pytest.raises(Unreadable, match=r"^Line 3 holds a NUL byte"):
        decode(b"Company,City\nAcme,Austin\nBr\0ken,Waco\n" + b"Fine,Tyler\n" * 500)


def test_a_nul_letter_in_utf_16_is_located() -> None:
    with pytest.raises(Unreadable, match=r"^Line 2 holds a NUL byte"):
        decode("Company;City\nAc\0me;Austin\n".encode("utf-16"))


def test_utf_16_that_breaks_off() -> None:
    with pytest.raises(Unreadable, match="UTF-16 but breaks off"):
        decode("Company;City\nAcme;Austin\n".encode("utf-16")[:-1])


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(Unreadable, match="cannot tell how the letters"):
        decode(b"Company,City\n\x81\x8d\x8f,\x90\x9d\n")


def test_twenty_megabytes_are_read_and_one_more_byte_is_not() -> None:
    line = b"Acme IT,Austin\n"
    assert len(decode((line * (MAX_BYTES // len(line) + 1))[:MAX_BYTES]).text) == MAX_BYTES
    with pytest.raises(Unreadable, match=r"^This file is 21 MB; the limit is 20 MB\. Split it"):
        decode(b"x" * (MAX_BYTES + 1))
