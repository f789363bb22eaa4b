"""One hour's post: what planning 6,000 reminders costs among a million members, and that a worker's memory stays flat.

Planned is: found and merged (notifications/sweeping.py), then weighed against hours, absence, channels and caps
(notifications/ledger.py, gate.py) until each has leave to go or its next time. Two databases are filled alike, in
random order, with a person, a slot and last week's mail for each member, and vacuumed; rounds are interleaved.
BENCH_MESSAGES (100,000) says how many mails the worker of the last figure sends.
"""

import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from bench.crowd import ask_everybody, make_crowd
from bench.mail_server import sink
from bench.servers import close_connections, connect, durable
from bench.stage import Figure, free_port
from peergroups.embedded import Servers

DUE = 6_000
FEW, MANY = 100_000, int(os.environ.get("BENCH_MEMBERS", "1000000"))
MESSAGES = int(os.environ.get("BENCH_MESSAGES", "100000"))
CROWD = 2_000
ROUNDS = 5
FIRST = datetime(2030, 1, 8, 14, 10, tzinfo=UTC)
APART = timedelta(hours=2)

FILL = """
create table crowd as select n, gen_random_uuid() as user_id, gen_random_uuid() as program_id
    from generate_series(0, %(rows)s - 1) as n;
insert into programs_user (id, password, is_superuser, email, name, is_staff, is_active, date_joined)
    select user_id, '', false, 'm' || n || '@crowd.example', 'One of many', false, true, %(first)s
    from crowd order by random();
insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
    select gen_random_uuid(), program_id, user_id, 'check_in', gen_random_uuid(),
           case when n < %(due)s * %(rounds)s
                then %(first)s + (n / %(due)s) * %(apart)s - interval '50 minutes' * random()
                else %(first)s + interval '2 days' + interval '12 days' * random() end,
           '08:10', 'America/Chicago', 14
    from crowd order by random();
insert into notifications_delivery (id, program_id, user_id, address, kind, urgency, state, zone, send_at, attempts,
                                    failure, created_at, sent_at)
    select gen_random_uuid(), program_id, user_id, 'm' || n || '@crowd.example', 'check_in', 'nudge', 'sent',
           'America/Chicago', at, 0, '', at, at
    from (select *, %(first)s - interval '1 day' - interval '6 days' * random() as at from crowd) as told
    order by random();
insert into notifications_mailhours (user_id, opens, closes, quiet_days, keeps_holidays, digest_weekday, digest_time)
    select user_id, '06:30', '19:30', '{5,6}', true, 2, '10:30' from crowd where n %% 10 = 0;
vacuum analyze
"""

BARE = """
insert into notifications_notice (id, program_id, recipient_id, kind, object_id, "window", created_at)
    select gen_random_uuid(), program_id, user_id, 'check_in', gen_random_uuid(), %(at)s, %(at)s
    from crowd where n < %(due)s;
insert into notifications_delivery (id, program_id, user_id, address, kind, urgency, state, zone, slot_at, send_at,
                                    not_after, attempts, failure, created_at)
    select gen_random_uuid(), program_id, user_id, '', 'check_in', 'nudge', 'failed', 'America/Chicago', %(at)s, %(at)s,
           %(at)s, 0, '', %(at)s
    from crowd where n < %(due)s
"""


def run() -> Iterator[Figure]:
    """Medians of the ratios of interleaved rounds; then the memory of a worker."""
    port = free_port()
    with durable(EMAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_ACCEPT_LOG="") as servers, sink(port):
        for rows in (FEW, MANY):
            fill(servers, rows)
        growth, times, swept = [], [], []
        for turn in range(ROUNDS):
            now = FIRST + turn * APART
            few = planned(servers, FEW, now)
            many = planned(servers, MANY, now)
            bare = inserted(servers, now)
            growth.append(sum(many) / sum(few))
            times.append(sum(many) / bare)
            swept.append(many[0] / bare)
        yield Figure("post.planned_1M_to_100k", statistics.median(growth), 1.3, at_least=False)
        yield Figure("post.noticed_to_bare_insert", statistics.median(swept), 4, at_least=False)
        yield Figure("post.planned_to_bare_insert", statistics.median(times), 4, at_least=False)
        work_in(servers, "peergroups")
        yield Figure("post.memory_growth", memory_growth(servers), 1.05, at_least=False)


def fill(servers: Servers, rows: int) -> None:
    """A database of its own with `rows` members."""
    name = f"post_{rows}"
    close_connections()
    with connect(servers.superuser_url, "postgres", autocommit=True) as cluster:
        cluster.execute(f'create database "{name}" template "peergroups"')
    asked = {"rows": rows, "due": DUE, "rounds": ROUNDS, "first": FIRST, "apart": APART}
    with connect(servers.superuser_url, name, autocommit=True) as filler:
        for statement in FILL.split(";\n"):
            filler.execute(statement, asked if "%" in statement else None)
        filler.execute("checkpoint")


def work_in(servers: Servers, name: str) -> None:
    """Let Django talk to another database of the same servers."""
    close_connections()
    connection.settings_dict["NAME"] = name


def planned(servers: Servers, rows: int, now: datetime) -> tuple[float, float]:
    """Seconds in which one hour's due was noticed, and in which all of it was weighed."""
    from notifications.ledger import claim
    from notifications.sweeping import sweep

    work_in(servers, f"post_{rows}")
    claim(now=now - timedelta(hours=1))
    began = time.perf_counter()
    found = sweep(now=now)
    noticed = time.perf_counter() - began
    assert found == DUE, found
    weighed = 0
    while mails := claim(now=now, lease=timedelta(hours=1)).mails:
        weighed += len(mails)
    seconds = time.perf_counter() - began - noticed
    assert weighed == DUE, weighed
    return noticed, seconds


def inserted(servers: Servers, now: datetime) -> float:
    """Seconds of writing the same rows in two statements, by a role that no policy binds; they are gone afterwards."""
    with connect(servers.superuser_url, f"post_{MANY}") as plain:
        began = time.perf_counter()
        for statement in BARE.split(";\n"):
            plain.execute(statement, {"at": now, "due": DUE})
        plain.commit()
        seconds = time.perf_counter() - began
        plain.execute('delete from notifications_notice where "window" = %s and created_at = %s', [now, now])
        plain.execute("delete from notifications_delivery where state = 'failed'")
        plain.commit()
    return seconds


def memory_growth(servers: Servers) -> float:
    """Resident memory of this process after all messages, over what it was after a tenth of them."""
    from django.utils import timezone

    from notifications.delivering import deliver
    from notifications.sweeping import sweep

    make_crowd(servers, CROWD, timezone.now())
    sent, early = 0, 0
    while sent < MESSAGES:
        now = timezone.now()
        ask_everybody(servers, now)
        sweep(now=now)
        for _ in range(20):
            sent += deliver(now=now)["sent"]
        if not early and sent >= MESSAGES / 10:
            early = resident()
    return resident() / early


def resident() -> int:
    """Pages of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1])
