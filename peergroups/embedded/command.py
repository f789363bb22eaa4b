"""Running other programs so that they end when we are told to end, and before their servers do."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any


def run(command: list[str], env: Mapping[str, str]) -> int:
    """Run a command to its end. Returns its exit code, 128 + n if signal n ended it. Raises FileNotFoundError."""
    process = subprocess.Popen(command, env=env)
    with ending_with_us(process):
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def ending_with_us(process: subprocess.Popen[Any], *, apart: bool = False) -> Iterator[None]:
    """Inside, a signal that would end us ends `process` instead, and we live on to see it.

    Ctrl-C reaches it from the terminal and is ignored here, unless it is `apart`: in a session of its own.
    """

    def pass_on(number: int, frame: object) -> None:
        process.terminate()

    handlers = {signal.SIGTERM: pass_on, signal.SIGHUP: pass_on, signal.SIGINT: pass_on if apart else signal.SIG_IGN}
    before = {
        number: signal.signal(number, handler)
        for number, handler in handlers.items()
        if signal.getsignal(number) is not signal.SIG_IGN  # by nohup, or in the background
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def dying_with_us(name: str) -> list[str]:
    """A prefix by which a command gets the signal `name` when we die, even of `kill -9`. Empty where there is none."""
    return ["setpriv", f"--pdeathsig={name}"] if shutil.which("setpriv") else []
