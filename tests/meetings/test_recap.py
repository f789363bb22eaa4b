"""The recap: drafted from what happened, sent with a minute to take it back, each reader's own; read by the group."""

from datetime import timedelta

import pytest
from django.urls import reverse

from goals.promising import make_commitment
from meetings.actions.agendas import Line, set_agenda
from meetings.actions.attending import Look, take_attendance
from meetings.actions.capturing import note_decision, park
from meetings.actions.recapping import HEARS_AFTER, draft, hold_recap, send_recap, write_recap
from meetings.models import Attendance, Meeting, Recap, Rsvp
from members.models import Member
from notifications.announcing import announce
from notifications.models import Delivery, Kind
from notifications.notices import letter_of
from programs.models import Activity
from programs.refusal import Refused, Stale
from programs.tenancy import POST, inside


@pytest.fixture
def page(world) -> str:
    return reverse("recap", args=[world.heartland.slug, world.past_meeting.pk])


@pytest.fixture
def undo(world) -> str:
    return reverse("recap_undo", args=[world.heartland.slug, world.past_meeting.pk])


@pytest.fixture
def held(world, now) -> Meeting:
    """The past meeting with a promise of the member and one of the peer, a decision, and something for later."""
    with inside(world.heartland, world.facilitator):
        meeting = Meeting.objects.select_related("group").get(pk=world.past_meeting.pk)
        for user, text in ((world.member, "Raise support price 8%"), (world.peer, "Hire a dispatcher")):
            make_commitment(
                Member.objects.get(user=user), meeting.group, by=world.facilitator, now=now, today=now.date(),
                text=text, due_on=now.date() + timedelta(days=9), meeting=meeting,
            )  # fmt: skip
        note_decision(meeting, by=world.facilitator, now=now, text="We meet on Wednesdays")
        park(meeting, by=world.facilitator, now=now, title="Night shift")
    return meeting


@pytest.fixture
def send(world, held, now):
    """Sends the recap; returns it."""

    def sending(at=now, text="Good to see you all."):
        with inside(world.heartland, world.facilitator):
            return send_recap(Meeting.objects.get(pk=held.pk), by=world.facilitator, now=at, text=text)

    return sending


def mails(world, at) -> dict[object, Delivery]:
    """The recaps on their way, by user."""
    announce(now=at)
    with inside(None, reach=POST):
        return {mail.user_id: mail for mail in Delivery.objects.filter(kind=Kind.RECAP)}


# -- the deeds


def test_it_begins_with_what_happened_and_names_nobody_who_was_absent(world, now, meeting_on):
    past = meeting_on(-1)
    with inside(world.heartland, world.facilitator):
        places = list(Rsvp.objects.filter(meeting=past).select_related("member"))
        looks = {places[0].member_id: Look(Attendance.Seen.UNEXCUSED)}
        take_attendance(past, by=world.facilitator, now=past.starts_at, looks=looks)
        hot = (Line("Hiring", 40, "hot_seat", presenter=places[1].member_id),)
        set_agenda(past, by=world.facilitator, now=past.starts_at, lines=hot)
        words = draft(past)
    assert words.splitlines() == [
        f"{len(places) - 1} of {len(places)} were here.", f"Hot seat: {places[1].member.name}, Hiring.",
    ]  # fmt: skip
    assert places[0].member.name not in words


def test_it_is_held_back_within_its_minute_and_not_later(world, send, now):
    recap = send()
    with inside(world.heartland, world.facilitator):
        assert Meeting.objects.get(pk=recap.meeting_id).recap_at == now + HEARS_AFTER
        hold_recap(Recap.objects.get(), by=world.facilitator, now=now + timedelta(seconds=59))
        assert Meeting.objects.get(pk=recap.meeting_id).recap_at is None
        assert Recap.objects.get().sends_at is None
    send(now + timedelta(seconds=70))
    with inside(world.heartland, world.facilitator):
        with pytest.raises(Refused, match="left already"):
            hold_recap(Recap.objects.get(), by=world.facilitator, now=now + timedelta(seconds=130))
        with pytest.raises(Refused, match="is sent"):
            write_recap(Meeting.objects.get(pk=recap.meeting_id), by=world.facilitator, now=now, text="Other words")
        kinds = Activity.objects.filter(about_id=recap.meeting_id, kind__startswith="recap.").order_by("at")
        assert sorted({one.kind for one in kinds}) == ["recap.changed", "recap.held", "recap.sent"]
        assert {one.group_id for one in kinds} == {world.group.pk}


def test_before_the_meeting_there_is_nothing_to_tell_and_an_older_look_is_stale(world, held, now):
    with inside(world.heartland, world.facilitator):
        with pytest.raises(Refused, match="has not begun"):
            write_recap(Meeting.objects.get(pk=world.meeting.pk), by=world.facilitator, now=now, text="Early")
        write_recap(held, by=world.facilitator, now=now, text="One", seen=1)
        with pytest.raises(Stale):
            write_recap(held, by=world.facilitator, now=now, text="Two", seen=1)


# -- the mail


