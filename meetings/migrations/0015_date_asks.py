"""That a poll asks somebody: the row that a mail link opens, and what such a link reads and writes.

It reads its poll with the moments on offer, the names of the group and of its own member, and that member's votes; and
it writes those votes. It reads nobody else's, and nothing once its member has left the group.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import programs.tenancy
from programs.rls import APP, fence, function_of_authz

FENCES = import_module("meetings.migrations.0002_fence")
ASK = """returns uuid language sql stable as $$
    select {column} from meetings_dateask as ask
    join meetings_datepoll as poll on poll.id = ask.poll_id and poll.group_id = ask.group_id
    join groups_seatholder as holder on holder.group_id = ask.group_id and holder.member_id = ask.member_id
    join members_member as member on member.id = ask.member_id
    where ask.id = app_link() and ask.program_id = app_program() and poll.program_id = app_program()
      and holder.left_at is null and member.left_at is null
    limit 1
$$"""
POLL, MEMBER, GROUP = "(select app_ask_poll())", "(select app_ask_member())", "(select app_ask_group())"
VOTES = """
create or replace function app_votes() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and (
        new.member_id is distinct from {member} or not app_is_asked(new.option_id, new.group_id)
    ) then
        raise exception 'this vote is not theirs to give' using errcode = '42501';
    end if;
    return new;
end
$$
"""
BY_LINK = f"member_id = {MEMBER} and option_id in (select id from meetings_dateoption where poll_id = {POLL})"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0006_substitutes_fence"),
        ("meetings", "0014_closing_words"),
        ("members", "0007_the_person"),
        ("programs", "0008_new_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="DateAsk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="meetings.datepoll"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        default=programs.tenancy.program_of_scope,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programs.program",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("program", "poll", "member"), name="one_ask_of_a_member")
                ],
            },
        ),
        fence(
            "meetings_dateask", "table", author="member_id", link="id",
            writers=f"{FENCES.MINE} or id = app_link()", authz="yes",
        ),
        *(
            function_of_authz(name, "", ASK.format(column=column))
            for name, column in (
                ("app_ask_poll", "ask.poll_id"), ("app_ask_member", "ask.member_id"), ("app_ask_group", "ask.group_id"),
            )
        ),
        *(
            FENCES.also_read(table, "readers_asked", condition)
            for table, condition in (
                ("meetings_datepoll", f"id = {POLL}"),
                ("meetings_dateoption", f"poll_id = {POLL}"),
                ("groups_group", f"id = {GROUP}"),
                ("members_member", f"id = {MEMBER}"),
            )
        ),
        migrations.RunSQL(
            f"create policy writers_asked on meetings_datevote for all to {APP} using ({BY_LINK}) with check ({BY_LINK})",
            "drop policy if exists writers_asked on meetings_datevote",
        ),
        migrations.RunSQL(
            VOTES.format(member="coalesce(app_member(), app_ask_member())"), VOTES.format(member="app_member()")
        ),
        # Whom the post tells of a poll: (the row that asks, the user).
        function_of_authz(
            "app_asked_when",
            "asked_program uuid, asked_poll uuid",
            """returns table (ask_id uuid, user_id uuid) language sql stable as $$
                select ask.id, member.user_id from meetings_dateask as ask
                join members_member as member on member.id = ask.member_id
                where ask.program_id = asked_program and ask.poll_id = asked_poll and ask.answered_at is null
                  and member.user_id is not null and current_setting('app.reach', true) = 'post'
                order by member.user_id
            $$""",
        ),
    ]  # fmt: skip
