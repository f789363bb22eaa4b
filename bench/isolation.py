"""What the fences cost: group home with row security and stamps, against the same page with security off.

Both run on a database of 1,000,000 goals in 1,000 programs. The open twin is a copy of the same database in which row
security is disabled; its backend stamps nothing and finds the reader's standing with one plain query, as an application
without fences would. Every query of the page filters by program and group explicitly in both.
"""

import os
import statistics
from collections.abc import Iterator

from bench.circle import make_circle
from bench.servers import close_connections, connect
from bench.stage import Browser, Figure, Web, cpu_of, environment, serving
from peergroups.embedded import Servers

PROGRAMS, GOALS_EACH = 1_000, 1_000
ROUNDS, REQUESTS = 9, 150

CROWD = """
insert into programs_program
    select clone.*
    from (select to_jsonb(p) as first from programs_program p limit 1), generate_series(1, %(programs)s) n,
         jsonb_populate_record(null::programs_program, first || jsonb_build_object(
             'id', gen_random_uuid(), 'slug', 'crowd-' || n)) clone;
insert into members_company
    select clone.*
    from (select to_jsonb(c) as first from members_company c limit 1), programs_program p,
         jsonb_populate_record(null::members_company, first || jsonb_build_object(
             'id', gen_random_uuid(), 'program_id', p.id)) clone
    where p.slug like 'crowd-%%';
insert into members_member
    select clone.*
    from (select to_jsonb(m) as first from members_member m limit 1),
         members_company c join programs_program p on p.id = c.program_id,
         jsonb_populate_record(null::members_member, first || jsonb_build_object(
             'id', gen_random_uuid(), 'program_id', c.program_id, 'company_id', c.id, 'user_id', null)) clone
    where p.slug like 'crowd-%%';
insert into goals_goal
    select clone.*
    from (select to_jsonb(g) as first from goals_goal g limit 1),
         members_member m join programs_program p on p.id = m.program_id, generate_series(1, %(each)s) n,
         jsonb_populate_record(null::goals_goal, first || jsonb_build_object(
             'id', gen_random_uuid(), 'program_id', m.program_id, 'member_id', m.id, 'title', 'Goal ' || n)) clone
    where p.slug like 'crowd-%%'
"""
"""Rows cloned from those of the small group, so that a new column never stops the bench."""


def run() -> Iterator[Figure]:
    """CPU of the fenced page as a share of the open one's: the median of interleaved rounds."""
    with environment() as servers:
        path, cookies = make_circle(members=12, goals=3)
        crowd_around(servers)
        os.environ["BENCH_OPEN_URL"] = without_fences(servers)
        with serving("peergroups.settings") as fenced, serving("bench.open_settings") as unfenced:
            shares = [
                cpu(servers, fenced, path, cookies) / cpu(servers, unfenced, path, cookies) for _ in range(ROUNDS)
            ]
    yield Figure("isolation.cpu", statistics.median(shares), 1.10, at_least=False)


def crowd_around(servers: Servers) -> None:
    """A thousand programs more, each with a company, a member and a thousand goals, made by the superuser.

    The foreign keys of a million clones hold by how they are made; asking after each takes longer than the bench.
    """
    with connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in CROWD.split(";\n"):
            connection.execute(statement % {"programs": PROGRAMS, "each": GOALS_EACH})
        connection.execute("vacuum analyze")


def without_fences(servers: Servers) -> str:
    """The address of a copy of the database in which row security is off."""
    close_connections()
    with connect(servers.superuser_url, "postgres", autocommit=True) as cluster:
        cluster.execute("create database open template peergroups")
    with connect(servers.superuser_url, "open", autocommit=True) as twin:
        for (table,) in twin.execute("select relname from pg_class where relrowsecurity").fetchall():
            twin.execute(f"alter table {table} disable row level security")
        twin.execute("vacuum analyze")
    return servers.app_url.rpartition("/")[0] + "/open"


def cpu(servers: Servers, web: Web, path: str, cookies: str) -> float:
    """Seconds of CPU that the server and its PostgreSQL backends use for REQUESTS pages, uncached."""
    browser = Browser(web.port, cookies)
    for _ in range(10):
        assert browser.ask(path).status == 200
    before = web.cpu_seconds() + postgres_seconds(servers)
    for _ in range(REQUESTS):
        browser.ask(path)
    return web.cpu_seconds() + postgres_seconds(servers) - before


def postgres_seconds(servers: Servers) -> float:
    """CPU of all PostgreSQL processes of the bench; the other server of the pair is idle meanwhile."""
    with connect(servers.superuser_url) as asked:
        pids = [
            pid for (pid,) in asked.execute("select pid from pg_stat_activity where backend_type = 'client backend'")
        ]
    return sum(cpu_of(pid) for pid in pids)
