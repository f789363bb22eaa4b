"""What is said about applicants, visitors and newcomers is not for who only stands in (docs/decisions/0015)."""

from django.db import migrations

from programs.rls import function_of_authz, not_by_substitutes

CLOSED = (
    "vetting_candoranswer", "vetting_candoroutcome", "vetting_integration", "vetting_offer", "vetting_recheck",
    "vetting_signature", "vetting_visitword",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("vetting", "0014_visit_off"), ("groups", "0006_substitutes_fence")]

    operations = [
        function_of_authz(
            "app_runs_since",
            "asked uuid",
            """returns timestamptz language sql stable as $$
                select min(term.since) from groups_facilitatorterm as term join programs_role as role on role.id = term.role_id
                where term.group_id = asked and term.ended_at is null and term.until is null and role.ended_at is null
                  and term.program_id = app_program() and role.program_id = app_program() and role.user_id = app_user()
            $$""",
        ),
        *(not_by_substitutes(table, reads=True) for table in CLOSED),
    ]
