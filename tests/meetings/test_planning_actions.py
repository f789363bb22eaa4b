"""Planning a year, changing it, and what happens to the dates and places that are there already."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from groups.actions import leave_seat, take_seat
from groups.models import Group, SeatHolder
from meetings.actions.answering import answer
from meetings.actions.blackouts import add_blackout
from meetings.actions.dates import extend_all
from meetings.actions.hearing import is_outdated
from meetings.actions.opening import OPENS_BEFORE, TEND
from meetings.actions.planning import (
    add_meeting,
    cancel_meeting,
    change_meeting,
    change_series,
    end_series,
    plan_series,
    restore_meeting,
)
from meetings.actions.ringing import ring_all
from meetings.calendar_replies import Reply
from meetings.models import Meeting, Rsvp, Series
from meetings.recurrence import Pattern, days_of
from members.models import Member
from programs.clock import local_day, on_the_wall
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


def test_a_further_year_keeps_clear_of_days_off(world, series, now):
    """Holidays, blackouts and other meetings of the group: each goes where the first planning would propose."""
    thursdays = days_of(THIRD_THURSDAY, series.first_on, series.until + timedelta(days=365))
    further = [day for day in thursdays if day > series.until]
    conference, other = further[2], further[4]
    with inside(world.heartland, world.admin):
        add_blackout(
            by=world.admin, now=now, name="Conference", first=conference - timedelta(days=3),
            last=conference + timedelta(days=8),
        )  # fmt: skip
    with inside(world.heartland, world.facilitator):
        add_meeting(
            world.group, by=world.facilitator, now=now, day=other, at=time(13), zone=CHICAGO, minutes=60, name="Visit"
        )
        extend_all([Series.objects.select_related("program").get(pk=series.pk)], now=now)
        rows = {
            one.planned_on: local_day(one.starts_at, CHICAGO)
            for one in Meeting.objects.filter(series=series, planned_on__gt=series.until)
        }
    assert set(rows) == set(further)
    assert rows[conference] == conference - timedelta(days=7)
    assert rows[other] == other + timedelta(days=7)
    off = world.heartland.days_off(further[0])
    assert not set(rows.values()) & set(off)
    assert all(on == day or day in off or day in (conference, other) for day, on in rows.items())


def test_where_no_day_near_is_free_a_further_year_leaves_it_out(world, series, now):
    further = [
        d for d in days_of(THIRD_THURSDAY, series.first_on, series.until + timedelta(days=365)) if d > series.until
    ]
    with inside(world.heartland, world.admin):
        add_blackout(
            by=world.admin, now=now, name="Sabbatical", first=further[3] - timedelta(days=22),
            last=further[3] + timedelta(days=22),
        )  # fmt: skip
    with inside(world.heartland, world.facilitator):
        extend_all([Series.objects.select_related("program").get(pk=series.pk)], now=now)
        planned = set(Meeting.objects.filter(series=series).values_list("planned_on", flat=True))
    assert further[3] not in planned
    assert further[2] in planned


# -- moved to another day


def said_of(world, meeting, user):
    with inside(world.heartland, user):
        return Rsvp.objects.get(meeting=meeting, member__user=user)


def move(world, meeting, by, now):
    with inside(world.heartland, world.facilitator):
        found = Meeting.objects.get(pk=meeting.pk)
        change_meeting(found, by=world.facilitator, now=now, starts_at=found.starts_at + by, ends_at=found.ends_at + by)


def is_asked(world, meeting) -> bool:
    """Whether the member will be asked by mail if they come."""
    place = said_of(world, meeting, world.member)
    with inside(world.heartland, world.member):
        return Due.objects.filter(object_id=place.pk, kind__endswith=":silent").exists()


@pytest.fixture
def late(world, meeting_on, now):
    """A meeting in two weeks to which a member comes 15 minutes late."""
    meeting = meeting_on(14)
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=meeting, member__user=world.member)
        answer(place, by=world.member, now=now, says="late", late_minutes=15)
    return meeting


def test_another_hour_keeps_the_answers(world, late, now):
    move(world, late, timedelta(hours=2), now)
    place = said_of(world, late, world.member)
    assert (place.answer, place.late_minutes, place.was) == ("late", 15, None)


def test_another_day_asks_anew_and_shows_what_was_said(world, client_as, late, now):
    assert not is_asked(world, late)
    day = local_day(late.starts_at, CHICAGO)
    move(world, late, timedelta(days=7), now)
    place = said_of(world, late, world.member)
    assert (place.answer, place.late_minutes) == ("", None)
    assert is_asked(world, late), "three days before, as whoever said nothing"
    assert place.was == {
        "answer": "late", "late_minutes": 15, "online": False, "alternate": "", "sends_update": False,
        "on": day.isoformat(),
    }  # fmt: skip
    page = f"/p/heartland/meetings/{late.pk}/"
    assert "You said late for another day" in client_as(world.member).get(page).content.decode()
    assert "Said late for another day" in client_as(world.facilitator).get(page).content.decode()
    with inside(world.heartland, world.member):
        answer(place, by=world.member, now=now, says="yes")
    assert "for another day" not in client_as(world.member).get(page).content.decode()


def test_moved_back_the_answers_hold_again(world, late, now):
    move(world, late, timedelta(days=7), now)
    move(world, late, timedelta(days=1), now)
    move(world, late, timedelta(days=-8), now)
    place = said_of(world, late, world.member)
    assert (place.answer, place.late_minutes, place.was) == ("late", 15, None)


def test_a_calendars_answer_to_the_old_day_does_not_count(world, late, now):
    reply = Reply("", 0, "", "accepted", "", "", None)
    move(world, late, timedelta(days=7), now)
    with inside(world.heartland, world.member):
        place = Rsvp.objects.select_related("meeting").get(meeting=late, member__user=world.member)
        assert is_outdated(place, replace(reply, sequence=late.sequence))
        assert not is_outdated(place, replace(reply, sequence=place.meeting.sequence))


def test_a_closed_group_plans_nothing(world, now):
    with inside(world.heartland, world.facilitator):
        group = Group(state=Group.State.CLOSED, name="Old ones")
        with pytest.raises(Refused, match="Old ones is closed"):
            plan_series(
                group, by=world.facilitator, now=now, pattern=THIRD_THURSDAY, first_on=tomorrow(now), at=time(9),
                zone=CHICAGO, minutes=60,
            )  # fmt: skip
