"""An import may leave drafts with members: it writes them, once, and can read none of them.

`arrivals` admits an INSERT by a program admin, of a draft that is shown to nobody. There is no policy by which an admin
reads, changes or deletes one; that two imports do not leave the same draft twice is the unique index's business.
"""

from django.db import migrations, models

from programs.rls import APP, once

DRAFT = "app_is_staff() and state = 'draft' and import_key <> '' and audience = '{}' and partner_id is null"
ARRIVALS = f"create policy arrivals on goals_goal for insert to {APP} with check ({once(DRAFT)})"


class Migration(migrations.Migration):
    dependencies = [("goals", "0003_checkin_before"), ("members", "0003_people")]

    operations = [
        migrations.AddField(
            model_name="goal",
            name="import_key",
            field=models.CharField(
                blank=True,
                editable=False,
                max_length=140,
                verbose_name="the key of the title that an import brought",
            ),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("import_key", ""), _negated=True),
                fields=("program", "member", "import_key"),
                name="one_goal_of_an_import",
            ),
        ),
        migrations.RunSQL(ARRIVALS, "drop policy arrivals on goals_goal"),
    ]
