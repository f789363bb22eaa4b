"""The optional steps before a seat: a call, somebody who vouches, the vote of a group, a visit; and their fences.

An applicant reads the free times for a call while they are asked for one, and never who has another. A ballot is read by
who gave it; staff and facilitators learn counts. Who visits does not read what the group said of it.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import APP, AUTHZ, fence, function_of_authz

RUNS = "group_id = any(app_facilitates())"
APPROVAL, BALLOT = "vetting_approval", "vetting_ballot"
OVER = [
    f"grant delete on {APPROVAL}, {BALLOT} to {AUTHZ}",
    f"grant update (closed_at) on {APPROVAL} to {AUTHZ}",
    f"create policy authz_deletes on {APPROVAL} for delete to {AUTHZ} using (true)",
    f"create policy authz_deletes on {BALLOT} for delete to {AUTHZ} using (true)",
    f"create policy authz_ends on {APPROVAL} for update to {AUTHZ} using (true) with check (true)",
]
UNDO = [
    f"drop policy authz_ends on {APPROVAL}",
    f"drop policy authz_deletes on {BALLOT}",
    f"drop policy authz_deletes on {APPROVAL}",
    f"revoke update (closed_at) on {APPROVAL} from {AUTHZ}",
    f"revoke delete on {APPROVAL}, {BALLOT} from {AUTHZ}",
]
MINE = "application_id = wanted and program_id = app_program() and (app_is_staff() or wanted = app_link())"


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0004_group_approval"),
        ("members", "0005_more_facts"),
        ("programs", "0005_versions"),
        ("vetting", "0007_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("application_id", models.UUIDField()),
                ("applicant_name", models.CharField(max_length=120)),
                ("company_name", models.CharField(max_length=120)),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "mode",
                    models.CharField(
                        choices=[("majority", "Most of its seats say yes"), ("unanimous", "Nobody says no")],
                        max_length=9,
                    ),
                ),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "vote",
                    models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("abstain", "Abstain")], max_length=7),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="from when on the applicant knows of it"
                    ),
                ),
                ("chosen_at", models.DateTimeField(null=True)),
                ("held_at", models.DateTimeField(null=True, verbose_name="the call took place")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InterviewSlot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=20)),
                ("where", models.CharField(max_length=300, verbose_name="a link, a phone number or a place")),
                ("host_name", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Sponsor",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("applicant_name", models.CharField(max_length=120)),
                ("company_name", models.CharField(max_length=120)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Vouches for them"), ("no", "Does not vouch for them")],
                        max_length=3,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="why, in a line")),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("asked_at",),
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("applicant_name", models.CharField(max_length=120)),
                ("company_name", models.CharField(max_length=120)),
                ("on", models.DateField()),
                ("where", models.CharField(max_length=300, verbose_name="when and where, as the visitor reads it")),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("signed_at", models.DateTimeField(null=True, verbose_name="the confidentiality agreement is signed")),
                (
                    "wants",
                    models.BooleanField(null=True, verbose_name="the visitor's own yes or no, after the meeting"),
                ),
                ("wants_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-invited_at",),
            },
        ),
        migrations.CreateModel(
            name="VisitWord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("welcome", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="candorcheck",
            name="one_candor_check",
        ),
        migrations.AddField(
            model_name="candorcheck",
            name="mode",
            field=models.CharField(
                choices=[("candor", "Candor check"), ("objection", "Private objection")],
                default="candor",
                max_length=9,
                verbose_name="what is asked",
            ),
        ),
        migrations.AddField(
            model_name="vettingrules",
            name="approval",
            field=models.CharField(
                choices=[
                    ("none", "It is not asked"),
                    ("majority", "By vote: more seats say yes than no"),
                    ("unanimous", "By vote: every seat answers, and none says no"),
                    ("objection", "By private objection, to the facilitators alone"),
                ],
                default="none",
                max_length=9,
                verbose_name="how a group is asked before an offer",
            ),
        ),
        migrations.AddField(
            model_name="vettingrules",
            name="interview",
            field=models.BooleanField(default=False, verbose_name="a call must have taken place before an offer"),
        ),
        migrations.AddField(
            model_name="vettingrules",
            name="sponsor",
            field=models.BooleanField(default=False, verbose_name="a member must vouch for them before an offer"),
        ),
        migrations.AddField(
            model_name="vettingrules",
            name="visit",
            field=models.BooleanField(
                default=False, verbose_name="they visit a meeting before an offer, and both sides say yes"
            ),
        ),
        migrations.AddConstraint(
            model_name="candorcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("program", "application_id", "group", "mode"),
                name="one_candor_check",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="groups.group"
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="approval",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ballots", to="vetting.approval"
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="group",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"),
        ),
        migrations.AddField(
            model_name="ballot",
            name="member",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"),
        ),
        migrations.AddField(
            model_name="ballot",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="seat",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.seat"),
        ),
        migrations.AddField(
            model_name="interview",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="interview", to="vetting.application"
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="interviewslot",
            name="host",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="interviewslot",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="slot",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interview",
                to="vetting.interviewslot",
            ),
        ),
        migrations.AddField(
            model_name="sponsor",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sponsors", to="vetting.application"
            ),
        ),
        migrations.AddField(
            model_name="sponsor",
            name="member",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"),
        ),
        migrations.AddField(
            model_name="sponsor",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="vetting.application"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="groups.group"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="visitword",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="visitword",
            name="group",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"),
        ),
        migrations.AddField(
            model_name="visitword",
            name="program",
            field=models.ForeignKey(
                default=programs.tenancy.program_of_scope,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="visitword",
            name="visit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="word", to="vetting.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("program", "application_id", "group"),
                name="one_approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("program", "approval", "member"), name="one_ballot"),
        ),
        migrations.AddIndex(
            model_name="interviewslot",
            index=models.Index(fields=["program", "starts_at"], name="interview_slots"),
        ),
        migrations.AddConstraint(
            model_name="interviewslot",
            constraint=models.UniqueConstraint(
                fields=("program", "host", "starts_at"), name="one_interview_slot_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="sponsor",
            constraint=models.UniqueConstraint(fields=("program", "application", "member"), name="one_sponsor_once"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(fields=("program", "application", "group"), name="one_visit_of_a_group"),
        ),
        # Whether an applicant who is asked for a call may have this time: nobody else has it.
        fence(
            "vetting_interview",
            "staff",
            link="application_id",
            concerned="app_is_reviewer()",
            writers="application_id = app_link()",
            authz="yes",
        ),
        function_of_authz(
            "app_may_choose",
            "wanted uuid",
            """returns boolean language sql stable as $$
                select exists (
                    select 1 from vetting_interview where application_id = app_link() and program_id = app_program()
                ) and not exists (
                    select 1 from vetting_interview
                    where slot_id = wanted and application_id <> app_link() and program_id = app_program()
                )
            $$""",
        ),
        fence("vetting_interviewslot", "staff", concerned="app_is_reviewer() or app_may_choose(id)", authz="yes"),
        fence("vetting_approval", "table", authz="yes"),
        fence("vetting_ballot", "own", author="member_id", authz="yes"),
        fence(
            "vetting_sponsor",
            "staff",
            author="member_id",
            concerned="app_is_reviewer()",
            writers="member_id = app_member()",
            authz="yes",
        ),
        fence(
            "vetting_visit",
            "staff",
            link="application_id",
            concerned=RUNS,
            writers="application_id = app_link()",
            authz="yes",
        ),
        fence("vetting_visitword", "staff", concerned=RUNS, writers=RUNS),
        migrations.RunSQL("; ".join(OVER), "; ".join(UNDO)),
        # Who is invited to visit a group reads it in outline, also one that is unlisted.
        function_of_authz(
            "app_visited_group",
            "",
            """returns uuid language sql stable as $$
                select group_id from vetting_visit where application_id = app_link() and program_id = app_program()
                order by invited_at desc limit 1
            $$""",
        ),
        migrations.RunSQL(
            f"create policy readers_visited on groups_group for select to {APP} "
            "using (id = (select app_visited_group()))",
            "drop policy if exists readers_visited on groups_group",
        ),
        # How many seats of a group have a vote, and how many said yes, no, abstain. Of co-owners the last vote counts.
        function_of_authz(
            "app_ballots",
            "wanted uuid",
            """returns int[] language sql stable as $$
                with seated as (
                    select holder.seat_id, holder.member_id from vetting_approval as it
                    join groups_seatholder as holder on holder.group_id = it.group_id and holder.left_at is null
                    where it.id = wanted and it.program_id = app_program() and holder.program_id = app_program()
                      and holder.member_id = any(it.asked)
                ), voted as (
                    select distinct on (ballot.seat_id) ballot.vote from vetting_ballot as ballot
                    join seated on seated.seat_id = ballot.seat_id and seated.member_id = ballot.member_id
                    where ballot.approval_id = wanted order by ballot.seat_id, ballot.at desc
                )
                select array[
                    (select count(distinct seat_id) from seated),
                    (select count(*) from voted where vote = 'yes'),
                    (select count(*) from voted where vote = 'no'),
                    (select count(*) from voted where vote = 'abstain')
                ]::int[]
                from vetting_approval as it where it.id = wanted and it.program_id = app_program()
                  and (app_is_staff() or it.group_id = any(app_facilitates()))
            $$""",
        ),
        # The vote is over, by a seat, a withdrawal, or because it is asked anew: ballots are deleted, unread.
        function_of_authz(
            "app_end_approval",
            "wanted uuid, moment timestamptz",
            f"""returns void language sql volatile as $$
                delete from {BALLOT} where approval_id in (select id from {APPROVAL} where {MINE});
                update {APPROVAL} set closed_at = moment where {MINE} and closed_at is null;
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_forget_approval",
            "wanted uuid",
            f"""returns void language sql volatile as $$
                delete from {BALLOT} where approval_id in (select id from {APPROVAL} where {MINE});
                delete from {APPROVAL} where {MINE};
            $$""",  # noqa: S608 - made of constants
        ),
    ]
