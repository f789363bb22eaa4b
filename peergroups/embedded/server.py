"""What the two servers have in common: launched apart from us, awaited until they answer."""

import os
import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

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
        self._child: subprocess.Popen[bytes] | None = None

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
            if self._child is not None and self._child.poll() is not None:
                self._child = None
                if not self.busy():
                    raise ServerError(f"{self.name} did not start: {self.last_words()} (see {self.log})")
            if self._child is None and not self.busy():
                self._launch()
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} did not answer within {START_SECONDS} s (see {self.log})")
            time.sleep(0.02)

    def last_words(self) -> str:
        """The last line of its log, or the last that says FATAL."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line for line in reversed(lines) if "FATAL" in line), lines[-1] if lines else "it said nothing")

    def reap(self) -> None:
        """Wait for the end of the process, if it was launched here."""
        if self._child is not None:
            self._child.wait(STOP_SECONDS)
            self._child = None

    def _launch(self) -> None:
        tie = dying_with_us("INT") if self.place.dies_with_us else []
        self.log.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                [*self.place.account.prefix, *tie, *self.command()],
                cwd=self.place.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the command, which needs its servers to end well
            )
