"""Planning a year, changing it, and what happens to the dates and places that are there already."""

from datetime import time, timedelta

import pytest

from groups.actions import leave_seat, take_seat
from groups.models import Group, SeatHolder
from meetings.actions.answering import answer
from meetings.actions.opening import OPENS_BEFORE, TEND
from meetings.actions.planning import (
    cancel_meeting,
    change_meeting,
    change_series,
    end_series,
    plan_series,
    restore_meeting,
)
from meetings.actions.ringing import ring_all
from meetings.models import Meeting, Rsvp
from meetings.recurrence import Pattern
from members.models import Member
from programs.clock import on_the_wall
from programs.models import Due
from programs.refusal import Refused, Stale
from programs.tenancy import inside
from tests.meetings.conftest import CHICAGO, THIRD_THURSDAY, tomorrow


def test_a_year_of_dates_each_at_nine_on_the_wall(world, series):
    with inside(world.heartland, world.member):
        meetings = list(Meeting.objects.filter(series=series))
    assert len(meetings) in (12, 13)
    for one in meetings:
        start = on_the_wall(one.starts_at, CHICAGO)
        assert (start.hour, start.minute, start.weekday()) == (9, 0, 3)
        assert one.ends_at - one.starts_at == timedelta(minutes=105)


def test_a_day_off_is_left_out_or_another_day(world, now):
    with inside(world.heartland, world.facilitator):
        first, second = (one.day for one in _days(now)[:2])
        series = plan_series(
            world.group, by=world.facilitator, now=now, pattern=THIRD_THURSDAY, first_on=tomorrow(now), at=time(9),
            zone=CHICAGO, minutes=60, choices={first: None, second: second + timedelta(days=7)},
        )  # fmt: skip
        found = {one.planned_on: one for one in Meeting.objects.filter(series=series)}
    assert first not in found
    assert on_the_wall(found[second].starts_at, CHICAGO).date() == second + timedelta(days=7)
    assert found[second].moved


def _days(now):
    from meetings.recurrence import occurrences

    start = tomorrow(now)
    return occurrences(THIRD_THURSDAY, start, start + timedelta(days=365), at=time(9), zone=CHICAGO, minutes=60)


def test_who_sits_there_has_a_place_at_what_comes_within_ninety_days(world, series, now):
    with inside(world.heartland, world.facilitator):
        seated = set(SeatHolder.objects.current().filter(group=world.group).values_list("member_id", flat=True))
        for one in Meeting.objects.filter(series=series):
            placed = set(Rsvp.objects.filter(meeting=one).values_list("member_id", flat=True))
            assert placed == (seated if one.starts_at - now <= OPENS_BEFORE else set())
    with inside(world.heartland, world.admin):
        assert Due.objects.filter(kind=TEND, object_id=world.group.pk).count() == 1


def test_the_clock_opens_the_next_one_when_its_time_comes(world, series, now):
    with inside(world.heartland, world.facilitator):
        later = Meeting.objects.filter(series=series, opened_at=None).first()
    when = later.starts_at - OPENS_BEFORE + timedelta(minutes=1)
    while ring_all(now=when):
        pass
    with inside(world.heartland, world.facilitator):
        later.refresh_from_db()
        assert later.opened_at == when
        assert Rsvp.objects.filter(meeting=later).count() > 0


def test_a_seat_taken_or_left_lays_the_table_anew(world, series, now):
    with inside(world.heartland, world.admin):
        newcomer = Member.objects.get(user=world.sibling)
        take_seat(world.group, newcomer, by=world.admin, now=now)
    ring_all(now=now + timedelta(seconds=1))
    with inside(world.heartland, world.admin):
        assert Rsvp.objects.filter(member=newcomer, group=world.group).exists()
        holder = SeatHolder.objects.current().get(group=world.group, member=newcomer)
        leave_seat(holder, by=world.admin, now=now)
    ring_all(now=now + timedelta(seconds=2))
    with inside(world.heartland, world.admin):
        assert not Rsvp.objects.filter(member=newcomer, group=world.group).exists()


