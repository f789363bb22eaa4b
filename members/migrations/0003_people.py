"""Departures with their fence, cities by key, what an import keeps, and invitations that go out together."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import programs.tenancy
from programs.rls import fence


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_fence"),
        ("programs", "0002_fence"),
    ]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ("-at",),
            },
        ),
        migrations.RemoveIndex(
            model_name="city",
            name="city_by_name",
        ),
        migrations.AddField(
            model_name="city",
            name="key",
            field=models.CharField(
                default="", max_length=200, verbose_name="name without case, accents and punctuation"
            ),
        ),
        migrations.AddField(
            model_name="city",
            name="other_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="moved_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="the last sign of life of its work"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="problems",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="invitation",
            name="wave",
            field=models.UUIDField(editable=False, null=True, verbose_name="what went out together"),
        ),
        migrations.AddIndex(
            model_name="city",
            index=models.Index(fields=["key"], name="city_by_key", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="city",
            index=django.contrib.postgres.indexes.GinIndex(fields=["other_keys"], name="city_by_other_key"),
        ),
        migrations.AddField(
            model_name="departure",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="departures", to="members.member"
            ),
        ),
        migrations.AddField(
            model_name="departure",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        fence("members_departure", "staff", concerned="member_id = app_member()"),
    ]
