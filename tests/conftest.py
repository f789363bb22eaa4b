"""The cast and the stage of all tests: the plain role, a database of one's own, two programs with the same names."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase

from programs.owner import disconnect


def owner_connection(name: str) -> psycopg.Connection:
    """A connection of our own, as the owner, to the database `name`; autocommit."""
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        dbname=name, user=owner["USER"], password=owner["PASSWORD"] or None, host=owner["HOST"],
        port=owner["PORT"] or None, autocommit=True,
    )  # fmt: skip


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Copy the migrated template for this process, and connect to the copy as the plain role."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "gw")
    template, name = settings.DATABASES["default"]["NAME"], f"test_{worker}"
    with owner_connection("postgres") as cluster:
        cluster.execute(f'drop database if exists "{name}" with (force)')
        cluster.execute(f'create database "{name}" template "{template}"')
    with django_db_blocker.unblock():
        disconnect()
        connection.settings_dict["NAME"] = name
        yield
        disconnect()


def truncate_as_owner(self: TransactionTestCase) -> None:
    """TransactionTestCase's flush: the plain role may not TRUNCATE, so the owner does."""
    kept = {"django_migrations", "django_content_type", "auth_permission", "members_city"}
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        rows = owner.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        tables = ", ".join(f'"{name}"' for (name,) in rows if name not in kept)
        owner.execute(f"truncate {tables} cascade")


TransactionTestCase._fixture_teardown = truncate_as_owner  # type: ignore[method-assign]


@pytest.fixture
def client_as(client: Client) -> Callable[[Any], Client]:
    """A browser without scripts, signed in as a user; None signs out."""

    def sign_in(user: Any) -> Client:
        browser = Client()
        if user is not None:
            browser.force_login(user)
        return browser

    return sign_in


