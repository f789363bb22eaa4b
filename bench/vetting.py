"""How fast an application is weighed, with 2,000 seated members and with 20,000; and how fast the queue of 1,000 opens.

The base of weighing is the bare query that fetches those 2,000 seats with company, city and facts. Rounds are
interleaved, and the median of the paired ratios is the figure. Weighing is timed as the task does it, in a program
admin's scope. The base of the queue is the smallest view that one can write, as in bench/pages.py.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bench.circle import cookies_of
from bench.pages import any_city
from bench.pages import statements as statements_of_page
from bench.stage import Browser, Figure, environment, paired, serving

SEATS_OF_A_GROUP = 11
FEW, MANY = 2_000, 20_000
ROUNDS = 15
CLONES = """
with places as (
    select array_agg(id) as ids from members_city
), made as materialized (
    select n, gen_random_uuid() as company, n / {a_group} as number from generate_series(0, {seats} - 1) as n
), companies as (
    insert into members_company
        select (jsonb_populate_record(c, jsonb_build_object(
            'id', company, 'name', 'Seated ' || n, 'key', 'seated ' || n,
            'city_id', (select ids[1 + (n * 7919) % cardinality(ids)] from places)))).*
        from members_company as c, made where c.key = 'first'
), facts as (
    insert into members_companyfacts
        select (jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid(), 'company_id', company))).*
        from members_companyfacts as f, made
), groups as materialized (
    select number, gen_random_uuid() as id from (select distinct number from made) as numbers
), opened as (
    insert into groups_group
        select (jsonb_populate_record(g, jsonb_build_object('id', groups.id, 'name', 'Group ' || number))).*
        from groups_group as g, groups where g.name = 'First'
)
insert into groups_seat
    select (jsonb_populate_record(s, jsonb_build_object(
        'id', gen_random_uuid(), 'company_id', company, 'group_id', groups.id, 'number', 1 + n % {a_group}))).*
    from groups_seat as s, made join groups using (number)
"""
"""Companies all over the world, in groups with one seat free, cloned from the first of each."""


def run() -> Iterator[Figure]:
    """All figures of `vetting`."""
    with environment() as servers:
        from django.utils import timezone

        now = timezone.now()
        few, many = (program_with(servers, seats, now) for seats in (FEW, MANY))
        yield from figures(few, many, now)
        yield from queue(servers, few, many)


def queue(servers: Any, short: tuple[Any, Any], long: tuple[Any, Any]) -> Iterator[Figure]:
    """The first page of 1,000 open applications against the smallest view, and its queries beside those of 10."""
    for (program, _), waiting in ((short, 10), (long, 1_000)):
        fill_queue(servers, program, waiting)
    page = {program.slug: f"/p/{program.slug}/applications/" for program, _ in (short, long)}
    cookies = {program.slug: cookies_of(user) for program, user in (short, long)}
    few, many = (statements_of_page(page[slug], cookies[slug]) for slug in page)
    slug = long[0].slug
    with serving("bench.base_settings") as base, serving("peergroups.settings") as web:
        plain, signed_in = Browser(base.port), Browser(web.port, cookies[slug])
        assert b"of 1000 applications" in signed_in.ask(page[slug]).body
        one = f"/one/{any_city()}/"

        def opened() -> None:
            assert signed_in.ask(page[slug]).status == 200

        shares = paired({"base": lambda: plain.ask(one), "queue": opened}, "base")
    yield Figure("vetting.queue_of_1000", shares["queue"], 0.08)
    yield Figure("vetting.queue_queries_grow_by", many - few, 0, at_least=False)
    yield Figure("vetting.queue_queries", many, 10, at_least=False)


WAITING = """
with made as materialized (
    select n, gen_random_uuid() as id from generate_series(1, {more}) as n
), asked as (
    insert into vetting_application
        select (jsonb_populate_record(a, jsonb_build_object(
            'id', made.id, 'name', 'Guest ' || n, 'email', 'guest' || n || '@bench.example',
            'submitted_at', a.submitted_at - n * interval '1 hour'))).*
        from vetting_application_of as a, made
)
insert into vetting_dossier ({columns})
    select {told} from vetting_dossier_of as d, made, jsonb_populate_record(
        d, jsonb_build_object('id', gen_random_uuid(), 'application_id', made.id)) as told
"""
"""Applications with their evidence, cloned from the one that was judged."""


def fill_queue(servers: Any, program: Any, waiting: int) -> None:
    """Make `waiting` open applications of a program's one, each with the same evidence in its dossier."""
    from bench.servers import connect
    from vetting.models import Dossier

    written = [field.column for field in Dossier._meta.concrete_fields if not field.generated]
    columns, told = ", ".join(written), ", ".join(f"told.{column}" for column in written)
    with connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute("begin")
        for table in ("vetting_application", "vetting_dossier"):
            connection.execute(
                f"create temp table {table}_of on commit drop as select * from {table} where program_id = %s",
                [program.pk],
            )
        connection.execute(WAITING.format(more=waiting - 1, columns=columns, told=told))
        connection.execute("commit")
        connection.execute("vacuum analyze")


