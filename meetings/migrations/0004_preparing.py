"""Homework can be taken off the list; who asks for help with it is seen by the facilitators; a mail link that prepares a
meeting also writes its member's issue for the parking lot."""

from django.db import migrations, models

from programs.rls import APP, function_of_authz

HELPS = (
    "needs_help and rsvp_id in (select id from meetings_rsvp where group_id = any((select app_facilitates())::uuid[]))"
)
RAISES = """member_id = (select app_link_member()) and group_id = (select app_link_group())
    and id in (select id from meetings_preparation where rsvp_id = (select app_link()))"""
"""The issue of a preparation has its key (meetings/actions/preparing.py)."""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_asking")]

    operations = [
        migrations.AddField(
            model_name="homework",
            name="dropped_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="when it was taken off the list"),
        ),
        migrations.AlterField(
            model_name="preparation",
            name="confirmed",
            field=models.JSONField(
                blank=True,
                default=dict,
                verbose_name="the status said for each goal by its key, and that a promise is kept",
            ),
        ),
        function_of_authz(
            "app_has_homework",
            "asked uuid",
            """returns boolean language sql stable as $$
                select exists (
                    select 1 from meetings_homework
                    where meeting_id = asked and program_id = app_program() and dropped_at is null
                )
            $$""",
        ),
        migrations.RunSQL(
            f"create policy readers_helping on meetings_handin for select to {APP} using ({HELPS})",
            "drop policy if exists readers_helping on meetings_handin",
        ),
        migrations.RunSQL(
            f"create policy writers_preparing on meetings_parkeditem for all to {APP} "
            f"using ({RAISES}) with check ({RAISES})",
            "drop policy if exists writers_preparing on meetings_parkeditem",
        ),
    ]
