"""The folder of the local servers, and who uses them."""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from .account import Account, ServerError
from .postgres import SOCKET, Postgres
from .server import Place
from .valkey import Valkey

SOCKET_PATH_BYTES = 107  # what the kernel allows for the address of a Unix socket


class Home:
    """One folder with the data, logs and locks of one PostgreSQL and one Valkey.

    Two locks order its users, and the kernel releases both when a process dies: `door.lock` is held while servers
    start or stop, `users.lock` is shared by all that use them. The last to leave stops them.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str], *, dies_with_us: bool = False) -> None:
        """Create the folder. `settings` are PostgreSQL's, by name. Raises ServerError."""
        account = Account.for_folder(folder)
        self._place = Place(folder, _sockets_of(folder), account, dies_with_us)
        self._use: IO[bytes] | None = None
        self.postgres = Postgres(self._place, settings)
        self.valkey = Valkey(self._place)

    def enter(self) -> None:
        """Make sure that both servers answer, and count ourselves among their users. Raises ServerError."""
        try:
            with self._lock("door.lock", fcntl.LOCK_EX):
                self._use = self._lock("users.lock", fcntl.LOCK_SH)
                if self._place.sockets != self._place.folder:
                    _make_private(self._place.sockets, self._place.account)
                self.valkey.start()
                self.postgres.start()
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Stop both servers if nobody else uses them. A second call does nothing."""
        if self._use is None:
            return
        self._use.close()
        self._use = None
        try:
            self.stop_unused()
        except BlockingIOError:
            pass
        except FileNotFoundError:  # somebody has removed the folder, and the sockets by which to ask with it
            self.valkey.reap()
            self.postgres.reap()

    def stop_unused(self) -> None:
        """Stop both servers. Raises BlockingIOError if somebody uses them."""
        with self._lock("door.lock", fcntl.LOCK_EX), self._lock("users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            self.valkey.stop()
            self.postgres.stop()
            if self._place.sockets != self._place.folder:
                shutil.rmtree(self._place.sockets, ignore_errors=True)

    def _lock(self, name: str, kind: int) -> IO[bytes]:
        """An open file whose closing releases the lock. Opened for reading, so whoever made it does not matter."""
        file = os.fdopen(os.open(self._place.folder / name, os.O_RDONLY | os.O_CREAT, 0o644), "rb")
        try:
            fcntl.flock(file, kind)
        except BlockingIOError:
            file.close()
            raise
        return file


def _sockets_of(folder: Path) -> Path:
    """`folder`, or a short one among the temporary files where its path is too long for a socket."""
    if len(os.fsencode(folder / SOCKET)) <= SOCKET_PATH_BYTES:
        return folder
    return Path(tempfile.gettempdir()) / f"peergroups-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


def _make_private(folder: Path, account: Account) -> None:
    """Create a folder where others may have put something else before us. Raises ServerError if they have."""
    account.make(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise ServerError(f"{folder} should be a private folder of ours and is not: remove it and start again.")
