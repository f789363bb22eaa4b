"""Promises come due by mail: when each is asked after, and what the link of that mail may know and write.

The link opens one promise. It is told whose it is by key, with the zone and the hour of their wall, as Due tells a link
of a goal; and it writes the promise that takes its own further, in groups in which its member sits.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.rls import APP, AUTHZ, DATAFIX, function_of_authz, once

CIRCLES = """returns uuid[] language sql stable as $$
    select array_agg(group_id) from groups_seatholder
    where program_id = app_program() and member_id = asked and left_at is null
      and (asked = app_member()
           or asked = (select member_id from goals_goal where id = app_link()){more})
$$"""
OF_A_PROMISE = "\n           or asked = (select member_id from goals_commitment where id = app_link())"
BY_LINK = "by_id is null and renews_id = app_link()"
ITS_MEMBER = "member_id = (app_promise_of_link() ->> 'member')::uuid"
RENEWED = f"{BY_LINK} and state = 'open' and {ITS_MEMBER}"
MAKES = """by_id = app_user() and (member_id = app_member() or exists (
    select 1 from groups_seatholder as holder
    where holder.member_id = goals_commitment.member_id and holder.group_id = any(audience)
))"""
WIND = f"""
    set local role {DATAFIX};
    update goals_commitment as promise set ask_at = (promise.due_on + due.wall) at time zone due.zone
    from members_member as member, programs_due as due
    where member.id = promise.member_id and member.left_at is null and promise.state = 'open'
      and due.kind = 'check_in' and due.program_id = member.program_id and due.user_id = member.user_id
      and (promise.due_on + due.wall) at time zone due.zone > now();
    insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
    select distinct on (promise.id) gen_random_uuid(), due.program_id, due.user_id, 'commitment', promise.id,
           promise.ask_at, due.wall, due.zone, 0
    from goals_commitment as promise join members_member as member on member.id = promise.member_id
         join programs_due as due on due.program_id = member.program_id and due.user_id = member.user_id
    where promise.ask_at is not null and due.kind = 'check_in'
    on conflict do nothing;
    reset role
"""  # noqa: S608 - made of constants
"""Promises that are open already, on the wall on which their members' goals are asked after."""

STOP = f"set local role {DATAFIX}; delete from programs_due where kind = 'commitment'; reset role"  # noqa: S608


def makes(condition: str) -> str:
    """The policy of who makes promises."""
    return (
        "drop policy makes on goals_commitment; create policy makes on goals_commitment as restrictive for insert "
        f"to {APP} with check ({once(condition)})"
    )


class Migration(migrations.Migration):
    dependencies = [("goals", "0013_stalled")]

    operations = [
        migrations.AddField(
            "commitment", "ask_at", models.DateTimeField("when it is asked after by mail", blank=True, null=True)
        ),
        migrations.AlterField(
            "commitment",
            "by",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who wrote it down; nobody if it was promised anew from a mail",
            ),
        ),
        migrations.RunSQL(
            f"grant select on goals_commitment to {AUTHZ}; "
            f"create policy authz on goals_commitment for select to {AUTHZ} using (true)",
            f"drop policy authz on goals_commitment; revoke select on goals_commitment from {AUTHZ}",  # noqa: S608
        ),
        function_of_authz(
            "app_promise_of_link",
            "",
            """returns jsonb language sql stable as $$
                select jsonb_build_object('member', member.id, 'user', member.user_id, 'zone', member.zone,
                                          'hour', to_char(member.slot_time, 'HH24:MI'))
                from goals_commitment as promise join members_member as member on member.id = promise.member_id
                where promise.id = app_link() and promise.program_id = app_program()
                  and member.left_at is null and member.user_id is not null
            $$""",
        ),
        migrations.RunSQL(
            function_of_authz("app_circles", "asked uuid", CIRCLES.format(more=OF_A_PROMISE)).sql,
            function_of_authz("app_circles", "asked uuid", CIRCLES.format(more="")).sql,
        ),
        migrations.RunSQL(makes(f"{MAKES} or {BY_LINK}"), makes(MAKES)),
        migrations.RunSQL(
            f"create policy renewals_of_link on goals_commitment for select to {APP} "
            f"using ({once('renews_id = app_link()')}); "
            f"create policy renewed_by_link on goals_commitment for insert to {APP} "
            f"with check ({once(RENEWED)})",
            "drop policy renewals_of_link on goals_commitment; drop policy renewed_by_link on goals_commitment",
        ),
        migrations.RunSQL(WIND, STOP),
    ]  # fmt: skip
