"""Mail of the welcome: its kinds, and whom the post asks who is to hear."""

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
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_vetting"),
        ("vetting", "0009_welcome"),
    ]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        # Keys of users and nothing else, and only under the reach of the post (docs/decisions/0009): whose membership
        # this is, while they are here; and a newcomer with their buddy.
        function_of_authz(
            "app_user_of",
            "asked_program uuid, asked_member uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(user_id), '{}') from members_member
                where program_id = asked_program and id = asked_member and left_at is null and user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
        function_of_authz(
            "app_buddies",
            "asked_program uuid, asked_buddy uuid",
            """returns uuid[] language sql stable as $$
                select coalesce(array_agg(member.user_id), '{}')
                from vetting_buddy as it join members_member as member on member.id in (it.member_id, it.buddy_id)
                where it.id = asked_buddy and it.program_id = asked_program and member.program_id = asked_program
                  and member.left_at is null and member.user_id is not null
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
    ]
