"""A pytest plugin (see pyproject.toml): servers of its own for this run, before Django reads its settings.

The first process starts PostgreSQL and Valkey in a temporary folder, migrates one template database and makes the small
world in it; each xdist worker copies it. TEST_DATABASE_URL and TEST_DATABASE_OWNER_URL, when set, name a cluster to
use instead.
"""

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from peergroups.embedded import temporary

STARTED = "PEERGROUPS_TEST_SERVERS"
closing = ExitStack()

if STARTED not in os.environ:
    os.environ |= {
        STARTED: "yes",
        "SECRET_KEY": "a key for tests only, as long as Django would like it to be ...",
        "TESTING": "yes",
        "DEMO": "yes",
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "EMAIL_URL": "smtp://localhost:1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    servers = closing.enter_context(temporary())
    os.environ["REDIS_URL"] = servers.redis_url
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", servers.app_url)
    os.environ["DATABASE_OWNER_URL"] = os.environ.get("TEST_DATABASE_OWNER_URL", servers.owner_url)
    for command in (["migrate", "--verbosity=0"], ["make_demo", "--small"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    closing.close()
