"""What the tests of the front door share."""

import secrets
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def fresh_limits(settings: Any) -> None:
    """A test counts its own tries: limits live in Valkey, which all tests share."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}
