"""Mail of vetting: its kinds, whom the post asks who is to hear, and the one mail of which no admin learns."""

from django.db import migrations, models

from programs.rls import APP, function_of_authz

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
]

HIDDEN = "kind <> 'candor_no' or (select app_reach()) = 'post' or {reader} = (select app_user())"
"""An admin sees of a mail to whom it went and where it stands. Of this kind that would tell that somebody said no, and
when: so it is its reader's alone."""


def hide(table: str, reader: str) -> migrations.RunSQL:
    """The policy that keeps mail about a no from everybody but its reader and the post."""
    return migrations.RunSQL(
        f"create policy candor on {table} as restrictive for select to {APP} using ({HIDDEN.format(reader=reader)})",
        f"drop policy candor on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0005_term"),
        ("vetting", "0002_fence"),
    ]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        hide("notifications_delivery", "user_id"),
        hide("notifications_notice", "recipient_id"),
        # Keys of users and nothing else, and only under the reach of the post (docs/decisions/0009): who is asked in a
        # candor check and still sits there; or who runs its group.
        function_of_authz(
            "app_candor_asked",
            "asked_program uuid, asked_check uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct member.user_id), '{}')
                from vetting_candorcheck as it
                join groups_seatholder as holder on holder.group_id = it.group_id and holder.left_at is null
                join members_member as member on member.id = holder.member_id and member.id = any(it.asked)
                where it.id = asked_check and it.program_id = asked_program and holder.program_id = asked_program
                  and member.program_id = asked_program and member.left_at is null and member.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
        function_of_authz(
            "app_candor_runners",
            "asked_program uuid, asked_check uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct role.user_id), '{}')
                from vetting_candorcheck as it
                join groups_facilitatorterm as term on term.group_id = it.group_id and term.ended_at is null
                join programs_role as role on role.id = term.role_id and role.ended_at is null
                where it.id = asked_check and it.program_id = asked_program and term.program_id = asked_program
                  and role.program_id = asked_program and role.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
        function_of_authz(
            "app_admins",
            "asked_program uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct user_id), '{}') from programs_role
                where program_id = asked_program and kind = 'admin' and ended_at is null and user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
    ]
