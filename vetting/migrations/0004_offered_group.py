"""An applicant reads the group that is offered to them, also one that is unlisted, as long as the offer stands."""

from django.db import migrations

from programs.rls import APP

# Named to come after "readers": whoever reads the group anyway is not asked about offers.
POLICY = "readers_offered"


class Migration(migrations.Migration):
    dependencies = [("vetting", "0003_known_company"), ("groups", "0002_fence")]

    operations = [
        migrations.RunSQL(
            f"create policy {POLICY} on groups_group for select to {APP} using (id = (select app_offered_group()))",
            f"drop policy if exists {POLICY} on groups_group",
        )
    ]
