"""Bands of revenue are written with the dash of a range."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_more_facts")]

    operations = [
        migrations.AlterField(
            model_name="companyfacts",
            name="revenue_band",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "under 0.5 M"),
                    (1, "0.5\N{EN DASH}1 M"),
                    (2, "1\N{EN DASH}3 M"),
                    (3, "3\N{EN DASH}5 M"),
                    (4, "5\N{EN DASH}10 M"),
                    (5, "10\N{EN DASH}20 M"),
                    (6, "over 20 M"),
                ],
                null=True,
            ),
        ),
    ]
