"""What the two servers have in common: launched apart from us, awaited until they answer."""

import contextlib
import os
import signal
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import psutil

from .account import Account, ServerError
from .command import dying_with_us

START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True)
class Place:
    """Where servers run: `folder` for data and logs, `sockets` for sockets, and the account that owns both.

    With `dies_with_us` they end when the thread that started them dies (on Linux).
    """

    folder: Path
    sockets: Path
    account: Account
    dies_with_us: bool = False


class Server(ABC):
    """One server in its place, with a log of its last run beside its data."""

    name: str

    def __init__(self, place: Place) -> None:
        self.place = place
        self.log = place.folder / f"{self.name.lower()}.log"
        self._child: int | None = None  # the process number, if it was launched here

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Does it accept a connection now?"""

    @abstractmethod
    def stop(self) -> None:
        """Return once it has ended."""

    def busy(self) -> bool:
        """Is it there without answering: still starting, or still going down?"""
        return False

    def start(self) -> None:
        """Return once it answers, at once if it does already. Raises ServerError."""
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._child is None and not self.busy():
                self._launch()
            elif self._child is not None and _has_ended(self._child):
                self._child = None
                if not self.busy():
                    raise ServerError(f"{self.name} did not start: {self.last_words()} (see {self.log})")
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} did not answer within {START_SECONDS} s (see {self.log})")
            time.sleep(0.02)

    def last_words(self) -> str:
        """The last line of its log, or the last that says FATAL."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line for line in reversed(lines) if "FATAL" in line), lines[-1] if lines else "it said nothing")

    def reap(self) -> None:
        """Return once the process has ended that was launched here, if one was."""
        if self._child is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(self._child)
                process.send_signal(signal.SIGINT)
                process.wait(STOP_SECONDS)
            self._child = None

    def _launch(self) -> None:
        """Start it in a session of its own: Ctrl-C is for the command beside it, which needs it to end well."""
        tie = dying_with_us("INT") if self.place.dies_with_us else []
        command = [*self.place.account.prefix, *tie, *self.command()]
        self.log.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self._child = os.posix_spawnp(  # not Popen, which complains if a joined server outlives its first user
                command[0],
                command,
                {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
                ],
                setsid=True,
            )


def _has_ended(child: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(child, os.WNOHANG) != (0, 0)
    return True
