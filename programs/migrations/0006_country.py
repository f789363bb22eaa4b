"""Whose public holidays a program keeps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0005_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="country",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=2, verbose_name="whose public holidays count"
            ),
        ),
    ]
