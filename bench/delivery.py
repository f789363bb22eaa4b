"""The delivery engine: how fast one worker is.

Reminders to one server (our aiosmtpd sink, which keeps nothing, in a process of its own), rounds interleaved:

- base: a bare smtplib loop that sends the same bytes over one connection;
- assembled: the engine with claims, marks and leases, on bytes made beforehand;
- end_to_end: the engine as it runs, each mail written in its reader's scope, MIME by the standard library;
- times_a_task_each: end to end against bench/one_task_each.py on a Celery worker of one process.
"""

import smtplib
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bench.crowd import ask_everybody, make_crowd
from bench.mail_server import celery, sink
from bench.servers import durable
from bench.stage import Figure, free_port
from peergroups.embedded import Servers

ROUNDS, A_ROUND, BY_TASKS = 7, 400, 120


def run() -> Iterator[Figure]:
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
def worker_for_tasks() -> Iterator[None]:
    """A Celery worker of one process for bench/one_task_each.py."""
    worker = celery("bench.one_task_each", "worker", "--concurrency", "1", "--without-gossip", "--without-mingle")
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(30)
