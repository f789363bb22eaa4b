"""Running one command to its end, whatever signal arrives meanwhile."""

import signal
import subprocess
from collections.abc import Mapping


def run(command: list[str], env: Mapping[str, str]) -> int:
    """Run a command and return its exit code, 128 + n if signal n ended it. Raises FileNotFoundError.

    Ctrl-C reaches it from the terminal and SIGTERM is passed on, so it ends by itself and its servers outlive it.
    """
    process = subprocess.Popen(command, env=env)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: process.send_signal(number))
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
