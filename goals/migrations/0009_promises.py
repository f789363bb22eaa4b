"""Why a promise was missed; and preparing a meeting from a mail, one's own open promises are there to be ticked."""

from django.db import migrations, models

from programs.rls import APP


class Migration(migrations.Migration):
    dependencies = [("goals", "0008_commitment")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("time", "No time"),
                    ("waiting", "Waiting for somebody"),
                    ("harder", "Harder than thought"),
                    ("not_needed", "Not needed any more"),
                ],
                max_length=10,
                verbose_name="why it was missed",
            ),
        ),
        migrations.RunSQL(
            f"create policy readers_preparing on goals_commitment for select to {APP} "
            "using (state = 'open' and member_id = (select app_link_member()))",
            "drop policy if exists readers_preparing on goals_commitment",
        ),
    ]
