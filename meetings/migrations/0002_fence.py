"""The fences of this room, and what a mail link or a calendar's feed may ask.

A link in mail opens one Rsvp: one member's place at one meeting, with their own preparation and what they hand in. It
reads no agenda and nothing that was said. A feed opens the outlines of the meetings of its owner's groups.
"""

from django.db import migrations

from programs.rls import APP, fence, function_of_authz

RUNS = "group_id = any(app_facilitates())"
MINE = "member_id = app_member()"
HOLDS = """seat_id = any((select array(
    select seat_id from groups_seatholder where member_id = app_member() and left_at is null
))::uuid[])"""
"""A seat that the reader holds now, alone or with a co-owner."""
PLACE = """select {column} from meetings_rsvp as place
    join groups_seatholder as holder on holder.group_id = place.group_id and holder.member_id = place.member_id
    join members_member as member on member.id = place.member_id
    where place.id = app_link() and place.program_id = app_program()
      and holder.left_at is null and member.left_at is null
    limit 1"""
"""The place that the link opens, while its member sits in the group."""


def of_place(name: str, column: str) -> migrations.RunSQL:
    """The function that tells a column of the place that the link opens."""
    return function_of_authz(
        name, "", f"returns uuid language sql stable as $$ {PLACE.format(column=column)} $$"
    )  # fmt: skip


def also_read(table: str, name: str, condition: str) -> migrations.RunSQL:
    """One more reason to read a table of another room."""
    return migrations.RunSQL(
        f"create policy {name} on {table} for select to {APP} using ({condition})",
        f"drop policy if exists {name} on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("goals", "0007_merge_looks")]

    operations = [
        of_place("app_link_meeting", "place.meeting_id"),
        of_place("app_link_group", "place.group_id"),
        of_place("app_link_member", "place.member_id"),
        # The groups of whoever owns the feed: those in which they sit or which they facilitate now.
        function_of_authz(
            "app_feed_groups",
            "",
            """returns uuid[] language sql stable as $$
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
                      and role.ended_at is null and term.ended_at is null
                )
            $$""",
        ),
        fence("meetings_series", "table"),
        fence("meetings_blackout", "people"),
        fence("meetings_meeting", "table", concerned="id = app_link_meeting() or group_id = any(app_feed_groups())"),
        fence("meetings_rsvp", "table", author="member_id", link="id", writers=f"{MINE} or id = app_link()", authz="yes"),
        fence("meetings_stay", "own", author="member_id", link="rsvp_id", concerned=RUNS),
        fence("meetings_meetingsettings", "table", concerned="group_id = app_link_group()"),
        fence("meetings_calendarfeed", "own", user="user_id", link="id", authz="yes"),
        fence("meetings_datepoll", "table"),
        fence("meetings_dateoption", "table"),
        fence("meetings_datevote", "table", author="member_id", writers=f"{MINE} and group_id = any(app_groups())"),
        fence("meetings_agendatemplate", "people"),
        fence("meetings_agendaitem", "circle"),
        fence("meetings_job", "table"),
        fence("meetings_homework", "circle", concerned="meeting_id = app_link_meeting()"),
        fence("meetings_handin", "group", author="member_id", addressee="partner_id", link="rsvp_id"),
        fence("meetings_preparation", "group", author="member_id", addressee="partner_id", link="rsvp_id"),
        fence("meetings_groupdecision", "circle"),
        fence("meetings_parkeditem", "circle", author="member_id"),
        fence("meetings_recap", "circle"),
        fence("meetings_attendancerules", "public", writers=RUNS),
        fence("meetings_attendance", "staff", author="member_id", concerned=f"{RUNS} or {HOLDS}", writers=RUNS),
        fence("meetings_guest", "table"),
        fence("meetings_leave", "staff", concerned=f"{RUNS} or {HOLDS}", writers=RUNS),
        fence("meetings_catchup", "staff", concerned=f"{RUNS} or {HOLDS}", writers=RUNS),
        fence("meetings_step", "staff", concerned=f"{RUNS} or {HOLDS}", writers=f"{RUNS} or {HOLDS}"),
        fence("meetings_followup", "own", concerned=RUNS, writers=RUNS),
        # Whose place a link opens reads the names on its page: the group's, their own.
        also_read("groups_group", "readers_at_table", "id = (select app_link_group()) or id = any((select app_feed_groups())::uuid[])"),
        also_read("members_member", "readers_at_table", "id = (select app_link_member())"),
    ]  # fmt: skip
