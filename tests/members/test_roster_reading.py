import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.roster.decoding import MAX_BYTES, Unreadable
from members.roster.reading import MAX_ROWS, Table, read_table


def table_or_reason(data: bytes) -> Table | str:
    try:
        return read_table(data)
    except Unreadable as refusal:
        return str(refusal)


def cells(data: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(data.encode()).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter: str) -> None:
    rows = [["Company", "City", "Revenue"], ["Acme; IT", "Austin, TX", "1,200"], ["B | C", "Waco, TX", "900"]]
    text = "\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    table = read_table(text.encode())
    assert table.delimiter == delimiter
    assert table.header == ("Company", "City", "Revenue")
    assert table.rows[0].cells == ("Acme; IT", "Austin, TX", "1,200")


def test_semicolons_win_over_decimal_commas_in_every_row() -> None:
    assert read_table(b"Name;Share;Size\nAnna;0,65;1,5\nBen;0,70;2,5\n").delimiter == ";"


def test_excels_own_hint_is_followed_and_no_row() -> None:
    table = read_table(b"sep=|\r\nCompany|City\r\nAcme|Austin\r\n")
    assert (table.delimiter, table.header, table.rows[0].number) == ("|", ("Company", "City"), 2)


def test_one_column() -> None:
    table = read_table(b"E-mail\ndana@northwindit.example\n\nlee@acme.example\n")
    assert table.header == ("E-mail",)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("dana@northwindit.example",)),
        (4, ("lee@acme.example",)),
    ]


def test_rows_are_numbered_as_in_the_spreadsheet_across_blank_lines_and_line_breaks_in_cells() -> None:
    table = read_table(b'Company,Note\r\nAcme,"two\r\nlines"\r\n\r\n,,\r\nBolt,x\r\n')
    assert [(row.number, row.cells[0]) for row in table.rows] == [(2, "Acme"), (5, "Bolt")]
    assert table.rows[0].cells[1] == "two\r\nlines"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end: str) -> None:
    assert cells(f"Company,City{end}Acme,Austin{end}Bolt,Waco") == [("Acme", "Austin"), ("Bolt", "Waco")]


def test_short_rows_are_filled_and_long_ones_are_told() -> None:
    table = read_table(b"Company,City\nAcme\nBolt,Waco,,\nCog,Tyler,TX,USA\n")
    assert [row.cells for row in table.rows] == [("Acme", ""), ("Bolt", "Waco"), ("Cog", "Tyler")]
    assert [row.surplus for row in table.rows] == [(), (), ("TX", "USA")]


def test_a_title_above_the_header_is_passed_over_and_told() -> None:
    table = read_table(b"Roster 2026,,\n\nCompany,City,Group\nAcme,Austin,North\nBolt,Waco,North\n")
    assert table.header == ("Company", "City", "Group")
    assert (table.header_row, table.rows[0].number) == (3, 4)
    assert table.notes == ("The header was found in row 3; what stands above it was passed over.",)


def test_headers_that_repeat_or_are_empty_get_names_of_their_own() -> None:
    table = read_table(b"Company,Phone,Phone,,Phone\nAcme,1,2,3,4\nBolt,1,2,3,4\n")
    assert table.header == ("Company", "Phone", "Phone (2)", "Column D", "Phone (3)")
    assert table.notes[0] == "Two columns are called Phone; the one further right is shown as Phone (2)."


def test_the_27th_column_is_called_as_in_a_spreadsheet() -> None:
    header = ",".join([*(f"h{i}" for i in range(26)), "", "end"])
    assert read_table(f"{header}\n{','.join('x' * 28)}\n".encode()).header[26] == "Column AA"


def test_three_hundred_columns() -> None:
    header = ",".join(f"Column no {i}" for i in range(300))
    table = read_table(f"{header}\n{','.join('x' * 300)}\n".encode())
    assert len(table.header) == len(table.rows[0].cells) == 300


def test_four_hundred_and_one_columns() -> None:
    header = ",".join(f"h{i}" for i in range(401))
    with pytest.raises(Unreadable, match=r"^This file has 401 columns; the limit is 400"):
        read_table(f"{header}\n{header}\n".encode())


def test_a_header_and_nothing_else() -> None:
    with pytest.raises(Unreadable, match="a header row and nothing below it"):
        read_table(b"Company,E-mail,Group\n\n,,\n")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b",,,\n,,\n", '""\n'.encode("utf-16")])