def test_another_hour_moves_what_comes_and_keeps_the_answers(world, series, now):
    with inside(world.heartland, world.facilitator):
        first = Meeting.objects.filter(series=series).first()
        place = Rsvp.objects.get(meeting=first, member__user=world.member)
    with inside(world.heartland, world.member):
        answer(place, by=world.member, now=now, says="yes")
    with inside(world.heartland, world.facilitator):
        change_series(series, by=world.facilitator, now=now, seen=series.version, at=time(10))
        first.refresh_from_db()
        place.refresh_from_db()
        assert on_the_wall(first.starts_at, CHICAGO).hour == 10
        assert (place.answer, first.sequence) == ("yes", 1)


def test_another_day_cancels_the_dates_that_go_and_plans_those_that_come(world, series, now):
    with inside(world.heartland, world.facilitator):
        before = set(Meeting.objects.filter(series=series).values_list("pk", flat=True))
        change_series(series, by=world.facilitator, now=now, pattern=Pattern("monthly", 1, 1, 2).rrule())
        on = Meeting.objects.on().filter(series=series)
        assert {on_the_wall(one.starts_at, CHICAGO).weekday() for one in on} == {1}
        assert before <= set(Meeting.objects.filter(state="canceled").values_list("pk", flat=True))


def test_what_somebody_moved_stays_where_it_is(world, series, now):
    with inside(world.heartland, world.facilitator):
        one = Meeting.objects.filter(series=series).first()
        moved_to = one.starts_at + timedelta(days=1)
        change_meeting(
            one, by=world.facilitator, now=now, seen=1, starts_at=moved_to, ends_at=moved_to + timedelta(hours=2)
        )
        change_series(series, by=world.facilitator, now=now, at=time(11), place="Room 4")
        one.refresh_from_db()
        assert (one.starts_at, one.place) == (moved_to, "Room 4")


def test_a_stale_save_is_refused_with_what_stands(world, series, now):
    with inside(world.heartland, world.facilitator):
        one = Meeting.objects.filter(series=series).first()
        change_meeting(one, by=world.facilitator, now=now, seen=1, place="Here")
        with pytest.raises(Stale) as stale:
            change_meeting(one, by=world.facilitator, now=now, seen=1, place="There")
        assert stale.value.theirs.place == "Here"


def test_canceled_and_brought_back(world, series, now):
    with inside(world.heartland, world.facilitator):
        one = Meeting.objects.filter(series=series).first()
        cancel_meeting(one, by=world.facilitator, now=now)
        with pytest.raises(Refused, match="canceled already"):
            cancel_meeting(one, by=world.facilitator, now=now)
        with pytest.raises(Refused, match="Bring it back first"):
            change_meeting(one, by=world.facilitator, now=now, place="There")
        restore_meeting(one, by=world.facilitator, now=now)
        assert (one.is_on, one.sequence) == (True, 2)


def test_an_ended_series_cancels_what_comes(world, series, now):
    with inside(world.heartland, world.facilitator):
        end_series(series, by=world.facilitator, now=now)
        assert not Meeting.objects.on().filter(series=series).exists()
        with pytest.raises(Refused, match="ended already"):
            end_series(series, by=world.facilitator, now=now)


def test_a_year_is_planned_further_by_itself(world, series, now):
    with inside(world.heartland, world.facilitator):
        until = series.until
    for step in range(60):
        ring_all(now=now + timedelta(days=7 * step))
    with inside(world.heartland, world.facilitator):
        series.refresh_from_db()
        assert series.until == until + timedelta(days=365)
        days = [one.planned_on for one in Meeting.objects.filter(series=series)]
        assert len(days) == len(set(days)) >= 24


def test_a_closed_group_plans_nothing(world, now):
    with inside(world.heartland, world.facilitator):
        group = Group(state=Group.State.CLOSED, name="Old ones")
        with pytest.raises(Refused, match="Old ones is closed"):
            plan_series(
                group, by=world.facilitator, now=now, pattern=THIRD_THURSDAY, first_on=tomorrow(now), at=time(9),
                zone=CHICAGO, minutes=60,
            )  # fmt: skip
