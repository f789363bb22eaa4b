"""Mail of the optional steps before a seat: its kinds, and whom the post asks who is to hear.

The functions give keys of users and nothing else, and only under the reach of the post (docs/decisions/0009).
"""

from django.db import migrations, models

from programs.rls import function_of_authz

KINDS = [
    ("sign_in_code", "Sign-in code"),
    ("account", "Your sign-in"),
    ("invitation", "Invitation"),
    ("check_in", "Check-in reminder"),
    ("term", "New facilitator"),
    ("application", "Your application is here"),
    ("application_link", "The link to your application"),
    ("application_decided", "News about your application"),
    ("application_word", "The word that was promised"),
    ("application_ended", "Your application ended"),
    ("application_withdrawn", "You took your application back"),
    ("offer", "A seat for you"),
    ("offer_reminder", "A seat is held for you"),
    ("offer_extended", "A seat is held longer"),
    ("offer_ended", "An offer ended"),
    ("offer_lost", "Somebody was quicker"),
    ("offer_withdrawn", "An offer was taken back"),
    ("offer_accepted", "Welcome"),
    ("reference", "A question to a referee"),
    ("candor", "Could you speak freely?"),
    ("candor_no", "Somebody could not speak freely"),
    ("promise", "A promised date passed"),
    ("offer_declined", "A seat was declined"),
    ("agreement", "Something to sign"),
    ("buddy", "A newcomer and their buddy"),
    ("newcomer", "How a newcomer arrives"),
    ("interest", "Did you ask to be told?"),
    ("intake", "The next intake opens"),
    ("interview", "A call with you"),
    ("interview_off", "A time for a call is gone"),
    ("interview_host", "A call with an applicant"),
    ("approval", "Your group is asked"),
    ("sponsor", "Do you vouch for them?"),
    ("visit", "A visit"),
    ("visit_after", "How was the visit?"),
    ("visit_group", "How was the visitor?"),
]


def told(name: str, body: str) -> migrations.RunSQL:
    """A function of the post: the users who are to hear of an object, as an array."""
    return function_of_authz(
        name,
        "asked_program uuid, wanted uuid",
        f"""returns uuid[] language sql stable as $$
            select coalesce(array_agg(distinct found.user_id), '{{}}') from ({body}) as found
            where found.user_id is not null and current_setting('app.reach', true) = 'post'
        $$""",  # noqa: S608 - made of constants
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0007_welcome"),
        ("vetting", "0008_steps"),
    ]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        # Who talks at a time for a call.
        told(
            "app_interview_host",
            "select host_id as user_id from vetting_interviewslot where id = wanted and program_id = asked_program",
        ),
        # Who has a vote about a newcomer and still sits there.
        told(
            "app_approval_asked",
            """select member.user_id from vetting_approval as it
                join groups_seatholder as holder on holder.group_id = it.group_id and holder.left_at is null
                join members_member as member on member.id = holder.member_id and member.id = any(it.asked)
                where it.id = wanted and it.program_id = asked_program and it.closed_at is null
                  and holder.program_id = asked_program and member.program_id = asked_program
                  and member.left_at is null""",
        ),
        # Which member is asked to vouch for somebody.
        told(
            "app_sponsor_asked",
            """select member.user_id from vetting_sponsor as it
                join members_member as member on member.id = it.member_id
                where it.id = wanted and it.program_id = asked_program and member.program_id = asked_program
                  and member.left_at is null""",
        ),
        # Who facilitates the group that somebody visits.
        told(
            "app_visit_runners",
            """select role.user_id from vetting_visit as it
                join groups_facilitatorterm as term on term.group_id = it.group_id and term.ended_at is null
                join programs_role as role on role.id = term.role_id and role.ended_at is null
                where it.id = wanted and it.program_id = asked_program and term.program_id = asked_program
                  and role.program_id = asked_program""",
        ),
    ]
