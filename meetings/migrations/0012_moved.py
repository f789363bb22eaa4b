"""A move to another day asks anew: what people said for the earlier day is kept beside it. When an agenda was first saved.

`was` joins the columns of a place that may be changed by whom 0008 binds: who moves a meeting writes it.
"""

from importlib import import_module

from django.db import migrations, models

GUARDS = import_module("meetings.migrations.0008_guards")


def keeps(*columns: str) -> str:
    """The statement that makes the trigger of places anew."""
    told = ", ".join(f"'{one}'" for one in columns)
    return (
        "drop trigger keeps on meetings_rsvp; create trigger keeps before update on meetings_rsvp "
        f"for each row execute function app_keeps({told})"
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_handover")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="agenda_made_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="when its agenda was first saved"),
        ),
        migrations.AddField(
            model_name="rsvp",
            name="was",
            field=models.JSONField(
                blank=True, null=True, verbose_name="what they said for the day from which the meeting was moved"
            ),
        ),
        migrations.RunSQL(keeps(*GUARDS.ANSWERS, "was"), keeps(*GUARDS.ANSWERS)),
    ]
