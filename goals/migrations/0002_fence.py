"""The fences of this room, and what a mail link asks before it acts."""

from django.db import migrations

from programs.rls import fence, function_of_authz


class Migration(migrations.Migration):
    dependencies = [("goals", "0001_initial"), ("groups", "0002_fence")]

    operations = [
        fence("goals_goal", "group", author="member_id", addressee="partner_id", link="id", authz="yes"),
        fence("goals_milestone", "group", author="member_id", addressee="partner_id", link="goal_id"),
        fence("goals_checkin", "group", author="member_id", addressee="partner_id", link="goal_id"),
        fence("goals_privatenote", "own", author="member_id", link="goal_id"),
        # The groups in which a member sits now; a member asks for themselves, a link for the member of its goal.
        function_of_authz(
            "app_circles",
            "asked uuid",
            """returns uuid[] language sql stable as $$
                select array_agg(group_id) from groups_seatholder
                where program_id = app_program() and member_id = asked and left_at is null
                  and (asked = app_member()
                       or asked = (select member_id from goals_goal where id = app_link()))
            $$""",
        ),
        # Rights are read again at the moment of use: the link's goal still belongs to somebody of the program.
        function_of_authz(
            "app_link_is_live",
            "",
            """returns boolean language sql stable as $$
                select exists (
                    select 1 from goals_goal join members_member on members_member.id = goals_goal.member_id
                    where goals_goal.id = app_link() and goals_goal.program_id = app_program()
                      and members_member.left_at is null
                )
            $$""",
        ),
    ]  # fmt: skip
