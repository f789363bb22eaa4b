"""The clocks of vetting are every program admin's: they stand in the name of one and are wound by whoever decides.

Without it a second admin could neither move nor stop what the first one's name stands under, and would be refused.
"""

from django.db import migrations

from programs.rls import APP, once

CLOCKS = once("app_is_staff() and program_id = app_program() and kind like 'vetting.%'")


class Migration(migrations.Migration):
    dependencies = [("vetting", "0006_candor_over"), ("programs", "0004_due")]

    operations = [
        migrations.RunSQL(
            f"create policy clocks on programs_due for all to {APP} using ({CLOCKS}) with check ({CLOCKS})",
            "drop policy clocks on programs_due",
        )
    ]
