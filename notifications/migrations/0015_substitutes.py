"""Mail of a substitute: its kind, and whom the post tells; news of applicants go to a group's own facilitators."""

from importlib import import_module

from django.db import migrations, models

from programs.rls import function_of_authz

KINDS = [*import_module("notifications.migrations.0014_offer_doubted").KINDS, ("stands_in", "You stand in")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0014_offer_doubted"), ("meetings", "0011_handover")]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        function_of_authz(
            "app_substitute",
            "asked_program uuid, asked_term uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(to_id), '{}') from meetings_handover
                where program_id = asked_program and term_id = asked_term
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
        function_of_authz(
            "app_candor_runners",
            "asked_program uuid, asked_check uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct role.user_id), '{}')
                from vetting_candorcheck as it
                join groups_facilitatorterm as term
                  on term.group_id = it.group_id and term.ended_at is null and term.until is null
                join programs_role as role on role.id = term.role_id and role.ended_at is null
                where it.id = asked_check and it.program_id = asked_program and term.program_id = asked_program
                  and role.program_id = asked_program and role.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
        function_of_authz(
            "app_visit_runners",
            "asked_program uuid, wanted uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct role.user_id), '{}')
                from vetting_visit as it
                join groups_facilitatorterm as term
                  on term.group_id = it.group_id and term.ended_at is null and term.until is null
                join programs_role as role on role.id = term.role_id and role.ended_at is null
                where it.id = wanted and it.program_id = asked_program and term.program_id = asked_program
                  and role.program_id = asked_program and role.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
    ]
