"""Asking everybody of a meeting in one statement, and knowing that homework was set without reading it."""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

MAY = "(app_is_person() or app_link() = {object})"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_fence"), ("programs", "0007_due_of_others")]

    operations = [
        migrations.RunSQL(
            f"grant select on meetings_homework to {AUTHZ}; "
            f"create policy authz on meetings_homework for select to {AUTHZ} using (true)",
            f"drop policy if exists authz on meetings_homework; revoke all on meetings_homework from {AUTHZ}",
        ),
        function_of_authz(
            "app_has_homework",
            "asked uuid",
            """returns boolean language sql stable as $$
                select exists (
                    select 1 from meetings_homework where meeting_id = asked and program_id = app_program()
                )
            $$""",
        ),
        # Rows that are ripe by `since` are the sweep's: it may be about to give notice of them.
        function_of_authz(
            "app_ask_before_meeting",
            "asked jsonb, places uuid[], mails text[], since timestamptz",
            f"""returns void language sql volatile as $$
                with wanted as materialized (
                    select * from jsonb_to_recordset(asked)
                        as one(user_id uuid, kind text, object_id uuid, at timestamptz, wall time, zone text)
                    where app_program() is not null and {MAY.format(object="object_id")}
                ), gone as (
                    delete from programs_due as due
                    where program_id = app_program() and object_id = any(places) and at > since
                      and split_part(kind, ':', 1) = any(mails) and {MAY.format(object="object_id")}
                      and not exists (
                          select 1 from wanted
                          where (wanted.user_id, wanted.kind, wanted.object_id)
                              = (due.user_id, due.kind, due.object_id)
                      )
                )
                insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
                select gen_random_uuid(), app_program(), user_id, kind, object_id, at, wall, zone, 0 from wanted
                order by user_id, kind, object_id
                on conflict (program_id, user_id, kind, object_id) do update
                set at = excluded.at, wall = excluded.wall, zone = excluded.zone
            $$""",  # noqa: S608 - made of constants
        ),
    ]
