"""What a link, a member or a facilitator may change of a step before a seat, column by column; and who reads less.

A fence says whose row may be written, and cannot compare it with what it was. A trigger can: an applicant's link chooses
a time, signs and says yes or no, and moves no date; who is asked to vouch answers, and vouches for nobody unasked; who
has a vote, and how it is counted, is settled with the question, so that no numbers can be asked of one person.
"""

from importlib import import_module

from django.db import migrations

from programs.rls import APP, function_of_authz, once, reads_and_writes

BESIDE = import_module("vetting.migrations.0009_welcome").BESIDE

KEEPS = """
create function app_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and (tg_argv[0] = 'everybody' or not app_is_staff())
       and to_jsonb(new) - tg_argv[1:] is distinct from to_jsonb(old) - tg_argv[1:] then
        raise exception 'this column of % is not theirs to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""

CHANGED = {
    "vetting_interview": ("others", "slot_id", "chosen_at"),
    "vetting_visit": ("others", "signed_at", "wants", "wants_at"),
    "vetting_sponsor": ("others", "answer", "words", "answered_at"),
    "vetting_interest": ("others", "confirmed_at", "told_at", "words"),
    "vetting_approval": ("everybody", "closed_at"),
}
"""table -> (whom the trigger binds: everybody, or all but program admins; the columns that they may change)."""

RUNS = "group_id = any(app_facilitates())"
MADE_BY = dict.fromkeys(
    ("vetting_interview", "vetting_visit", "vetting_sponsor", "vetting_approval"), "app_is_staff()"
) | {"vetting_arrival": f"app_is_staff() or {RUNS}"}
"""table -> who makes and deletes its rows, whoever else may change one."""

OF_THEIR_TIME = f"{RUNS} and at >= app_runs_since(group_id)"
"""A look at a newcomer: who begins to facilitate reads no look of before, an admin who appoints themselves least."""


def bound(table: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    """The trigger of one table."""
    told = ", ".join(f"'{one}'" for one in columns)
    return migrations.RunSQL(
        f"create trigger keeps before update on {table} for each row execute function app_keeps({told})",
        f"drop trigger keeps on {table}",
    )


def made_by(table: str, who: str) -> migrations.RunSQL:
    """The policies that leave making and deleting rows to some."""
    staff = once(who)
    return migrations.RunSQL(
        f"create policy makes on {table} as restrictive for insert to {APP} with check ({staff}); "
        f"create policy deletes on {table} as restrictive for delete to {APP} using ({staff})",
        f"drop policy makes on {table}; drop policy deletes on {table}",
    )


def looks(runs: str) -> str:
    """The policies of who reads and writes looks at newcomers."""
    read, write = reads_and_writes("own", {"concerned": runs, "writers": runs})
    return f"""
        drop policy readers on vetting_integration; drop policy writers on vetting_integration;
        create policy readers on vetting_integration for select to {APP} using ({read});
        create policy writers on vetting_integration for all to {APP} using ({write}) with check ({write})
    """


SITS_THERE = """where member.id = asked_member and member.program_id = app_program() and exists (
            select 1 from groups_seatholder
            where group_id = asked_group and member_id = asked_member and left_at is null
        )"""
BESIDE_NOW = BESIDE.replace("where member.id = asked_member and member.program_id = app_program()", SITS_THERE).replace(
    "and asked.program_id = app_program()", "and asked.answer = 'yes' and asked.program_id = app_program()"
)

OPEN = """id = app_link() and program_id = app_program() and (
    state not in ('seated', 'declined', 'withdrawn', 'ended') or state = 'declined' and hears_at > now()
)"""
"""The link's own application, which is open as far as the applicant knows."""


class Migration(migrations.Migration):
    dependencies = [("vetting", "0011_counted")]

    operations = [
        migrations.RunSQL(KEEPS, "drop function app_keeps()"),
        *(bound(table, columns) for table, columns in CHANGED.items()),
        *(made_by(table, who) for table, who in MADE_BY.items()),
        migrations.RunSQL(looks(OF_THEIR_TIME), looks(RUNS)),
        function_of_authz("app_beside", "asked_group uuid, asked_member uuid", BESIDE_NOW),
        # Free times are for who is asked for a call and still waits; what one has chosen, one goes on reading.
        function_of_authz(
            "app_may_choose",
            "wanted uuid",
            f"""returns boolean language sql stable as $$
                select exists (
                    select 1 from vetting_interview as it
                    where it.application_id = app_link() and it.program_id = app_program()
                      and (it.slot_id = wanted or exists (select 1 from vetting_application where {OPEN}))
                ) and not exists (
                    select 1 from vetting_interview
                    where slot_id = wanted and application_id <> app_link() and program_id = app_program()
                )
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_visited_group",
            "",
            f"""returns uuid language sql stable as $$
                select group_id from vetting_visit
                where application_id = app_link() and program_id = app_program()
                  and exists (select 1 from vetting_application where {OPEN})
                order by invited_at desc limit 1
            $$""",  # noqa: S608 - made of constants
        ),
    ]
