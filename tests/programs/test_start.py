"""First run: a program from nothing, its founder in by a code that proves the address, and nobody else founds one."""

import pytest
from allauth.account.models import EmailAddress

from notifications.models import DeliveryWords
from programs.models import Program, Role, Track, User
from programs.tenancy import POST, inside

PAGE = "/start/"
FOUNDING = {"name": "North Circle", "slug": "north", "person": "Ada North", "email": "Ada@North.example"}


@pytest.fixture
def empty(world):
    """An install on which nothing was founded yet."""
    from django.db import connection

    from tests.conftest import owner_connection

    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("select 1")
    return world
