"""Who sits where: the stamp of every transaction (`app_enter`), and the fences of this room.

`app_enter` writes the three stamps (program, user, reach) and, from them, once per transaction, what the policies ask
over and over: roles, member, company, the groups that the user sits in or facilitates now, and the day from which
they may read in each. It returns the same as JSON, so that a page knows its reader without a query of its own.
docs/decisions/0002 tells why this is not a function call per query.
"""

from django.db import migrations

from programs.rls import fence, function_of_authz

ENTER = """returns jsonb language plpgsql as $$
declare
    roles text[];
    member uuid;
    company uuid;
    active boolean := false;
    circles uuid[];
    facilitates uuid[];
    reads jsonb;
begin
    perform set_config('app.program_id', coalesce(asked_program::text, ''), true),
            set_config('app.user_id', coalesce(asked_user::text, ''), true),
            set_config('app.reach', coalesce(asked_reach, ''), true);
    if asked_program is not null and asked_user is not null then
        select array_agg(kind::text) into roles from programs_role
            where program_id = asked_program and user_id = asked_user and ended_at is null;
        select id, company_id, left_at is null into member, company, active from members_member
            where program_id = asked_program and user_id = asked_user;
        select array_agg(group_id), array_agg(group_id) filter (where runs), jsonb_object_agg(group_id, reads_from)
            into circles, facilitates, reads
        from (
            select group_id, bool_or(runs) as runs, min(reads_from) as reads_from
            from (
                select group_id, false as runs, reads_from from groups_seatholder
                    where program_id = asked_program and member_id = member and left_at is null
                union all
                select group_id, true, reads_from
                    from groups_facilitatorterm join programs_role on programs_role.id = role_id
                    where programs_role.program_id = asked_program and programs_role.user_id = asked_user
                      and programs_role.ended_at is null and groups_facilitatorterm.ended_at is null
            ) as places group by group_id
        ) as mine;
    end if;
    if active then
        roles := coalesce(roles, '{}') || 'member'::text;
    end if;
    perform set_config('app.roles', coalesce(roles, '{}')::text, true),
            set_config('app.member_id', coalesce(member::text, ''), true),
            set_config('app.company_id', coalesce(company::text, ''), true),
            set_config('app.groups', coalesce(circles, '{}')::text, true),
            set_config('app.facilitates', coalesce(facilitates, '{}')::text, true),
            set_config('app.reads', coalesce(reads, '{}')::text, true);
    return jsonb_build_object('roles', coalesce(roles, '{}'), 'member', member, 'company', company,
                              'groups', coalesce(circles, '{}'), 'facilitates', coalesce(facilitates, '{}'));
end
$$"""

PUBLIC = "group_id in (select id from groups_group where visibility = 'public' and state <> 'closed')"
"""The page of a public group names its facilitators."""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial"), ("members", "0002_fence")]

    operations = [
        fence("groups_group", "public", published="visibility <> 'unlisted' and state <> 'closed'",
              writers="id = any(app_facilitates())"),
        fence("groups_seat", "table", authz="yes"),
        fence("groups_seatholder", "table", author="member_id", authz="yes"),
        fence("groups_facilitatorterm", "table", concerned=PUBLIC, authz="yes"),
        function_of_authz("app_enter", "asked_program uuid, asked_user uuid, asked_reach text", ENTER),
        # What the public page says of a listed group: how many seats are held. Nothing else of a seat is public.
        function_of_authz(
            "app_seats_taken",
            "asked uuid",
            """returns bigint language sql stable as $$
                select count(*) from groups_seat where group_id = asked and left_at is null
            $$""",
        ),
    ]  # fmt: skip
