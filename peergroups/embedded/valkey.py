"""The local Valkey, in memory alone: what must survive is in PostgreSQL."""

import contextlib
import socket
from urllib.parse import quote

from .programs import VALKEY
from .server import STOP_SECONDS, Place, Server


class Valkey(Server):
    """A Valkey that listens on one socket."""

    name = "Valkey"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.socket = place.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """How to reach it, for redis-py."""
        return f"unix://{quote(str(self.socket))}"

    def stop(self) -> None:
        self._ask("SHUTDOWN NOSAVE NOW")
        self.reap()

    def command(self) -> list[str]:
        listen = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        return [str(VALKEY), *listen, "--dir", str(self.place.folder), "--save", "", "--appendonly", "no"]

    def answers(self) -> bool:
        return self._ask("PING") == b"+PONG\r\n"

    def _ask(self, command: str) -> bytes:
        """Its reply to an inline command; nothing if there is no server, or if it ended instead of replying."""
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.settimeout(STOP_SECONDS)
            connection.connect(str(self.socket))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(1024)
        return b""
