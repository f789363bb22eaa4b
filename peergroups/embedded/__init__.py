"""The local PostgreSQL and Valkey of the demo, of development and of the tests.

Both are real servers from PyPI packages. They listen on Unix sockets only, inside a folder that nobody else may
enter, so they need no password and no port.

    python -m peergroups.embedded run -- python manage.py migrate

runs a command beside them, and `once` instead of `run` beside fresh ones that keep nothing. `DATABASE_URL` and
`REDIS_URL`, when set, name other servers: then none is started here.

PostgreSQL refuses to run as root. Started by root, the servers run as `nobody`, with nothing more than the right to
walk through folders that are closed to it, such as /root. Nothing outside our own folder changes its permissions.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .account import ServerError
from .home import Home
from .postgres import APP, OWNER, SUPERUSER

__all__ = ["ServerError", "Servers", "environment", "make_var", "remove", "start", "temporary", "var_dir"]

DURABLE = {"max_connections": "100"}
THROWAWAY = {
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass
class Servers:
    """Two running servers and how to reach them.

    The first three are `postgres://` URLs in django-environ's form for a socket: for the role that migrates, for the
    plain role, and for what only a superuser may, such as ending the sessions of others in a bench. `redis_url` is a
    `unix://` URL for redis-py.
    """

    owner_url: str
    app_url: str
    superuser_url: str
    redis_url: str
    _home: Home = field(repr=False)

    def stop(self) -> None:
        """Stop both servers, unless another process still uses them. A second call does nothing."""
        self._home.leave()


def start(var: Path) -> Servers:
    """Start both servers with their data in `var`/servers, or join those that already run there.

    Data survives `stop()`, a crash and `kill -9`. Raises ServerError.
    """
    return _enter(_home(var))


@contextlib.contextmanager
def temporary() -> Iterator[Servers]:
    """Fresh servers in a folder of their own, fast because nothing is made durable, gone afterwards. For tests.

    They also end when the thread that entered here dies, so a killed test run leaves no server behind.
    """
    with tempfile.TemporaryDirectory(prefix="peergroups-") as folder:
        servers = _enter(Home(Path(folder).resolve(), THROWAWAY, dies_with_us=True))
        try:
            yield servers
        finally:
            servers.stop()


@contextlib.contextmanager
def environment(var: Path | None) -> Iterator[dict[str, str]]:
    """A copy of os.environ that names a database and a Valkey; local ones are started if it named none.

    Their data is kept in `var`, or thrown away if that is None. Sets DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL;
    those already set stay as they are. Raises ServerError.
    """
    env = dict(os.environ)
    with contextlib.ExitStack() as stack:
        if not (env.get("DATABASE_URL") and env.get("REDIS_URL")):
            servers = stack.enter_context(temporary()) if var is None else start(var)
            stack.callback(servers.stop)
            if not env.get("DATABASE_URL"):
                env |= {"DATABASE_URL": servers.app_url, "DATABASE_OWNER_URL": servers.owner_url}
            env["REDIS_URL"] = env.get("REDIS_URL") or servers.redis_url
        yield env


def remove(var: Path) -> None:
    """Stop the servers of `var` if nobody uses them, and remove all that it holds. Raises ServerError."""
    if var.exists():
        try:
            _home(var).stop_unused()
        except BlockingIOError:
            raise ServerError("The local servers are in use: stop `make demo` or `make run` first.") from None
        shutil.rmtree(var)


def var_dir() -> Path:
    """Where local data lives: VAR_DIR, else `var` in the project."""
    return Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parents[2] / "var")


def make_var(var: Path) -> None:
    """Create `var`, for us alone, if it is missing. Raises ServerError if we may not."""
    with contextlib.suppress(PermissionError):
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(var, os.W_OK | os.X_OK):
            return
    raise ServerError(f"{var} cannot be written by this user: run as its owner, or name another folder in VAR_DIR.")


def _home(var: Path) -> Home:
    make_var(var)
    return Home(var.resolve() / "servers", DURABLE)


def _enter(home: Home) -> Servers:
    home.enter()
    owner, app, superuser = (home.postgres.url(role) for role in (OWNER, APP, SUPERUSER))
    return Servers(owner, app, superuser, home.valkey.url, home)
