import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.roster.reading import read_table
from members.roster.values import NotUnderstood, clean
from members.roster.writing import neutralized, write_csv

FORMULA_LETTERS = "=+-@\uff1d\uff0b\uff0d\uff20\t\r"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1 512-555-0142",
        "-5",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "  =cmd|' /C calc'!A0",
        "\u00a0=1",
        "\ufeff=1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM(A1)",
        "\u22121",
    ],
)
def test_a_formula_gets_a_quote(text: str) -> None:
    assert neutralized(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Acme", "a=b", "x@y.example", "12-15 staff", "'quoted", "1-1"])
def test_anything_else_stays(text: str) -> None:
    assert neutralized(text) == text


def test_a_file_that_excel_opens() -> None:
    data = write_csv(
        [
            [
                "Müller; IT",
                5,
                -1.5,
                Decimal("2.50"),
                True,
                None,
                date(2026, 3, 4),
                datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
            ]
        ],
        ["Company", "=n", "a", "b", "c", "d", "e", "f"],
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        '"Company","\'=n","a","b","c","d","e","f"',
        '"Müller; IT",5,-1.5,2.50,"yes","","2026-03-04","2026-03-04 09:30+00:00"',
    ]


def test_numbers_that_are_not_finite_are_empty() -> None:
    text = write_csv([[float("nan"), float("inf"), Decimal("NaN"), 1e308 * 10]], list("abcd")).decode("utf-8-sig")
    assert text.splitlines()[1] == '"","","",""'


TEXTS = st.text(alphabet=st.one_of(st.sampled_from(FORMULA_LETTERS + " \n\"';,"), st.characters(codec="utf-8")))


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_no_cell_that_is_written_begins_like_a_formula(rows: list[list[str]]) -> None:
    text = write_csv(rows, ["a", "b"]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not cell.startswith(tuple(FORMULA_LETTERS))
            assert not cell.lstrip().startswith(tuple(FORMULA_LETTERS))


@given(st.lists(st.tuples(st.just("x"), TEXTS.filter(lambda text: "\0" not in text)), min_size=1, max_size=5))
def test_what_is_exported_can_be_imported(rows: list[tuple[str, str]]) -> None:
    table = read_table(write_csv(rows, ["Company", "Note"]))
    for (_, text), row in zip(rows, table.rows, strict=True):
        try:
            expected = clean(text)
        except NotUnderstood:
            continue
        assert clean(row.cells[1]) == expected


def test_lone_surrogates_do_not_stop_an_export() -> None:
    assert b"?" in write_csv([["\ud800"]], ["a"])
