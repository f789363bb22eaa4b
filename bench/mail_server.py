"""What the delivery benches share: the local mail server, and Celery programs, each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.stage import wait_until_up


@contextmanager
def sink(port: int) -> Iterator[None]:
    """The local mail server as it runs in the demo; MAIL_ACCEPT_LOG says whether it keeps anything."""
    server = subprocess.Popen([sys.executable, "manage.py", "demo_mail"], stdout=subprocess.DEVNULL)
    try:
        wait_until_up(port)
        yield
    finally:
        server.terminate()
        server.wait(20)


def celery(app: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A Celery program, quiet, in the environment of this run."""
    command = [str(Path(sys.executable).with_name("celery")), "--app", app, "--quiet", *arguments]
    ignore = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    with (Path(os.environ["VAR_DIR"]) / "celery.log").open("ab") as log:
        return subprocess.Popen(command, env=os.environ | ignore, stdout=log, stderr=log)
