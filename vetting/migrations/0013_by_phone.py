"""A group's vote that its facilitator takes by phone, where so few have joined that ballots would have names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0012_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="candoroutcome",
            name="seats",
            field=models.PositiveSmallIntegerField(
                null=True, verbose_name="how many seats were asked by phone, for the group's say"
            ),
        ),
        migrations.AlterField(
            model_name="candorcheck",
            name="mode",
            field=models.CharField(
                choices=[
                    ("candor", "Candor check"),
                    ("objection", "Private objection"),
                    ("majority", "Vote of most seats"),
                    ("unanimous", "Vote without a no"),
                ],
                default="candor",
                max_length=9,
                verbose_name="what is asked",
            ),
        ),
    ]
