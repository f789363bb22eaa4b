"""Many people with a goal each that is asked after: one made by the product's actions, the others cloned from its rows.

A clone takes every column of the original, so that a new column never stops a bench.
"""

from datetime import datetime

from bench.servers import connect
from peergroups.embedded import Servers

FIRST = "first@crowd.example"
CLONES = """
create table crowd as
    select n, gen_random_uuid() as user_id, gen_random_uuid() as member_id, gen_random_uuid() as goal_id
    from generate_series(1, %(people)s) as n;
insert into programs_user
    select (jsonb_populate_record(u, jsonb_build_object('id', crowd.user_id, 'email', 'm' || n || '@crowd.example'))).*
    from programs_user as u, crowd where u.email = 'first@crowd.example';
insert into members_member
    select (jsonb_populate_record(m, jsonb_build_object(
        'id', crowd.member_id, 'user_id', crowd.user_id, 'email', 'm' || n || '@crowd.example'))).*
    from members_member as m, crowd where m.email = 'first@crowd.example';
insert into goals_goal
    select (jsonb_populate_record(g, jsonb_build_object('id', crowd.goal_id, 'member_id', crowd.member_id))).*
    from goals_goal as g, crowd;
insert into programs_due
    select (jsonb_populate_record(d, jsonb_build_object(
        'id', gen_random_uuid(), 'user_id', crowd.user_id, 'object_id', crowd.goal_id))).*
    from programs_due as d, crowd where d.kind = 'check_in';
vacuum analyze
"""


def make_crowd(servers: Servers, people: int, now: datetime) -> None:
    """`people` more like the first one; nothing is due yet."""
    from decimal import Decimal

    from goals.actions import open_goal
    from members.actions import add_company, add_member
    from members.models import Member
    from programs.actions import found_program
    from programs.models import User
    from programs.tenancy import inside

    user = User.objects.create_user(FIRST, "First of many")
    program = found_program(by=user, name="Crowd", slug="crowd", any_hour=True)
    with inside(program, user):
        company = add_company(by=user, name="Crowd IT")
        member = add_member(by=user, company=company, name=user.name, email=FIRST, zone="America/Chicago")
        Member.objects.filter(pk=member.pk).update(user=user)
    with inside(program, user):
        member.refresh_from_db()
        numbers = {"unit": "%", "start_value": Decimal(44), "target_value": Decimal(52)}
        open_goal(member, by=user, now=now, title="Gross margin 52 % by the end of June", **numbers)
    with connect(servers.superuser_url, autocommit=True) as connection:
        for statement in CLONES.split(";\n"):
            connection.execute(statement % {"people": people})
        connection.execute("update programs_activity set announced_at = now()")


def ask_everybody(servers: Servers, now: datetime) -> None:
    """Every goal of the crowd is due at `now`, and nobody has got a mail yet."""
    with connect(servers.superuser_url) as connection:
        connection.execute("delete from notifications_delivery")
        connection.execute("delete from notifications_notice")
        connection.execute("delete from programs_due where kind <> 'check_in'")
        due = "update programs_due set at = %s where user_id in (select user_id from crowd)"
        connection.execute(due, [now])
        connection.execute("update goals_goal set check_in_at = %s", [now])
