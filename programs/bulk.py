"""Thousands of rows in one statement: for an import, for a wave of invitations, for the activities that both leave.

Django's bulk_create and bulk_update spell out a placeholder for every value, which costs seconds at five thousand rows
where this costs tenths; and COPY is not open to us, for PostgreSQL refuses it on tables with row security. Fences hold
as in any INSERT or UPDATE. Like bulk_create, this calls no save().
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def insert_all(rows: Iterable[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert new rows of one model. With `ignore_conflicts` a row that a unique index refuses is passed over."""
    rows = list(rows)
    if not rows:
        return
    table, names = quoted(rows[0]._meta.db_table), columns_of(rows[0])
    columns = ", ".join(map(quoted, names))
    conflicts = " on conflict do nothing" if ignore_conflicts else ""
    told = f"select {columns} from jsonb_populate_recordset(null::{table}, %s)"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} ({columns}) {told}{conflicts}", [as_json(rows, names)])
    for row in rows:
        row._state.adding = False


def update_all(rows: Iterable[Model], fields: Sequence[str]) -> None:
    """Write `fields` of rows of one model that are there already."""
    rows = list(rows)
    if not rows:
        return
    table, (key, *names) = quoted(rows[0]._meta.db_table), columns_of(rows[0], ("pk", *fields))
    changes = ", ".join(f"{quoted(name)} = told.{quoted(name)}" for name in names)
    told = f"jsonb_populate_recordset(null::{table}, %s) as told where here.{quoted(key)} = told.{quoted(key)}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} as here set {changes} from {told}",  # noqa: S608 - names of our own
            [as_json(rows, [key, *names])],
        )


def columns_of(row: Model, names: Sequence[str] = ()) -> list[str]:
    """The columns of some fields ("pk" is the key), or of all of them, in the order of `names`."""
    fields = {field.name: str(field.column) for field in row._meta.concrete_fields}
    fields["pk"] = str(row._meta.pk.column)
    return [fields[name] for name in names] if names else [column for name, column in fields.items() if name != "pk"]


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return connection.ops.quote_name(name)


def as_json(rows: Sequence[Model], columns: Iterable[str]) -> str:
    """Rows as a JSON array of objects by column, which PostgreSQL turns back into rows with its own input functions."""
    meta = rows[0]._meta
    asked = set(columns)
    names = [(field.column, field.attname) for field in meta.concrete_fields if field.column in asked]
    return json.dumps([{column: getattr(row, name) for column, name in names} for row in rows], default=plain)


def plain(value: Any) -> str | float | list[Any]:
    """A value that JSON does not know, as PostgreSQL reads it."""
    match value:
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case set() | frozenset():
            return list(value)
    raise TypeError(f"{type(value).__name__} is not a value of a column.")
