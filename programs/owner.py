"""Becoming the owner of the tables for a while: migrations do, and the tests' set-up does; nothing else may."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from programs.rls import APP, AUTHZ, DATAFIX

IDENTITY = ("USER", "PASSWORD", "HOST", "PORT")

GRANTS = f"""
set role pg_database_owner;
revoke all on schema public from public;
grant all on schema public to session_user with grant option;
reset role;
grant usage on schema public to {APP}, {AUTHZ}, {DATAFIX};
alter default privileges in schema public grant select, insert, update, delete on tables to {APP};
alter default privileges in schema public grant usage, select on sequences to {APP};
"""


def disconnect() -> None:
    """Close the connection and its pool, so that the next query connects with the settings of that moment."""
    connection.close()
    if connection.pool:  # type: ignore[attr-defined]
        connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the default connection logs in as the owner (DATABASE_OWNER_URL) without a pool."""
    disconnect()
    plain = {name: connection.settings_dict[name] for name in (*IDENTITY, "OPTIONS")}
    owner = {name: settings.DATABASE_OWNER.get(name, "") for name in IDENTITY}
    connection.settings_dict.update(owner, OPTIONS=dict(settings.DATABASE_OWNER.get("OPTIONS", {})))
    try:
        yield
    finally:
        disconnect()
        connection.settings_dict.update(plain)


def grant_plain_rights() -> None:
    """What belongs to one database and only its owner can give: plain rights for the application, none for PUBLIC.

    Runs before the first migration, because default rights bind only tables made afterwards. TRUNCATE, REFERENCES and
    temporary tables are granted to nobody. The owner inherits nothing (peergroups/roles.sql), on PostgreSQL 15 not even
    what owning the database gives on the schema, so it becomes pg_database_owner to take that.
    """
    with connection.cursor() as cursor:
        cursor.execute(GRANTS)
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"revoke temporary, create on database {name} from public")
