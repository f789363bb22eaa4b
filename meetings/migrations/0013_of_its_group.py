"""What the fences of this room left open: columns of other groups, names of other members, words before they are said.

A row hangs on a meeting, a seat or a place of its own group, whoever writes it; what hangs on a place is its member's.
A feed's link moves no feed to somebody else, a rule that was published stays, and a letter is written by those who look
after a group. A recap and an agenda are the group's once they are out, and who begins to look after a group reads
neither follow-ups nor calls for help of before.
"""

from importlib import import_module

from django.db import migrations

from programs.rls import APP, function_of_authz, once

GUARDS = import_module("vetting.migrations.0012_guards")
RUNS = GUARDS.RUNS
RUNS_OR_STAFF = f"app_is_staff() or {RUNS}"
HERS = "user_id = app_user()"

HANGS = {
    "meetings_attendance": ("meeting_id", "seat_id"),
    "meetings_rsvp": ("meeting_id", "seat_id"),
    "meetings_catchup": ("meeting_id", "seat_id"),
    "meetings_step": ("meeting_id", "seat_id"),
    "meetings_leave": ("seat_id",),
    "meetings_agendaitem": ("meeting_id",),
    "meetings_job": ("meeting_id",),
    "meetings_homework": ("meeting_id",),
    "meetings_groupdecision": ("meeting_id",),
    "meetings_parkeditem": ("meeting_id",),
    "meetings_recap": ("meeting_id",),
    "meetings_guest": ("meeting_id",),
}
"""table -> what its rows hang on."""

PLACED = {
    "meetings_stay": ("rsvp_id", "member_id", "group_id"),
    "meetings_preparation": ("rsvp_id", "member_id", "meeting_id", "audience", "partner_id"),
    "meetings_handin": ("rsvp_id", "member_id", "homework_id", "audience", "partner_id"),
}
"""table of what hangs on a place -> the columns that the place settles."""

OF_ITS_GROUP = """
create function app_of_its_group() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    made jsonb := to_jsonb(new);
begin
    if current_user = 'peergroups_app'
       and not app_in_group(new.group_id, (made ->> 'meeting_id')::uuid, (made ->> 'seat_id')::uuid) then
        raise exception 'this row of % hangs on another group', tg_table_name using errcode = '42501';
    end if;
    return new;
end
$$
"""
OF_ITS_PLACE = """
create function app_of_its_place() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    made jsonb := to_jsonb(new);
    place record;
begin
    if current_user = 'peergroups_app' then
        select * into place from app_place((made ->> 'rsvp_id')::uuid, (made ->> 'homework_id')::uuid);
        if place is null or new.member_id <> place.member_id
           or coalesce((made ->> 'group_id')::uuid, place.group_id) <> place.group_id
           or coalesce((made ->> 'meeting_id')::uuid, place.meeting_id) <> place.meeting_id
           or place.homework_of <> place.meeting_id
           or (made ->> 'partner_id') is not null
           or coalesce(made -> 'audience', '[]') not in ('[]', to_jsonb(array[place.group_id])) then
            raise exception 'this row of % is of another place', tg_table_name using errcode = '42501';
        end if;
    end if;
    return new;
end
$$
"""
VOTES = """
create function app_votes() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if current_user = 'peergroups_app' and (
        new.member_id is distinct from app_member() or not app_is_asked(new.option_id, new.group_id)
    ) then
        raise exception 'this vote is not theirs to give' using errcode = '42501';
    end if;
    return new;
end
$$
"""


def checked(table: str, name: str, columns: tuple[str, ...], function: str) -> migrations.RunSQL:
    """The trigger that looks at the columns of one table whenever somebody writes them."""
    return migrations.RunSQL(
        f"create trigger {name} before insert or update of {', '.join(columns)} on {table} "
        f"for each row execute function {function}()",
        f"drop trigger {name} on {table}",
    )


def only(table: str, name: str, act: str, condition: str) -> migrations.RunSQL:
    """A RESTRICTIVE policy: of all who otherwise might, those of `condition` may."""
    how = "with check" if act == "insert" else "using"
    return migrations.RunSQL(
        f"create policy {name} on {table} as restrictive for {act} to {APP} {how} ({once(condition)})",
        f"drop policy {name} on {table}",
    )


