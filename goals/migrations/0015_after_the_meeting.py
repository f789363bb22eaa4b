"""When the next meeting of the member of a link's goal is over: "ask me after the meeting", from mail.

The link reads no meeting (docs/decisions/0005). It is told one moment, of no group by name, and nothing after the
member has left.
"""

from django.db import migrations

from programs.rls import function_of_authz


class Migration(migrations.Migration):
    dependencies = [("goals", "0014_promise_due"), ("meetings", "0009_public_year")]

    operations = [
        function_of_authz(
            "app_link_meets_until",
            "",
            """returns timestamptz language sql stable as $$
                select min(meeting.ends_at) from meetings_meeting as meeting
                where meeting.program_id = app_program() and meeting.state = 'planned' and meeting.ends_at > now()
                  and meeting.group_id in (
                      select holder.group_id
                      from groups_seatholder as holder
                           join goals_goal as goal on goal.member_id = holder.member_id
                           join members_member as member on member.id = holder.member_id
                      where goal.id = app_link() and goal.program_id = app_program()
                        and holder.program_id = app_program() and holder.left_at is null and member.left_at is null
                  )
            $$""",
        ),
    ]
