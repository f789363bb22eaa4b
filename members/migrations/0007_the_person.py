"""Days on which somebody is away, and who reads them: the person, the post, who facilitates."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import fence


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_dashes"),
        ("programs", "0007_due_of_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Away",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("begins_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "program",
                    models.ForeignKey(
                        default=programs.tenancy.program_of_scope,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programs.program",
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
                "ordering": ("begins_on",),
                "indexes": [models.Index(fields=["user", "ends_on"], name="away_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="away_ends_after_it_begins"
                    )
                ],
            },
        ),
        fence(
            "members_away",
            "own",
            user="user_id",
            post="yes",
            concerned="app_reach() = 'post' or cardinality(app_facilitates()) > 0",
        ),
    ]
