"""The database backend (settings.DATABASES ENGINE = "programs.postgres").

A scope is stamped on the transaction, never on the session: a session setting outlives its request on a pooled
connection. `app_enter` is defined by the migrations of programs, members and groups, each of which widens it.
"""

from typing import Any

from django.db.backends.postgresql import base
from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

STAMP = "select app_enter(%s, %s, %s)"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection, which tells the database who is asking at every outermost BEGIN."""

    standing: dict | None = None
    """What the last stamp found out about who asks: roles, member, company, groups, facilitates."""

    def _stamp(self) -> None:
        scope = get_scope()
        stamps = [scope.get("program") or None, scope.get("user") or None, scope.get("reach") or ""]
        with self.wrap_database_errors:
            self.standing = self.connection.execute(STAMP, stamps).fetchone()[0]

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit and get_scope():
            self._stamp()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]
        # A test case opens its transaction before any scope is entered, so there the savepoint is our BEGIN.
        if self.atomic_blocks and all(block._from_testcase for block in self.atomic_blocks):  # type: ignore[attr-defined]
            self._stamp()

    def create_cursor(self, name: str | None = None) -> Any:
        if get_scope() and not self.in_atomic_block:
            raise ScopeError(
                "A scope without a transaction sees nothing, silently. Enter it with inside(program, user)."
            )
        return super().create_cursor(name)
