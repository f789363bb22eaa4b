"""The log: a line for what happened, and nothing by which a reader of it could act as somebody else."""

import logging
import re
import time

from celery.beat import SchedulingError

TOKEN = re.compile(r"(?<=/a/)[^/\s'\"]+")
"""What comes after /a/ in an address: a signed mail link, which needs no sign-in."""

QUIET_SECONDS = 60


class Line(logging.Formatter):
    """Writes a record, its traceback included, without the tokens of mail links."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in one text."""
        return TOKEN.sub("…", super().format(record))


class BrokerAway(logging.Filter):
    """While Valkey is away, beat writes a traceback for every task, each time it is due. A line a minute will do."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the record; that of a task that found no broker is cut down to what happened."""
        problem = record.exc_info[1] if record.exc_info else None
        if not isinstance(problem, SchedulingError):
            return True
        if time.monotonic() < self.quiet_until:
            return False
        self.quiet_until = time.monotonic() + QUIET_SECONDS
        record.msg, record.args, record.exc_info = "%s", (problem,), None
        return True
