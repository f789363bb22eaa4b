"""A member's own attendance: rhythm, why, what comes next, the way back; nobody else's."""

import pytest
from django.utils import timezone

from meetings.actions.attending import Look, take_attendance
from meetings.actions.stepping import take_step
from meetings.models import Attendance
from programs.tenancy import inside
from tests.meetings.test_standings import seat_of

PAGE = "/p/heartland/attendance/"


@pytest.fixture
def missed(world, meeting_on):
    """The member missed two meetings, of which they told one, and there is one to come."""
    for days, seen in ((20, "unexcused"), (10, "excused")):
        meeting = meeting_on(-days)
        with inside(world.heartland, world.facilitator):
            looks = {world.member_of(world.member).pk: Look(seen)}
            take_attendance(meeting, by=world.facilitator, now=meeting.ends_at, looks=looks)


def test_it_says_how_one_stands_why_and_what_comes_next(world, client_as, missed):
    shown = client_as(world.member).get(PAGE).content.decode()
    assert "There at 1 of the last 3." in shown
    assert "2 misses count." in shown
    assert "Told us: counts as a miss." in shown
    assert "One more miss before" in shown
    assert "leaves the count on" in shown
    assert "At two misses your facilitator calls" in shown


def test_a_peer_reads_their_own_and_nothing_of_the_others(world, client_as, missed):
    shown = client_as(world.peer).get(PAGE).content.decode()
    assert "There at 3 of the last 3." in shown
    assert "Good standing" in shown
    assert "No word" not in shown


def test_a_step_reads_as_it_was_written_and_can_be_questioned(world, client_as, missed):
    with inside(world.heartland, world.facilitator):
        take_step(seat_of(world, world.member), "call", by=world.facilitator, now=timezone.now(), words="Until May.")
    shown = client_as(world.member).get(PAGE).content.decode()
    assert "Until May." in shown
    assert "Ask for another look" in shown
    assert "Until May." not in client_as(world.peer).get(PAGE).content.decode()


def test_without_any_attendance_it_says_so(world, client_as):
    with inside(world.heartland, world.facilitator):
        Attendance.objects.all().delete()
    shown = client_as(world.member).get(PAGE).content.decode()
    assert "No meeting counts yet." in shown
    assert "Nothing was written down yet." in shown


def test_who_may_open_it(world, client_as):
    for user in (world.facilitator, world.admin, world.stranger):
        assert client_as(user).get(PAGE).status_code == 404
    assert "/accounts/login" in client_as(None).get(PAGE).headers["Location"]
    assert client_as(world.member).post(PAGE).status_code == 405


def test_the_queries_are_the_same_for_few_meetings_and_many(world, client_as, meeting_on, queries):
    browser = client_as(world.member)
    few = queries(lambda: browser.get(PAGE))
    for days in (20, 10, 5):
        meeting = meeting_on(-days)
        with inside(world.heartland, world.facilitator):
            take_attendance(meeting, by=world.facilitator, now=meeting.ends_at, looks={})
    assert queries(lambda: browser.get(PAGE)) == few
    assert few <= 10
