"""The fences of this room, and what it asks the database that no reader may read whole.

An applicant has no user: their link opens their application, its papers, offers and what they sign. A reviewer reads
applications and dossiers, and other opinions only once as many as the program asks for are in. Who cannot speak freely
with an applicant is read by the facilitators of the group, and by nobody else.
"""

from django.db import migrations

from programs.rls import fence, function_of_authz

REVIEWER = """
create function app_is_reviewer() returns boolean language sql stable
    return 'reviewer' = any(app_roles());
"""
RUNS = "group_id = any(app_facilitates())"
LISTED = "group_id is null or group_id in (select id from groups_group)"
"""Criteria are as public as their group."""


class Migration(migrations.Migration):
    dependencies = [("vetting", "0001_initial"), ("groups", "0002_fence")]

    operations = [
        migrations.RunSQL(REVIEWER, "drop function app_is_reviewer()"),
        fence("vetting_vettingrules", "public", authz="yes"),
        fence("vetting_criteria", "public", published=LISTED, writers=RUNS),
        fence("vetting_application", "staff", link="id", concerned="app_is_reviewer()", writers="id = app_link()",
              insert="state in ('draft', 'submitted')", authz="yes"),
        fence("vetting_dossier", "staff", concerned="app_is_reviewer()"),
        fence("vetting_decision", "staff"),
        fence("vetting_callnote", "staff"),
        fence("vetting_paper", "staff", link="application_id", concerned="app_is_reviewer()",
              writers="application_id = app_link()"),
        fence("vetting_reference", "staff", link="id", concerned="app_is_reviewer()", writers="id = app_link()"),
        fence("vetting_opinion", "staff", user="user_id", authz="yes",
              concerned="app_is_reviewer() and app_opinions_are_in(application_id)",
              writers="user_id = app_user() and app_is_reviewer()"),
        fence("vetting_offer", "staff", link="application_id", concerned=RUNS, writers="application_id = app_link()",
              authz="yes"),
        fence("vetting_candorcheck", "table", authz="yes"),
        fence("vetting_candoranswer", "own", author="member_id", concerned=RUNS, authz="yes"),
        fence("vetting_candoroutcome", "own", concerned=f"app_is_staff() or {RUNS}", writers=RUNS, authz="yes"),
        fence("vetting_agreement", "table", concerned="group_id is null or group_id = app_offered_group()"),
        fence("vetting_signature", "staff", author="member_id", link="application_id", concerned=RUNS,
              writers=f"member_id = app_member() or application_id = app_link() or {RUNS}"),
        fence("vetting_welcometick", "table", author="member_id", writers="member_id = app_member()"),
    ]  # fmt: skip

    # Functions first: the fences above ask them.
    operations[1:1] = [
        function_of_authz(
            "app_opinions_are_in",
            "asked uuid",
            """returns boolean language sql stable as $$
                select count(*) >= coalesce(
                    (select opinions from vetting_vettingrules where program_id = app_program()), 0
                ) from vetting_opinion where application_id = asked and program_id = app_program() and not recused
            $$""",
        ),
        # What the link's applicant was offered and may still take.
        function_of_authz(
            "app_offered_group",
            "",
            """returns uuid language sql stable as $$
                select group_id from vetting_offer
                where application_id = app_link() and program_id = app_program() and state = 'open'
            $$""",
        ),
        # For mailing its link to that address once more. Whoever types an address learns nothing by it.
        function_of_authz(
            "app_application_of",
            "address text, wanted uuid",
            """returns uuid language sql stable as $$
                select id from vetting_application
                where program_id = app_program() and lower(email) = lower(address) and track_id = wanted
                  and state in ('draft', 'submitted', 'more_information', 'in_review', 'pool', 'offered')
            $$""",
        ),
        # In whose name an accepted offer is carried out: who made it, while they are an admin, else the first who is.
        function_of_authz(
            "app_offer_maker",
            "",
            """returns uuid language sql stable as $$
                select role.user_id from vetting_offer as offer
                join programs_role as role on role.program_id = offer.program_id
                where offer.application_id = app_link() and offer.program_id = app_program() and offer.state = 'open'
                  and role.kind = 'admin' and role.ended_at is null and role.user_id is not null
                order by role.user_id = offer.made_by_id desc, role.given_at limit 1
            $$""",
        ),
        # In whose name the clocks of an application run: whoever has been program admin for the longest time.
        function_of_authz(
            "app_first_admin",
            "",
            """returns uuid language sql stable as $$
                select user_id from programs_role
                where program_id = app_program() and kind = 'admin' and ended_at is null and user_id is not null
                order by given_at limit 1
            $$""",
        ),
        # Where a candor check stands, for who forms groups, in one word and without a name or a number. Silence is
        # never a yes, and one no is enough, until a facilitator has settled it.
        function_of_authz(
            "app_candor",
            "wanted uuid",
            """returns text language sql stable as $$
                select case
                    when outcome.clear then 'clear'
                    when not outcome.clear then 'blocked'
                    when exists (select 1 from vetting_candoranswer where check_asked_id = it.id and not freely)
                        then 'blocked'
                    when not it.by_phone and it.asked <> '{}' and it.asked <@ array(
                        select member_id from vetting_candoranswer where check_asked_id = it.id and freely
                    ) then 'clear'
                    else 'asked'
                end
                from vetting_candorcheck as it left join vetting_candoroutcome as outcome on outcome.check_asked_id = it.id
                where it.id = wanted and it.program_id = app_program()
                  and (app_is_staff() or it.group_id = any(app_facilitates()))
            $$""",
        ),
    ]
