"""What this machine must offer before the product can run on it: a free port, and servers that answer."""

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import NoReturn

import environ
import psycopg

HOST = "127.0.0.1"


class NotReadyError(RuntimeError):
    """This machine cannot run the product as asked. The message is one line that says what to do."""


def check_database(env: Mapping[str, str]) -> None:
    """Raise NotReadyError unless DATABASE_URL and DATABASE_OWNER_URL, if set, name databases that let us in."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if not env.get(name):
            continue
        try:
            if not env[name].startswith(("postgres://", "postgresql://")):
                raise ValueError("it is not for PostgreSQL")
            url = environ.Env.db_url_config(env[name])
            psycopg.connect(
                host=url["HOST"],
                port=url["PORT"] or 5432,
                user=url["USER"],
                password=url["PASSWORD"],
                dbname=url["NAME"],
                connect_timeout=5,
                **url.get("OPTIONS", {}),
            ).close()
        except (KeyError, ValueError, environ.ImproperlyConfigured, psycopg.Error) as error:
            refuse(name, "postgres://user:password@host:5432/name", error)


def check_valkey(env: Mapping[str, str]) -> None:
    """Raise NotReadyError unless REDIS_URL, if set, leads to a server that answers."""
    if url := env.get("REDIS_URL"):
        import redis

        try:
            redis.Redis.from_url(url, socket_connect_timeout=5, retry=None).ping()
        except (ValueError, redis.RedisError) as error:
            refuse("REDIS_URL", "redis://host:6379/0", error)


def check_mail(env: Mapping[str, str]) -> None:
    """Raise NotReadyError unless EMAIL_URL, if set, names a mail server that takes a connection. No mail is sent."""
    if url := env.get("EMAIL_URL"):
        try:
            relay = environ.Env.email_url_config(url)
            if not relay["EMAIL_HOST"]:
                raise ValueError("it names no host")
            socket.create_connection((relay["EMAIL_HOST"], relay["EMAIL_PORT"] or 25), timeout=5).close()
        except (ValueError, OSError, environ.ImproperlyConfigured) as error:
            refuse("EMAIL_URL", "smtp+tls://user:password@host:587", error)


def refuse(name: str, form: str, error: Exception) -> NoReturn:
    """Raise NotReadyError for an address that does not work, in one line."""
    reason = " ".join(str(error).split()) or type(error).__name__
    raise NotReadyError(f"{name} does not work ({reason}). Write it as {form}, or unset it for a local server.")


def free_port() -> int:
    """PORT, or 8000. Raises NotReadyError if it is no port or in use."""
    wish = os.environ.get("PORT") or "8000"
    if not wish.isdigit() or not 0 < int(wish) < 2**16:
        raise NotReadyError(f"PORT={wish} is not a port: choose a number from 1024 to 65535.")
    if any_port(int(wish)) != int(wish):
        raise NotReadyError(f"Port {wish} is in use: stop what uses it, or choose another: `make demo PORT=8001`.")
    return int(wish)


def any_port(wish: int) -> int:
    """`wish` if it is free on this machine, else a port that is."""
    for port in (wish, 0):
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, port))
            return int(listener.getsockname()[1])
    raise NotReadyError("This machine has no free port left.")
