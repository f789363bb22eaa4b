"""The weekly digest: how far somebody has looked, and for whom something new in a group is gathered."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import fence, function_of_authz


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0018_mail_that_comes_back"),
        ("programs", "0007_due_of_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("group_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "program",
                    models.ForeignKey(
                        default=programs.tenancy.program_of_scope, editable=False,
                        on_delete=django.db.models.deletion.PROTECT, to="programs.program",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "seen",
                "constraints": [
                    models.UniqueConstraint(fields=("program", "user", "group_id"), name="one_seen_of_a_group")
                ],
            },
        ),
        fence("notifications_seen", "post", user="user_id", staff="no"),
        function_of_authz(
            "app_digest_readers",
            "circles uuid[]",
            """returns table (program_id uuid, user_id uuid, zone text) language sql stable as $$
                select distinct member.program_id, member.user_id, member.zone
                from groups_seatholder as holder
                join members_member as member on member.id = holder.member_id
                where holder.group_id = any(circles) and holder.left_at is null and member.left_at is null
                  and member.user_id is not null and current_setting('app.reach', true) = 'post'
            $$""",
        ),
    ]  # fmt: skip
