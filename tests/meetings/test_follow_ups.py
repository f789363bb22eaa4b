"""Follow-ups: the prepared note and where it goes, a call, later, somebody else; and each of these taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.actions import appoint_facilitator
from meetings.actions.attending import Look, take_attendance
from meetings.models import Attendance, FollowUp, Letter, Meeting
from meetings.needs import needs_of
from members.models import Member
from programs.models import Activity, Role
from programs.tenancy import inside

PAGE = "/p/heartland/follow-ups/"


@pytest.fixture
def missed(world, meeting_on) -> Meeting:
    """Yesterday the peer was not at the meeting, without a word."""
    meeting = meeting_on(-1)
    with inside(world.heartland, world.facilitator):
        peer = Member.objects.get(user=world.peer)
        looks = {peer.pk: Look(Attendance.Seen.UNEXCUSED)}
        take_attendance(meeting, by=world.facilitator, now=meeting.starts_at, looks=looks)
    return meeting


@pytest.fixture
def peer(world) -> Member:
    with inside(world.heartland, world.facilitator):
        return Member.objects.get(user=world.peer)


def post_url(world) -> str:
    return reverse("follow_up", args=["heartland", world.group.pk])


def about(peer: Member, missed: Meeting, **more) -> dict:
    return {"member": peer.pk, "reason": "missed", "about": missed.pk} | more


def waits(world, peer: Member, user=None) -> bool:
    user = user or world.facilitator
    with inside(world.heartland, user):
        found = needs_of([world.group.pk], timezone.now(), user.pk)
    return any(one.person and one.person.key == peer.pk and one.reason == "missed" for one in found)


def test_the_note_is_prepared_and_open(world, client_as, missed, peer):
    read = client_as(world.facilitator).get(f"{PAGE}?open=need-missed-{peer.pk}").content.decode()
    assert f"Hi {peer.first_name}," in read
    assert '<details class="more" open>' in read
    assert 'value="note">Send' in read


def test_sending_writes_a_letter_to_them_alone_and_the_row_goes(world, client_as, missed, peer):
    response = client_as(world.facilitator).post(
        post_url(world), about(peer, missed, did="note", text="We missed you.", back="cockpit")
    )
    assert response.url == "/p/heartland/cockpit/"
    assert not waits(world, peer)
    with inside(world.heartland, world.facilitator):
        letter = Letter.objects.get()
    assert (letter.readers, letter.reply_to, letter.text) == (
        [world.peer.pk],
        world.facilitator.email,
        "We missed you.",
    )


def test_nobody_else_reads_the_words_or_that_it_happened(world, client_as, missed, peer):
    client_as(world.facilitator).post(post_url(world), about(peer, missed, did="note", text="We missed you."))
    for user in (world.admin, world.member, world.reviewer):
        with inside(world.heartland, user):
            assert not Letter.objects.exists()
            assert not FollowUp.objects.exists()
    with inside(world.heartland, world.peer):
        assert Letter.objects.get().text == "We missed you."
        assert not FollowUp.objects.exists()
    with inside(world.heartland, world.facilitator):
        assert not Activity.objects.filter(kind="follow_up.noted").exclude(member_id=None).exists()


def test_undo_within_the_minute_brings_the_row_back_and_the_words_are_gone(world, client_as, missed, peer):
    browser = client_as(world.facilitator)
    browser.post(post_url(world), about(peer, missed, did="note", text="We missed you."))
    with inside(world.heartland, world.facilitator):
        deed = FollowUp.objects.get()
    assert f"/p/heartland/follow-ups/{deed.pk}/undo/" in browser.get(PAGE).content.decode()
    response = browser.post(reverse("follow_up_undo", args=["heartland", deed.pk]), follow=True)
    assert "Undone." in response.content.decode()
    assert waits(world, peer)
    with inside(world.heartland, world.facilitator):
        assert not Letter.objects.exists()


def test_a_note_that_left_stays(world, client_as, missed, peer):
    browser = client_as(world.facilitator)
    browser.post(post_url(world), about(peer, missed, did="note", text="We missed you."))
    with inside(world.heartland, world.facilitator):
        Letter.objects.update(written_at=timezone.now() - timedelta(seconds=61))
        deed = FollowUp.objects.get()
    response = browser.post(reverse("follow_up_undo", args=["heartland", deed.pk]), follow=True)
    assert "It has left already." in response.content.decode()
    assert not waits(world, peer)


def test_a_call_is_logged_and_taken_back(world, client_as, missed, peer):
    browser = client_as(world.facilitator)
    browser.post(post_url(world), about(peer, missed, did="call", words="Twins. Back in May."))
    assert not waits(world, peer)
    with inside(world.heartland, world.facilitator):
        deed = FollowUp.objects.get()
    assert (deed.did, deed.words) == ("call", "Twins. Back in May.")
    browser.post(reverse("follow_up_undo", args=["heartland", deed.pk]))
    assert waits(world, peer)


def test_snooze_is_a_week_or_the_day_that_was_chosen(world, client_as, missed, peer):
    browser = client_as(world.facilitator)
    browser.post(post_url(world), about(peer, missed, did="later"))
    assert not waits(world, peer)
    response = browser.post(post_url(world), about(peer, missed, did="later", until="2020-01-01"))
    assert response.status_code == 422
    read = response.content.decode()
    assert "Choose a day after today, within a year." in read


def test_hand_on_to_a_co_facilitator_who_then_sees_it(world, client_as, missed, peer):
    now = timezone.now()
    with inside(world.heartland, world.admin):
        role = Role.objects.get(user=world.reviewer, kind=Role.Kind.FACILITATOR)
        appoint_facilitator(
            world.group, role, by=world.admin, now=now, is_co=True, reads=datetime(2020, 1, 1, tzinfo=UTC)
        )
    browser = client_as(world.facilitator)
    assert "Rosa Klein</option>" in browser.get(PAGE).content.decode()
    browser.post(post_url(world), about(peer, missed, did="handed_on", to=world.reviewer.pk))
    assert not waits(world, peer)
    assert waits(world, peer, world.reviewer)
    assert "handed on to you" in client_as(world.reviewer).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"did": "note", "text": "  "}, "What do you want to say?"),
        ({"did": "note", "text": "a\0b"}, "Null characters are not allowed."),
        ({"did": "handed_on"}, "Choose a co-facilitator."),
        ({"did": "handed_on", "to": "00000000-0000-0000-0000-000000000001"}, "Choose a co-facilitator of this group."),
        ({"did": "later", "until": "soon"}, "Write the day as 2026-12-24."),
        ({"did": "call", "words": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_cannot_be_says_why_at_the_card_and_keeps_what_was_typed(world, client_as, missed, peer, given, error):
    response = client_as(world.facilitator).post(post_url(world), about(peer, missed, **given))
    assert response.status_code == 422
    read = response.content.decode()
    assert error in read
    assert peer.name in read
    with inside(world.heartland, world.facilitator):
        assert not FollowUp.objects.exists()


def test_somebody_of_another_group_is_not_there(world, client_as, missed):
    with inside(world.heartland, world.sibling):
        stranger = Member.objects.get(user=world.sibling)
    response = client_as(world.facilitator).post(post_url(world), about(stranger, missed, did="call"))
    assert response.status_code == 404


@pytest.mark.parametrize("role", ["member", "peer", "sibling", "reviewer", "admin", "stranger", "foreign_facilitator"])
def test_only_who_facilitates_the_group_may(world, client_as, missed, peer, role):
    response = client_as(getattr(world, role)).post(post_url(world), about(peer, missed, did="call"))
    assert response.status_code == 404


def test_another_facilitator_cannot_take_it_back(world, client_as, missed, peer):
    client_as(world.facilitator).post(post_url(world), about(peer, missed, did="call"))
    with inside(world.heartland, world.facilitator):
        deed = FollowUp.objects.get()
    url = reverse("follow_up_undo", args=["heartland", deed.pk])
    assert client_as(world.reviewer).post(url).status_code == 404
    assert client_as(world.facilitator).get(url).status_code == 405


def test_signed_out_and_wrong_method(world, client_as):
    assert client_as(None).get(PAGE).url.startswith("/accounts/login/")
    assert client_as(world.facilitator).post(PAGE).status_code == 405
    assert client_as(world.facilitator).get(post_url(world)).status_code == 405


def test_who_has_not_joined_gets_no_mail_but_a_call(world, client_as):
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.peer).update(user=None)
        peer = Member.objects.exclude(pk__in=Member.objects.exclude(user=None)).filter(
            company__seats__group=world.group
        )
        peer = peer.first()
    response = client_as(world.facilitator).post(
        post_url(world), {"member": peer.pk, "reason": "quiet", "did": "note", "text": "Hello"}
    )
    assert response.status_code == 422
    assert "has not joined yet" in response.content.decode()


def test_the_same_queries_for_one_and_for_three(world, client_as, queries, missed):
    browser = client_as(world.facilitator)
    browser.get(PAGE)
    one = queries(lambda: browser.get(PAGE))
    with inside(world.heartland, world.facilitator):
        for attendance in Attendance.objects.filter(meeting=missed):
            attendance.seen = Attendance.Seen.UNEXCUSED
            attendance.save()
    assert browser.get(PAGE).content.decode().count('follow-up" id=') == 3
    assert queries(lambda: browser.get(PAGE)) == one
