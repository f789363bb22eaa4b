"""What criteria ask of a company beyond its size: owner, market, age, managed users, verticals and vendors."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="companyfacts",
            name="founded",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of founding"),
        ),
        migrations.AddField(
            model_name="companyfacts",
            name="managed_users",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="companyfacts",
            name="market",
            field=models.CharField(blank=True, max_length=120, verbose_name="what it calls the area it serves"),
        ),
        migrations.AddField(
            model_name="companyfacts",
            name="parent",
            field=models.CharField(blank=True, max_length=120, verbose_name="the group or owner that it belongs to"),
        ),
        migrations.AddField(
            model_name="companyfacts",
            name="vendors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="companyfacts",
            name="verticals",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
    ]
