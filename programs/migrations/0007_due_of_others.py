"""Setting and clearing what is due for somebody else: a facilitator plans a meeting, and its members are asked.

Everybody may write a row of Due; nobody but its user reads one, so only the database itself can see that it is there
already and move it. May do so: the program's people, and a mail link for its own object.
"""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

MAY = "(app_is_person() or app_link() = asked_object)"


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_country"), ("groups", "0002_fence")]

    operations = [
        migrations.RunSQL(
            f"grant select, insert, update, delete on programs_due to {AUTHZ}; "
            f"create policy authz on programs_due for all to {AUTHZ} using (true) with check (true)",
            f"drop policy if exists authz on programs_due; revoke all on programs_due from {AUTHZ}",
        ),
        function_of_authz(
            "app_set_due",
            "asked_user uuid, asked_kind text, asked_object uuid, moment timestamptz, asked_wall time, asked_zone text,"
            " days integer",
            f"""returns void language sql volatile as $$
                insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
                select gen_random_uuid(), app_program(), asked_user, asked_kind, asked_object, moment, asked_wall,
                       asked_zone, days
                where app_program() is not null
                on conflict (program_id, user_id, kind, object_id) do update
                set at = excluded.at, wall = excluded.wall, zone = excluded.zone, every_days = excluded.every_days
                where {MAY}
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_clear_due",
            "asked_kind text, asked_object uuid",
            f"""returns void language sql volatile as $$
                delete from programs_due
                where program_id = app_program() and kind = asked_kind and object_id = asked_object
                  and {MAY}
            $$""",  # noqa: S608 - made of constants
        ),
    ]
