"""Where seats stand: a fixed number of queries; shown to facilitators and staff, never to peers."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Seat, SeatHolder
from meetings.actions.attending import Look, take_attendance
from meetings.actions.opening import lay_table
from meetings.actions.stepping import agree_leave
from meetings.models import Attendance, CatchUp, Leave, Meeting, MeetingSettings, Rsvp, Step
from meetings.needs import circles_of
from meetings.policy import State
from meetings.standings import of_groups, records_of
from programs.clock import local_day
from programs.tenancy import inside

Seen = Attendance.Seen


@pytest.fixture
def today(world) -> date:
    return local_day(timezone.now(), world.group.zone)


@pytest.fixture
def held(world, meeting_on) -> Callable[..., Meeting]:
    """Holds a meeting `days` ago at which the member was seen as told, and everybody else was there."""

    def hold(days: int, seen: str = Seen.UNEXCUSED, minutes: int | None = None, **fields) -> Meeting:
        meeting = meeting_on(-days, **fields)
        with inside(world.heartland, world.facilitator):
            if not Rsvp.objects.filter(meeting=meeting).exists():
                lay_table(meeting, now=meeting.starts_at)
            looks = {world.member_of(world.member).pk: Look(seen, minutes=minutes)}
            take_attendance(meeting, by=world.facilitator, now=meeting.ends_at, looks=looks)
        return meeting

    return hold


def seat_of(world, user) -> Seat:
    """The seat of somebody in Owners 1; call it inside the program."""
    return SeatHolder.objects.current().select_related("seat").get(group=world.group, member__user=user).seat


def state_of(world, user, today) -> State:
    with inside(world.heartland, world.facilitator):
        return of_groups([world.group], today)[seat_of(world, user).pk].state


def test_the_second_miss_asks_for_a_call_and_the_third_for_a_talk(world, held, today):
    assert state_of(world, world.member, today) is State.GOOD
    held(40)
    assert state_of(world, world.member, today) is State.GOOD
    held(30)
    assert state_of(world, world.member, today) is State.CALL
    held(10)
    assert state_of(world, world.member, today) is State.TALK
    assert state_of(world, world.peer, today) is State.GOOD


def test_the_second_miss_in_person_asks_for_a_talk(world, held, today):
    held(40, mode="in_person", place="Dayton")
    held(30, mode="in_person", place="Dayton")
    assert state_of(world, world.member, today) is State.TALK


def test_a_miss_leaves_with_its_window(world, held, today):
    held(40)
    held(30)
    assert state_of(world, world.member, today + timedelta(days=310)) is State.CALL
    assert state_of(world, world.member, today + timedelta(days=330)) is State.GOOD


def test_leave_takes_misses_out_and_a_canceled_meeting_is_none(world, held, today):
    held(40)
    second = held(30)
    with inside(world.heartland, world.facilitator):
        leave = agree_leave(
            seat_of(world, world.member), by=world.facilitator, now=timezone.now(), first=today - timedelta(days=31),
            last=today - timedelta(days=29),
        )  # fmt: skip
    assert state_of(world, world.member, today) is State.GOOD
    with inside(world.heartland, world.facilitator):
        leave.delete()
    assert state_of(world, world.member, today) is State.CALL
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=second.pk).update(state=Meeting.State.CANCELED)
    assert state_of(world, world.member, today) is State.GOOD


def test_what_was_seen_before_the_seat_was_known_counts(world, held, today):
    held(40)
    held(30)
    with inside(world.heartland, world.admin):
        Seat.objects.filter(group=world.group).update(since=today)
    assert state_of(world, world.member, today) is State.CALL


def test_it_takes_three_queries_for_any_number_of_groups(world, held, today):
    held(30)
    with inside(world.heartland, world.admin):
        for groups in ([world.group], [world.group, world.sibling_group]):
            with CaptureQueriesContext(connection) as captured:
                of_groups(groups, today)
            assert len(captured) == 3


def test_what_no_window_holds_is_left_out_and_changes_no_standing(world, held, today):
    """Marks are read from the first day that any window holds; the whole record says the same on every day."""
    for days, seen, off in (
        (700, "unexcused", None),
        (400, "late", 20),
        (360, "unexcused", None),
        (90, "excused", None),
    ):
        held(days, seen, off)
    held(20, "late", 30)
    with inside(world.heartland, world.facilitator):
        seats = list(Seat.objects.held().filter(group=world.group))
        for seat in seats:  # a roster that was imported late: its grace ended all the same
            Seat.objects.filter(pk=seat.pk).update(since=today)
        whole = records_of(seats, {world.group.pk: world.group})
        assert whole[seat_of(world, world.member).pk].marks[0].starts <= today - timedelta(days=699)
        for ago in range(-400, 800, 7):
            on = today - timedelta(days=ago)
            narrow = of_groups([world.group], on)
            assert {key: record.brief(on) for key, record in whole.items()} == narrow
            assert {key: record.standing(on).state for key, record in whole.items()} == {
                key: brief.state for key, brief in narrow.items()
            }


def test_the_cockpit_shows_the_standing_that_the_page_of_the_seat_shows(world, held):
    for days, seen, off in (
        (500, "unexcused", None),
        (370, "unexcused", None),
        (340, "late", 20),
        (60, "unexcused", None),
    ):
        held(days, seen, off)
    held(20)
    now, shown = timezone.now(), set()
    with inside(world.heartland, world.facilitator):
        whole = records_of(Seat.objects.held().filter(group=world.group), {world.group.pk: world.group})
        for ago in range(-400, 600, 20):
            then = now - timedelta(days=ago)
            on = local_day(then, world.group.zone)
            [circle] = circles_of([world.group.pk], then)
            assert len(circle.people) >= 3
            for person in circle.people:
                assert person.state is whole[person.seat].standing(on).state
                shown.add(person.state)
    assert shown == set(State)


def test_the_page_says_who_needs_what(world, client_as, held):
    page = f"/p/heartland/groups/{world.group.pk}/standings/"
    held(40)
    held(30)
    for user in (world.facilitator, world.admin):
        shown = client_as(user).get(page)
        assert "Needs a call" in shown.content.decode()
        assert shown.context["counts"] == "1 to call, 2 in good standing"
        assert world.member.name in shown.context["rows"][0].names
        assert "No word" in shown.content.decode()


def test_peers_and_strangers_find_nothing(world, client_as, held):
    held(40)
    held(30)
    with inside(world.heartland, world.facilitator):
        seat = seat_of(world, world.member).pk
    for path in ("", f"{seat}/"):
        page = f"/p/heartland/groups/{world.group.pk}/standings/{path}"
        for user in (world.member, world.peer, world.sibling, world.reviewer, world.stranger, world.foreign_admin):
            assert client_as(user).get(page).status_code == 404
        assert "/accounts/login" in client_as(None).get(page).headers["Location"]
        assert client_as(world.facilitator).put(page).status_code == 405
    for url in ("today/", "attendance/", f"groups/{world.group.pk}/", "meetings/"):
        shown = client_as(world.peer).get(f"/p/heartland/{url}", follow=True).content.decode()
        assert "Needs a call" not in shown
        assert "2 misses" not in shown


def test_the_database_shows_a_peer_no_attendance_but_their_own(world, held, today):
    held(40)
    held(30)
    with inside(world.heartland, world.facilitator):
        theirs = seat_of(world, world.member)
        meeting = Meeting.objects.of(world.group).past(timezone.now()).first()
        agree_leave(theirs, by=world.facilitator, now=timezone.now(), first=today, last=today)
        CatchUp.objects.create(
            meeting=meeting, group=world.group, seat=theirs, on=today, how="brief", agreed_by=world.facilitator
        )
        Step.objects.create(group=world.group, seat=theirs, kind="call", meeting=meeting, by=world.facilitator)
    for user in (world.peer, world.sibling, world.reviewer):
        with inside(world.heartland, user):
            for table in (Attendance, Leave, CatchUp, Step):
                assert not table.objects.filter(seat=theirs).exists(), table
            assert of_groups([world.group], today).get(theirs.pk) in (None, (State.GOOD, 0, 0))
    for user in (world.member, world.admin, world.facilitator):
        with inside(world.heartland, user):
            assert all(table.objects.filter(seat=theirs).exists() for table in (Attendance, Leave, CatchUp, Step))
            record = records_of([seat_of(world, world.member)], {world.group.pk: world.group})[theirs.pk]
            assert record.brief(today).misses == 2


def test_the_queries_of_the_page_are_the_same_for_one_meeting_and_for_many(world, client_as, held, queries):
    page = f"/p/heartland/groups/{world.group.pk}/standings/"
    browser = client_as(world.facilitator)
    held(40)
    one = queries(lambda: browser.get(page))
    held(30)
    held(10)
    with inside(world.heartland, world.facilitator):
        MeetingSettings.objects.get_or_create(group=world.group)
    assert queries(lambda: browser.get(page)) == one
    assert one <= 10
