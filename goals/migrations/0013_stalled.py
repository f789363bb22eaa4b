"""Goals that stand still: when their members were told, and the clocks of the goals that are here already."""

from django.db import migrations, models

from programs.rls import DATAFIX

WIND = f"""
    set local role {DATAFIX};
    insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
    select gen_random_uuid(), program_id, user_id, 'goal.still', object_id, now() + interval '21 days', wall, zone, 0
    from programs_due where kind = 'check_in'
    on conflict do nothing;
    reset role
"""  # noqa: S608 - made of constants
STOP = f"set local role {DATAFIX}; delete from programs_due where kind = 'goal.still'; reset role"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("goals", "0012_guards"), ("programs", "0007_due_of_others")]

    operations = [
        migrations.AddField(
            "goal", "stalled_at",
            models.DateTimeField("when its member was told that it stands still", blank=True, null=True),
        ),
        migrations.AddField(
            "goal", "tended_at",
            models.DateTimeField("when its member last did something for it but check in", blank=True, null=True),
        ),
        migrations.RunSQL(WIND, STOP),
    ]  # fmt: skip
