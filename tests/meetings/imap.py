"""A small IMAP server for the tests: a mailbox in memory, and the commands that reading unseen mail needs."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

USER, PASSWORD = "calendar@peergroups.example", "s3cret/word"


@dataclass
class Box:
    """The mails of a mailbox, by their key, and the keys of those that were seen; `log` are the commands that came."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    port: int = 0

    def put(self, mail: bytes) -> int:
        """A mail arrives."""
        key = len(self.mails) + 1
        self.mails[key] = mail
        return key

    @property
    def url(self) -> str:
        """What CALENDAR_MAILBOX_URL says of it."""
        return f"imap://calendar%40peergroups.example:s3cret%2Fword@127.0.0.1:{self.port}/INBOX"


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: Any

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode("ascii").strip().partition(" ")
            box: Box = self.server.box
            box.log.append(re.sub(r"^LOGIN .*", "LOGIN", command))
            if self.answer(box, tag, command) == "BYE":
                return

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def answer(self, box: Box, tag: str, command: str) -> str:
        """One command."""
        word = command.upper()
        if word.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif word.startswith("LOGIN"):
            if not command.endswith(f'{USER} "{PASSWORD}"'):
                self.say(f"{tag} NO who are you")
                return ""
        elif word.startswith("SELECT"):
            self.say(f"* {len(box.mails)} EXISTS", "* OK [UIDVALIDITY 1] UIDs")
        elif word.startswith("UID SEARCH UNSEEN"):
            self.say(" ".join(["* SEARCH", *(str(key) for key in box.mails if key not in box.seen)]))
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command, re.IGNORECASE):
            mail = box.mails[int(found[1])]
            self.say(f"* {found[1]} FETCH (UID {found[1]} BODY[] {{{len(mail)}}}")
            self.wfile.write(mail)
            self.say(")")
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command, re.IGNORECASE):
            box.seen.add(int(found[1]))
        elif word.startswith("LOGOUT"):
            self.say("* BYE", f"{tag} OK")
            return "BYE"
        else:
            self.say(f"{tag} BAD {command}")
            return ""
        self.say(f"{tag} OK done")
        return ""


@contextmanager
def serving() -> Iterator[Box]:
    """A mailbox on a port of its own."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box = server.box = Box(port=server.server_address[1])  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
