"""Letters of people to people, and the morning mail of facilitators: their kinds."""

from importlib import import_module

from django.db import migrations, models

KINDS = [
    *import_module("notifications.migrations.0011_meetings").KINDS,
    ("letter", "A letter from somebody"),
    ("needs_you", "Morning mail"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0011_meetings"), ("meetings", "0007_letters")]

    operations = [
        migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
        for model in ("delivery", "notice", "preference")
    ]
