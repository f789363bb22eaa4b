"""Looks of facilitators at a newcomer go along, unread, when two records of one person become one (goals/merging.py).

Nobody need have joined to be looked at, and an admin, who merges, reads no look.
"""

from importlib import import_module

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

BEFORE = import_module("goals.migrations.0006_merge_members")
TABLE = "vetting_integration"
LOOKS = f"""
    update {TABLE} set member_id = taker where member_id = giver and program_id = app_program() and {BEFORE.MAY};"""  # noqa: S608 - constants
GRANTS = f"""
    grant select on {TABLE} to {AUTHZ};
    grant update (member_id) on {TABLE} to {AUTHZ};
    create policy merged on {TABLE} for select to {AUTHZ} using (true);
    create policy merges on {TABLE} for update to {AUTHZ} using (true) with check (true)
"""
UNDO = f"""
    drop policy merges on {TABLE}; drop policy merged on {TABLE};
    revoke update (member_id) on {TABLE} from {AUTHZ}; revoke select on {TABLE} from {AUTHZ}
"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [("goals", "0006_merge_members"), ("vetting", "0012_guards")]

    operations = [
        migrations.RunSQL(GRANTS, UNDO),
        function_of_authz(
            "app_merge_members",
            "giver uuid, taker uuid",
            f"""returns void language sql volatile as $$
                update goals_goal set import_key = ''
                    where member_id = giver and program_id = app_program() and {BEFORE.MAY} and import_key in (
                        select import_key from goals_goal where member_id = taker and program_id = app_program());
                {BEFORE.MOVES}
                {LOOKS}
            $$""",  # noqa: S608 - made of constants
        ),
    ]
