"""What the fences cost: group home with row security and stamps, against the same page with security off.

Both run on a database of 1,000,000 goals in 1,000 programs. The open twin is a copy of the same database in which row
security is disabled; its backend stamps nothing and finds the reader's standing with one plain query, as an application
without fences would. Every query of the page filters by program and group explicitly in both.
"""

import os
import statistics
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.stage import Browser, Figure, Web, cpu_of, environment, serving

PROGRAMS, GOALS_EACH = 1_000, 1_000
ROUNDS, REQUESTS = 9, 150

CROWD = """
grant select on programs_program to peergroups_datafix;
insert into programs_program
    select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'slug', 'crowd-' || n))).*
    from (select * from programs_program limit 1) p, generate_series(1, %(programs)s) n;
set role peergroups_datafix;
insert into members_company
    select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'program_id', p.id))).*
    from (select * from members_company limit 1) c, programs_program p where p.slug like 'crowd-%%';
insert into members_member
    select (jsonb_populate_record(m, jsonb_build_object(
        'id', gen_random_uuid(), 'program_id', c.program_id, 'company_id', c.id, 'user_id', null))).*
    from (select * from members_member limit 1) m, members_company c join programs_program p on p.id = c.program_id
    where p.slug like 'crowd-%%';
insert into goals_goal
    select (jsonb_populate_record(g, jsonb_build_object(
        'id', gen_random_uuid(), 'program_id', m.program_id, 'member_id', m.id))).*
    from (select * from goals_goal limit 1) g, members_member m join programs_program p on p.id = m.program_id,
         generate_series(1, %(each)s) where p.slug like 'crowd-%%';
reset role;
"""
"""Rows cloned from those of the small group, so that a new column never stops the bench."""


def run() -> Iterator[Figure]:
    """CPU of the fenced page as a share of the open one's: the median of interleaved rounds."""
    with environment():
        from bench.circle import make_circle

        path, cookies = make_circle(members=12, goals=3)
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            for statement in (CROWD % {"programs": PROGRAMS, "each": GOALS_EACH}).split(";\n"):
                owner.execute(statement)
        os.environ["BENCH_OPEN_URL"] = without_fences()
        with serving("peergroups.settings") as fenced, serving("bench.open_settings") as unfenced:
            shares = [cpu(fenced, path, cookies) / cpu(unfenced, path, cookies) for _ in range(ROUNDS)]
    yield Figure("isolation.cpu", statistics.median(shares), 1.10, at_least=False)


def without_fences() -> str:
    """The address of a copy of the database in which row security is off."""
    owner = urlsplit(os.environ["DATABASE_OWNER_URL"])
    copy = urlunsplit(owner._replace(path="/open"))
    with psycopg.connect(urlunsplit(owner._replace(path="/postgres")), autocommit=True) as cluster:
        cluster.execute(f"create database open template {owner.path.removeprefix('/')}")
    with psycopg.connect(copy, autocommit=True) as twin:
        for (table,) in twin.execute("select relname from pg_class where relrowsecurity").fetchall():
            twin.execute(f"alter table {table} disable row level security")
        twin.execute("vacuum analyze")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as original:
        original.execute("vacuum analyze")
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/open"))


def cpu(web: Web, path: str, cookies: str) -> float:
    """Seconds of CPU that the server and its PostgreSQL backends use for REQUESTS pages, uncached."""
    browser = Browser(web.port, cookies)
    for _ in range(10):
        assert browser.ask(path).status == 200
    before = web.cpu_seconds() + postgres_seconds()
    for _ in range(REQUESTS):
        browser.ask(path)
    return web.cpu_seconds() + postgres_seconds() - before


def postgres_seconds() -> float:
    """CPU of all PostgreSQL processes of the bench; the other server of the pair is idle meanwhile."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as asked:
        pids = [
            pid for (pid,) in asked.execute("select pid from pg_stat_activity where backend_type = 'client backend'")
        ]
    return sum(cpu_of(pid) for pid in pids)
