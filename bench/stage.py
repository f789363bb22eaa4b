"""What the page benches share: a database with a group of a given size, servers of one process, and a thin client."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.servers import durable
from peergroups.embedded import Servers

TICKS = os.sysconf("SC_CLK_TCK")
BOOT_SECONDS = 40


@dataclass(frozen=True)
class Figure:
    """One line of output: a measured figure against its target. `at_least` says which side is good."""

    name: str
    figure: float
    target: float
    at_least: bool = True

    def __str__(self) -> str:
        good = self.figure >= self.target if self.at_least else self.figure <= self.target
        sign = ">=" if self.at_least else "<="
        return f"{self.name} {self.figure:.3g} {sign}{self.target:g} {'ok' if good else 'short'}"


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def environment() -> Iterator[Servers]:
    """What pages need: durable servers, and the static files in their places."""
    with durable(ALLOWED_HOSTS="localhost,127.0.0.1") as servers:
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"], check=True)
        yield servers


@dataclass
class Web:
    """A running web server of one worker process."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """User and system time of the server and its workers so far."""
        return sum(cpu_of(pid) for pid in family(self.process.pid))


@contextmanager
def serving(settings: str) -> Iterator[Web]:
    """granian with one worker process, as in the Procfile, on the settings module given."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "asginl", "--workers", "1", "--host", "127.0.0.1", "--port", str(port), "--no-log"),
        "peergroups.asgi:application",
    ]
    process = subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": settings})
    try:
        wait_until_up(port)
        yield Web(port, process)
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(port: int) -> None:
    """Return when somebody listens; raises TimeoutError after BOOT_SECONDS."""
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the web server did not start")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True)
class Answer:
    """A status, headers in lower case, and a body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """One kept-alive connection that speaks just enough HTTP to cost next to nothing itself."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.cookies = cookies
        self.buffer = b""

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """One request and its answer."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Cookie: {self.cookies}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body:
            lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        return self.answer()

    def answer(self) -> Answer:
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.read()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            self.buffer += self.read()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Answer(int(first.split()[1]), headers, body)

    def read(self) -> bytes:
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server hung up")
        return chunk


def rate(act: Callable[[], None], seconds: float) -> float:
    """How often `act` runs in a second, one after the other."""
    count, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < seconds:
        act()
        count += 1
    return count / spent


def paired(
    acts: dict[str, Callable[[], None]], base: str, *, rounds: int = 7, seconds: float = 1.5
) -> dict[str, float]:
    """The median over interleaved rounds of each act's rate as a share of the base's rate in the same round."""
    for act in acts.values():
        rate(act, 0.5)
    shares: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        rates = {name: rate(act, seconds) for name, act in acts.items()}
        for name, value in rates.items():
            shares[name].append(value / rates[base])
    return {name: statistics.median(values) for name, values in shares.items()}