def figures(few: tuple[Any, Any], many: tuple[Any, Any], now: datetime) -> Iterator[Figure]:
    """Weighing against the bare query, and with ten times the seats."""
    shares, growth = [], []
    for _ in range(ROUNDS):
        bare, small, large = (
            took(*few, fetch_seats), took(*few, lambda: weigh(now)), took(*many, lambda: weigh(now)),
        )  # fmt: skip
        shares.append(small / bare)
        growth.append(large / small)
    yield Figure("vetting.judge_to_bare_query", statistics.median(shares), 3, at_least=False)
    yield Figure("vetting.judge_20000_to_2000", statistics.median(growth), 1.5, at_least=False)
    yield Figure("vetting.judge_queries", statements(*few, lambda: weigh(now)), 12, at_least=False)


def took(program: Any, user: Any, act: Callable[[], Any]) -> float:
    """Seconds of an act in a scope of its own."""
    from programs.tenancy import inside

    with inside(program, user):
        begins = time.perf_counter()
        act()
        return time.perf_counter() - begins


def statements(program: Any, user: Any, act: Callable[[], Any]) -> int:
    """SELECT, INSERT, UPDATE and DELETE statements of an act."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from programs.tenancy import inside

    with inside(program, user), CaptureQueriesContext(connection) as captured:
        act()
    said = [query["sql"].lstrip().upper() for query in captured]
    return sum(sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for sql in said)


def fetch_seats() -> list[Any]:
    """The base: every held seat with what a conflict asks of its company."""
    from groups.models import Seat

    return list(Seat.objects.held().select_related("company__city", "company__facts"))


def weigh(now: datetime) -> Any:
    """One application against twelve criteria and everybody who is seated."""
    from vetting.actions.judging import judge
    from vetting.models import Application

    return judge(Application.objects.select_related("track", "city", "program").get(), now=now)


def criteria() -> list[dict[str, Any]]:
    """Twelve, of twelve kinds."""
    from vetting.criteria import Criterion, Weight
    from vetting.kinds import Kind

    wanted: dict[Kind, dict[str, Any]] = {
        Kind.ROLE: {"any": ["Owners"]},
        Kind.EMPLOYEES: {"min": 8, "max": 30},
        Kind.MANAGED_USERS: {"min": 300},
        Kind.REVENUE_BAND: {"min": 1, "max": 4},
        Kind.RECURRING_SHARE: {"min": 50},
        Kind.MATURITY: {"min": 2, "max": 4},
        Kind.YEARS_IN_BUSINESS: {"min": 5},
        Kind.PLACE: {"countries": ["US"]},
        Kind.VERTICAL: {"any": ["Healthcare", "Dental"]},
        Kind.BUSINESS_MODEL: {"any": ["managed"]},
        Kind.VENDOR: {"any": ["HaloPSA"]},
        Kind.DISTANCE: {"min_km": 50},
    }
    return [Criterion(str(kind), kind, Weight.SHOULD, asked).as_dict() for kind, asked in wanted.items()]


def program_with(servers: Any, seats: int, now: datetime) -> tuple[Any, Any]:
    """(program, admin) with `seats` seats and one application, which was judged once."""
    from bench.servers import connect
    from groups.actions import open_group, take_seat
    from members.actions import add_company, add_member
    from members.models import City
    from programs.actions import found_program
    from programs.models import Track, User
    from programs.tenancy import inside
    from vetting.actions.applying import apply
    from vetting.models import Criteria

    user = User.objects.create_user(f"admin{seats}@bench.example", "Admin")
    program = found_program(by=user, name=f"Seats {seats}", slug=f"seats-{seats}")
    home = City.objects.filter(country="US").order_by("-population").first()
    with inside(program, user):
        track = Track.objects.get(name="Owners")
        facts = {"employees": 15, "maturity": 3, "service_radius_km": 80}
        company = add_company(by=user, name="First", city=home, facts=facts)
        member = add_member(by=user, company=company, name="First", email="first@bench.example")
        group = open_group(by=user, track=track, name="First", employees_min=5, employees_max=40)
        take_seat(group, member, by=user, now=now)
        Criteria.objects.create(number=1, items=criteria(), made_by=user)
    with connect(servers.superuser_url, autocommit=True) as connection:
        # Only the first rows of this program are cloned.
        connection.execute("begin")
        for table in ("members_company", "members_companyfacts", "groups_group", "groups_seat"):
            connection.execute(
                f"create temp table {table}_of on commit drop as select * from {table} where program_id = %s",
                [program.pk],
            )
        statement = CLONES.format(a_group=SEATS_OF_A_GROUP, seats=seats)
        for table in ("members_company", "members_companyfacts", "groups_group", "groups_seat"):
            statement = statement.replace(f"from {table} as", f"from {table}_of as")
        connection.execute(statement)
        connection.execute("commit")
        connection.execute("vacuum analyze")
    told = {"managed_users": 900, "revenue_band": 2, "recurring_share": 65, "maturity": 3, "founded": 2008,
            "verticals": ["Healthcare"], "business_model": "managed", "vendors": ["HaloPSA"],
            "service_radius_km": 80}  # fmt: skip
    with inside(program):
        apply(
            program=program, track=track, name="Nora", email="nora@bench.example", company_name="Kessler Networks",
            employees=18, city=home, facts=told, now=now,
        )  # fmt: skip
    return program, user
