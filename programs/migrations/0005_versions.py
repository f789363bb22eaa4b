"""What two people may have open at once counts its saves (programs/versions.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0004_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="version",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, verbose_name="counts what its admins save"
            ),
        ),
        migrations.AddField(
            model_name="track",
            name="version",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, verbose_name="counts what its admins save"
            ),
        ),
    ]
