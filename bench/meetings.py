"""How fast the cockpit opens, attendance of 100,000 seats is judged, a year of dates is written, and nudges are found.

The cockpit is measured against the smallest view (bench/pages.py); the others against the bare statement that reads or
writes the same rows, in interleaved batches. Rows are cloned by the superuser; what is measured runs as the product
does it, in the scope of a program admin.
"""

import statistics
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bench import sweep
from bench.circle import cookies_of
from bench.pages import any_city
from bench.pages import statements as statements_of_page
from bench.servers import connect
from bench.stage import Browser, Figure, environment, paired, serving
from bench.vetting import took

GROUPS, PEOPLE, MONTHS = 10, 12, 12
SEATS, MEETINGS = 100_000, 24
SERIES = 10_000
BATCH = 50
"""Groups that are judged, or whose dates are written, in one turn."""


def run() -> Iterator[Figure]:
    """All figures of `meetings`."""
    with environment() as servers:
        from django.utils import timezone

        now = timezone.now()
        program, admin, facilitator = circles(now)
        with connect(servers.superuser_url, autocommit=True) as connection:
            connection.execute("vacuum analyze")  # what PostgreSQL does by itself within a minute
        yield from cockpit(program, facilitator)
        yield from touched(program, facilitator, now)
        crowd(servers, program)
        yield from standings(program, admin, now)
        yield from dates(program, admin, now)
    yield from nudges()


def circles(now: datetime) -> tuple[Any, Any, Any]:
    """(program, admin, facilitator): ten groups of twelve people with goals and a year of monthly meetings."""
    import django

    django.setup()
    from meetings.models import Meeting, Rsvp
    from programs.tenancy import inside
    from tests.cast import PLANS, Person
    from tests.table import MONTHLY, a_year
    from tests.world import Builder, staff_user

    admin, facilitator = staff_user("Ada Bench", "ada@bench.example"), staff_user("Fay Bench", "fay@bench.example")
    build = Builder("Bench", "bench", admin, now)
    role = build.staff("facilitator", facilitator)
    for number in range(GROUPS):
        group = build.group(f"Group {number}", "Owners", role, seat_count=PEOPLE)
        for seat in range(PEOPLE):
            person = Person(f"Member {number} {seat}", f"Company {number} {seat}", "Madison", "WI", 18, 3, 2)
            user, member = build.seat(person, group)
            build.goals(user, member, group, [PLANS[(number + seat) % len(PLANS)]], weeks=8)
        a_year(build.program, group, facilitator, now, pattern=MONTHLY)
    with inside(build.program, facilitator):
        assert Meeting.objects.past(now).count() >= GROUPS * (MONTHS - 1)
        assert Rsvp.objects.count() >= GROUPS * PEOPLE * MONTHS
    return build.program, admin, facilitator


def cockpit(program: Any, facilitator: Any) -> Iterator[Figure]:
    """The facilitator's start page against the smallest view, and its queries."""
    page, cookies = f"/p/{program.slug}/cockpit/", cookies_of(facilitator)
    queries = statements_of_page(page, cookies)
    with serving("bench.base_settings") as base, serving("peergroups.settings") as web:
        plain, signed_in = Browser(base.port), Browser(web.port, cookies)
        one = f"/one/{any_city()}/"

        def opened() -> None:
            assert signed_in.ask(page).status == 200

        shares = paired({"base": lambda: plain.ask(one), "cockpit": opened}, "base")
    yield Figure("meetings.cockpit", shares["cockpit"], 0.08)
    yield Figure("meetings.cockpit_queries", queries, 12, at_least=False)


def touched(program: Any, facilitator: Any, now: datetime) -> Iterator[Figure]:
    """How many rows of attendance are other than before when attendance of one meeting was taken."""
    from groups.models import Group
    from meetings.actions.attending import take_attendance
    from meetings.actions.opening import lay_table
    from meetings.actions.planning import add_meeting
    from meetings.models import Attendance
    from programs.tenancy import inside

    with inside(program, facilitator):
        group = Group.objects.order_by("name").first()
        before = dict(Attendance.objects.values_list("pk", "version"))
        day = (now - timedelta(days=2)).date()
        meeting = add_meeting(
            group, by=facilitator, now=now - timedelta(days=9), day=day, at=datetime.min.time(), zone="UTC", minutes=60
        )
        lay_table(meeting, now=now - timedelta(days=9))
        take_attendance(meeting, by=facilitator, now=meeting.starts_at, looks={})
        after = dict(Attendance.objects.values_list("pk", "version"))
    changed = sum(before.get(key) != version for key, version in after.items())
    yield Figure("meetings.rows_of_one_meeting", changed, PEOPLE, at_least=False)


