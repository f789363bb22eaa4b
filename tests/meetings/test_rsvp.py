"""Saying whether one comes, signed in: one tap with undo, the page with the details; and who comes."""

import pytest
from django.utils import timezone

from meetings.actions.answering import answer, note_stay
from meetings.actions.planning import cancel_meeting
from meetings.models import Meeting, Rsvp
from meetings.views.parts.rsvp import of
from programs.tenancy import inside, standing


@pytest.fixture
def url(world) -> str:
    return f"/p/{world.heartland.slug}/meetings/{world.meeting.pk}/rsvp/"


@pytest.fixture
def mine(world):
    """The member's place as it stands."""

    def read() -> Rsvp:
        with inside(world.heartland, world.member):
            return Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.member)

    return read


HTMX = {"HX-Request": "true"}


def test_one_tap_saves_and_offers_undo(world, client_as, url, mine):
    member = client_as(world.member)
    said = member.post(url, {"tap": "no"}, headers=HTMX).content.decode()
    assert "Saved. You do not come." in said
    assert "Undo" in said
    assert 'aria-pressed="true"' in said
    assert mine().answer == "no"
    undone = member.post(f"{url}undo/", {"says": ""}, headers=HTMX).content.decode()
    assert "Taken back." in undone
    assert (mine().answer, mine().answered_at) == ("", None)


def test_undo_puts_back_what_stood_before_with_all_of_it(world, client_as, url, mine):
    member = client_as(world.member)
    member.post(url, {"says": "late", "late_minutes": "25"})
    said = member.post(url, {"tap": "yes"}, headers=HTMX).content.decode()
    assert 'name="late_minutes" value="25"' in said
    member.post(f"{url}undo/", {"says": "late", "late_minutes": "25"}, headers=HTMX)
    assert (mine().answer, mine().late_minutes) == ("late", 25)


def test_without_scripts_it_comes_back_to_the_page(world, client_as, url):
    member = client_as(world.member)
    assert member.post(url, {"tap": "yes", "back": "today"})["Location"] == f"/p/{world.heartland.slug}/today/"
    assert member.post(url, {"tap": "late"})["Location"] == url.removesuffix("rsvp/")


def test_the_page_saves_the_details_and_loses_nothing_typed(world, client_as, url, mine):
    member = client_as(world.member)
    wrong = member.post(url, {"says": "late", "late_minutes": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.content.decode()
    right = member.post(url, {"says": "no", "sends_update": "on"}, follow=True)
    assert "Your group sees it." in right.content.decode()
    assert mine().sends_update


def test_a_tap_that_nobody_offered_changes_nothing(world, client_as, url, mine):
    said = client_as(world.member).post(url, {"tap": "perhaps"}, headers=HTMX).content.decode()
    assert "Say yes, late or no." in said
    assert mine().answer == ""


def test_a_canceled_meeting_takes_no_answer(world, client_as, url, mine):
    with inside(world.heartland, world.facilitator):
        cancel_meeting(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=timezone.now())
    member = client_as(world.member)
    assert "This meeting was canceled" in member.get(url).content.decode()
    assert "There is nothing to answer." in member.post(url, {"tap": "yes"}, headers=HTMX).content.decode()
    assert mine().answer == ""


def test_who_may(world, client_as, url):
    assert client_as(world.peer).get(url).status_code == 200
    for stranger in (world.facilitator, world.admin, world.sibling, world.stranger):
        assert client_as(stranger).get(url).status_code == 404
        assert client_as(stranger).post(url, {"tap": "yes"}).status_code == 404
    assert "/accounts/login/" in client_as(None).get(url)["Location"]
    assert client_as(world.member).delete(url).status_code == 405
    assert client_as(world.member).get(f"{url}undo/").status_code == 405


def test_it_takes_few_queries(world, client_as, url, queries):
    member = client_as(world.member)
    member.get(url)
    assert queries(lambda: member.get(url)) <= 10


def test_who_comes_in_one_query(world, queries):
    with inside(world.heartland, world.peer):
        place = Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=world.peer)
        answer(place, by=world.peer, now=timezone.now(), says="late", late_minutes=15)
    with inside(world.heartland, world.member):
        meeting = Meeting.objects.select_related("group", "program").get(pk=world.meeting.pk)
        found = {}
        assert queries(lambda: found.update(of(meeting, standing(), timezone.now()))) == 1
    everybody = len(found["faces"]) + len(found["silent"])
    assert found["counts"] == f"{everybody} of {everybody} are expected. {everybody - 1} have not answered."
    (late,) = found["faces"]
    assert (late.kind, late.note) == ("late", "Comes late, 15 minutes")
    assert found["silent_means"] == "Expected, as nobody said no"
    assert found["buttons"].words == "You are expected. Say no if you cannot come."


def test_who_has_no_place_sees_the_faces_and_no_buttons(world):
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.select_related("group", "program").get(pk=world.meeting.pk)
        found = of(meeting, standing(), timezone.now())
    assert found["buttons"] is None
    assert found["silent"]


def test_a_hybrid_meeting_tells_who_is_where_and_its_facilitators_who_travels_how(world):
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(mode="hybrid", place="The Drake, Chicago")
    for user, by_video in ((world.member, False), (world.peer, True)):
        with inside(world.heartland, user):
            place = Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=user)
            answer(place, by=user, now=timezone.now(), says="yes", online=by_video)
            if not by_video:
                note_stay(place, by=user, now=timezone.now(), booked=True, diet="No nuts", arrives="Tuesday 18:40")
    seen = {}
    for user in (world.facilitator, world.peer):
        with inside(world.heartland, user):
            meeting = Meeting.objects.select_related("group", "program").get(pk=world.meeting.pk)
            seen[user] = of(meeting, standing(), timezone.now())
    assert "1 in person, 1 by video" in seen[world.peer]["counts"]
    assert {one.note for one in seen[world.peer]["faces"]} == {"Comes, in person", "Comes, by video"}
    (way,) = seen[world.facilitator]["stays"]
    assert (way.booked, way.told) == (True, [("Does not eat", "No nuts"), ("Arrives", "Tuesday 18:40")])
    assert seen[world.peer]["stays"] == []
