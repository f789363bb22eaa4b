"""A substitute facilitates within their dates, and runs meetings, not the group (docs/decisions/0015).

`app_enter` asks for the dates once per transaction, by the clock of the database: nothing has to run for access to
begin or end. Two lists join what it finds: the groups in which somebody only stands in, and those of them in which they
are not told of attendance.
"""

from importlib import import_module

from django.db import migrations

from programs.rls import APP, function_of_authz, not_by_substitutes

BEFORE = import_module("groups.migrations.0002_fence").ENTER

ENTER = """returns jsonb language plpgsql as $$
declare
    roles text[];
    member uuid;
    company uuid;
    active boolean := false;
    circles uuid[];
    facilitates uuid[];
    reads jsonb;
    stands_in uuid[];
    untold uuid[];
begin
    perform set_config('app.program_id', coalesce(asked_program::text, ''), true),
            set_config('app.user_id', coalesce(asked_user::text, ''), true),
            set_config('app.reach', coalesce(asked_reach, ''), true);
    if asked_program is not null and asked_user is not null then
        select array_agg(kind::text) into roles from programs_role
            where program_id = asked_program and user_id = asked_user and ended_at is null;
        select id, company_id, left_at is null into member, company, active from members_member
            where program_id = asked_program and user_id = asked_user;
        select array_agg(group_id), array_agg(group_id) filter (where runs), jsonb_object_agg(group_id, reads_from),
               array_agg(group_id) filter (where stands), array_agg(group_id) filter (where stands and not told)
            into circles, facilitates, reads, stands_in, untold
        from (
            select group_id, bool_or(runs) as runs, min(reads_from) as reads_from,
                   bool_and(stands) as stands, bool_or(told) as told
            from (
                select group_id, false as runs, reads_from, null::boolean as stands, null::boolean as told
                    from groups_seatholder
                    where program_id = asked_program and member_id = member and left_at is null
                union all
                select group_id, true, reads_from, until is not null, sees_standing
                    from groups_facilitatorterm join programs_role on programs_role.id = role_id
                    where programs_role.program_id = asked_program and programs_role.user_id = asked_user
                      and programs_role.ended_at is null and groups_facilitatorterm.ended_at is null
                      and (until is null or (since <= statement_timestamp() and statement_timestamp() < until))
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
            set_config('app.reads', coalesce(reads, '{}')::text, true),
            set_config('app.stands_in', coalesce(stands_in, '{}')::text, true),
            set_config('app.untold', coalesce(untold, '{}')::text, true);
    return jsonb_build_object('roles', coalesce(roles, '{}'), 'member', member, 'company', company,
                              'groups', coalesce(circles, '{}'), 'facilitates', coalesce(facilitates, '{}'),
                              'stands_in', coalesce(stands_in, '{}'));
end
$$"""

READERS = """
create function app_stands_in() returns uuid[] language sql stable
    return coalesce(nullif(current_setting('app.stands_in', true), ''), '{}')::uuid[];
create function app_untold() returns uuid[] language sql stable
    return coalesce(nullif(current_setting('app.untold', true), ''), '{}')::uuid[];
"""
OWN_ROLE = "role_id in (select id from programs_role where user_id = (select app_user()))"
ARGUMENTS = "asked_program uuid, asked_user uuid, asked_reach text"


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_substitutes")]

    operations = [
        migrations.RunSQL(READERS, "drop function app_stands_in(); drop function app_untold()"),
        migrations.RunSQL(
            function_of_authz("app_enter", ARGUMENTS, ENTER).sql, function_of_authz("app_enter", ARGUMENTS, BEFORE).sql
        ),
        # Who stands in learns of it before their dates, from their own role.
        migrations.RunSQL(
            f"create policy readers_of_own on groups_facilitatorterm for select to {APP} using ({OWN_ROLE})",
            "drop policy if exists readers_of_own on groups_facilitatorterm",
        ),
        # Who may stand in for a facilitator of a group: a role is read by admins only.
        function_of_authz(
            "app_may_stand_in",
            "asked uuid",
            """returns table (role_id uuid, user_id uuid, name text, is_admin boolean) language sql stable as $$
                select role.id, role.user_id, coalesce(nullif(role.name, ''), role.email),
                       exists (
                           select 1 from programs_role as other
                           where other.program_id = role.program_id and other.user_id = role.user_id
                             and other.kind = 'admin' and other.ended_at is null
                       )
                from programs_role as role
                where role.program_id = app_program() and role.kind = 'facilitator' and role.ended_at is null
                  and role.user_id is not null
                  and (app_is_staff() or asked = any(app_facilitates()) and asked <> all(app_stands_in()))
                  and not exists (
                      select 1 from groups_facilitatorterm as term
                      join programs_role as held on held.id = term.role_id
                      where term.program_id = app_program() and term.group_id = asked and term.ended_at is null
                        and term.until is null and held.ended_at is null and held.user_id = role.user_id
                  )
                order by 3
            $$""",
        ),
        not_by_substitutes("groups_group", group="id"),
        not_by_substitutes("groups_seat"),
        not_by_substitutes("groups_seatholder"),
        not_by_substitutes("groups_facilitatorterm"),
    ]