def helping(since: str) -> str:
    """The policy of who reads a call for help with homework."""
    return f"""
        drop policy if exists readers_helping on meetings_handin;
        create policy readers_helping on meetings_handin for select to {APP} using (
            needs_help and exists (
                select 1 from meetings_rsvp as place
                where place.id = rsvp_id and place.group_id = any((select app_facilitates())::uuid[]){since}
            )
        )
    """  # noqa: S608 - made of constants


FROM_THEIR_DAY = "(app_reads() ->> {group}::text)::timestamptz"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_moved"), ("vetting", "0012_guards")]

    operations = [
        function_of_authz(
            "app_in_group",
            "circle uuid, met uuid, sat uuid",
            """returns boolean language sql stable as $$
                select (met is null or exists (
                    select 1 from meetings_meeting
                    where id = met and group_id = circle and program_id = app_program()
                )) and (sat is null or exists (
                    select 1 from groups_seat where id = sat and group_id = circle and program_id = app_program()
                ))
            $$""",
        ),
        function_of_authz(
            "app_place",
            "asked uuid, task uuid",
            """returns table (member_id uuid, group_id uuid, meeting_id uuid, homework_of uuid)
            language sql stable as $$
                select place.member_id, place.group_id, place.meeting_id,
                       case when task is null then place.meeting_id else coalesce(
                           (select homework.meeting_id from meetings_homework as homework where homework.id = task),
                           place.group_id
                       ) end
                from meetings_rsvp as place where place.id = asked and place.program_id = app_program()
            $$""",
        ),
        migrations.RunSQL(
            "\n".join(
                f"grant select on {table} to peergroups_authz; "
                f"create policy helpers on {table} for select to peergroups_authz using (true);"
                for table in ("meetings_datepoll", "meetings_dateoption")
            ),
            "\n".join(
                f"drop policy helpers on {table}; revoke select on {table} from peergroups_authz;"  # noqa: S608 - our own
                for table in ("meetings_datepoll", "meetings_dateoption")
            ),
        ),
        function_of_authz(
            "app_is_asked",
            "asked uuid, circle uuid",
            """returns boolean language sql stable as $$
                select exists (
                    select 1 from meetings_dateoption as option join meetings_datepoll as poll on poll.id = option.poll_id
                    where option.id = asked and poll.group_id = circle and poll.program_id = app_program()
                      and poll.closed_at is null
                )
            $$""",
        ),
        migrations.RunSQL(OF_ITS_GROUP, "drop function app_of_its_group()"),
        migrations.RunSQL(OF_ITS_PLACE, "drop function app_of_its_place()"),
        migrations.RunSQL(VOTES, "drop function app_votes()"),
        *(checked(table, "hangs", ("group_id", *on), "app_of_its_group") for table, on in HANGS.items()),
        *(checked(table, "placed", columns, "app_of_its_place") for table, columns in PLACED.items()),
        checked("meetings_datevote", "votes", ("can", "option_id", "group_id"), "app_votes"),
        GUARDS.bound("meetings_calendarfeed", ("everybody", "read_at")),
        only("meetings_calendarfeed", "makes", "insert", HERS),
        only("meetings_calendarfeed", "deletes", "delete", HERS),
        GUARDS.bound("meetings_attendancerules", ("everybody",)),
        only("meetings_attendancerules", "stays", "delete", "false"),
        only("meetings_letter", "makes", "insert", RUNS_OR_STAFF),
        GUARDS.bound("meetings_letter", ("everybody", "written_at")),
        only("meetings_recap", "is_sent", "select", f"{RUNS} or sends_at is not null"),
        only(
            "meetings_agendaitem",
            "is_open",
            "select",
            f"{RUNS} or meeting_id in (select id from meetings_meeting where agenda_at is not null)",  # noqa: S608
        ),
        only(
            "meetings_followup",
            "of_their_time",
            "select",
            f"by_id = app_user() or to_id = app_user() or at >= {FROM_THEIR_DAY.format(group='group_id')}",
        ),
        migrations.RunSQL(
            helping(f" and meetings_handin.said_at >= {FROM_THEIR_DAY.format(group='place.group_id')}"), helping("")
        ),
    ]
