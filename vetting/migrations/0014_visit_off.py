"""Who leaves the line before the day of a visit does not come, and their link may say so."""

from importlib import import_module

from django.db import migrations, models

GUARDS = import_module("vetting.migrations.0012_guards")
VISIT = "vetting_visit"
DROP = f"drop trigger keeps on {VISIT}"
BEFORE = GUARDS.CHANGED[VISIT]


class Migration(migrations.Migration):
    dependencies = [("vetting", "0013_by_phone")]

    operations = [
        migrations.AddField(
            "visit",
            "called_off_at",
            models.DateTimeField("they left the line before the day, and do not come", null=True),
        ),
        migrations.RunSQL(DROP, GUARDS.bound(VISIT, BEFORE).sql),
        GUARDS.bound(VISIT, (*BEFORE, "called_off_at")),
    ]
