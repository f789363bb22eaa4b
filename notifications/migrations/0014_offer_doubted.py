"""Mail to program admins that a group has turned against a seat that is held."""

from importlib import import_module

from django.db import migrations, models

KINDS = [
    *import_module("notifications.migrations.0013_recap").KINDS,
    ("offer_doubted", "A group has turned against an offer"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0013_recap")]

    operations = [
        migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
        for model in ("delivery", "notice", "preference")
    ]
