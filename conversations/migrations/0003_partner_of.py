"""Whom the post tells when somebody asks their accountability partner for a word: it reads no goal itself."""

from django.db import migrations

from programs.rls import function_of_authz


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_fence")]

    operations = [
        function_of_authz(
            "app_partner_of",
            "asked_program uuid, asked uuid",
            """returns uuid language sql stable as $$
                select member.user_id from goals_goal as goal join members_member as member
                  on member.id = goal.partner_id and member.left_at is null
                where goal.id = asked and goal.program_id = asked_program
            $$""",
        )
    ]
