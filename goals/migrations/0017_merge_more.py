"""What a group wrote down of somebody goes along when two records of one person become one (goals/merging.py).

Nobody need have joined to be named: a promise that a facilitator wrote down, a call, an issue, an item of an agenda, a
witness, a partner. An admin, who merges, reads none of these. Two people who are paired with themselves are a pair no
more.
"""

from importlib import import_module

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

MAY = import_module("goals.migrations.0006_merge_members").MAY
MOVES = import_module("goals.migrations.0006_merge_members").MOVES
LOOKS = import_module("goals.migrations.0007_merge_looks").LOOKS
NAMED = {
    "goals_commitment": ("member_id", "partner_id"),
    "goals_goalchange": ("partner_id",),
    "goals_skip": ("partner_id",),
    "goals_pair": ("member_id", "other_id"),
    "meetings_followup": ("member_id",),
    "meetings_parkeditem": ("member_id",),
    "meetings_agendaitem": ("presenter_id",),
    "meetings_handin": ("partner_id",),
    "meetings_preparation": ("partner_id",),
}
"""Table -> its columns that may name somebody who has not joined."""

NOBODY_S_OWN = {"partner_id": "nullif(taker, member_id)"}
"""Who is a partner of themselves is nobody's."""

MORE = "".join(
    f"""
    update {table} set {column} = {NOBODY_S_OWN.get(column, "taker")}
        where {column} = giver and program_id = app_program() and {MAY};"""  # noqa: S608 - made of constants
    for table, columns in NAMED.items()
    for column in columns
)
GRANTS = [
    f"grant select on {table} to {AUTHZ}; grant update ({', '.join(columns)}) on {table} to {AUTHZ};"
    f" create policy merged on {table} for select to {AUTHZ} using (true);"
    f" create policy merges on {table} for update to {AUTHZ} using (true) with check (true)"
    for table, columns in NAMED.items()
] + [
    f"grant delete on goals_pair to {AUTHZ}; create policy merged_away on goals_pair for delete to {AUTHZ} using (true)"
]
UNDO = [
    f"drop policy merges on {table}; drop policy merged on {table};"
    f" revoke update ({', '.join(columns)}) on {table} from {AUTHZ}"
    for table, columns in NAMED.items()
]
UNDO.append(f"drop policy merged_away on goals_pair; revoke delete on goals_pair from {AUTHZ}")


class Migration(migrations.Migration):
    dependencies = [("goals", "0016_promise_comes_back"), ("meetings", "0016_promise_comes_back")]

    operations = [
        migrations.RunSQL("; ".join(GRANTS), "; ".join(UNDO)),
        function_of_authz(
            "app_merge_members",
            "giver uuid, taker uuid",
            f"""returns void language sql volatile as $$
                update goals_goal set import_key = ''
                    where member_id = giver and program_id = app_program() and {MAY} and import_key in (
                        select import_key from goals_goal where member_id = taker and program_id = app_program());
                delete from goals_pair
                    where program_id = app_program() and {MAY} and array[member_id, other_id] <@ array[giver, taker];
                {MOVES}
                {LOOKS}
                update goals_commitment set partner_id = null
                    where member_id = giver and partner_id = taker and program_id = app_program() and {MAY};
                {MORE}
            $$""",  # noqa: S608 - made of constants
        ),
    ]
