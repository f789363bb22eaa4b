"""Writes lists as CSV. A cell that a spreadsheet would run as a formula gets a quote in front, and stays readable.

Rule: OWASP, "CSV Injection". Importing takes the quote off again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

Cell = str | int | float | Decimal | bool | date | datetime | None

# = + - @ and their full-width twins, after any blanks; or a tab or line end at the very start.
_FORMULA = re.compile("[\\s\u200b\ufeff]*[=+@\uff1d\uff0b\uff0d\uff20\u2212-]|[\t\r\n]")


def neutralized(text: str) -> str:
    """`text`, with a quote before it if a spreadsheet might take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """`text` without the quote that `neutralized` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def write_csv(rows: Iterable[Sequence[Cell]], header: Sequence[str]) -> bytes:
    """A CSV file that Excel opens as UTF-8: byte order mark, commas, CRLF, every text quoted, numbers as numbers.

    Dates are ISO, yes and no for booleans; None and numbers that are not finite are empty cells.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([neutralized(name) for name in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _written(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float | Decimal):
        return cell if isfinite(cell) else ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return neutralized(cell.replace("\0", ""))
