"""The briefing sheet: what is on it, for whom, and only within the dates."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import FollowUp, Meeting
from members.models import Member
from programs.tenancy import inside
from tests.meetings.substitutes import handed, moved, robin

DAY = timedelta(days=1)


@pytest.fixture
def somebody(world):
    return robin(world)


def sheet(world, made) -> str:
    return reverse("handover", args=[world.heartland.slug, made.term_id])


def test_it_shows_the_people_the_next_meeting_the_note_and_whom_to_call(world, client_as, somebody, now):
    made = handed(world, somebody, now, note="Grace wants to leave early.", call="Rosa, 555 0100")
    shown = client_as(somebody).get(sheet(world, made))
    for words in ("Grace wants to leave early.", "Rosa, 555 0100", world.member.name, "Who is there", "Parking lot"):
        assert words in shown.text
    assert shown.context["meeting"].pk == world.meeting.pk
    assert "Attendance</h2>" not in shown.text


def test_standing_is_on_it_only_if_it_is_to_be(world, client_as, somebody, now):
    made = handed(world, somebody, now, sees_standing=True)
    assert "Attendance</h2>" in client_as(somebody).get(sheet(world, made)).text


def test_what_is_still_to_follow_up_is_on_it(world, client_as, somebody, now):
    with inside(world.heartland, world.facilitator):
        member = Member.objects.get(user=world.member)
        common = {"group": world.group, "member": member, "did": "later", "by": world.facilitator}
        FollowUp.objects.create(**common, reason="stalled", until=now.date() + 3 * DAY, words="For me alone.")
        FollowUp.objects.create(**common, reason="quiet", until=now.date() - 3 * DAY)
    shown = client_as(somebody).get(sheet(world, handed(world, somebody, now)))
    assert [one["what"] for one in shown.context["follow_ups"]] == ["A goal stands still"]
    assert "For me alone." not in shown.text


def test_before_the_dates_it_says_when_and_after_them_it_is_not_there(world, client_as, somebody, now):
    made = handed(world, somebody, now, begins=3, note="Grace wants to leave early.")
    shown = client_as(somebody).get(sheet(world, made))
    assert "You stand in from" in shown.text
    assert "Grace" not in shown.text
    moved(world, made, -20 * DAY)
    assert client_as(somebody).get(sheet(world, made)).status_code == 404


def test_who_handed_it_over_sees_it_too_and_nobody_else(world, client_as, somebody, now):
    made = handed(world, somebody, now, begins=3, note="Grace wants to leave early.")
    assert "Grace wants to leave early." in client_as(world.facilitator).get(sheet(world, made)).text
    for user in (world.member, world.reviewer, world.admin, world.foreign_facilitator):
        assert client_as(user).get(sheet(world, made)).status_code == 404


def test_a_group_without_a_meeting_to_come_has_a_sheet(world, client_as, somebody, now):
    with inside(world.heartland, world.admin):
        Meeting.objects.filter(group=world.group, ends_at__gt=now).update(state="canceled")
    shown = client_as(somebody).get(sheet(world, handed(world, somebody, now)))
    assert "No meeting is planned." in shown.text
    assert world.member.name in shown.text


def test_the_cockpit_leads_there_now_and_tells_of_what_comes(world, client_as, somebody, now):
    made = handed(world, somebody, now, begins=3)
    url = reverse("cockpit", args=[world.heartland.slug])
    shown = client_as(somebody).get(url)
    assert sheet(world, made) in shown.text
    assert shown.context["circles"] == []
    moved(world, made, -3 * DAY)
    shown = client_as(somebody).get(url)
    assert [one.name for one in shown.context["circles"]] == [world.group.name]
    assert "Briefing sheet" in shown.text
    assert client_as(world.facilitator).get(url).context["stand_ins"] == []


def test_ten_queries_however_many_sit_there(world, client_as, somebody, now, queries):
    made = handed(world, somebody, now)
    client = client_as(somebody)
    assert queries(lambda: client.get(sheet(world, made))) <= 10
