"""The fences of what belongs to goals and promises; and what a facilitator may write of a goal that is not theirs.

A facilitator enters a check-in for a member of their group, under their own name, where the goal is shown; the goal
then stands as the check-in says, and no other word of it can be changed by them. Of a pair, the two agree each for
themselves; who looks after the group proposes, and ends what nobody needs any more.
"""

from django.db import migrations

from programs.rls import APP, fence, once

ENTERS = "by_id = app_user() and audience && app_facilitates()"
OF_THE_GOAL = f"""{ENTERS} and exists (
    select 1 from goals_goal as goal
    where goal.id = goal_id and goal.member_id = goals_checkin.member_id and goal.audience = goals_checkin.audience
      and goal.state = 'open'
)"""  # noqa: S608 - made of constants
LOOKED_AFTER = "state = 'open' and audience && app_facilitates()"

STANDS = "'status', 'current_value', 'checked_in_at', 'check_in_at', 'said_at'"
KEEPS_OF_GOAL = f"""
create function app_keeps_of_goal() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and old.member_id is distinct from app_member()
       and old.id is distinct from app_link() and old.audience && app_facilitates()
       and to_jsonb(new) - array[{STANDS}] is distinct from to_jsonb(old) - array[{STANDS}] then
        raise exception 'this column of % is its member''s to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
KEEPS_OF_PAIR = """
create function app_keeps_of_pair() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    own text := case app_member() when old.member_id then 'member_agreed_at' when old.other_id then 'other_agreed_at' end;
begin
    if current_user = 'peergroups_app' and old.group_id <> all(app_facilitates())
       and to_jsonb(new) - array['state', own] is distinct from to_jsonb(old) - array['state', own] then
        raise exception 'this column of % is not theirs to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
RUNS = once("group_id = any(app_facilitates())")


class Migration(migrations.Migration):
    dependencies = [("goals", "0010_more_of_goals"), ("groups", "0002_fence")]

    operations = [
        fence("goals_goalchange", "group", author="member_id", addressee="partner_id", link="goal_id"),
        fence("goals_skip", "group", author="member_id", addressee="partner_id", link="goal_id"),
        fence("goals_planlabel", "people"),
        fence("goals_goaltemplate", "people"),
        fence("goals_goalsettings", "table"),
        fence(
            "goals_pair",
            "own",
            author="member_id",
            addressee="other_id",
            concerned="group_id = any(app_facilitates())",
            writers="other_id = app_member() or group_id = any(app_facilitates())",
        ),
        migrations.RunSQL(
            f"create policy makes on goals_pair as restrictive for insert to {APP} with check ({RUNS}); "
            f"create policy deletes on goals_pair as restrictive for delete to {APP} using ({RUNS})",
            "drop policy makes on goals_pair; drop policy deletes on goals_pair",
        ),
        migrations.RunSQL(
            f"create policy enters on goals_checkin for insert to {APP} with check ({once(OF_THE_GOAL)}); "
            f"create policy mends on goals_checkin for update to {APP} using ({once(ENTERS)}) "
            f"with check ({once(OF_THE_GOAL)}); "
            f"create policy takes_back on goals_checkin for delete to {APP} using ({once(ENTERS)}); "
            f"create policy enters on goals_goal for update to {APP} using ({once(LOOKED_AFTER)}) "
            f"with check ({once(LOOKED_AFTER)})",
            "drop policy enters on goals_checkin; drop policy mends on goals_checkin; "
            "drop policy takes_back on goals_checkin; drop policy enters on goals_goal",
        ),
        migrations.RunSQL(KEEPS_OF_GOAL, "drop function app_keeps_of_goal()"),
        migrations.RunSQL(
            "create trigger keeps before update on goals_goal for each row execute function app_keeps_of_goal()",
            "drop trigger keeps on goals_goal",
        ),
        migrations.RunSQL(KEEPS_OF_PAIR, "drop function app_keeps_of_pair()"),
        migrations.RunSQL(
            "create trigger keeps before update on goals_pair for each row execute function app_keeps_of_pair()",
            "drop trigger keeps on goals_pair",
        ),
    ]
