"""Companies that changed since they were seated, for program admins and who runs the group: it names competitors."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import fence

RUNS = "group_id = any(app_facilitates())"


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0009_welcome"),
        ("groups", "0002_fence"),
        ("members", "0005_more_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("changes", models.JSONField(default=dict, verbose_name="what changed: field -> sentence")),
                ("fit", models.CharField(max_length=8)),
                (
                    "findings",
                    models.JSONField(
                        default=list, verbose_name="of the program's criteria and the group's, as a dossier keeps them"
                    ),
                ),
                (
                    "conflicts",
                    models.JSONField(
                        default=list, verbose_name="with the others of the group, as a dossier keeps them"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("judged_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, max_length=600, verbose_name="why it stays")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rechecks", to="members.company"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rechecks", to="groups.group"
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
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("program", "group", "company"),
                        name="one_open_recheck",
                    )
                ],
            },
        ),
        fence("vetting_recheck", "staff", concerned=RUNS, writers=RUNS),
    ]
