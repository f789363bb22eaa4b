"""The RSVP from mail: two taps, nobody signed in, one place at one meeting; looking changes nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from groups.actions import leave_seat
from groups.models import Group, SeatHolder
from meetings.actions.feeding import change_meeting_settings
from meetings.actions.planning import cancel_meeting, change_meeting
from meetings.models import Meeting, Rsvp, Stay
from programs import links
from programs.models import Activity
from programs.tenancy import inside


def address(program, key, purpose: str = "rsvp") -> str:
    return f"/a/{links.token(purpose, program.pk, key)}/{purpose}/"


@pytest.fixture
def place(world) -> Rsvp:
    with inside(world.heartland, world.member):
        return Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.member)


@pytest.fixture
def link(world, place) -> str:
    return address(world.heartland, place.pk)


@pytest.fixture
def nobody(client_as):
    return client_as(None)


def said(world, place) -> Rsvp:
    """The place as its member reads it now."""
    with inside(world.heartland, world.member):
        return Rsvp.objects.select_related("stay", "meeting").get(pk=place.pk)


def hybrid(world, **fields) -> None:
    """The meeting takes place in a room, too."""
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.get(pk=world.meeting.pk)
        change_meeting(meeting, by=world.facilitator, now=timezone.now(), **fields)


def test_the_answer_of_the_mail_is_picked_and_saved_in_two_taps(world, nobody, link, place):
    page = nobody.get(f"{link}?says=yes").content.decode()
    assert 'value="yes" checked' in page
    assert "Owners 1 meeting" in page
    assert said(world, place).answer == ""
    answer = nobody.post(link, {"says": "yes"}, follow=True)
    assert answer.redirect_chain == [(link, 302)]
    read = answer.content.decode()
    assert "You come." in read
    assert "Prepare, 2 minutes" in read
    assert said(world, place).answer == "yes"
    with inside(world.heartland, world.peer):
        told = Activity.objects.filter(kind="rsvp.answered").order_by("-at").first()
        assert (told.via, told.by_id, told.about_id) == ("mail", None, world.meeting.pk)


def test_late_asks_for_minutes(world, nobody, link, place):
    nobody.post(link, {"says": "late", "late_minutes": "25"})
    assert (said(world, place).answer, said(world, place).late_minutes) == ("late", 25)
    page = nobody.post(link, {"says": "late", "late_minutes": "9999"})
    assert page.status_code == 422
    assert 'value="9999"' in page.content.decode()
    assert said(world, place).late_minutes == 25


def test_no_may_send_an_update_and_then_offers_to_prepare(world, nobody, link, place):
    read = nobody.post(link, {"says": "no", "sends_update": "on"}, follow=True).content.decode()
    assert "You do not come, and send your update." in read
    assert "Prepare, 2 minutes" in read
    assert said(world, place).sends_update
    read = nobody.post(link, {"says": "no"}, follow=True).content.decode()
    assert "Prepare, 2 minutes" not in read


def test_nothing_picked_is_said_at_the_field(nobody, link):
    page = nobody.post(link, {})
    assert page.status_code == 422
    assert "Say yes, late or no." in page.content.decode()


def test_a_nul_byte_is_an_error_and_no_crash(nobody, world, link):
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), alternates=True)
    page = nobody.post(link, {"says": "no", "alternate": "A\0B"})
    assert page.status_code == 422


def test_an_alternate_only_where_the_group_takes_one(world, nobody, link, place):
    assert "Somebody comes instead" not in nobody.get(link).content.decode()
    nobody.post(link, {"says": "no", "alternate": "Ana Diaz"})
    assert said(world, place).alternate == ""
    with inside(world.heartland, world.facilitator):
        change_meeting_settings(world.group, by=world.facilitator, now=timezone.now(), alternates=True)
    nobody.post(link, {"says": "no", "alternate": "Ana Diaz"})
    assert said(world, place).alternate == "Ana Diaz"


def test_hybrid_by_video_and_who_travels_tells_how(world, nobody, link, place):
    hybrid(world, mode=Group.Mode.HYBRID, place="Hotel Allegro")
    page = nobody.get(f"{link}?says=yes&online=on").content.decode()
    assert "I join by video" in page
    assert "Your way there" in page
    nobody.post(link, {"says": "yes", "online": "on", "booked": "on", "diet": "No nuts", "arrives": "Wed 6 pm"})
    now = said(world, place)
    assert now.online
    assert (now.stay.diet, now.stay.arrives, bool(now.stay.booked_at)) == ("No nuts", "Wed 6 pm", True)
    with inside(world.heartland, world.facilitator):
        assert Stay.objects.filter(rsvp=place).exists()
    with inside(world.heartland, world.peer):
        assert not Stay.objects.filter(rsvp=place).exists()


def test_the_last_answer_counts_and_again_changes_it(world, nobody, link, place):
    nobody.post(link, {"says": "yes"})
    assert "How late" in nobody.get(f"{link}?again=1").content.decode()
    nobody.post(link, {"says": "no"})
    assert said(world, place).answer == "no"


def test_said_twice_is_recorded_once(world, nobody, link):
    for _ in range(2):
        nobody.post(link, {"says": "yes"})
    with inside(world.heartland, world.member):
        assert Activity.objects.filter(kind="rsvp.answered", about_id=world.meeting.pk, via="mail").count() == 1


def test_a_canceled_meeting_asks_for_nothing(world, nobody, link):
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.get(pk=world.meeting.pk)
        cancel_meeting(meeting, by=world.facilitator, now=timezone.now())
    page = nobody.get(link)
    assert page.status_code == 410
    assert "This meeting was canceled" in page.content.decode()
    assert nobody.post(link, {"says": "yes"}).status_code == 410


def test_who_left_the_group_opens_nothing(world, nobody, link):
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.current().get(group=world.group, member__user=world.member)
        leave_seat(holder, by=world.admin, now=timezone.now())
    page = nobody.get(link)
    assert page.status_code == 410
    assert "Owners 1" not in page.content.decode()


def test_another_purpose_or_another_key_opens_nothing(world, nobody, place):
    wrong = links.token("prepare", world.heartland.pk, place.pk)
    assert nobody.get(f"/a/{wrong}/rsvp/").status_code == 410
    assert nobody.get(address(world.heartland, uuid4())).status_code == 410
    assert nobody.get(address(world.summit, place.pk)).status_code == 410


def test_other_methods_are_refused(nobody, link):
    assert nobody.put(link).status_code == 405


def test_it_takes_few_queries(nobody, link, queries):
    assert queries(lambda: nobody.get(link)) <= 10
    assert queries(lambda: nobody.post(link, {"says": "yes"})) <= 16


class TestJoin:
    def test_it_leads_to_the_room_while_one_is_seated(self, world, nobody, place):
        url = address(world.heartland, place.pk, "join")
        answer = nobody.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "https://video.example/room")
        with inside(world.heartland, world.admin):
            holder = SeatHolder.objects.current().get(group=world.group, member__user=world.member)
            leave_seat(holder, by=world.admin, now=timezone.now())
        left = nobody.get(url)
        assert left.status_code == 410
        assert "video.example" not in left.content.decode()

    def test_it_says_why_there_is_no_room(self, world, nobody, place):
        hybrid(world, join_url="", mode=Group.Mode.IN_PERSON, place="Hotel Allegro")
        page = nobody.get(address(world.heartland, place.pk, "join"))
        assert page.status_code == 410
        assert "There is no video link for this meeting: Hotel Allegro" in page.content.decode()

    def test_only_looking_is_allowed(self, world, nobody, place):
        assert nobody.post(address(world.heartland, place.pk, "join")).status_code == 405

    def test_a_meeting_that_is_over_has_no_room(self, world, nobody):
        with inside(world.heartland, world.member):
            past = Rsvp.objects.get(meeting=world.past_meeting, member__user=world.member)
            assert past.meeting.ends_at < timezone.now() - timedelta(days=1)
        page = nobody.get(address(world.heartland, past.pk, "join"))
        assert page.status_code == 410
        assert "This meeting is over." in page.content.decode()
