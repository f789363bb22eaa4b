"""What two people may have open at once counts its saves (programs/versions.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="version",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, verbose_name="counts saves, also of its facts"
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="version",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, verbose_name="counts saves of the profile"
            ),
        ),
    ]
