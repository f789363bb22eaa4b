"""What is due keeps its time on the wall, is found without the heap, and moves on in the database itself."""

import datetime

from django.db import migrations, models

MOVING_ON = """
create function app_wall_clock(day date, wall time, zone text) returns timestamptz language plpgsql stable as $$
declare
    wanted timestamp := day + wall;
    later timestamptz := wanted at time zone zone;
    before timestamptz;
    earlier timestamptz;
begin
    -- By the offset of the day before: the first of an hour that comes twice.
    before := later - interval '1 day';
    earlier := (wanted - ((before at time zone zone) - (before at time zone 'UTC'))) at time zone 'UTC';
    if earlier at time zone zone = wanted then
        return earlier;
    elsif later at time zone zone = wanted then
        return later;
    end if;
    -- In an hour that is skipped: halve what lies between until less than a second is left. Clocks change at full seconds.
    earlier := later - ((later at time zone zone) - wanted);
    for turn in 1..20 loop
        before := earlier + (later - earlier) / 2;
        if before at time zone zone < wanted then
            earlier := before;
        else
            later := before;
        end if;
    end loop;
    return date_trunc('second', later);
end $$;
comment on function app_wall_clock is
    'the first moment at which the clock on the wall of a zone shows a time, or has skipped it';

create function app_next_turn(last timestamptz, wall time, zone text, every_days integer, moment timestamptz)
returns timestamptz language plpgsql stable as $$
declare
    day date;
    turns integer;
    found timestamptz;
begin
    day := (last at time zone zone)::date;
    turns := greatest(1, ((moment at time zone zone)::date - day) / every_days);
    found := app_wall_clock(day + turns * every_days, wall, zone);
    if found <= moment then
        found := app_wall_clock(day + (turns + 1) * every_days, wall, zone);
    end if;
    return found;
exception when invalid_parameter_value then
    if zone = 'UTC' then
        raise;
    end if;
    return app_next_turn(last, wall, 'UTC', every_days, moment);
end $$;
comment on function app_next_turn is
    'when something that recurs is due again after a moment; a zone that nobody knows does not stop the sweep of others'
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_program_contact")]

    operations = [
        migrations.AddField("due", "wall", models.TimeField(default=datetime.time(8, 10)), preserve_default=False),
        migrations.RemoveIndex("due", "due_of_user"),
        migrations.RemoveIndex("due", "due_at"),
        migrations.AddIndex(
            "due",
            models.Index(fields=["at"], include=["id", "program_id", "user_id", "kind", "object_id"], name="due_at"),
        ),
        migrations.AddIndex("due", models.Index(fields=["object_id"], name="due_of_object")),
        migrations.RunSQL(
            MOVING_ON,
            "drop function app_next_turn(timestamptz, time, text, integer, timestamptz);"
            "drop function app_wall_clock(date, time, text)",
        ),
    ]
