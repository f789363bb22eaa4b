"""What a member may change of the place and of the step that are theirs, column by column; who makes and deletes them.

A fence says whose row may be written, and cannot compare it with what it was; a trigger can (vetting/migrations/0012).
A member answers, and stays in their own place at their own meeting. Who holds a seat asks for another look at a step,
and writes nothing else of it.
"""

from importlib import import_module

from django.db import migrations

GUARDS = import_module("vetting.migrations.0012_guards")
bound, made_by, RUNS = GUARDS.bound, GUARDS.made_by, GUARDS.RUNS

ANSWERS = (
    "others", "answer", "late_minutes", "online", "alternate", "sends_update", "answered_at", "version",
    "invited_sequence",
)  # fmt: skip
"""Of a place. `invited_sequence` is counted up in the scope of whose calendar is told, as their mail is written."""

KEEPS = """
create function app_keeps_of_seat() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and not app_is_staff() and old.group_id <> all(app_facilitates())
       and to_jsonb(new) - tg_argv is distinct from to_jsonb(old) - tg_argv then
        raise exception 'this column of % is not theirs to change', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""

MADE_BY = f"app_is_staff() or {RUNS}"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_letters"), ("vetting", "0014_visit_off")]

    operations = [
        bound("meetings_rsvp", ANSWERS),
        made_by("meetings_rsvp", MADE_BY),
        migrations.RunSQL(KEEPS, "drop function app_keeps_of_seat()"),
        migrations.RunSQL(
            "create trigger keeps before update on meetings_step for each row "
            "execute function app_keeps_of_seat('asks_again', 'asked_at')",
            "drop trigger keeps on meetings_step",
        ),
        made_by("meetings_step", MADE_BY),
    ]
