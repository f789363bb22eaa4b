"""Handing a group to a substitute: the words that go along, and what a substitute does not read (decision 0015)."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import programs.tenancy
from programs.rls import APP, fence, function_of_authz, not_by_substitutes, once

ON = "(term.until is null or (term.since <= statement_timestamp() and statement_timestamp() < term.until))"
READS = "by_id = app_user() or (to_id = app_user() and group_id = any(app_facilitates()))"
GIVES = "by_id = app_user() and (app_is_staff() or group_id = any(app_facilitates()))"
DECIDED = "reason not in ('standing', 'again') or by_id = app_user() or (group_id = any(app_untold())) is not true"
"""Follow-ups about a standing, of which a substitute is not told unless they are to be; their own they read."""


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0006_substitutes_fence"),
        ("meetings", "0010_checked_in"),
        ("programs", "0007_due_of_others"),
        ("vetting", "0015_substitutes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("by_name", models.CharField(max_length=120, verbose_name="who handed the group over")),
                ("note", models.TextField(blank=True, max_length=4000)),
                ("call", models.CharField(blank=True, max_length=200, verbose_name="whom to call")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "program",
                    models.ForeignKey(
                        default=programs.tenancy.program_of_scope,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programs.program",
                    ),
                ),
                (
                    "term",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover",
                        to="groups.facilitatorterm",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        fence("meetings_handover", "own", concerned=READS, writers=GIVES, authz="yes"),
        not_by_substitutes("meetings_handover"),
        *(
            not_by_substitutes(table, of="app_untold()", reads=True)
            for table in ("meetings_step", "meetings_leave", "meetings_catchup")
        ),
        *(
            not_by_substitutes(table)
            for table in ("meetings_attendancerules", "meetings_meetingsettings", "meetings_series")
        ),
        migrations.RunSQL(
            f"create policy not_decided on meetings_followup as restrictive for select to {APP} using ({once(DECIDED)})",
            "drop policy if exists not_decided on meetings_followup",
        ),
        # Why somebody cannot stand in for a facilitator of a group: they sit there, or their company and one of the
        # group's named each other as competitors. The answer is the name of that company, or '' for a seat; null: none.
        function_of_authz(
            "app_against_standing_in",
            "asked uuid, somebody uuid",
            """returns text language sql stable as $$
                with own as (
                    select member.id, company.id as company_id, company.name
                    from members_member as member join members_company as company on company.id = member.company_id
                    where member.program_id = app_program() and member.user_id = somebody and member.left_at is null
                ), peers as (
                    select member.id, company.id as company_id, company.name
                    from groups_seatholder as holder
                    join members_member as member on member.id = holder.member_id
                    join members_company as company on company.id = member.company_id
                    where holder.program_id = app_program() and holder.group_id = asked and holder.left_at is null
                )
                select case when peers.company_id = own.company_id then '' else peers.name end
                from own, peers
                where (app_is_staff() or asked = any(app_facilitates()))
                  and (peers.company_id = own.company_id or exists (
                      select 1 from vetting_application as it, unnest(it.competitors) as named
                      where it.program_id = app_program()
                        and (it.member_id = own.id and lower(named) = lower(peers.name)
                             or it.member_id = peers.id and lower(named) = lower(own.name))
                  ))
                order by peers.company_id <> own.company_id, peers.name limit 1
            $$""",
        ),
        function_of_authz(
            "app_facilitators_of",
            "asked uuid",
            f"""returns table (user_id uuid, name text) language sql stable as $$
                select role.user_id, term.name::text
                from groups_facilitatorterm as term join programs_role as role on role.id = term.role_id
                where term.program_id = app_program() and term.group_id = asked and term.ended_at is null and {ON}
                  and role.ended_at is null and role.user_id is not null and asked = any(app_facilitates())
                order by term.is_co, term.name
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_feed_groups",
            "",
            f"""returns uuid[] language sql stable as $$
                select array(
                    select holder.group_id from meetings_calendarfeed as feed
                    join members_member as member
                      on member.user_id = feed.user_id and member.program_id = feed.program_id
                    join groups_seatholder as holder on holder.member_id = member.id
                    where feed.id = app_link() and feed.program_id = app_program()
                      and member.left_at is null and holder.left_at is null
                    union
                    select term.group_id from meetings_calendarfeed as feed
                    join programs_role as role on role.user_id = feed.user_id and role.program_id = feed.program_id
                    join groups_facilitatorterm as term on term.role_id = role.id
                    where feed.id = app_link() and feed.program_id = app_program()
                      and role.ended_at is null and term.ended_at is null and {ON}
                )
            $$""",  # noqa: S608 - made of constants
        ),
    ]
