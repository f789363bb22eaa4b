"""The welcome of newcomers, how they arrive, and who asked to be told of the next intake; and their fences.

How somebody arrives is read by the facilitators of the group and by nobody else. Who asks to be told has no user: the
link in their mail opens their own row.
"""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import AUTHZ, fence, function_of_authz

RUNS = "group_id = any(app_facilitates())"
OPEN = "state in ('draft', 'submitted', 'more_information', 'in_review', 'pool', 'offered')"
OVER = "state in ('withdrawn', 'ended', 'declined')"
HERE = "program_id = app_program() and lower(email) = lower(address) and track_id = wanted"

BESIDE = """returns table (key uuid, size integer, maturity integer, rival boolean, vouched boolean)
language sql stable as $$
    with own as (
        select member.id, company.name, company.city_id, facts.employees, facts.maturity, lower(facts.market) as market
        from members_member as member join members_company as company on company.id = member.company_id
        join members_companyfacts as facts on facts.company_id = company.id
        where member.id = asked_member and member.program_id = app_program()
    )
    select member.id,
           case when facts.employees is null or coalesce(own.employees, 0) = 0 then null
                when facts.employees < own.employees * 0.8 then -1 when facts.employees <= own.employees * 1.25 then 0
                when facts.employees <= own.employees * 3 then 1 else 2 end,
           greatest(-1, least(2, facts.maturity - own.maturity)),
           coalesce(facts.market <> '' and lower(facts.market) = own.market, false)
               or coalesce(company.city_id = own.city_id, false)
               or exists (
                   select 1 from vetting_application as it, unnest(it.competitors) as named
                   where it.program_id = app_program()
                     and (it.member_id = own.id and lower(named) = lower(company.name)
                          or it.member_id = member.id and lower(named) = lower(own.name))
               ),
           exists (
               select 1 from vetting_sponsor as asked join vetting_application as it on it.id = asked.application_id
               where it.member_id = own.id and asked.member_id = member.id and asked.program_id = app_program()
           )
    from own, groups_seatholder as holder join members_member as member on member.id = holder.member_id
    join members_company as company on company.id = member.company_id
    join members_companyfacts as facts on facts.company_id = company.id
    where holder.group_id = asked_group and holder.program_id = app_program() and holder.left_at is null
      and member.left_at is null and member.id <> own.id
      and (app_is_staff() or asked_group = any(app_facilitates()))
$$"""


def found(*states: str) -> migrations.RunSQL:
    """The function that finds the application of an address for a track in one of these states, an open one first."""
    return function_of_authz(
        "app_application_of",
        "address text, wanted uuid",
        f"""returns uuid language sql stable as $$
            select id from vetting_application where {HERE} and ({" or ".join(states)})
            order by {OPEN} desc, submitted_at desc nulls last limit 1
        $$""",  # noqa: S608 - made of constants
    )


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0004_group_approval"),
        ("members", "0005_more_facts"),
        ("programs", "0006_country"),
        ("vetting", "0008_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="welcometick",
            name="what",
            field=models.CharField(
                choices=[
                    ("profile", "Three facts about you"),
                    ("agree", "What you agree to"),
                    ("calendar", "Note when you meet"),
                    ("goal", "Your first goal"),
                    ("buddy", "Meet your buddy"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("away_at", models.DateTimeField(null=True, verbose_name="when they put the list of the welcome away")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="when they came back, and began anew")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="groups.group"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="members.member"
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
                "ordering": ("began_at",),
            },
        ),
        migrations.CreateModel(
            name="Buddy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", models.TextField(blank=True, max_length=400, verbose_name="a line of the facilitator's own")),
                ("chosen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "buddy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="newcomers", to="members.member"
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="buddies", to="groups.group"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="buddies", to="members.member"
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
                "verbose_name_plural": "buddies",
            },
        ),
        migrations.CreateModel(
            name="Integration",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.PositiveSmallIntegerField(verbose_name="30, 60 or 90")),
                ("scores", models.JSONField(default=dict, verbose_name="0, 1 or 2 by item")),
                ("note", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="vetting.arrival"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"),
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
                        default=programs.tenancy.program_of_scope,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programs.program",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True, verbose_name="when the next intake was announced to them")),
                ("words", models.TextField(blank=True, max_length=600, verbose_name="what the program added to that")),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
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
                "verbose_name_plural": "interests",
            },
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("program", "group", "member"),
                name="one_arrival_in_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="buddy",
            constraint=models.UniqueConstraint(fields=("program", "group", "member"), name="one_buddy_of_a_newcomer"),
        ),
        migrations.AddConstraint(
            model_name="integration",
            constraint=models.UniqueConstraint(fields=("program", "arrival", "day"), name="one_look_of_a_day"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(
                models.F("program"), django.db.models.functions.text.Lower("email"), name="one_interest_of_an_address"
            ),
        ),
        fence("vetting_arrival", "table", author="member_id", writers="member_id = app_member()"),
        fence("vetting_buddy", "table", authz="yes"),
        fence("vetting_integration", "own", concerned=RUNS, writers=RUNS),
        fence(
            "vetting_interest",
            "staff",
            link="id",
            writers="id = app_link()",
            insert="confirmed_at is null and told_at is null",
            authz="yes",
        ),
        # For mailing its link to that address once more. Whoever types an address learns nothing by it.
        function_of_authz(
            "app_interest_of",
            "address text",
            """returns uuid language sql stable as $$
                select id from vetting_interest where program_id = app_program() and lower(email) = lower(address)
            $$""",
        ),
        # The link to an application is mailed to its own address also when it is over: the page says how it ended.
        migrations.RunSQL(found(OPEN, OVER).sql, found(OPEN).sql),
        # A decline that can still be taken back: whoever applies again meanwhile has applied already.
        function_of_authz(
            "app_application_unheard",
            "address text, wanted uuid, moment timestamptz",
            f"""returns uuid language sql stable as $$
                select id from vetting_application
                where {HERE} and state = 'declined' and hears_at > moment
                order by hears_at desc limit 1
            $$""",  # noqa: S608 - made of constants
        ),
        migrations.RunSQL(
            f"grant select on members_companyfacts to {AUTHZ}; "
            f"create policy authz on members_companyfacts for select to {AUTHZ} using (true)",
            f"drop policy if exists authz on members_companyfacts; revoke select on members_companyfacts from {AUTHZ}",  # noqa: S608
        ),
        # Who sits beside a newcomer, as a buddy: how many steps ahead in size and maturity (-1 to 2, null where nothing
        # is known), whether they serve the same market or named each other, whether they vouched. The numbers behind
        # it are for program admins; a facilitator, who picks, learns the steps and nothing else.
        function_of_authz("app_beside", "asked_group uuid, asked_member uuid", BESIDE),
    ]
