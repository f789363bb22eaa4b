"""The meetings of the cast: in the tests one that is over and one to come in each group, in the demo a year of them."""

import random
from datetime import date, datetime, time, timedelta

from groups.models import Group
from meetings.actions.answering import answer
from meetings.actions.asking import stop_asking
from meetings.actions.attending import Look, take_attendance
from meetings.actions.opening import OPENS_BEFORE, lay_table
from meetings.actions.planning import add_meeting, plan_series
from meetings.models import Attendance, Meeting, Rsvp
from meetings.recurrence import Pattern
from programs.clock import local_day, on_the_wall
from programs.models import Program, User
from programs.tenancy import inside
from tests.table_talk import ready, talk

MONTHLY = Pattern("monthly", 1, 3, 3)
SECOND_TUESDAY = Pattern("weekly", 2, 1)
EVERY_SIX_WEEKS = Pattern("weekly", 6, 2)
MISSES = {"Owners 1": 1, "Owners 2": 4}
"""In the demo, the place in the roster of somebody who missed twice within the year: of each group."""


def over_and_to_come(program: Program, group: Group, facilitator: User, now: datetime) -> tuple[Meeting, Meeting]:
    """A meeting three weeks ago with its attendance, at which the last one in the roster was late, and one in two days.

    Call it outside of the program; returns (past, coming).
    """
    then, today = now - timedelta(days=28), local_day(now, group.zone)
    with inside(program, facilitator):
        past, coming = (
            add_meeting(
                group, by=facilitator, now=moment, day=today + timedelta(days=days), at=time(9), zone=group.zone,
                minutes=90, join_url="https://video.example/room", via="demo",
            )
            for moment, days in ((then, -21), (now, 2))
        )  # fmt: skip
        last = Rsvp.objects.filter(meeting=past).order_by("seat__number").last()
        looks = {last.member_id: Look(Attendance.Seen.LATE, minutes=12)} if last else {}
        take_attendance(past, by=facilitator, now=past.starts_at, looks=looks, via="demo")
        stop_asking(past)
    return past, coming


def a_year(
    program: Program, group: Group, facilitator: User, now: datetime, *, pattern: Pattern
) -> tuple[Meeting, Meeting]:
    """A series that began a year ago: every past meeting with its attendance, the next ones with some answers.

    Call it outside of the program; returns (the last one, the next one).
    """
    began = local_day(now, group.zone) - timedelta(days=364)
    dice = random.Random(f"table {group.name}")
    with inside(program, facilitator):
        plan_series(
            group, by=facilitator, now=now - timedelta(days=364), pattern=pattern, first_on=began,
            at=time(9),
            zone=group.zone, minutes=105, until=began + timedelta(days=728), join_url="https://meet.example/room",
            via="demo",
        )  # fmt: skip
        meetings = list(Meeting.objects.of(group).past(now))[::-1]
        for number, one in enumerate(meetings):
            hold(one, facilitator, dice, missed=number in (len(meetings) - 2, len(meetings) - 5))
        coming = Meeting.objects.of(group).to_come(now)[0]
        lay_table(coming, now=max(coming.starts_at - OPENS_BEFORE, meetings[-1].ends_at))
    tell(program, coming, facilitator, now, dice)
    talk(program, group, facilitator, meetings, coming, now)
    return meetings[-1], coming


def hold(meeting: Meeting, facilitator: User, dice: random.Random, *, missed: bool) -> None:
    """Take attendance of a past meeting: most are here, a few late, told us, or no word."""
    lay_table(meeting, now=meeting.starts_at - timedelta(days=3))
    stop_asking(meeting)
    seats = list(Rsvp.objects.filter(meeting=meeting).order_by("seat__number").values_list("member_id", flat=True))
    absent = MISSES.get(meeting.group.name)
    looks = {}
    for number, key in enumerate(seats):
        if missed and number == absent:
            looks[key] = Look(Attendance.Seen.UNEXCUSED)
        elif (luck := dice.random()) < 0.04:
            looks[key] = Look(Attendance.Seen.EXCUSED, reason=Attendance.Reason.CLIENT_DOWN if luck < 0.02 else "")
        elif luck < 0.09:
            looks[key] = Look(Attendance.Seen.LATE, minutes=dice.choice((4, 7, 12, 18)))
    take_attendance(meeting, by=facilitator, now=meeting.starts_at, looks=looks, via="demo")


def tell(program: Program, meeting: Meeting, facilitator: User, now: datetime, dice: random.Random) -> None:
    """Some have answered for a meeting already: most come, one is late, one does not come."""
    with inside(program, facilitator):
        places = list(
            Rsvp.objects.filter(meeting=meeting, member__user__isnull=False)
            .select_related("member__user")
            .order_by("seat__number")
        )
    for number, place in enumerate(places[: len(places) * 2 // 3]):
        says = {2: "late", 4: "no"}.get(number, "yes")
        with inside(program, place.member.user):
            here = Rsvp.objects.get(pk=place.pk)
            answer(
                here, by=place.member.user, now=now - timedelta(hours=dice.randint(1, 60)), says=says,
                late_minutes=15 if says == "late" else None, sends_update=says == "no", via="demo",
            )  # fmt: skip


def soon(program: Program, group: Group, facilitator: User, now: datetime) -> Meeting:
    """A single meeting that begins in ten minutes (rounded to five), its agenda open to the group."""
    wall = on_the_wall(now + timedelta(minutes=12), group.zone)
    at = time(wall.hour, wall.minute - wall.minute % 5)
    day: date = wall.date()
    with inside(program, facilitator):
        meeting = add_meeting(
            group, by=facilitator, now=now - timedelta(days=20), day=day, at=at, zone=group.zone, minutes=90,
            name="Quarter in review", join_url="https://meet.example/room", via="demo",
        )  # fmt: skip
    ready(program, group, facilitator, meeting)
    return meeting
