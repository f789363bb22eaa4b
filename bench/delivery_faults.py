"""The delivery engine: that nothing is lost or doubled while everything is killed.

10,000 reminders through the Celery tasks as they are, on durable servers, by four workers and a beat. While they go
out, worker processes are killed 20 times (-9), Valkey is emptied 5 times and all database sessions are ended 10 times,
spread over the run. BENCH_MAILS=2000 makes it shorter.
"""

import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import redis

from bench.crowd import ask_everybody, make_crowd
from bench.mail_server import celery, sink
from bench.servers import connect, durable
from bench.stage import Figure, family, free_port
from notifications.accept_log import AcceptLog
from peergroups.embedded import Servers

MAILS = int(os.environ.get("BENCH_MAILS", "10000"))
WORKERS, KILLS, EMPTIED, ENDED = 4, 20, 5, 10
PATIENCE_SECONDS = 180
"""How long nothing may move before the run is given up: a lease, what the log needs, a few ticks of the beat."""


def run() -> Iterator[Figure]:
    """Everything that can be killed is, while MAILS reminders go out; then the relay's log is counted."""
    from django.utils import timezone

    port = free_port()
    with tempfile.TemporaryDirectory(prefix="peergroups-bench-mail-") as mail:
        with durable(EMAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_ACCEPT_LOG=mail) as servers, sink(port):
            make_crowd(servers, MAILS, timezone.now())
            ask_everybody(servers, timezone.now())
            Storm(servers, AcceptLog(Path(mail))).blow()
        received = Counter(address for _, address, _ in AcceptLog(Path(mail)).lines())
    yield Figure("delivery.lost", MAILS - len(received), 0, at_least=False)
    yield Figure("delivery.duplicated", received.total() - len(received), 0, at_least=False)


class Storm:
    """Workers at work, and what is done to them; a raised TimeoutError says that something stood still for ever."""

    def __init__(self, servers: Servers, log: AcceptLog) -> None:
        self.servers = servers
        self.log = log
        self.dice = random.Random(26)
        self.nodes: list[subprocess.Popen[bytes]] = []
        acts = [self.kill] * KILLS + [self.empty_valkey] * EMPTIED + [self.end_sessions] * ENDED
        self.dice.shuffle(acts)
        self.waiting = [(MAILS * (turn + 0.5) / len(acts), act) for turn, act in enumerate(acts)]

    def blow(self) -> None:
        """Start the workers and the beat, do everything in its turn, and wait until no mail is on its way."""
        beat = celery("peergroups", "beat", "--schedule", str(Path(os.environ["VAR_DIR"]) / "beat"), "--pidfile=")
        self.nodes = [self.node() for _ in range(WORKERS)]
        try:
            moved, before = time.monotonic(), -1
            while self.waiting or self.on_their_way():
                if (done := len(self.log.lines())) != before:
                    moved, before = time.monotonic(), done
                if time.monotonic() - moved > PATIENCE_SECONDS:
                    raise TimeoutError(f"nothing moved for {PATIENCE_SECONDS} s after {done} of {MAILS}")
                while self.waiting and done >= self.waiting[0][0]:
                    self.waiting.pop(0)[1]()
                time.sleep(0.1)
        finally:
            for process in (beat, *self.nodes):
                process.terminate()
            for process in (beat, *self.nodes):
                process.wait(60)

    def node(self) -> subprocess.Popen[bytes]:
        """A Celery worker as in the Procfile, with one process."""
        return celery("peergroups", "worker", "--concurrency", "1", "--prefetch-multiplier", "1", "--without-gossip",
                      "--without-mingle")  # fmt: skip

    def on_their_way(self) -> int:
        """Mails that are not at an end, or not even noticed yet."""
        with connect(self.servers.superuser_url) as connection:
            ended = "select count(*) from notifications_delivery where state not in ('pending', 'claimed', 'sending')"
            return MAILS - connection.execute(ended).fetchone()[0]

    def kill(self) -> None:
        """kill -9 a worker process, or its child that does the work; whoever watches over services starts it again."""
        turn = self.dice.randrange(WORKERS)
        os.kill(self.dice.choice(family(self.nodes[turn].pid)), signal.SIGKILL)
        time.sleep(0.2)
        if self.nodes[turn].poll() is not None:
            self.nodes[turn] = self.node()

    def empty_valkey(self) -> None:
        """Everything that Valkey knew is gone."""
        redis.Redis.from_url(self.servers.redis_url).flushall()

    def end_sessions(self) -> None:
        """End every database session of the application."""
        with connect(self.servers.superuser_url) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'peergroups_app'"
            )
