"""Mail about goals, promises and talk, and the digests: their kinds."""

from importlib import import_module

from django.db import migrations, models

KINDS = [
    *import_module("notifications.migrations.0015_substitutes").KINDS,
    ("stalled", "A goal without news"),
    ("partner", "News for an accountability partner"),
    ("support", "Somebody needs support"),
    ("kudos", "Applause"),
    ("talk", "Talk that concerns you"),
    ("digest", "Your week"),
    ("closing_words", "The last word of a meeting"),
    ("admin_digest", "What waits in a program"),
    ("commitment", "A promise comes due"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0015_substitutes")]

    operations = [
        migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
        for model in ("delivery", "notice", "preference")
    ]
