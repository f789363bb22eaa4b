"""What the queue reads, in queries written out: the page that program admins open all day (bench/vetting.py).

Beside what the fences see to, every part filters by program, and leaves a reviewer the files that they did not step
aside of, as vetting.access.files_of does. Rows come as plain tuples.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from members.models import City
from programs.tenancy import current_program
from vetting.states import State

SEEN = """
program_id = %(program)s and state <> 'draft' and (%(all)s or not exists (
    select from vetting_opinion o
    where o.program_id = %(program)s and o.application_id = a.id and o.user_id = %(reader)s and o.recused
))
"""
"""The files that the reader may look at."""

COUNTS = f"select state, count(*) from vetting_application a where {SEEN} group by state"  # noqa: S608 - constants

ROWS = """
select a.id, a.version, a.name, a.company_name, a.state, a.submitted_at, a.pooled_at, a.state_since, t.name, g.name,
       c.name, c.region, c.country, d.fit, d.worst, d.uncompared, d.asks, d.late_since, d.next_step, d.next_on,
       coalesce(nullif(owner.name, ''), owner.email), d.reader_id, coalesce(nullif(other.name, ''), other.email),
       d.reading_since, mine.view
from (select * from vetting_application a where {seen} and state = any(%(states)s)
      order by {order} limit %(most)s offset %(after)s) as a
     join programs_track t on t.id = a.track_id
     left join groups_group g on g.id = a.group_id
     left join members_city c on c.id = a.city_id
     left join vetting_dossier d on d.program_id = %(program)s and d.application_id = a.id
     left join programs_user owner on owner.id = d.next_owner_id
     left join programs_user other on other.id = d.reader_id
     left join vetting_opinion mine
         on mine.program_id = %(program)s and mine.application_id = a.id and mine.user_id = %(reader)s
order by {order}
"""
"""A page of files in an order, with what a row shows of each."""


class Noted(NamedTuple):
    """What a row shows of the dossier; all empty where there is none."""

    fit: str | None = ""
    late_since: date | None = None
    next_step: str | None = ""
    next_on: date | None = None
    next_owner: str | None = None
    reader_id: Any = None
    reader: str | None = None
    reading_since: datetime | None = None


@dataclass
class Filed:
    """An application as a row shows it. What it shares with vetting.models.Application has the same name there."""

    pk: UUID
    version: int
    name: str
    company_name: str
    state: str
    submitted_at: datetime
    pooled_at: datetime | None
    state_since: datetime
    track: str
    group: str | None
    city: City | None
    worst: int | None
    uncompared: bool | None
    asks: int | None
    dossier: Noted
    my_view: str | None


def counts(reader: Any, *, sees_all: bool) -> dict[str, int]:
    """How many files there are in each state that has any."""
    keys = {"program": current_program(), "reader": reader.pk, "all": sees_all}
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(COUNTS, keys)
        return dict(cursor.fetchall())


def files(
    reader: Any, *, sees_all: bool, states: frozenset[State], order: tuple[str, ...], after: int, most: int
) -> list[Filed]:
    """`most` files of these states from the place `after` on. `order` names columns, "-" before one that falls."""
    keys = {
        "program": current_program(), "reader": reader.pk, "all": sees_all, "states": sorted(map(str, states)),
        "after": after, "most": most,
    }  # fmt: skip
    with connection.written_out() as cursor:  # type: ignore[attr-defined]
        cursor.execute(ROWS.format(seen=SEEN, order=in_sql(order)), keys)
        return [filed(*row) for row in cursor.fetchall()]


def in_sql(order: tuple[str, ...]) -> str:
    """An order of columns, "-" before one that falls, as SQL."""
    return ", ".join(f"a.{name[1:]} desc" if name.startswith("-") else f"a.{name}" for name in order)


def filed(*row: Any) -> Filed:
    """A row of ROWS."""
    *about, city, region, country, fit, worst, uncompared, asks = row[:17]
    *noted, mine = row[17:]
    place = City(name=city, region=region, country=country) if city else None
    return Filed(*about, place, worst, uncompared, asks, Noted(fit, *noted), mine)  # type: ignore[call-arg]
