"""The delivery engine: how fast one worker is, and that nothing is lost or doubled while everything is killed.

Speed: reminders to one server (our aiosmtpd sink, which keeps nothing, in a process of its own), rounds interleaved:

- base: a bare smtplib loop that sends the same bytes over one connection;
- assembled: the engine with claims, marks and leases, on bytes made beforehand;
- end_to_end: the engine as it runs, each mail written in its reader's scope, MIME by the standard library;
- times_a_task_each: end to end against bench/one_task_each.py on a Celery worker of one process.

Faults: 10,000 reminders through the Celery tasks as they are, on durable servers, by four workers and a beat. While
they go out, worker processes are killed 20 times (-9), Valkey is emptied 5 times and all database sessions are ended 10
times, spread over the run. BENCH_MAILS=2000 makes it shorter.
"""

import os
import random
import signal
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import redis

from bench.crowd import ask_everybody, make_crowd
from bench.servers import connect, durable
from bench.stage import Figure, family, free_port, wait_until_up
from notifications.accept_log import AcceptLog
from peergroups.embedded import Servers

MAILS = int(os.environ.get("BENCH_MAILS", "10000"))
WORKERS, KILLS, EMPTIED, ENDED = 4, 20, 5, 10
ROUNDS, A_ROUND, BY_TASKS = 7, 400, 120
PATIENCE_SECONDS = 180
"""How long nothing may move before the run is given up: a lease, what the log needs, a few ticks of the beat."""


def run() -> Iterator[Figure]:
    """Speed first, then faults."""
    yield from speed()
    yield from faults()


# -- speed -----------------------------------------------------------------------------------------------------------


def speed() -> Iterator[Figure]:
    """Medians of the ratios of interleaved rounds."""
    port = free_port()
    with durable(EMAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_ACCEPT_LOG="") as servers, sink(port):
        from django.utils import timezone

        make_crowd(servers, A_ROUND, timezone.now())
        prepared = assembled(servers)
        with worker_for_tasks():
            rates = [
                {
                    "base": bare(port, prepared),
                    "assembled": engine(servers, prepared),
                    "end_to_end": engine(servers),
                    "tasks": task_each(servers),
                }
                for _ in range(ROUNDS)
            ]
    ratio = {name: statistics.median(one[name] / one["base"] for one in rates) for name in ("assembled", "end_to_end")}
    yield Figure("delivery.assembled", ratio["assembled"], 0.6)
    yield Figure("delivery.end_to_end", ratio["end_to_end"], 0.35)
    times = statistics.median(one["end_to_end"] / one["tasks"] for one in rates)
    yield Figure("delivery.times_a_task_each", times, 5)


def pending(servers: Servers) -> datetime:
    """Everybody's reminder waits; returns the moment at which it may leave."""
    from django.utils import timezone

    from notifications.sweeping import sweep

    now = timezone.now()
    ask_everybody(servers, now)
    sweep(now=now)
    return now


def assembled(servers: Servers) -> dict[Any, tuple[str, bytes]]:
    """The bytes of everybody's reminder, by user."""
    from notifications.delivering import written
    from notifications.ledger import claim

    now = pending(servers)
    found = {}
    while (claimed := claim(now=now)).mails:
        found |= {mail.user_id: written(mail, claimed, now) for mail in claimed.mails}
    return found


def bare(port: int, prepared: dict[Any, tuple[str, bytes]]) -> float:
    """Mails a second of the bare loop."""
    smtp = smtplib.SMTP("127.0.0.1", port)
    began = time.perf_counter()
    for address, payload in prepared.values():
        smtp.sendmail("post@peergroups.example", [address], payload)
    rate = len(prepared) / (time.perf_counter() - began)
    smtp.quit()
    return rate


def engine(servers: Servers, prepared: dict[Any, tuple[str, bytes]] | None = None) -> float:
    """Mails a second of the engine, from bytes if they are given."""
    from notifications.delivering import deliver, written

    now = pending(servers)
    write = (lambda mail, claimed, now: prepared[mail.user_id]) if prepared else written
    began = time.perf_counter()
    tally = deliver(now=now, write=write)
    rate = A_ROUND / (time.perf_counter() - began)
    assert tally == Counter(sent=A_ROUND), tally
    return rate


def task_each(servers: Servers) -> float:
    """Mails a second of a task for each mail, enqueued one by one and sent by one worker process."""
    from bench.one_task_each import send_one
    from notifications.models import Delivery
    from programs.tenancy import POST, inside

    pending(servers)
    with inside(None, reach=POST):
        keys = list(Delivery.objects.values_list("pk", flat=True)[:BY_TASKS])
    began = time.perf_counter()
    for key in keys:
        send_one.delay(str(key))
    sent = 0
    while sent < BY_TASKS:
        time.sleep(0.02)
        with inside(None, reach=POST):
            sent = Delivery.objects.filter(state="sent").count()
    return BY_TASKS / (time.perf_counter() - began)


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


@contextmanager
def worker_for_tasks() -> Iterator[None]:
    """A Celery worker of one process for bench/one_task_each.py."""
    worker = celery("bench.one_task_each", "worker", "--concurrency", "1", "--without-gossip", "--without-mingle")
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(30)


def celery(app: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A Celery program, quiet, in the environment of this run."""
    command = [str(Path(sys.executable).with_name("celery")), "--app", app, "--quiet", *arguments]
    ignore = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    with (Path(os.environ["VAR_DIR"]) / "celery.log").open("ab") as log:
        return subprocess.Popen(command, env=os.environ | ignore, stdout=log, stderr=log)


# -- faults ----------------------------------------------------------------------------------------------------------


def faults() -> Iterator[Figure]:
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
