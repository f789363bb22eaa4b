"""A list as a file to download."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse

from members.roster.writing import Cell, write_csv
from programs.request import Request


def csv_response(
    request: Request, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], now: datetime
) -> HttpResponse:
    """A CSV file that is named for the program, the list and the day."""
    return HttpResponse(
        write_csv(rows, header),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{request.program.slug}-{name}-{now:%Y-%m-%d}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )
