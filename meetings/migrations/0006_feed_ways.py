"""A feed leaves out the meetings of groups that chose to be in no calendar of ours."""

from django.db import migrations

from programs.rls import APP


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_agenda_version")]

    operations = [
        migrations.RunSQL(
            f"create policy readers_of_feed on meetings_meetingsettings for select to {APP} "
            "using (group_id = any((select app_feed_groups())::uuid[]))",
            "drop policy if exists readers_of_feed on meetings_meetingsettings",
        ),
    ]