def test_nothing_but_separators(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^This file is empty"):
        read_table(data)


def test_a_file_without_a_header_says_what_to_add() -> None:
    with pytest.raises(Unreadable, match=r"^Row 1 already holds data\. Put a row above it"):
        read_table(b"Acme IT,dana@acme.example,Austin\nBolt,lee@bolt.example,Waco\n")


def test_a_header_of_figures_is_data() -> None:
    with pytest.raises(Unreadable, match=r"^Row 1 already holds data"):
        read_table(b"12,$400,65 %\n11,$300,70 %\n")


def test_a_quote_that_is_never_closed() -> None:
    with pytest.raises(Unreadable, match=r'^Row 3 does not end: a quote \("\) is opened'):
        read_table(b'Company,City\nAcme,Austin\n"Bolt,Waco\nCog,Tyler\n')


def test_a_quote_that_swallows_a_megabyte_is_noticed_before_the_end() -> None:
    data = b'Company,City\nAcme,Austin\n"Bolt,Waco\n' + b"Cog,Tyler\n" * 200_000
    with pytest.raises(Unreadable, match=r"^Row 3 does not end"):
        read_table(data)


def test_quotes_inside_cells_are_letters() -> None:
    assert cells('Company,Note\nAcme,5" pipe\n"The ""A"" Team",x\n"Big" Tim,y\n') == [
        ("Acme", '5" pipe'),
        ('The "A" Team', "x"),
        ("Big Tim", "y"),
    ]


def test_emoji_bidi_and_formulas_are_cells_like_any_other() -> None:
    assert cells("Company,Note\n🍰 Cake IT,\u202egpj.exe\n=1+1,@SUM(A1)\n") == [
        ("🍰 Cake IT", "\u202egpj.exe"),
        ("=1+1", "@SUM(A1)"),
    ]


def test_utf_16_with_tabs_as_excel_writes_unicode_text() -> None:
    table = read_table("Company\tCity\r\nMüller IT\tKöln\r\n".encode("utf-16"))
    assert (table.delimiter, table.encoding, table.rows[0].cells) == ("\t", "UTF-16", ("Müller IT", "Köln"))


def test_more_rows_than_fit() -> None:
    lines = b"Acme,Austin\n" * MAX_ROWS
    assert len(read_table(b"Company,City\n" + lines).rows) == MAX_ROWS
    with pytest.raises(Unreadable, match=r"more than 20,000 rows\. Split it"):
        read_table(b"Company,City\n" + lines + b"One,More\n")


def test_five_thousand_rows_are_quick() -> None:
    row = "Northwind IT;Dana McAllister;dana@northwindit.example;(512) 555-0142;Austin, TX;12-15 staff;$2.1M;65 %;3;"
    data = ("Company;Name;E-mail;Phone;City;Employees;Revenue;MRR;OML;Notes\n" + f"{row}fine\n" * 5000).encode()
    begun = time.process_time()
    assert len(read_table(data).rows) == 5000
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "data",
    [
        b"," * MAX_BYTES,
        b"x" * MAX_BYTES,
        (b"a," * 399 + b"a\n") * (MAX_BYTES // 800),
        b"Company,City\n" + b"Acme,Austin\n" * ((MAX_BYTES - 13) // 12),
        b"Company,City\n" + b'"' * (MAX_BYTES - 13),
    ],
    ids=["one line of commas", "one line of letters", "eight million cells", "too many rows", "quotes"],
)
def test_twenty_megabytes_of_nonsense_are_refused_without_filling_the_memory(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            read_table(data)
        assert tracemalloc.get_traced_memory()[1] < 400 * 1024 * 1024
    finally:
        tracemalloc.stop()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_the_bytes_it_reads_or_says_why_not(data: bytes) -> None:
    table = table_or_reason(data)
    if isinstance(table, str):
        assert table.endswith(".")
    else:
        assert len(set(table.header)) == len(table.header)
        assert all(len(row.cells) == len(table.header) for row in table.rows)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('ab1@.,;|\t"\r\n \u202e🍰='), max_size=300), st.sampled_from(["utf-8", "utf-16"])
)
def test_whatever_the_text_it_reads_or_says_why_not(text: str, codec: str) -> None:
    table = table_or_reason(f"Company,City\n{text}".encode(codec))
    if isinstance(table, str):
        assert table.endswith(".")
    else:
        assert [row.number for row in table.rows] == sorted({row.number for row in table.rows})
