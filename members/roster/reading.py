"""From text to a table: which delimiter, which row is the header, which rows hold something."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from statistics import median, mode

from members.roster.decoding import Unreadable, decode

MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_CELLS = 2_000_000
MAX_ROW_LETTERS = 1_000_000

_DELIMITERS = ",;\t|"
_LOOK_AT = 300
_END = "\ue000end of file"
_ADDRESS = re.compile(r"\S@\S+\.\S")
_FIGURE = re.compile(r"[$€£~<>(+-]?\s?\d[\d.,/:%\sk-]*[mM]?\)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the spreadsheet (1-based), one cell per column, and what lies beyond the last column."""

    number: int
    cells: tuple[str, ...]
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: unique, non-empty column names, the rows that are not blank, and how it was written."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    encoding: str
    delimiter: str
    notes: tuple[str, ...] = ()


def read_table(data: bytes) -> Table:
    """Reads an uploaded CSV file. Raises Unreadable with a plain sentence when there is no table in it.

    Limits: 20 MB, 20,000 rows, 400 columns, two million filled cells. Cells are as in the file, untrimmed.
    """
    text, encoding = decode(data)
    text, delimiter = _delimiter_of(text)
    records = list(_records(text, delimiter))
    if not records:
        raise Unreadable("This file is empty.")
    at = _header_at(records)
    header_row, names = records[at]
    body = records[at + 1 :]
    if not body:
        raise Unreadable("This file has a header row and nothing below it.")
    width = _width(names, body)
    header, notes = _column_names(names, width)
    if at:
        notes = (f"The header was found in row {header_row}; what stands above it was passed over.", *notes)
    rows = tuple(_row(number, cells, width) for number, cells in body)
    return Table(header, rows, header_row, encoding, delimiter, notes)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with its number in the spreadsheet, trailing blank cells cut off."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    number = rows = filled = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if cells == [_END]:
                return
            lines.next_record(number + 1)
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                rows, filled = rows + 1, filled + len(cells)
                _refuse_too_many(rows, filled)
                yield number, cells
    except csv.Error:
        raise Unreadable(_open_quote(number + 1)) from None
    raise Unreadable(_open_quote(number))


def _refuse_too_many(rows: int, cells: int) -> None:
    if rows > MAX_ROWS + 1:
        raise Unreadable("This file has more than 20,000 rows. Split it and import the parts one by one.")
    if cells > MAX_CELLS:
        raise Unreadable("This file has more than two million filled cells. Leave out columns that are not needed.")


class _Lines:
    """Feeds lines to the CSV reader and stops it when one row swallows too many: a quote was opened and not closed.

    The last line is a mark of our own. If the reader does not hand it back as a row, it lies inside an open quote.
    """

    def __init__(self, text: str) -> None:
        self._lines = chain(io.StringIO(text, newline=""), ("\n", _END))
        self.next_record(1)

    def next_record(self, number: int) -> None:
        self._number = number
        self._letters = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._letters += len(line)
        if self._letters > MAX_ROW_LETTERS:
            raise Unreadable(_open_quote(self._number))
        return line


def _open_quote(number: int) -> str:
    return (
        f'Row {number} does not end: a quote (") is opened there or shortly before and never closed. '
        "Close or remove it, then try again."
    )


def _delimiter_of(text: str) -> tuple[str, str]:
    """The text without Excel's `sep=` line, and the delimiter that gives the most even table on the first rows."""
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint and hint[1] in _DELIMITERS:
        return text[hint.end() :], hint[1]
    sample = text[:65536]
    if len(text) > len(sample):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    return text, max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    """0 for one column; else the share of rows that have the usual width, a little more the wider they are."""
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) == 60:
                break
    except csv.Error:
        return 0.0
    usual = mode(widths) if widths else 1
    return widths.count(usual) / len(widths) * (1 - 1 / usual) if usual > 1 else 0.0


def _header_at(records: list[tuple[int, list[str]]]) -> int:
    """The first row about as full as the rest: a title or an export date may stand above it."""
    usual = median(_filled(cells) for _, cells in records[:40])
    at = next((i for i, (_, cells) in enumerate(records[:20]) if _filled(cells) >= 0.6 * usual), 0)
    number, cells = records[at][0], [cell.strip()[:_LOOK_AT] for cell in records[at][1]]
    figures = sum(bool(_FIGURE.fullmatch(cell)) for cell in cells)
    if any(_ADDRESS.search(cell) for cell in cells) or figures * 2 > _filled(cells):
        raise Unreadable(
            f"Row {number} already holds data. Put a row above it that names the columns: Company, Name, E-mail, Group."
        )
    return at


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _width(names: list[str], body: list[tuple[int, list[str]]]) -> int:
    """Columns of the table: those named, and unnamed ones that at least half of the rows fill."""
    width = int(max(len(names), median(len(cells) for _, cells in body)))
    if width > MAX_COLUMNS:
        raise Unreadable(f"This file has {width:,} columns; the limit is 400. Leave out what is not needed.")
    return width


def _column_names(names: list[str], width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One name for each column, none twice, and a note for each that had to be made up."""
    header: list[str] = []
    notes: list[str] = []
    for i in range(width):
        name = " ".join(names[i].split())[:120] if i < len(names) else ""
        if not name:
            name = f"Column {_letters(i)}"
        if name in header:
            again = next(f"{name} ({n})" for n in range(2, width + 2) if f"{name} ({n})" not in header)
            notes.append(f"Two columns are called {name}; the one further right is shown as {again}.")
            name = again
        header.append(name)
    return tuple(header), tuple(notes)


def _letters(i: int) -> str:
    """What a spreadsheet calls column `i`, counted from 0: A, Z, AA."""
    return (_letters(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)


def _row(number: int, cells: list[str], width: int) -> Row:
    padded = tuple(cells[:width]) + ("",) * (width - len(cells))
    return Row(number, padded, tuple(cell for cell in cells[width:] if cell.strip()))
