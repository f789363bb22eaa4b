"""What was seen at a meeting and what people did about it, a row in each table: attendance, a guest, leave, a step."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from groups.models import Group, SeatHolder
from meetings.actions.attending import Look, add_guest, note_look
from meetings.actions.ruling import publish_attendance_rules
from meetings.actions.stepping import agree_leave, ask_again, note_catch_up, take_step
from meetings.models import Attendance, Meeting
from meetings.presets import NLG
from programs.models import Program, User
from programs.tenancy import inside


def a_record(program: Program, facilitator: User, user: User, group: Group) -> dict[str, UUID]:
    """The last meeting of `group`, which `user` missed and made up for, and a call that they ask to be looked at again;
    the keys of its rows by kind.
    """
    now = timezone.now()
    today = now.date()
    with inside(program, facilitator):
        meeting = Meeting.objects.of(group).past(now)[0]
        holder = SeatHolder.objects.current().select_related("seat").get(group=group, member__user=user)
        look = Look(Attendance.Seen.SUBSTITUTE, alternate="Ana Diaz")
        note_look(meeting, holder.member_id, by=facilitator, now=now, look=look, seen=1, why="She came instead.")
        guest = add_guest(meeting, by=facilitator, now=now, name="Ann Lee", company="Lee IT")
        leave = agree_leave(
            holder.seat, by=facilitator, now=now, first=today + timedelta(days=90), last=today + timedelta(days=99)
        )
        made = note_catch_up(
            holder.seat, meeting, by=facilitator, now=now, on=meeting.starts_at.date(), how="brief", within=14
        )
        step = take_step(holder.seat, "call", by=facilitator, now=now, words="We talked. All is well.")
        rules = publish_attendance_rules(
            by=facilitator, now=now, today=today, policy=NLG, effective_on=today + timedelta(days=400), group=group
        )
    with inside(program, user):
        ask_again(step, by=user, now=now, words="I was there, by phone.")
    return {
        "past meeting": meeting.pk,
        "guest": guest.pk,
        "seat": holder.seat_id,
        "step": step.pk,
        "leave": leave.pk,
        "catch up": made.pk,
        "attendance rules": rules.pk,
    }
