"""The local PostgreSQL: one cluster with our roles and an empty database."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from .account import ServerError
from .programs import INITDB, POSTGRES
from .server import STOP_SECONDS, Place, Server

DATABASE = "peergroups"
OWNER, APP, SUPERUSER = "peergroups_owner", "peergroups_app", "postgres"
PORT = 5432  # only part of the socket's name
SOCKET = f".s.PGSQL.{PORT}"
ROLES = Path(__file__).resolve().parent.parent / "roles.sql"


class Postgres(Server):
    """A cluster in the folder `postgres` of its place. `settings` are PostgreSQL's own, by name."""

    name = "PostgreSQL"

    def __init__(self, place: Place, settings: Mapping[str, str]) -> None:
        super().__init__(place)
        self.data = place.folder / "postgres"
        self.settings = settings

    def url(self, role: str) -> str:
        """How that role reaches the database, in django-environ's form for a socket (libpq has another)."""
        return f"postgres://{role}@:{PORT}/{quote(str(self.place.sockets))}/{DATABASE}"

    def start(self) -> None:
        if not self.data.exists():
            self._create_cluster()
        super().start()
        self._create_roles_and_database()

    def stop(self) -> None:
        process = self._postmaster()
        if process is not None:
            process.send_signal(signal.SIGINT)  # its "fast" shutdown: ends the sessions, writes everything
            process.wait(STOP_SECONDS)
        self.reap()

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.place.sockets}"',
            "unix_socket_permissions": "0700",
            "log_checkpoints": "off",
            "jit": "off",
            **self.settings,
        }
        return [str(POSTGRES), "-D", str(self.data), *(f"--{name}={value}" for name, value in settings.items())]

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self._connect():
            return True
        return False

    def busy(self) -> bool:
        # The sessions of a killed server need a moment to notice, and hold its shared memory until they do.
        return self._postmaster() is not None

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.place.sockets),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _postmaster(self) -> psutil.Process | None:
        """The process that postmaster.pid names, if it is alive and ours. If it is not, its lock files are removed.

        PostgreSQL itself is fooled by them once another process has the same number, which is likely where numbers
        start anew, as in a container, and by a dead process that nobody has reaped.
        """
        file = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            process = psutil.Process(int(file.read_text().split()[0]))
            if str(self.data) in process.cmdline():
                return process
        for lock in (file, self.place.sockets / f"{SOCKET}.lock"):
            lock.unlink(missing_ok=True)
        return None

    def _create_cluster(self) -> None:
        """Run initdb beside the final place, then rename: an interrupted attempt leaves nothing half made."""
        draft = self.place.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self.place.account.make(draft)
        done = subprocess.run(
            [
                *(*self.place.account.prefix, str(INITDB), "-D", str(draft), "-U", SUPERUSER, "--auth=trust"),
                *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServerError(f"PostgreSQL could not create its data: {' '.join(done.stderr.split())[-300:]}")
        draft.rename(self.data)

    def _create_roles_and_database(self) -> None:
        with self._connect() as connection:
            connection.execute(ROLES.read_bytes())
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
