"""Members who say themselves that they are here, where their group chose so: the one look that is theirs to write.

They write it of themselves, once, at a meeting at which they have a place, in the seat of that place, as present or
late; and change nothing that stands. When it may be said is the action's (meetings/actions/arriving.py).
"""

from django.db import migrations, models

from programs.rls import APP, once

SAYS = """checked_in_at is not null and member_id = app_member() and group_id = any(app_groups())
    and seen in ('present', 'late') and reason = '' and alternate = '' and corrected_at is null
    and exists (
        select 1 from meetings_rsvp as place
        join meetings_meeting as meeting on meeting.id = place.meeting_id and meeting.state = 'planned'
        join meetings_meetingsettings as chosen on chosen.group_id = place.group_id and chosen.self_check_in
        where place.meeting_id = meetings_attendance.meeting_id and place.member_id = meetings_attendance.member_id
          and place.seat_id = meetings_attendance.seat_id and place.group_id = meetings_attendance.group_id
    )"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_public_year")]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="checked_in_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="when they said themselves that they are here"
            ),
        ),
        migrations.RunSQL(
            f"create policy checks_in on meetings_attendance for insert to {APP} with check ({once(SAYS)})",
            "drop policy checks_in on meetings_attendance",
        ),
    ]
