"""What nobody but its member may read goes with the member when two records of one person become one (goals/merging.py).

The function asks itself what the action asked: by a program admin, of this program, from a record that nobody has
joined with. Such a record has drafts of an import at most, and may be named as the partner of somebody's goal. A draft
that both have stays, twice, for its member to decide.
"""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

SAID = ("goals_goal", "goals_milestone", "goals_checkin")
GRANTS = [
    statement
    for table in SAID
    for statement in (
        f"grant update (member_id, partner_id{', import_key' if table == 'goals_goal' else ''}) on {table} to {AUTHZ}",
        f"create policy merges on {table} for update to {AUTHZ} using (true) with check (true)",
    )
]
UNDO = [
    statement
    for table in SAID
    for statement in (f"revoke update on {table} from {AUTHZ}", f"drop policy merges on {table}")
]
MILESTONES = [
    f"grant select on goals_milestone to {AUTHZ}",
    f"create policy merged on goals_milestone for select to {AUTHZ} using (true)",
]
NO_MILESTONES = [
    f"revoke select on goals_milestone from {AUTHZ}",  # noqa: S608 - a constant
    "drop policy merged on goals_milestone",
]
MAY = """app_is_staff()
    and exists (select 1 from members_member where id = giver and program_id = app_program() and user_id is null)
    and exists (select 1 from members_member where id = taker and program_id = app_program())"""
MOVES = "".join(
    f"""
    update {table} set member_id = taker, partner_id = nullif(partner_id, taker)
        where member_id = giver and program_id = app_program() and {MAY};
    update {table} set partner_id = nullif(taker, member_id)
        where partner_id = giver and program_id = app_program() and {MAY};"""  # noqa: S608 - made of constants
    for table in SAID
)


class Migration(migrations.Migration):
    dependencies = [("goals", "0005_check_in_rates"), ("members", "0005_more_facts")]

    operations = [
        migrations.RunSQL(
            "; ".join([*GRANTS, *MILESTONES]),
            "; ".join([*UNDO, *NO_MILESTONES]),
        ),
        function_of_authz(
            "app_merge_members",
            "giver uuid, taker uuid",
            f"""returns void language sql volatile as $$
                update goals_goal set import_key = ''
                    where member_id = giver and program_id = app_program() and {MAY} and import_key in (
                        select import_key from goals_goal where member_id = taker and program_id = app_program());
                {MOVES}
            $$""",  # noqa: S608 - made of constants
        ),
    ]
