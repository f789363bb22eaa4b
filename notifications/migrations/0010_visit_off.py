"""Mail to facilitators that a visitor whom they expect does not come."""

from importlib import import_module

from django.db import migrations, models

KINDS = [*import_module("notifications.migrations.0008_steps").KINDS, ("visit_off", "A visitor does not come")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_votes")]

    operations = [
        migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
        for model in ("delivery", "notice", "preference")
    ]
