"""What the tests of the front door share."""

import secrets
from typing import Any

import pytest

from tests.world import World


@pytest.fixture(autouse=True)
def fresh_limits(settings: Any) -> None:
    """A test counts its own tries: limits live in Valkey, which all tests share."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}


@pytest.fixture
def heartland(world: World) -> World:
    """The program as a real one: not the demo's, in which nobody has a device to show."""
    type(world.heartland).objects.filter(pk=world.heartland.pk).update(any_hour=False)
    return world
