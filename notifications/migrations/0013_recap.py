"""Mail with the recap of a meeting."""

from importlib import import_module

from django.db import migrations, models

KINDS = [*import_module("notifications.migrations.0012_letters").KINDS, ("recap", "Recap of a meeting")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0012_letters")]

    operations = [
        migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
        for model in ("delivery", "notice", "preference")
    ]
