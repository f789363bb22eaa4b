"""Canaries: a word of its own in every text cell of the database, and who may ever see it.

Planted as the data-migration role, straight into the tables, so that no action can soften them. Who may see a canary is
said here in Python, apart from the policies, from the row it sits in; a test then compares both.
"""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from programs.rls import DATAFIX

PATTERN = re.compile(r"zq[0-9a-f]{10}zq")
UNTOUCHED = {
    "programs_activity",  # ids and names of kinds and fields only: it holds no words
    "programs_due",
    "notifications_notice",
}


@dataclass(frozen=True)
class Cell:
    """Where a canary sits: its table and column, and the row's keys by column name."""

    table: str
    column: str
    row: dict[str, Any] = field(hash=False)


def cells_of(model: type[models.Model]) -> list[str]:
    """The columns that hold people's words: texts without choices and long enough for a canary."""
    fields = [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField)
        and not one.choices
        and not isinstance(one, models.SlugField)
        and (one.max_length or 99) >= 14
        and one.name not in ("zone", "currency", "kind", "state", "unit", "failure_kind")
    ]
    return [one.column for one in fields]


def plant(owner: psycopg.Connection) -> dict[str, Cell]:
    """Overwrite every text cell of every table of a program with a canary of its own; returns canary → cell."""
    planted: dict[str, Cell] = {}
    owner.execute(sql.SQL("set role {}").format(sql.Identifier(DATAFIX)))
    for model in apps.get_models():
        table, columns = model._meta.db_table, cells_of(model)
        names = {one.column for one in model._meta.concrete_fields}
        if "program_id" not in names or table in UNTOUCHED or not columns:
            continue
        for row in rows_of(owner, table):
            canaries = {column: f"zq{secrets.token_hex(5)}zq" for column in columns}
            write(owner, model, row, canaries)
            planted |= {word: Cell(table, column, row) for column, word in canaries.items()}
    owner.execute("reset role")
    return planted


def rows_of(owner: psycopg.Connection, table: str) -> list[dict[str, Any]]:
    """Every row of a table as a dict."""
    with owner.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(table))).fetchall()


def write(owner: psycopg.Connection, model: type[models.Model], row: dict[str, Any], canaries: dict[str, str]) -> None:
    """Put the canaries of one row in place; an address stays an address."""
    values = {
        column: f"{word}@canary.example" if isinstance(field_of(model, column), models.EmailField) else word
        for column, word in canaries.items()
    }
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(value)) for column, value in values.items()
    )
    key = model._meta.pk.column
    owner.execute(
        sql.SQL("update {} set {} where {} = {}").format(
            sql.Identifier(model._meta.db_table), assignments, sql.Identifier(key), sql.Literal(row[key])
        )
    )


def field_of(model: type[models.Model], column: str) -> models.Field:
    """The field of a column."""
    return next(one for one in model._meta.concrete_fields if one.column == column)


@dataclass(frozen=True)
class Reader:
    """One of the cast, as far as confidentiality goes: where they are somebody, and as what."""

    name: str
    user_id: UUID | None = None
    program_id: UUID | None = None
    member_id: UUID | None = None
    company_id: UUID | None = None
    is_admin: bool = False
    circles: frozenset[UUID] = frozenset()
    """The groups in which they sit or which they facilitate, with their whole history open to them."""


GROUP = {"goals_goal", "goals_milestone", "goals_checkin"}
OWN = {"goals_privatenote"}
RECIPIENT = {"notifications_deliverywords", "notifications_preference"}
STAFF = {"programs_role", "members_invitation", "members_importrun", "members_columnmemory", "members_companyfacts"}
TABLE = {"groups_seat", "groups_seatholder", "groups_facilitatorterm"}
PEOPLE = {"members_member", "members_company"}
PUBLIC = {"programs_track", "groups_group"}


def may_see(reader: Reader, cell: Cell, public_groups: set[UUID]) -> bool:
    """The rule of handbook 3, said once more without the database; `public_groups` are those that strangers see."""
    row = cell.row
    mine = reader.member_id is not None and reader.member_id in (row.get("member_id"), row.get("partner_id"))
    here = reader.program_id is not None and row.get("program_id") == reader.program_id
    if cell.table in PUBLIC:
        unlisted = row.get("visibility") == "unlisted" or row.get("state") == "closed"
        return here or not unlisted
    if cell.table == "groups_facilitatorterm" and row["group_id"] in public_groups:
        return True  # the page of a public group names its facilitators
    if not here:
        return False
    if cell.table in GROUP:
        return mine or bool(set(row["audience"]) & reader.circles)
    if cell.table in OWN:
        return mine
    if cell.table in RECIPIENT:
        return row.get("user_id") == reader.user_id
    if cell.table in STAFF:
        own_company = reader.company_id is not None and row.get("company_id") == reader.company_id
        return reader.is_admin or own_company or row.get("user_id") == reader.user_id
    if cell.table in TABLE:
        return reader.is_admin or mine or row["group_id"] in reader.circles
    assert cell.table in PEOPLE, f"say in tests/house/canaries.py who may read {cell.table}"
    return True
