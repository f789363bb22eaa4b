"""The cast and the stage of all tests: the plain role, a database of one's own, two programs with the same names."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from programs.owner import disconnect
from tests.world import World, recall

hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # a loaded machine is no failure
hypothesis.settings.load_profile("house")

TEMPLATE = settings.DATABASES["default"]["NAME"]


def owner_connection(name: str) -> psycopg.Connection:
    """A connection of our own, as the owner, to the database `name`; autocommit."""
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        dbname=name, user=owner["USER"], password=owner["PASSWORD"] or None, host=owner["HOST"],
        port=owner["PORT"] or None, autocommit=True,
    )  # fmt: skip


def database_name(config: pytest.Config) -> str:
    """The database of this process: one for each xdist worker."""
    return "test_" + getattr(config, "workerinput", {}).get("workerid", "gw")


def copy_of_template(name: str) -> None:
    """Make the database `name` a fresh copy of the migrated template with the small world in it."""
    with owner_connection("postgres") as cluster:
        for _ in range(100):  # a pool that was just closed takes a moment to let go of its connections
            try:
                cluster.execute(f'drop database if exists "{name}"')
                break
            except psycopg.errors.ObjectInUse:
                disconnect()  # a request that the live server was still answering may have opened another pool
                time.sleep(0.05)
        cluster.execute(f'create database "{name}" template "{TEMPLATE}"')
        cluster.execute(f'revoke temporary, create on database "{name}" from public')


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Copy the migrated template for this process, and connect to the copy as the plain role."""
    copy_of_template(database_name(request.config))
    with django_db_blocker.unblock():
        disconnect()
        connection.settings_dict["NAME"] = database_name(request.config)
        yield
        disconnect()


def fresh_copy(self: TransactionTestCase) -> None:
    """TransactionTestCase's flush, which the plain role may not do: the next test gets a new copy of the template."""
    disconnect()
    copy_of_template(connection.settings_dict["NAME"])


TransactionTestCase._fixture_teardown = fresh_copy  # type: ignore[method-assign]


@pytest.fixture
def client_as(client: Client) -> Callable[[Any], Client]:
    """A browser without scripts, signed in as a user; None signs out."""

    def sign_in(user: Any) -> Client:
        browser = Client()
        if user is not None:
            browser.force_login(user)
        return browser

    return sign_in


@pytest.fixture
def world(db: None) -> World:
    """The small world that the template holds: who is who."""
    return recall()


@pytest.fixture
def queries() -> Callable[[Callable[[], Any]], int]:
    """Counts the SELECT, INSERT, UPDATE and DELETE statements of a call; the stamp of a transaction is none of them."""

    def count(call: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        said = [query["sql"].lstrip(" (\n\t").upper() for query in captured]
        return sum(sql.startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")) for sql in said)

    return count
