"""What the local mail server of demo, tests and bench has accepted: its log, and the mails as files.

    <folder>/accepted.log                     one line a recipient: Message-ID, tab, address, tab, when
    <folder>/to-<address>/<when>-<key>.eml    the mail, byte for byte

The log is the relay's side of reconciling: a line stands in it, on the disk, before the server says 250.
"""

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

LOG = "accepted.log"


class AcceptLog:
    """The log in one folder, which is made when the first mail is accepted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, message_id: str, addresses: Collection[str], payload: bytes, now: datetime) -> None:
        """Keep a mail for each of its recipients, then say so in the log, and return when both are on the disk."""
        for address in addresses:
            box = self.box(address)
            box.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = f"{now:%Y%m%dT%H%M%S%f}-{quote(message_id.partition('@')[0], safe='')[-40:]}"
            (box / f"{key}.eml").write_bytes(payload)
        lines = "".join(f"{message_id}\t{address}\t{now.isoformat()}\n" for address in addresses)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = os.open(self.folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(log, lines.encode())
            os.fsync(log)
        finally:
            os.close(log)

    def accepted(self, message_ids: Collection[str]) -> set[str]:
        """Those of these Message-IDs (without angle brackets) that the server has accepted."""
        wanted = set(message_ids)
        return {line[0] for line in self.lines() if line[0] in wanted}

    def lines(self) -> list[tuple[str, str, str]]:
        """(Message-ID, address, when) of everything accepted, the oldest first. A line that is half written is none."""
        try:
            text = (self.folder / LOG).read_text()
        except FileNotFoundError:
            return []
        rows = (line.split("\t") for line in text.splitlines(keepends=True) if line.endswith("\n"))
        return [(row[0], row[1], row[2].rstrip("\n")) for row in rows if len(row) == 3]

    def box(self, address: str) -> Path:
        """The folder of an address; whatever stands in the address, it is one name in this folder."""
        return self.folder / f"to-{quote(address.lower(), safe='@+')}"
