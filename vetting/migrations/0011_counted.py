"""What a row of the queue tells of the evidence is counted when the evidence is kept, not when a row is read.

Each function is immutable and sees its argument alone, so that PostgreSQL may keep what it gives as a column.
"""

import django.db.models
from django.db import migrations, models

COUNTS = {
    "app_worst_level": ("integer", "max((item->>'level')::integer)"),
    "app_is_uncompared": ("boolean", "bool_or(item->>'kind' = 'unknown')"),
    "app_open_asks": (
        "integer",
        """count(distinct item->>'ask') filter (
            where item->>'met' = 'unclear' and item->>'ask' <> '' and item->'criterion'->>'weight' <> 'info')""",
    ),
}
"""name -> (what it gives, how it is counted over the items). The last is what vetting.criteria.missing gives."""


def counts() -> list[migrations.RunSQL]:
    """The functions."""
    return [
        migrations.RunSQL(
            f"""create function {name}(kept jsonb) returns {gives} language sql immutable parallel safe
                return (select ({how})::{gives} from jsonb_array_elements(kept) as item)""",  # noqa: S608 - constants
            f"drop function {name}(jsonb)",
        )
        for name, (gives, how) in COUNTS.items()
    ]


def column(name: str, source: str, function: str, kind: models.Field) -> migrations.AddField:
    """A column of the dossier that the database keeps."""
    expression = django.db.models.Func(django.db.models.F(source), function=function)
    field = models.GeneratedField(expression=expression, output_field=kind, db_persist=True)
    return migrations.AddField("dossier", name, field)


class Migration(migrations.Migration):
    dependencies = [("vetting", "0010_recheck")]

    operations = [
        *counts(),
        column("worst", "conflicts", "app_worst_level", models.IntegerField(null=True)),
        column("uncompared", "conflicts", "app_is_uncompared", models.BooleanField(null=True)),
        column("asks", "findings", "app_open_asks", models.IntegerField(null=True)),
    ]
