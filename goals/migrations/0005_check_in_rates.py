"""How often a group answers when it is asked, for who may not read one check-in: a count over three people or more.

A turn is a member's own rhythm, or the group's, counted back from `until` over eight weeks. Somebody was asked in a turn
that lies wholly within their time in the seat and the life of a goal that they show in the group; they answered if
they checked in on such a goal within it. Private goals and drafts count for nothing. With fewer than three people
asked (handbook 3) there is no number at all. Whoever left still counts for their turns, so that no seat that ends
tells, as a difference of two days, what one person did.
"""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

READ = ("goals_checkin", "groups_group")
"""Tables that the function reads, and that no helper function read before."""


class Migration(migrations.Migration):
    dependencies = [("goals", "0004_drafts_of_an_import"), ("groups", "0003_group_opens_grid")]

    operations = [
        *(
            migrations.RunSQL(
                f"grant select on {table} to {AUTHZ}; create policy rates on {table} for select to {AUTHZ} using (true)",
                f"revoke select on {table} from {AUTHZ}; drop policy rates on {table}",  # noqa: S608 - a constant
            )
            for table in READ
        ),
        function_of_authz(
            "app_check_in_rates",
            "until timestamptz",
            """returns table (circle uuid, people bigint, asked bigint, answered bigint) language sql stable as $$
                with turns as (
                    select sits.group_id, sits.member_id, turn.ends - every.turn as begins, turn.ends, sits.since,
                           sits.left_at
                    from groups_seatholder as sits
                    join members_member as m on m.id = sits.member_id
                    join groups_group as g on g.id = sits.group_id
                    cross join lateral (
                        select make_interval(days => coalesce(m.rhythm_days, g.check_in_days)) as turn
                    ) as every
                    cross join lateral generate_series(
                        until, until - interval '56 days' + every.turn, -every.turn
                    ) as turn(ends)
                    where app_is_staff() and sits.program_id = app_program() and m.user_id is not null
                ), told as (
                    select turns.group_id, turns.member_id,
                           exists (
                               select 1 from goals_checkin as said join goals_goal as goal on goal.id = said.goal_id
                               where goal.member_id = turns.member_id and goal.audience @> array[turns.group_id]
                                 and said.audience @> array[turns.group_id]
                                 and said.said_at >= turns.begins and said.said_at < turns.ends
                           ) as answered
                    from turns
                    where turns.since <= turns.begins and (turns.left_at is null or turns.left_at >= turns.ends)
                      and exists (
                          select 1 from goals_goal as goal
                          where goal.member_id = turns.member_id and goal.audience @> array[turns.group_id]
                            and goal.state <> 'draft' and goal.created_at <= turns.begins
                            and (goal.closed_at is null or goal.closed_at >= turns.ends)
                      )
                )
                select group_id,
                       case when count(distinct member_id) >= 3 then count(distinct member_id) end,
                       case when count(distinct member_id) >= 3 then count(*) end,
                       case when count(distinct member_id) >= 3 then count(*) filter (where answered) end
                from told group by group_id
            $$""",
        ),
    ]  # fmt: skip
