"""Letters of people to people, and what a facilitator did about a meeting.

The post asks whom a letter is for and reads no word of it; it is written out in the scope of each of its readers.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import fence, function_of_authz


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0004_group_approval"),
        ("meetings", "0006_feed_ways"),
        ("members", "0006_dashes"),
        ("programs", "0007_due_of_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="followup",
            name="about_id",
            field=models.UUIDField(null=True, verbose_name="what it is about"),
        ),
        migrations.AlterField(
            model_name="followup",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AlterField(
            model_name="followup",
            name="reason",
            field=models.CharField(
                choices=[
                    ("missed", "Missed a meeting"),
                    ("standing", "Attendance"),
                    ("stalled", "A goal stands still"),
                    ("quiet", "No word for a while"),
                    ("new", "New in the group"),
                    ("again", "Asks for another look"),
                    ("silent", "Answers are missing"),
                    ("agenda", "No agenda yet"),
                    ("roll", "Attendance to take"),
                    ("recap", "Recap to send"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="who wrote it")),
                ("reply_to", models.EmailField(max_length=254)),
                ("readers", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("subject", models.CharField(max_length=120)),
                ("text", models.TextField(max_length=4000)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.group",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        default=programs.tenancy.program_of_scope,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programs.program",
                    ),
                ),
            ],
            options={
                "ordering": ("-written_at",),
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="follow_ups",
                to="meetings.letter",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["program", "by", "-written_at"], name="letter_of_writer"),
        ),
        fence("meetings_letter", "own", user="by_id", concerned="app_user() = any(readers)", authz="yes"),
        function_of_authz(
            "app_letter_readers",
            "asked_program uuid, asked uuid",
            """returns uuid[] language sql stable as $$
                select coalesce((
                    select readers from meetings_letter where program_id = asked_program and id = asked
                ), '{}')
                where current_setting('app.reach', true) = 'post'
            $$""",
        ),
        # Whom a facilitator may hand something on to: a role is read by admins only.
        function_of_authz(
            "app_facilitators_of",
            "asked uuid",
            """returns table (user_id uuid, name text) language sql stable as $$
                select role.user_id, term.name::text
                from groups_facilitatorterm as term join programs_role as role on role.id = term.role_id
                where term.program_id = app_program() and term.group_id = asked and term.ended_at is null
                  and role.ended_at is null and role.user_id is not null and asked = any(app_facilitates())
                order by term.is_co, term.name
            $$""",
        ),
    ]
