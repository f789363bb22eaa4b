"""Invitations for who runs a meeting: whom the post asks, and what the mail may know before a substitute's dates begin."""

from django.db import migrations

from programs.rls import AUTHZ, function_of_authz

POST = "current_setting('app.reach', true) = 'post'"
RUNS = """
    term.ended_at is null and role.ended_at is null and role.user_id is not null
    and (term.until is null or (meeting.starts_at >= term.since and meeting.starts_at < term.until))
"""
"""Whose meeting it is to run: the group's facilitators', and a substitute's if it lies in their dates."""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0020_told_in_the_app"), ("meetings", "0013_of_its_group")]

    operations = [
        migrations.RunSQL(
            f"grant select on meetings_meetingsettings to {AUTHZ}; "
            f"create policy helpers on meetings_meetingsettings for select to {AUTHZ} using (true)",
            f"drop policy if exists helpers on meetings_meetingsettings; "
            f"revoke all on meetings_meetingsettings from {AUTHZ}",
        ),
        # The open meetings to come that something is about (a meeting, a series, a group, or the role of who runs
        # them), each with the users who run it and those who have a place at it.
        function_of_authz(
            "app_at_table",
            "asked_program uuid, about uuid, now timestamptz",
            f"""returns table (meeting_id uuid, runs uuid[], placed uuid[]) language sql stable as $$
                select meeting.id,
                    array(
                        select distinct role.user_id from groups_facilitatorterm as term
                        join programs_role as role on role.id = term.role_id
                        where term.group_id = meeting.group_id and {RUNS}
                    ),
                    array(
                        select member.user_id from meetings_rsvp as place
                        join members_member as member on member.id = place.member_id
                        where place.meeting_id = meeting.id and member.user_id is not null
                    )
                from meetings_meeting as meeting
                where meeting.program_id = asked_program and meeting.opened_at is not null and meeting.ends_at > now
                  and {POST} and (
                    about in (meeting.id, meeting.series_id, meeting.group_id) or exists (
                        select 1 from groups_facilitatorterm as term
                        where term.role_id = about and term.group_id = meeting.group_id and term.ended_at is null
                    )
                  )
                order by meeting.starts_at, meeting.id
            $$""",  # noqa: S608 - made of constants
        ),
        # When and where a meeting is, for who runs it; a substitute is told before their dates, and nothing said there.
        function_of_authz(
            "app_run_meeting",
            "asked uuid",
            f"""returns jsonb language sql stable as $$
                select jsonb_build_object(
                    'name', meeting.name, 'group_id', circle.id, 'group', circle.name, 'sequence', meeting.sequence,
                    'starts_at', meeting.starts_at, 'ends_at', meeting.ends_at, 'zone', meeting.zone,
                    'mode', meeting.mode, 'place', meeting.place, 'state', meeting.state,
                    'stands_in', bool_and(term.until is not null),
                    'way', (select way from meetings_meetingsettings where group_id = circle.id)
                )
                from meetings_meeting as meeting join groups_group as circle on circle.id = meeting.group_id
                join groups_facilitatorterm as term on term.group_id = circle.id
                join programs_role as role on role.id = term.role_id
                where meeting.id = asked and meeting.program_id = app_program() and role.user_id = app_user() and {RUNS}
                group by meeting.id, circle.id
            $$""",  # noqa: S608 - made of constants
        ),
    ]
