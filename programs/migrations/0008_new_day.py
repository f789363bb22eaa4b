"""The clock of every program that is here already begins to ring in the morning, in the name of one of its admins."""

from django.db import migrations

from programs.rls import DATAFIX

WIND = f"""
    set local role {DATAFIX};
    insert into programs_due (id, program_id, user_id, kind, object_id, at, wall, zone, every_days)
    select distinct on (program_id) gen_random_uuid(), program_id, user_id, 'program.morning', program_id,
           date_trunc('day', now(), 'UTC') + interval '35 hours', '11:00', 'UTC', 0
    from programs_role where kind = 'admin' and ended_at is null and user_id is not null
    order by program_id, given_at
    on conflict do nothing;
    reset role
"""  # noqa: S608 - made of constants
STOP = f"set local role {DATAFIX}; delete from programs_due where kind = 'program.morning'; reset role"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_due_of_others")]

    operations = [migrations.RunSQL(WIND, STOP)]
