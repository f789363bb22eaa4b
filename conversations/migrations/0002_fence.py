"""The fences of talk: one says something as oneself, in a group in which one sits, about what one may read there.

A facilitator has no row as a member and says it as a user; they look after a wall of wins by choosing what a recap
tells, and change nobody's words. A call for support is between two people: the member, and the buddy or the one
facilitator whose term it names. No admin, no peer and no later facilitator reads it.
"""

from django.db import migrations

from programs.rls import APP, fence, function_of_authz, once

TALK = ("conversations_thread", "conversations_comment", "conversations_reaction", "conversations_win")
AS_ONESELF = """by_id = app_user() and group_id = any(app_groups()) and (
    member_id = app_member() or member_id is null and group_id = any(app_facilitates())
)"""
OWN_TERM = """term_id in (
    select term.id from groups_facilitatorterm as term join programs_role as role on role.id = term.role_id
    where role.user_id = app_user() and role.ended_at is null and term.ended_at is null
)"""
ASKS = """member_id = app_member() and group_id = any(app_groups()) and (
    term_id is not null and exists (
        select 1 from groups_facilitatorterm as term where term.id = term_id
        and term.group_id = conversations_support.group_id and term.ended_at is null and term.until is null
    ) or to_id <> member_id and app_sits(to_id, group_id)
)"""

KEPT = {
    "conversations_thread": "title, text, closed_at",
    "conversations_comment": "kind, text, edited_at",
    "conversations_reaction": "",
    "conversations_win": "text",
}
"""table -> what its author may change of a row. Where a win is told is changed by whoever runs the group."""

KEEPS = """
create function app_keeps_of_talk() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    free text[] := case when old.by_id = app_user() then tg_argv[0]::text[] else '{}' end;
begin
    if tg_table_name = 'conversations_win' and old.group_id = any(app_facilitates()) then
        free := free || 'pinned_id'::text;
    end if;
    if current_user = 'peergroups_app' and to_jsonb(new) - free is distinct from to_jsonb(old) - free then
        raise exception 'this column of % is not theirs to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
HANGS = """
create function app_hangs_in_talk() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    made jsonb := to_jsonb(new);
begin
    if current_user = 'peergroups_app' and (
        made ->> 'thread_id' is not null and not exists (
            select 1 from conversations_thread where id = (made ->> 'thread_id')::uuid and group_id = new.group_id)
        or made ->> 'comment_id' is not null and not exists (
            select 1 from conversations_comment where id = (made ->> 'comment_id')::uuid and group_id = new.group_id)
        or made ->> 'win_id' is not null and not exists (
            select 1 from conversations_win where id = (made ->> 'win_id')::uuid and group_id = new.group_id)
        or made ->> 'goal_id' is not null and not exists (
            select 1 from goals_goal where id = (made ->> 'goal_id')::uuid and member_id = app_member())
        or made ->> 'kudos_to_id' is not null and not app_sits((made ->> 'kudos_to_id')::uuid, new.group_id)
    ) then
        raise exception 'this row of % hangs on what is not of its group', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
PINS = """
create function app_pins() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and not app_in_group(new.group_id, new.pinned_id, null) then
        raise exception 'this win is told in a recap of its own group' using errcode = '42501';
    end if;
    return new;
end
$$
"""
KEEPS_OF_SUPPORT = """
create function app_keeps_of_support() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
declare
    free text[] := case when old.member_id = app_member() then array['closed_at']
                        else array['answer', 'answered_at', 'closed_at'] end;
begin
    if current_user = 'peergroups_app' and to_jsonb(new) - free is distinct from to_jsonb(old) - free then
        raise exception 'this column of % is not theirs to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""


def only(table: str, name: str, act: str, condition: str) -> migrations.RunSQL:
    """A RESTRICTIVE policy: of all who otherwise might, those of `condition` may."""
    how = "with check" if act == "insert" else "using"
    return migrations.RunSQL(
        f"create policy {name} on {table} as restrictive for {act} to {APP} {how} ({once(condition)})",
        f"drop policy {name} on {table}",
    )


def trigger(table: str, name: str, moment: str, call: str) -> migrations.RunSQL:
    """A trigger of one table."""
    return migrations.RunSQL(
        f"create trigger {name} before {moment} on {table} for each row execute function {call}",
        f"drop trigger {name} on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"), ("meetings", "0013_of_its_group"), ("groups", "0006_substitutes_fence"),
        ("goals", "0012_guards"),
    ]  # fmt: skip

    operations = [
        *(
            fence(table, "circle", author="member_id", concerned="by_id = app_user()", authz="yes")
            for table in TALK
        ),
        fence(
            "conversations_support", "own", author="member_id", addressee="to_id", concerned=OWN_TERM,
            writers=f"to_id = app_member() or {OWN_TERM}", authz="yes",
        ),
        function_of_authz(
            "app_sits",
            "asked uuid, circle uuid",
            """returns boolean language sql stable as $$
                select exists (
                    select 1 from groups_seatholder where member_id = asked and group_id = circle
                    and program_id = app_program() and left_at is null
                )
            $$""",
        ),
        *(only(table, "as_oneself", "insert", AS_ONESELF) for table in TALK),
        *(only(table, "takes_back", "delete", "by_id = app_user()") for table in TALK),
        only("conversations_support", "asks", "insert", ASKS),
        only("conversations_support", "stays", "delete", "false"),
        migrations.RunSQL(KEEPS, "drop function app_keeps_of_talk()"),
        migrations.RunSQL(HANGS, "drop function app_hangs_in_talk()"),
        migrations.RunSQL(PINS, "drop function app_pins()"),
        migrations.RunSQL(KEEPS_OF_SUPPORT, "drop function app_keeps_of_support()"),
        *(
            trigger(table, "keeps", "update", f"app_keeps_of_talk('{{{columns}}}')")
            for table, columns in KEPT.items()
        ),
        *(trigger(table, "hangs", "insert", "app_hangs_in_talk()") for table in TALK),
        trigger("conversations_win", "pins", "insert or update of pinned_id", "app_pins()"),
        trigger("conversations_support", "keeps", "update", "app_keeps_of_support()"),
        # Whom the post tells, which reads no words: the people of a thread, who is thanked, who is asked alone.
        function_of_authz(
            "app_talkers",
            "asked_program uuid, asked uuid",
            """returns uuid[] language sql stable as $$
                select array(
                    select by_id from conversations_thread where id = asked and program_id = asked_program
                    union
                    select by_id from conversations_comment where thread_id = asked and program_id = asked_program
                )
            $$""",
        ),
        function_of_authz(
            "app_thanked",
            "asked_program uuid, asked uuid",
            """returns uuid language sql stable as $$
                select member.user_id from conversations_win as win join members_member as member
                  on member.id = win.kudos_to_id where win.id = asked and win.program_id = asked_program
            $$""",
        ),
        function_of_authz(
            "app_asked_alone",
            "asked_program uuid, asked uuid, back boolean",
            """returns uuid language sql stable as $$
                select case when back then author.user_id else coalesce(buddy.user_id, role.user_id) end
                from conversations_support as support
                join members_member as author on author.id = support.member_id
                left join members_member as buddy on buddy.id = support.to_id
                left join groups_facilitatorterm as term on term.id = support.term_id
                left join programs_role as role on role.id = term.role_id
                where support.id = asked and support.program_id = asked_program
            $$""",
        ),
    ]  # fmt: skip
