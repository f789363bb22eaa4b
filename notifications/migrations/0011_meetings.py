"""Mail about meetings: its kinds, and whom the post asks who is to hear.

What the functions give to the post are keys and nothing else. Who lost a place may no longer read the meeting; the
mail that takes it out of their calendar needs its outline once more.
"""

from importlib import import_module

from django.db import migrations, models

from programs.rls import AUTHZ, function_of_authz

KINDS = [
    *import_module("notifications.migrations.0010_visit_off").KINDS,
    ("meeting", "A meeting comes nearer"),
    ("rsvp", "Do you come?"),
    ("meeting_day", "Your meeting is here"),
    ("travel", "Your way to a meeting"),
    ("meeting_invited", "A calendar invitation"),
    ("meeting_off", "A meeting leaves your calendar"),
    ("meeting_year", "The dates of your group"),
]
POST = "current_setting('app.reach', true) = 'post'"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0010_visit_off"), ("meetings", "0002_fence")]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        migrations.RunSQL(
            f"grant select on meetings_meeting to {AUTHZ}; "
            f"create policy authz on meetings_meeting for select to {AUTHZ} using (true)",
            f"drop policy if exists authz on meetings_meeting; revoke all on meetings_meeting from {AUTHZ}",
        ),
        # Who has a place at a meeting to come, or at those of a series or a group: (meeting, user).
        function_of_authz(
            "app_placed_at",
            "asked_program uuid, about uuid, since timestamptz",
            f"""returns table (meeting_id uuid, user_id uuid) language sql stable as $$
                select meeting.id, member.user_id
                from meetings_meeting as meeting
                join meetings_rsvp as place on place.meeting_id = meeting.id
                join members_member as member on member.id = place.member_id
                where meeting.program_id = asked_program and about in (meeting.id, meeting.series_id, meeting.group_id)
                  and meeting.ends_at > since and member.user_id is not null and {POST}
                order by meeting.starts_at, member.user_id
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_seated_users",
            "asked_program uuid, about uuid",
            f"""returns uuid[] language sql stable as $$
                select coalesce(array_agg(distinct member.user_id), '{{}}')
                from groups_seatholder as holder join members_member as member on member.id = holder.member_id
                where holder.program_id = asked_program and holder.group_id = about and holder.left_at is null
                  and member.user_id is not null and {POST}
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_user_of_member",
            "asked_program uuid, asked_member uuid",
            f"""returns uuid language sql stable as $$
                select user_id from members_member
                where program_id = asked_program and id = asked_member and {POST}
            $$""",  # noqa: S608 - made of constants
        ),
        function_of_authz(
            "app_lost_meeting",
            "asked uuid",
            """returns jsonb language sql stable as $$
                select jsonb_build_object(
                    'sequence', meeting.sequence, 'starts_at', meeting.starts_at, 'ends_at', meeting.ends_at,
                    'zone', meeting.zone, 'place', meeting.place, 'group', circle.name
                )
                from meetings_meeting as meeting join groups_group as circle on circle.id = meeting.group_id
                where meeting.id = asked and meeting.program_id = app_program() and exists (
                    select 1 from notifications_delivery as mail
                    where mail.program_id = app_program() and mail.user_id = app_user() and mail.about_id = asked
                      and mail.kind = 'meeting_off'
                )
            $$""",
        ),
    ]
