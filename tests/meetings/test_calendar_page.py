"""One's own calendar: the private address, what it opens, and that it can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from groups.actions import leave_seat
from groups.models import SeatHolder
from meetings.actions.feeding import change_meeting_settings, make_feed
from meetings.actions.planning import cancel_meeting, change_meeting
from meetings.inviting import uid_of
from meetings.models import CalendarFeed, Meeting
from programs import links
from programs.tenancy import inside


@pytest.fixture
def page(world) -> str:
    return f"/p/{world.heartland.slug}/calendar/"


def feed_of(world, user) -> str:
    """The path of somebody's feed."""
    with inside(world.heartland, user):
        feed = make_feed(user, now=timezone.now())
    return f"/a/{links.token('calendar-feed', world.heartland.pk, feed.pk)}/calendar.ics"


def events(answer) -> dict[str, object]:
    """The events of a feed by their key."""
    return {str(one["UID"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_made_subscribed_and_taken_back(world, client_as, page):
    member, nobody = client_as(world.member), client_as(None)
    assert "Make my address" in member.get(page).content.decode()
    read = member.post(page, {"act": "make"}, follow=True).content.decode()
    for words in ("Google Calendar", "Outlook", "Apple Calendar", "webcal://", "calendar.google.com"):
        assert words in read
    with inside(world.heartland, world.member):
        feed = CalendarFeed.objects.get()
    url = links.url("calendar-feed", world.heartland.pk, feed.pk)
    assert url in read
    path = "/" + url.split("/", 3)[3]
    assert nobody.get(path).status_code == 200
    member.post(page, {"act": "take_back"})
    assert nobody.get(path).status_code == 404
    member.post(page, {"act": "make"})
    assert nobody.get(path).status_code == 404


def test_it_holds_the_meetings_of_ones_groups_and_nothing_that_is_said(world, client_as):
    answer = client_as(None).get(feed_of(world, world.member))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(answer)
    assert uid_of(world.heartland.pk, world.meeting.pk) in found
    assert uid_of(world.heartland.pk, world.sibling_meeting.pk) not in found
    event = found[uid_of(world.heartland.pk, world.meeting.pk)]
    assert str(event["SUMMARY"]) == "Owners 1 meeting"
    assert f"/meetings/{world.meeting.pk}/" in str(event["URL"])
    assert b"video.example" not in answer.content
    assert b"ATTENDEE" not in answer.content


def test_a_facilitator_has_the_meetings_that_they_run(world, client_as):
    found = events(client_as(None).get(feed_of(world, world.facilitator)))
    assert uid_of(world.heartland.pk, world.meeting.pk) in found


def test_who_has_it_as_it_stands_gets_no_second_copy(world, client_as):
    nobody, path = client_as(None), feed_of(world, world.member)
    first = nobody.get(path)
    assert nobody.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.get(pk=world.meeting.pk)
        later = meeting.starts_at + timedelta(hours=1)
        change_meeting(
            meeting, by=world.facilitator, now=timezone.now(), starts_at=later, ends_at=later + timedelta(hours=1)
        )
    again = nobody.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert events(again)[uid_of(world.heartland.pk, world.meeting.pk)]["SEQUENCE"] == 1


def test_what_is_canceled_goes_from_it(world, client_as):
    path = feed_of(world, world.member)
    with inside(world.heartland, world.facilitator):
        cancel_meeting(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=timezone.now())
    assert uid_of(world.heartland.pk, world.meeting.pk) not in events(client_as(None).get(path))


def test_a_group_that_is_in_no_calendar_of_ours_is_left_out(world, client_as):
    path = feed_of(world, world.member)
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), way="none")
    assert events(client_as(None).get(path)) == {}


def test_who_leaves_the_group_has_its_meetings_no_more(world, client_as):
    path = feed_of(world, world.member)
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.current().get(group=world.group, member__user=world.member)
        leave_seat(holder, by=world.admin, now=timezone.now())
    assert events(client_as(None).get(path)) == {}


def test_who_may(world, client_as, page):
    assert client_as(world.admin).get(page).status_code == 200
    assert client_as(world.stranger).get(page).status_code == 404
    assert "/accounts/login/" in client_as(None).get(page)["Location"]
    assert client_as(world.member).put(page).status_code == 405
    assert client_as(None).post(feed_of(world, world.member)).status_code == 405


def test_it_takes_as_many_queries_for_a_year_as_for_a_meeting(world, client_as, queries):
    nobody, path = client_as(None), feed_of(world, world.member)
    nobody.get(path)
    assert queries(lambda: nobody.get(path)) <= 4
    member = client_as(world.member)
    assert queries(lambda: member.get(f"/p/{world.heartland.slug}/calendar/")) <= 10
