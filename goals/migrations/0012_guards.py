"""Promises: what who looks after a group, and a mail's link, may change of one; and to whom a member shows anything.

The fence let a facilitator write whatever was shown in their group, and so read what was promised before their day.
They note how a promise ended, and write down new ones of who sits there; its words stay its member's.
"""

from django.db import migrations

from programs.rls import APP, once

NOTES = "'state', 'reason', 'closed_at'"
KEEPS_OF_PROMISE = f"""
create function app_keeps_of_promise() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and (
        old.member_id is distinct from app_member()
        and to_jsonb(new) - array[{NOTES}] is distinct from to_jsonb(old) - array[{NOTES}]
        or (new.member_id, new.by_id) is distinct from (old.member_id, old.by_id)
    ) then
        raise exception 'this column of % is its member''s to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
SHOWS = """
create function app_shows() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    there uuid[] := '{}';
begin
    if tg_op = 'UPDATE' then
        there := old.audience;
    end if;
    if current_user = 'peergroups_app' and (new.member_id = app_member() or app_link() is not null)
       and not new.audience <@ (there || coalesce(app_groups(), '{}') || coalesce(app_circles(new.member_id), '{}'))
    then
        raise exception 'a row of % is shown in groups of its member', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
LOOKED_AFTER = "audience <> '{}' and audience <@ app_facilitates()"
FROM_THEIR_DAY = """exists (
    select 1 from unnest(audience) as shown where said_at >= (app_reads() ->> shown::text)::timestamptz
)"""
MAKES = """by_id = app_user() and (member_id = app_member() or exists (
    select 1 from groups_seatholder as holder
    where holder.member_id = goals_commitment.member_id and holder.group_id = any(audience)
))"""


def writers(more: str) -> str:
    """The policy of who writes promises."""
    condition = once(f"(member_id = app_member() or id = app_link()) or ({LOOKED_AFTER}{more})")
    return (
        "drop policy writers on goals_commitment; "
        f"create policy writers on goals_commitment for all to {APP} using ({condition}) with check ({condition})"
    )


class Migration(migrations.Migration):
    dependencies = [("goals", "0011_more_fences")]

    operations = [
        migrations.RunSQL(writers(f" and {FROM_THEIR_DAY}"), writers("")),
        migrations.RunSQL(
            f"create policy makes on goals_commitment as restrictive for insert to {APP} with check ({once(MAKES)})",
            "drop policy makes on goals_commitment",
        ),
        migrations.RunSQL(KEEPS_OF_PROMISE, "drop function app_keeps_of_promise()"),
        migrations.RunSQL(
            "create trigger keeps before update on goals_commitment for each row "
            "execute function app_keeps_of_promise()",
            "drop trigger keeps on goals_commitment",
        ),
        migrations.RunSQL(SHOWS, "drop function app_shows()"),
        *(
            migrations.RunSQL(
                f"create trigger shows before insert or update of audience on {table} for each row "
                "execute function app_shows()",
                f"drop trigger shows on {table}",
            )
            for table in ("goals_goal", "goals_commitment")
        ),
    ]
