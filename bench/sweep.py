"""What finding and claiming 1,000 due rows costs among 1,000,000, against among 100,000.

Both tables are filled alike, their rows in random order, and vacuumed; all finding is measured before any claiming,
then each round claims the 1,000 rows of its own moment. Writes are durable.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench.servers import connect, durable
from bench.stage import Figure
from peergroups.embedded import Servers

DUE, FEW, MANY = 1_000, 100_000, 1_000_000
ROUNDS = 9
FIRST = datetime(2030, 1, 1, 14, 10, tzinfo=UTC)
APART = timedelta(days=1)

FILL = """
insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
select gen_random_uuid(), programs[1 + n %% 1000], gen_random_uuid(), %(kind)s, gen_random_uuid(),
       case when n < %(due)s * %(rounds)s then %(first)s + (n / %(due)s) * %(apart)s - interval '1 minute' * random()
            else %(first)s + %(apart)s * (%(rounds)s + 14 * random()) end,
       '08:10', 'America/Chicago', 14
from (select array_agg(gen_random_uuid()) as programs from generate_series(1, 1000)) as tenants,
     generate_series(0, %(rows)s - 1) as n
order by random()
"""


def run(kind: str = "check_in") -> Iterator[Figure]:
    """Medians of the ratios of interleaved rounds, of rows of a `kind` of Due."""
    with durable() as servers:
        few, many = (table(servers, rows, kind) for rows in (FEW, MANY))
        yield from figures(few, many)


def figures(few: psycopg.Connection, many: psycopg.Connection) -> Iterator[Figure]:
    """All finding, then all claiming."""
    from notifications.sweeping import FIND, SWEEP, asked_at

    asked = asked_at(FIRST, DUE)
    for warm in (few, many):
        took(warm, FIND, asked | {"now": FIRST})
    finding = [
        took(many, FIND, asked | {"now": FIRST}) / took(few, FIND, asked | {"now": FIRST}) for _ in range(3 * ROUNDS)
    ]
    claiming = []
    for turn in range(ROUNDS):
        now = FIRST + turn * APART
        smaller = took(few, SWEEP, asked | {"now": now})
        claiming.append(took(many, SWEEP, asked | {"now": now}) / smaller)
    yield Figure("sweep.find", statistics.median(finding), 1.3, at_least=False)
    yield Figure("sweep.claim", statistics.median(claiming), 1.5, at_least=False)


def table(servers: Servers, rows: int, kind: str) -> psycopg.Connection:
    """A database of its own with `rows` rows of Due, and a connection to it as the application."""
    name = f"due_{rows}"
    with connect(servers.superuser_url, "postgres", autocommit=True) as cluster:
        cluster.execute(f'create database "{name}" template "peergroups"')
    asked = {"kind": kind, "rows": rows, "due": DUE, "rounds": ROUNDS, "first": FIRST, "apart": APART}
    with connect(servers.superuser_url, name, autocommit=True) as filler:
        filler.execute(FILL, asked)
        filler.execute("vacuum analyze")
        filler.execute("checkpoint")
    return connect(servers.app_url, name)


def took(connection: psycopg.Connection, sql: str, asked: dict[str, Any]) -> float:
    """Seconds that a statement and its commit took, in the reach of the post; it must have found all that is due."""
    connection.execute("select app_enter(null, null, 'post')")
    began = time.perf_counter()
    rows = connection.execute(sql, asked).fetchall()
    connection.commit()
    seconds = time.perf_counter() - began
    assert len(rows) == DUE or rows[0][:2] == (DUE, DUE), len(rows)
    return seconds
