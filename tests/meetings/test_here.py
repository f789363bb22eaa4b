"""Checking in by the code in the room: whose press it is, when, and that the facilitator has the last word."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from groups.models import SeatHolder
from meetings.actions.arriving import say_here
from meetings.actions.attending import Look, note_look, take_attendance
from meetings.actions.feeding import change_meeting_settings
from meetings.actions.planning import add_meeting
from meetings.actions.ruling import publish_attendance_rules
from meetings.models import Attendance, Meeting, Rsvp
from meetings.policy import Policy
from meetings.room_code import GRACE, TURN, code_of, opens
from programs.clock import local_day, on_the_wall
from programs.refusal import Refused, Stale
from programs.tenancy import inside

Seen = Attendance.Seen


@pytest.fixture
def now():
    return timezone.now()


def meeting_at(world, moment, now) -> Meeting:
    """A meeting of the group at a moment, to the second."""
    wall = on_the_wall(moment, world.group.zone)
    with inside(world.heartland, world.facilitator):
        made = add_meeting(
            world.group, by=world.facilitator, now=now - timedelta(days=1), day=wall.date(), at=wall.time(),
            zone=world.group.zone, minutes=90,
        )  # fmt: skip
        change_meeting_settings(world.group, by=world.facilitator, now=now, self_check_in=True)
    return made


@pytest.fixture
def begun(world, now) -> Meeting:
    """A meeting that began two minutes ago, in a group that checks in by a code."""
    return meeting_at(world, now - timedelta(minutes=2), now)


def url(meeting: Meeting, rest: str = "") -> str:
    return f"/p/heartland/meetings/{meeting.pk}/here/{rest}"


def say(world, meeting, user, now) -> Attendance:
    with inside(world.heartland, user):
        place = Rsvp.objects.select_related("meeting__group").get(meeting=meeting, member__user=user)
        return say_here(place, by=user, now=now)


def rows(world, meeting) -> dict[str, Attendance]:
    with inside(world.heartland, world.facilitator):
        return {one.member.name: one for one in Attendance.objects.filter(meeting=meeting).select_related("member")}


def test_a_code_turns_over_and_opens_one_meeting_alone(begun, now):
    start = now.replace(second=0, microsecond=0)
    code = code_of(begun.pk, start)
    assert re.fullmatch(r"[\w-]{22}", code)
    assert opens(code, begun.pk, start + timedelta(seconds=TURN - 1))
    assert opens(code, begun.pk, start + timedelta(seconds=TURN + GRACE - 1))
    assert not opens(code, begun.pk, start + timedelta(seconds=TURN + GRACE))
    assert not opens(code, begun.pk, start - timedelta(seconds=1))
    assert not opens(code, begun.group_id, start)
    assert not opens("", begun.pk, start)


def test_scan_and_one_press(world, client_as, begun, now):
    browser = client_as(world.member)
    assert "Scan the code on the screen" in browser.get(url(begun)).content.decode()
    assert browser.post(url(begun)).status_code == 422
    assert browser.get(url(begun, code_of(begun.pk, now) + "/")).url == url(begun)
    assert "I am here" in browser.get(url(begun)).content.decode()
    assert browser.post(url(begun)).status_code == 302
    page = browser.get(url(begun)).content.decode()
    assert "You said so yourself at" in page
    assert len(rows(world, begun)) == 1
    roster = client_as(world.facilitator).get(f"/p/heartland/meetings/{begun.pk}/attendance/").content.decode()
    assert roster.count("Checked in themselves") == 1
    assert "Everyone expected is here" in roster


def test_a_scan_bears_a_sign_in_on_the_way(world, client, begun, now):
    answer = client.get(url(begun, code_of(begun.pk, now) + "/"), follow=True)
    assert "/accounts/login" in answer.redirect_chain[-1][0]
    client.force_login(world.member)
    assert "I am here" in client.get(url(begun)).content.decode()


def test_an_old_code_and_the_scan_of_another_meeting_open_nothing(world, client_as, begun, now):
    browser = client_as(world.member)
    browser.get(url(begun, code_of(begun.pk, now - timedelta(minutes=3)) + "/"))
    assert browser.post(url(begun)).status_code == 422
    other = meeting_at(world, now - timedelta(minutes=3), now)
    browser.get(url(other, code_of(other.pk, now) + "/"))
    browser.cookies["scanned"]["path"] = "/"
    assert browser.post(url(begun)).status_code == 422
    assert rows(world, begun) == {}


def test_late_is_what_the_groups_rule_calls_late(world, begun, now):
    today = local_day(now, world.group.zone)
    with inside(world.heartland, world.facilitator):
        publish_attendance_rules(
            by=world.facilitator, now=now, today=today, group=world.group, effective_on=today,
            policy=Policy(effective_on=today, late_after=10),
        )  # fmt: skip
    row = say(world, begun, world.member, begun.starts_at + timedelta(minutes=10, seconds=30))
    assert (row.seen, row.minutes) == (Seen.PRESENT, None)
    row = say(world, begun, world.peer, begun.starts_at + timedelta(minutes=11))
    assert (row.seen, row.minutes) == (Seen.LATE, 11)


def test_from_half_an_hour_before_until_the_end(world, begun):
    for moment in (begun.starts_at - timedelta(minutes=31), begun.ends_at):
        with pytest.raises(Refused):
            say(world, begun, world.member, moment)
    early = say(world, begun, world.member, begun.starts_at - timedelta(minutes=29))
    assert early.seen == Seen.PRESENT


def test_off_by_default(world, client_as, begun, now):
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=now, self_check_in=False)
    with pytest.raises(Refused):
        say(world, begun, world.member, now)
    assert client_as(world.member).get(url(begun)).status_code == 404
    assert client_as(world.facilitator).get(url(begun, "code/")).status_code == 404
    roster = client_as(world.facilitator).get(f"/p/heartland/meetings/{begun.pk}/attendance/").content.decode()
    assert "Show the code" not in roster


def test_the_facilitator_has_the_last_word(world, begun, now):
    mine = say(world, begun, world.member, now)
    with inside(world.heartland, world.facilitator):
        with pytest.raises(Stale):
            note_look(begun, mine.member_id, by=world.facilitator, now=now, look=Look(Seen.UNEXCUSED), seen=0)
        note_look(begun, mine.member_id, by=world.facilitator, now=now, look=Look(Seen.UNEXCUSED), seen=mine.version)
        assert Meeting.objects.get(pk=begun.pk).attendance_at is not None, "the first press took the others as expected"
    again = say(world, begun, world.member, now)
    assert again.seen == Seen.UNEXCUSED
    assert rows(world, begun)[again.member.name].seen == Seen.UNEXCUSED
    with inside(world.heartland, world.facilitator):
        assert Attendance.objects.filter(meeting=begun).count() == Rsvp.objects.filter(meeting=begun).count()


def test_taking_attendance_afterwards_keeps_what_they_said(world, begun, now):
    say(world, begun, world.member, now)
    with inside(world.heartland, world.facilitator):
        take_attendance(begun, by=world.facilitator, now=now, looks={})
        assert Attendance.objects.filter(meeting=begun, checked_in_at__isnull=False).count() == 1
        assert Attendance.objects.filter(meeting=begun).count() == Rsvp.objects.filter(meeting=begun).count()


def test_the_facilitators_roster_hears_of_it(world, client_as, begun, now):
    browser, where = client_as(world.facilitator), f"/p/heartland/meetings/{begun.pk}/attendance/"
    assert f"{where}?checked_in=0" in browser.get(where).content.decode()
    asked = {"headers": {"HX-Request": "true"}}
    assert browser.get(f"{where}?checked_in=0", **asked).status_code == 204
    say(world, begun, world.member, now)
    fresh = browser.get(f"{where}?checked_in=0", **asked).content.decode()
    assert fresh.startswith("<section")
    assert "Checked in themselves" in fresh
    assert browser.get(f"{where}?checked_in=1", **asked).status_code == 204


def test_the_screen_shows_a_code_and_nobodys_name(world, client_as, begun, now):
    say(world, begun, world.member, now)
    page = client_as(world.facilitator).get(url(begun, "code/")).content.decode()
    assert "data:image/svg+xml" in page
    with inside(world.heartland, world.facilitator):
        names = SeatHolder.objects.filter(group=world.group).values_list("member__name", flat=True)
        assert not [name for name in names if name in page]
    for other in (world.member, world.sibling, world.reviewer, world.stranger):
        assert client_as(other).get(url(begun, "code/")).status_code == 404


def test_before_its_time_the_screen_says_so(world, client_as, now):
    later = meeting_at(world, now + timedelta(hours=2), now)
    page = client_as(world.facilitator).get(url(later, "code/")).content.decode()
    assert "half an hour before" in page
    assert "data:image/svg" not in page


def test_nobody_without_a_place(world, client_as, begun, now):
    for other in (world.sibling, world.admin, world.facilitator, world.reviewer, world.stranger):
        browser = client_as(other)
        browser.get(url(begun, code_of(begun.pk, now) + "/"))
        assert browser.get(url(begun)).status_code == 404
        assert browser.post(url(begun)).status_code == 404
    assert client_as(world.member).delete(url(begun)).status_code == 405


@pytest.mark.parametrize(
    ("whose", "changed"),
    [
        ("peer", {}),
        ("member", {"seen": "excused"}),
        ("member", {"checked_in_at": None}),
        ("member", {"reason": "medical"}),
    ],
)
def test_the_database_refuses_any_other_look_of_a_member(world, begun, now, whose, changed):
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=begun, member__user=getattr(world, whose))
        told = {"seen": "present", "checked_in_at": now} | changed
        row = Attendance(
            meeting=begun, group_id=place.group_id, seat_id=place.seat_id, member_id=place.member_id, **told
        )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


def test_the_database_refuses_to_change_or_take_back_ones_own(world, begun, now):
    mine = say(world, begun, world.member, now)
    with inside(world.heartland, world.member):
        assert Attendance.objects.filter(pk=mine.pk).update(seen="present", minutes=None) == 0
        assert Attendance.objects.filter(pk=mine.pk).delete()[0] == 0


def test_the_same_queries_for_one_row_and_for_many(world, client_as, begun, now, queries):
    browser = client_as(world.facilitator)
    one = queries(lambda: browser.get(url(begun, "code/")))
    say(world, begun, world.member, now)
    say(world, begun, world.peer, now)
    assert queries(lambda: browser.get(url(begun, "code/"))) == one <= 10
