"""News of a facilitator's term, and the one question by which the post learns who is to hear of it."""

from django.db import migrations, models

from programs.rls import function_of_authz

KINDS = [
    ("sign_in_code", "Sign-in code"),
    ("account", "Your sign-in"),
    ("invitation", "Invitation"),
    ("check_in", "Check-in reminder"),
    ("term", "New facilitator"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_fence"),
        ("groups", "0002_fence"),
    ]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        # Keys of users and nothing else, and only under the reach of the post (docs/decisions/0009).
        function_of_authz(
            "app_seated",
            "asked_program uuid, asked_group uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct user_id), '{}')
                from groups_seatholder as holder join members_member as member on member.id = holder.member_id
                where holder.program_id = asked_program and member.program_id = asked_program
                  and holder.group_id = asked_group and holder.left_at is null
                  and member.left_at is null and member.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
    ]
