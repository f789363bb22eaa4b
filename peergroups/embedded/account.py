"""The system account under which the servers run."""

import contextlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .programs import INITDB, VALKEY


class ServerError(RuntimeError):
    """A local server cannot run. The message is one line that says what to do."""


@dataclass(frozen=True)
class Account:
    """The system account of the servers: ourselves, or an ordinary one when we are root.

    `prefix` is put before every command, so that it runs as that account.
    """

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    @classmethod
    def for_folder(cls, folder: Path) -> "Account":
        """Create `folder` if it is missing, and choose the account with the fewest rights that can use it."""
        if os.geteuid() != 0:
            account = cls(os.geteuid(), os.getegid())
            try:
                account.make(folder)
                if folder.stat().st_uid == account.uid:
                    return account
            except PermissionError:
                pass
            raise ServerError(f"{folder} belongs to another user: run as that user, or remove it as root.")
        owner = folder.stat().st_uid if folder.exists() else 0
        person = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        for rights in ((), _walk_with("dac_read_search"), _walk_with("dac_override")):
            account = cls(person.pw_uid, person.pw_gid, (*_run_as(person), *rights))
            account.make(folder)
            if account.can_use(folder):
                return account
        raise ServerError(
            f"PostgreSQL refuses to run as root, and `{person.pw_name}` cannot reach this folder: run as an ordinary "
            "user, move the project out of closed folders, or set DATABASE_URL and REDIS_URL."
        )

    def make(self, folder: Path) -> None:
        """Create a folder that only this account and root may enter; a link in its place is not followed."""
        if not os.path.lexists(folder):
            folder.mkdir(mode=0o700, parents=True)
        if os.geteuid() == 0 and folder.lstat().st_uid == 0:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)

    def can_use(self, folder: Path) -> bool:
        """Can it run the servers' programs and list `folder`?"""
        script = '"$1" --version && "$2" --version && ls "$0"'
        command = [*self.prefix, "sh", "-c", script, str(folder), str(INITDB), str(VALKEY)]
        with contextlib.suppress(FileNotFoundError):
            return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 0
        return False


def _run_as(person: pwd.struct_passwd) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--clear-groups")


def _walk_with(capability: str) -> tuple[str, ...]:
    # PostgreSQL asks access(2) whether it may read its own program, and access(2) ignores the capabilities of anyone
    # but root unless this securebit is set.
    return ("--securebits=+no_setuid_fixup", f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}")