def test_each_reads_their_own_promises_and_the_decisions(world, send, now):
    send()
    sent = mails(world, now)
    later = now + HEARS_AFTER
    assert {world.member.pk, world.peer.pk} <= set(sent)
    assert all(mail.hold_until == later for mail in sent.values())
    mine = letter_of(sent[world.member.pk], world.heartland, world.member, later)
    for words in (mine.words.text, mine.words.html):
        assert "Raise support price 8%" in words
        assert "We meet on Wednesdays" in words
        assert "Hire a dispatcher" not in words
        assert "Night shift" not in words
        assert "Good to see you all." not in words
    assert "8%" not in mine.words.subject
    theirs = letter_of(sent[world.peer.pk], world.heartland, world.peer, later)
    assert "Hire a dispatcher" in theirs.words.text
    assert "Raise support price" not in theirs.words.text
    assert world.facilitator.pk not in sent
    assert world.sibling.pk not in sent


def test_one_held_back_is_not_written_and_one_sent_anew_is_written_once(world, send, now):
    send()
    first = mails(world, now)[world.member.pk]
    with inside(world.heartland, world.facilitator):
        hold_recap(Recap.objects.get(), by=world.facilitator, now=now + timedelta(seconds=30))
    assert letter_of(first, world.heartland, world.member, now + HEARS_AFTER) is None
    again = now + timedelta(seconds=40)
    send(again)
    announce(now=again)
    with inside(None, reach=POST):
        both = list(Delivery.objects.filter(kind=Kind.RECAP, user_id=world.member.pk).order_by("hold_until"))
    late = now + timedelta(minutes=5)
    assert [letter_of(mail, world.heartland, world.member, late) is None for mail in both] == [True, False]


# -- the page


def test_the_facilitator_drafts_previews_sends_and_takes_it_back(world, client_as, page, undo, held):
    browser = client_as(world.facilitator)
    shown = browser.get(page)
    assert "were here." in shown.context["form"]["text"].value()
    with inside(world.heartland, world.facilitator):
        peer = Member.objects.get(user=world.peer)
    preview = browser.post(page, {"do": "preview", "version": 1, "text": "Half a word", "as": peer.pk})
    assert "Half a word" in preview.text
    assert [one.text for one in preview.context["theirs"]] == ["Hire a dispatcher"]
    assert browser.post(page, {"do": "save", "version": 1, "text": "A draft"}).status_code == 302
    assert "A draft" in browser.get(page).text
    assert client_as(world.member).get(page).status_code == 404, "a draft is nobody else's"
    assert browser.post(page, {"do": "send", "version": 2, "text": "Thank you all."}).status_code == 302
    sent = browser.get(page)
    assert "It leaves in" in sent.text
    assert client_as(world.member).get(page).status_code == 404, "not before its minute is over"
    assert browser.post(undo).status_code == 302
    assert "Thank you all." in browser.get(page).text
    with inside(world.heartland, world.facilitator):
        assert Recap.objects.get().sends_at is None


def test_a_member_reads_it_with_their_own_promises_first(world, client_as, page, send, now):
    send(now - timedelta(minutes=5))
    shown = client_as(world.member).get(page)
    assert [one.text for one in shown.context["mine"]] == ["Raise support price 8%"]
    for words in ("Good to see you all.", "Hire a dispatcher", "We meet on Wednesdays", "Night shift"):
        assert words in shown.text
    assert client_as(world.member).post(page, {"do": "send", "version": 1}).status_code == 404
    readonly = client_as(world.facilitator).get(page)
    assert readonly.context["form"] is None


def test_what_is_wrong_is_said_and_what_was_typed_stays(world, client_as, page, held):
    browser = client_as(world.facilitator)
    for text, says in (("x" * 4001, "4000"), ("a\0b", "Null characters")):
        wrong = browser.post(page, {"do": "send", "version": 1, "text": text})
        assert wrong.status_code == 422
        assert says in wrong.text
    early = reverse("recap", args=[world.heartland.slug, world.meeting.pk])
    refused = browser.post(early, {"do": "send", "version": 1, "text": "Too soon"})
    assert refused.status_code == 422
    assert "has not begun" in refused.text
    with inside(world.heartland, world.facilitator):
        assert not Recap.objects.exists()


def test_whoever_saves_second_is_shown_both(world, client_as, page, held, now):
    browser = client_as(world.facilitator)
    with inside(world.heartland, world.facilitator):
        write_recap(held, by=world.facilitator, now=now, text="Theirs")
    clash = browser.post(page, {"do": "save", "version": 1, "text": "Mine"})
    assert clash.status_code == 409
    assert "Theirs" in clash.text
    assert "Mine" in clash.text
    version = clash.context["form"]["version"].value()
    assert browser.post(page, {"do": "save", "version": version, "text": "Mine"}).status_code == 302


def test_nobody_else(world, client_as, page, undo, send, now):
    send(now - timedelta(minutes=5))
    for user in (world.admin, world.reviewer, world.sibling, world.stranger, world.foreign_facilitator):
        assert client_as(user).get(page).status_code == 404
        assert client_as(user).post(undo).status_code == 404
    assert client_as(world.member).post(undo).status_code == 404
    assert client_as(None).get(page).status_code == 302
    assert client_as(world.facilitator).get(undo).status_code == 405
    assert client_as(world.member).put(page).status_code == 405


def test_the_same_queries_for_one_promise_and_for_many(world, client_as, page, send, held, queries, now):
    browser = client_as(world.member)
    with inside(world.heartland, world.facilitator):
        for number in range(6):
            make_commitment(
                Member.objects.get(user=world.member), held.group, by=world.facilitator, now=now, today=now.date(),
                text=f"Promise {number}", due_on=now.date() + timedelta(days=9), meeting=held,
            )  # fmt: skip
    send(now - timedelta(minutes=5))
    assert queries(lambda: browser.get(page)) <= 10
