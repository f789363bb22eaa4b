"""When a public group meets, for whoever reads what to expect: days and how they are held, nothing else of a meeting."""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz


def helpers_read(table: str) -> migrations.RunSQL:
    """Let the helper functions read a table whose fence did not."""
    return migrations.RunSQL(
        f"grant select on {table} to {AUTHZ}; create policy helpers on {table} for select to {AUTHZ} using (true)",
        f"drop policy if exists helpers on {table}; revoke select on {table} from {AUTHZ}",  # noqa: S608 - a table of our own
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_guards"), ("groups", "0004_group_approval")]

    operations = [
        helpers_read("meetings_meeting"),
        helpers_read("groups_group"),
        function_of_authz(
            "app_public_year",
            "asked uuid, since timestamptz, until timestamptz",
            """returns table (starts_at timestamptz, zone text, mode text) language sql stable as $$
                select meeting.starts_at, meeting.zone, meeting.mode
                from meetings_meeting as meeting join groups_group as circle on circle.id = meeting.group_id
                where meeting.group_id = asked and meeting.program_id = app_program()
                  and meeting.state = 'planned' and meeting.starts_at between since and until
                  and (circle.visibility = 'public' and circle.state <> 'closed' or app_is_person())
                order by meeting.starts_at limit 60
            $$""",
        ),
    ]  # fmt: skip