CROWD = """
with circles as materialized (
    select n, gen_random_uuid() as id from generate_series(1, {groups}) as n
), opened as (
    insert into groups_group
        select (jsonb_populate_record(g, jsonb_build_object('id', circles.id, 'name', 'Crowd ' || n))).*
        from groups_group as g, circles where g.id = %(group)s
), seats as materialized (
    select circles.id as circle, place, gen_random_uuid() as id from circles, generate_series(1, {people}) as place
), seated as (
    insert into groups_seat
        select (jsonb_populate_record(s, jsonb_build_object(
            'id', seats.id, 'group_id', circle, 'number', place, 'company_id', gen_random_uuid()))).*
        from groups_seat as s, seats where s.id = %(seat)s
), planned as (
    insert into meetings_series
        select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'group_id', circles.id))).*
        from meetings_series as r, circles where r.id = %(series)s
), dates as materialized (
    select circles.id as circle, month, gen_random_uuid() as id from circles, generate_series(1, {meetings}) as month
), met as (
    insert into meetings_meeting
        select (jsonb_populate_record(m, jsonb_build_object(
            'id', dates.id, 'group_id', circle, 'series_id', null,
            'starts_at', m.starts_at - month * interval '30 days',
            'ends_at', m.ends_at - month * interval '30 days'))).*
        from meetings_meeting as m, dates where m.id = %(meeting)s
)
insert into meetings_attendance (
    id, program_id, meeting_id, group_id, seat_id, member_id, seen, minutes, reason, alternate, seen_before,
    corrected_why, taken_at, version
)
select gen_random_uuid(), %(program)s, dates.id, seats.circle, seats.id, gen_random_uuid(),
       case when random() < 0.06 then 'unexcused' when random() < 0.08 then 'late' else 'present' end, null, '', '',
       '', '', now(), 1
from seats join dates using (circle)
"""
"""Groups with their seats, a series, two years of monthly meetings and who was seen there, cloned from one of each."""


def crowd(servers: Any, program: Any) -> None:
    """Make 100,000 seats with 24 meetings each, in groups of ten. Their members and companies exist in
    name only: no figure reads one, and foreign keys are not asked."""
    groups = SEATS // GROUPS
    with connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        first = connection.execute(
            "select group_id, seat_id, meeting_id from meetings_attendance where program_id = %s limit 1",
            [program.pk],
        ).fetchone()
        series = connection.execute("select id from meetings_series where group_id = %s limit 1", [first[0]]).fetchone()
        told = dict(zip(("group", "seat", "meeting"), first, strict=True))
        connection.execute(
            CROWD.format(groups=groups, people=SEATS // groups, meetings=MEETINGS),
            told | {"program": program.pk, "series": series[0]},
        )
        connection.execute("vacuum analyze")


def standings(program: Any, admin: Any, now: datetime) -> Iterator[Figure]:
    """Judging every seat of the crowd against the bare read of its attendance, batch by batch."""
    from groups.models import Group
    from meetings.models import Attendance
    from meetings.standings import of_groups
    from programs.tenancy import inside

    with inside(program, admin):
        crowd_of = list(Group.objects.filter(name__startswith="Crowd"))
    today, seats = now.date(), 0
    bare = judged = 0.0

    def read(keys: Sequence[Any]) -> None:
        rows = Attendance.objects.filter(group__in=keys).values_list(
            "seat", "meeting", "meeting__starts_at", "seen", "minutes", "reason", "meeting__mode"
        )
        assert len(list(rows)) == len(keys) * GROUPS * MEETINGS

    def judge(groups: Sequence[Any]) -> None:
        nonlocal seats
        seats += len(of_groups(groups, today))

    for begin in range(0, len(crowd_of), BATCH):
        batch = crowd_of[begin : begin + BATCH]
        keys = [group.pk for group in batch]
        bare += took(program, admin, lambda keys=keys: read(keys))
        judged += took(program, admin, lambda batch=batch: judge(batch))
    assert seats == SEATS
    yield Figure("meetings.standing_to_bare_read", judged / bare, 4, at_least=False)


def dates(program: Any, admin: Any, now: datetime) -> Iterator[Figure]:
    """Writing a further year for 10,000 series against the bare bulk insert of the same rows."""
    from meetings.actions.dates import extend_all
    from meetings.models import Meeting, Series
    from programs.bulk import insert_all
    from programs.tenancy import inside

    with inside(program, admin):
        many = list(Series.objects.filter(group__name__startswith="Crowd").select_related("program")[:SERIES])
    assert len(many) == SERIES
    shares, size = [], 500
    for begin in range(0, SERIES, size):
        batch = many[begin : begin + size]
        written = took(program, admin, lambda batch=batch: extend_all(batch, now=now))
        with inside(program, admin):
            rows = list(Meeting.objects.filter(series__in=[one.pk for one in batch]))
            assert len(rows) >= size * 11
            Meeting.objects.filter(pk__in=[row.pk for row in rows]).delete()
        bare = took(program, admin, lambda rows=rows: insert_all(rows))
        shares.append(written / bare)
    yield Figure("meetings.year_of_dates_to_bulk_insert", statistics.median(shares), 4, at_least=False)


def nudges() -> Iterator[Figure]:
    """Finding 1,000 due questions of meetings among 1,000,000, against among 100,000."""
    for figure in sweep.run(kind="rsvp:silent"):
        if figure.name == "sweep.find":
            yield Figure("meetings.nudges", figure.figure, figure.target, at_least=False)
