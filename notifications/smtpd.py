"""The local SMTP server of demo, tests and bench: it takes every mail, writes it down, and delivers it nowhere."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.accept_log import AcceptLog

MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>\s]+)>", re.IGNORECASE | re.MULTILINE)
LARGEST = 10 * 1024 * 1024
START_SECONDS = 30


class Sink:
    """aiosmtpd's handler. Without a folder it forgets every mail as soon as it has it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.log = AcceptLog(folder) if folder else None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept a mail: 250 only after it stands in the log on the disk."""
        if self.log:
            payload = bytes(envelope.original_content or b"")
            found = MESSAGE_ID.search(payload.partition(b"\r\n\r\n")[0])
            message_id = found.group(1).decode("ascii", "replace") if found else "unknown"
            self.log.add(message_id, envelope.rcpt_tos, payload, datetime.now(UTC))
        return "250 2.0.0 Taken"


@contextmanager
def serving(handler: Sink, host: str, port: int) -> Iterator[None]:
    """Run the server in a thread of its own. Raises OSError when the address cannot be used."""
    controller = Controller(
        handler,
        hostname=host,
        port=port,
        ready_timeout=START_SECONDS,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        ident="Peergroups",
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()
