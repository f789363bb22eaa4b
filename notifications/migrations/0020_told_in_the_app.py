"""Who is told of what concerns one member alone, and stands in their inbox without a mail of its own."""

from django.db import migrations

from programs.rls import function_of_authz


class Migration(migrations.Migration):
    dependencies = [("notifications", "0019_digest"), ("members", "0007_the_person")]

    operations = [
        function_of_authz(
            "app_users_of",
            "people uuid[]",
            """returns table (program_id uuid, user_id uuid, zone text) language sql stable as $$
                select member.program_id, member.user_id, member.zone from members_member as member
                where member.id = any(people) and member.left_at is null and member.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
    ]
