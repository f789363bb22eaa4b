"""The database backend (settings.DATABASES ENGINE = "programs.postgres").

A scope is stamped on the transaction, never on the session: a session setting outlives its request on a pooled
connection. `app_enter` is defined by the migrations of programs, members and groups, each of which widens it.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

STAMP = "select app_enter(%s, %s, %s)"
FAMILIAR = 5
"""psycopg's own default; Django turns prepared statements off, and here only PlannedOnce makes them."""


class PlannedOnce(psycopg.Cursor[Any]):
    """Asks by a prepared statement: under row security, planning a query costs several times what asking it does."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "PlannedOnce":
        return super().execute(query, params, **options | {"prepare": True})


class Operations(DatabaseOperations):
    """Django's, which finds no text of a prepared statement to log."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        return super().last_executed_query(cursor, sql, params) or str(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection, which tells the database who is asking at every outermost BEGIN."""

    ops_class = Operations
    standing: dict | None = None
    """What the last stamp found out about who asks: roles, member, company, groups, facilitates."""

    def _stamp(self) -> None:
        scope = get_scope()
        stamps = [scope.get("program") or None, scope.get("user") or None, scope.get("reach") or ""]
        with self.wrap_database_errors:
            [(self.standing,)] = PlannedOnce(self.connection).execute(STAMP, stamps).fetchall()

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit and get_scope():
            self._stamp()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]
        # A test case opens its transaction before any scope is entered, so there the savepoint is our BEGIN.
        if self.atomic_blocks and all(block._from_testcase for block in self.atomic_blocks):  # type: ignore[attr-defined]
            self._stamp()

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "prepare_threshold": FAMILIAR}

    def written_out(self) -> Any:
        """A cursor for SQL that is written out and asked for every page or mail: it is planned once a connection.

        Its values travel beside the text, so each must have the type of the column that it is compared with.
        """
        self.ensure_connection()
        usual = self.connection.cursor_factory
        self.connection.cursor_factory = PlannedOnce
        try:
            return self.cursor()
        finally:
            self.connection.cursor_factory = usual

    def create_cursor(self, name: str | None = None) -> Any:
        if get_scope() and not self.in_atomic_block:
            raise ScopeError(
                "A scope without a transaction sees nothing, silently. Enter it with inside(program, user)."
            )
        return super().create_cursor(name)
