"""What a person wants of the post: ways a family of mail takes, hours over all programs, what was seen in the inbox.

Hours are of no program: the fence's program condition is true for every row, its owner, the post and the link in the
foot of a mail are all who reach them.
"""

import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import notifications.models
import programs.tenancy
from programs.rls import APP, fence

MINE = "user_id = (select app_mail_reader())"


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0016_kinds_of_the_post"),
        ("programs", "0007_due_of_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("goals", "Goals and promises"),
                            ("meetings", "Meetings"),
                            ("people", "People"),
                            ("digest", "My week"),
                            ("admin", "Running groups and the program"),
                            ("offers", "Who joins us"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "way",
                    models.CharField(choices=[("mail", "Mail"), ("app", "In the app"), ("off", "Off")], max_length=4),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MailHours",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opens", models.TimeField(default=datetime.time(7, 30), verbose_name="earliest")),
                ("closes", models.TimeField(default=datetime.time(18, 0), verbose_name="latest")),
                (
                    "quiet_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=notifications.models.weekend,
                        size=None,
                        verbose_name="days without any, 0 is Monday",
                    ),
                ),
                ("keeps_holidays", models.BooleanField(default=True, verbose_name="none on public holidays either")),
                (
                    "digest_weekday",
                    models.PositiveSmallIntegerField(default=2, verbose_name="day of the digest, 0 is Monday"),
                ),
                ("digest_time", models.TimeField(default=datetime.time(10, 30), verbose_name="hour of the digest")),
                ("paused_until", models.DateField(blank=True, null=True, verbose_name="none before this day")),
            ],
            options={
                "verbose_name_plural": "mail hours",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="seen_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="when its recipient saw it in the inbox"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["program_id", "recipient_id", "-created_at"], name="notice_of_recipient"),
        ),
        migrations.AddField(
            model_name="channel",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(fields=("program", "user", "family"), name="one_channel_of_a_family"),
        ),
        fence("notifications_channel", "post", user="user_id", staff="no"),
        fence("notifications_mailhours", "post", user="user_id", staff="no", program="null::uuid", programless="yes"),
        migrations.RunSQL(
            f"create policy mail_link on notifications_mailhours for all to {APP} using ({MINE}) with check ({MINE})",
            "drop policy mail_link on notifications_mailhours",
        ),
    ]
