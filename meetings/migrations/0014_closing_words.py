"""The end of a meeting: a number and a word, whose row is its author's alone, and what the group hears of them."""

import uuid
from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import programs.tenancy
from programs.rls import fence, function_of_authz

MOVED = import_module("meetings.migrations.0012_moved")
COLUMNS = (*MOVED.GUARDS.ANSWERS, "was")
"""Of a place, what may be changed by whom 0008 binds; who takes attendance writes `closing_asked` beside it."""

PLACED = ("rsvp_id", "member_id", "meeting_id", "group_id")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0013_of_its_group"),
        ("groups", "0006_substitutes_fence"),
        ("members", "0007_the_person"),
        ("programs", "0007_due_of_others"),
    ]

    operations = [
        migrations.AddField(
            "rsvp", "closing_asked",
            models.CharField(
                "how they were asked for a number and a word at its end", max_length=4, blank=True, default="",
                choices=[("app", "In the app"), ("mail", "By mail")],
            ),
        ),
        migrations.RunSQL(MOVED.keeps(*COLUMNS, "closing_asked"), MOVED.keeps(*COLUMNS)),
        migrations.CreateModel(
            name="ClosingWord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="1 to 10",
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=24)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closing_words",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        default=programs.tenancy.program_of_scope, editable=False,
                        on_delete=django.db.models.deletion.PROTECT, to="programs.program",
                    ),
                ),
                (
                    "rsvp",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closing_word", to="meetings.rsvp"
                    ),
                ),
            ],
            options={
                "ordering": ("said_at",),
                "indexes": [models.Index(fields=["program", "meeting"], name="closing_word_of_meeting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 10))), name="closing_rating_1_to_10"
                    )
                ],
            },
        ),
        fence("meetings_closingword", "own", author="member_id", link="rsvp_id", authz="yes"),
        migrations.RunSQL(
            f"create trigger placed before insert or update of {', '.join(PLACED)} on meetings_closingword "
            "for each row execute function app_of_its_place()",
            "drop trigger placed on meetings_closingword",
        ),
        function_of_authz(
            "app_closing_of",
            "asked uuid",
            """returns table (answers bigint, average numeric, words text[], place uuid, rating smallint, word text)
            language sql stable as $$
                select said.answers,
                       case when said.answers >= 3 then said.average end,
                       case when said.answers >= 3 then said.words end,
                       own.id, mine.rating, mine.word
                from meetings_meeting as met
                cross join lateral (
                    select count(*) as answers, round(avg(one.rating), 1) as average,
                           array_agg(one.word::text order by lower(one.word)) filter (where one.word <> '') as words
                    from meetings_closingword as one where one.meeting_id = met.id and one.program_id = met.program_id
                ) as said
                left join meetings_rsvp as own
                    on own.meeting_id = met.id and own.program_id = met.program_id and own.member_id = app_member()
                left join meetings_closingword as mine on mine.rsvp_id = own.id
                where met.id = asked and met.program_id = app_program() and met.group_id = any(app_groups())
                  and met.starts_at >= (app_reads() ->> met.group_id::text)::timestamptz
            $$""",
        ),
    ]  # fmt: skip
