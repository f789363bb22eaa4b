"""Servers whose writes are durable, as in production, and connections to them beside Django's."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django
import psycopg
from django.conf import settings
from django.db import connection

from peergroups.embedded import Servers, start


@contextmanager
def durable(**variables: str) -> Iterator[Servers]:
    """Fresh, migrated servers, with Django set up for them; `variables` are added to its environment.

    Once in a process: Django keeps the settings, and with them the addresses, that it was first set up with.
    """
    if settings.configured:
        raise RuntimeError("Django is set up for other servers already: a bench starts its servers once.")
    with tempfile.TemporaryDirectory(prefix="peergroups-bench-") as folder:
        servers = start(Path(folder))
        try:
            os.environ |= {
                "DATABASE_URL": servers.app_url,
                "DATABASE_OWNER_URL": servers.owner_url,
                "REDIS_URL": servers.redis_url,
                "SECRET_KEY": secrets.token_hex(),
                "SITE_URL": "http://localhost",
                "EMAIL_URL": "smtp://localhost:1",
                "DJANGO_SETTINGS_MODULE": "peergroups.settings",
                "VAR_DIR": folder,
                **variables,
            }
            subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True)
            django.setup()
            yield servers
            close_connections()
        finally:
            servers.stop()


def close_connections() -> None:
    """Let go of all that Django holds open."""
    connection.close()
    connection.close_pool()


def connect(url: str, database: str = "peergroups", **options: Any) -> psycopg.Connection:
    """A connection to a local server by its address in django-environ's form, which libpq does not read."""
    parts = urlsplit(url)
    folder = "/" + unquote(parts.path).strip("/").rpartition("/")[0]
    return psycopg.connect(host=folder, port=parts.port, user=parts.username, dbname=database, **options)
