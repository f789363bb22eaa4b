"""What the tests of the front door share."""

import secrets
from collections.abc import Iterator

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """A test counts its own tries: limits live in Valkey, which all tests share."""
    cache = caches["default"]
    cache.key_prefix, usual = secrets.token_hex(8), cache.key_prefix
    yield
    cache.key_prefix = usual
