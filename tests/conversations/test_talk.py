"""The pages of talk, wins and support, and the doors of a stuck goal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Comment, Reaction, Support, Thread, Win
from conversations.supporting import answer_support
from goals.actions import check_in
from goals.closing import close_goal
from goals.models import Goal
from meetings.models import ParkedItem
from members.models import Member
from notifications.announcing import announce
from notifications.models import Delivery, Kind, Notice
from notifications.notices import letter_of
from programs.refusal import Refused
from programs.tenancy import POST, inside


@pytest.fixture
def here(world):
    return f"/p/heartland/groups/{world.group.pk}"


@pytest.fixture
def stuck(world):
    with inside(world.heartland, world.member):
        check_in(world.goal, by=world.member, now=timezone.now(), status="stuck")
    return f"/p/heartland/goals/{world.goal.pk}/stuck/"


def all_of(world, model, user=None):
    with inside(world.heartland, user or world.member):
        return list(model.objects.all())


@pytest.fixture
def thread(world, client_as, here):
    client_as(world.member).post(f"{here}/talk/new/", {"title": "Who has raised prices?"})
    return all_of(world, Thread)[0]


def test_asked_answered_applauded(world, client_as, here, thread):
    page = f"/p/heartland/threads/{thread.pk}/"
    peer = client_as(world.peer)
    assert "Who has raised prices?" in peer.get(f"{here}/talk/").content.decode()
    answer = peer.post(page, {"kind": "experience", "text": "We did, by phone."}, follow=True)
    assert "We did, by phone." in answer.content.decode()
    (said,) = all_of(world, Comment)
    member = client_as(world.member)
    member.post(f"/p/heartland/applause/comment/{said.pk}/", {"sort": "thanks"})
    assert [one.sort for one in all_of(world, Reaction)] == ["thanks"]
    member.post(f"/p/heartland/applause/comment/{said.pk}/", {"sort": "thanks"})
    assert all_of(world, Reaction) == []
    member.post(f"{page}state/", {"act": "close"})
    assert all_of(world, Thread)[0].closed_at
    member.post(f"{page}state/?act=reopen")
    assert all_of(world, Thread)[0].closed_at is None


def test_a_question_is_taken_back_until_somebody_answers(world, client_as, thread):
    page, member = f"/p/heartland/threads/{thread.pk}/", client_as(world.member)
    client_as(world.peer).post(page, {"kind": "idea", "text": "Ask them."})
    assert "Somebody has answered" in member.post(f"{page}state/?act=remove", follow=True).content.decode()
    (said,) = all_of(world, Comment)
    client_as(world.peer).post(f"/p/heartland/answers/{said.pk}/removal/")
    member.post(f"{page}state/?act=remove")
    assert all_of(world, Thread) == []


@pytest.mark.parametrize("sent", [{"kind": "advice", "text": "x"}, {"kind": "idea", "text": " "}, {"text": "a\0b"}])
def test_a_wrong_answer_comes_back_with_its_words(world, client_as, thread, sent):
    answer = client_as(world.peer).post(f"/p/heartland/threads/{thread.pk}/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert all_of(world, Comment) == []


def test_an_answer_is_changed_for_an_hour(world, client_as, thread):
    peer = client_as(world.peer)
    peer.post(f"/p/heartland/threads/{thread.pk}/", {"kind": "idea", "text": "Ask them."})
    (said,) = all_of(world, Comment)
    page = f"/p/heartland/answers/{said.pk}/"
    peer.post(page, {"kind": "experience", "text": "We asked them."})
    assert (all_of(world, Comment)[0].text, all_of(world, Comment)[0].kind) == ("We asked them.", "experience")
    with inside(world.heartland, world.peer):
        old = Comment.objects.create(
            group=world.group, thread=thread, member=Member.objects.get(user=world.peer), by=world.peer, text="Old",
            said_at=timezone.now() - timedelta(hours=2),
        )  # fmt: skip
    late = peer.post(f"/p/heartland/answers/{old.pk}/", {"kind": "idea", "text": "New"})
    assert late.status_code == 422
    assert "for an hour" in late.content.decode()


def test_stuck_asks_the_group_in_one_press(world, client_as, stuck):
    page = client_as(world.member).get(stuck).content.decode()
    assert f"I am stuck: {world.goal.title}" in page
    sent = {"title": "How do I go on?", "group": str(world.group.pk), "act": "ask"}
    client_as(world.member).post(stuck, sent)
    (asked,) = all_of(world, Thread, world.peer)
    assert (asked.title, asked.goal_id) == ("How do I go on?", world.goal.pk)
    assert "How do I go on?" in client_as(world.peer).get(f"/p/heartland/goals/{world.goal.pk}/").content.decode()


def test_stuck_goes_to_the_next_meeting_with_its_weight_and_back(world, client_as, stuck):
    browser = client_as(world.member)
    answer = browser.post(stuck, {"title": "Prices", "group": str(world.group.pk), "weight": "3"}, follow=True)
    (waiting,) = [one for one in all_of(world, ParkedItem) if one.title == "Prices"]
    assert (waiting.weight, waiting.group_id) == (3, world.group.pk)
    (message,) = answer.context["messages"]
    browser.post(message.extra_tags)
    assert not [one for one in all_of(world, ParkedItem) if one.title == "Prices"]


@pytest.mark.parametrize("change", [{"title": ""}, {"group": "x"}, {"weight": "9"}])
def test_a_wrong_door_comes_back(world, client_as, stuck, change):
    sent = {"title": "Prices", "group": str(world.group.pk), "weight": "1"} | change
    assert client_as(world.member).post(stuck, sent).status_code == 422


def test_a_private_goal_says_who_reads_and_fills_in_nothing(world, client_as):
    with inside(world.heartland, world.member):
        check_in(world.private_goal, by=world.member, now=timezone.now(), status="stuck")
    url = f"/p/heartland/goals/{world.private_goal.pk}/stuck/"
    answer = client_as(world.member).get(url)
    assert "stays so" in answer.content.decode()
    assert answer.context["doors"].form["title"].value() == ""
    client_as(world.member).post(url, {"title": "A word?", "group": str(world.group.pk), "act": "ask"})
    (asked,) = all_of(world, Thread)
    seen = client_as(world.peer).get(f"/p/heartland/threads/{asked.pk}/").content.decode()
    assert "A word?" in seen
    assert world.private_goal.title not in seen


def test_a_goal_that_moves_has_no_doors(world, client_as):
    with inside(world.heartland, world.member):
        check_in(world.goal, by=world.member, now=timezone.now(), status="on_track")
    answer = client_as(world.member).get(f"/p/heartland/goals/{world.goal.pk}/stuck/")
    assert answer.url == f"/p/heartland/goals/{world.goal.pk}/"


def test_a_done_goal_becomes_a_win_once(world, client_as, here):
    with inside(world.heartland, world.member):
        close_goal(world.goal, Goal.State.DONE, by=world.member, now=timezone.now())
    browser, url = client_as(world.member), f"/p/heartland/goals/{world.goal.pk}/win/"
    assert "Post it as a win" in browser.get(f"/p/heartland/goals/{world.goal.pk}/").content.decode()
    for _ in range(2):
        browser.post(url)
    (win,) = all_of(world, Win)
    assert win.text.startswith(world.goal.title)
    assert win.text in client_as(world.peer).get(f"{here}/wins/").content.decode()


def test_a_private_goal_becomes_no_win(world, client_as):
    with inside(world.heartland, world.member):
        close_goal(world.private_goal, Goal.State.DONE, by=world.member, now=timezone.now())
    answer = client_as(world.member).post(f"/p/heartland/goals/{world.private_goal.pk}/win/", follow=True)
    assert "No group sees this goal." in answer.content.decode()
    assert all_of(world, Win) == []


def test_thanks_stand_in_the_inbox_and_send_no_mail(world, client_as, here):
    with inside(world.heartland, world.member):
        peer = Member.objects.get(user=world.peer)
    client_as(world.member).post(f"{here}/wins/", {"text": "An hour on the phone.", "kudos_to": str(peer.pk)})
    announce(now=timezone.now())
    with inside(None, reach=POST):
        assert Notice.objects.filter(kind=Kind.KUDOS, recipient_id=world.peer.pk, delivery_id=None).count() == 1
        assert not Delivery.objects.filter(kind=Kind.KUDOS).exists()
    (win,) = all_of(world, Win)
    assert f"/p/heartland/wins/{win.pk}/" in client_as(world.peer).get("/p/heartland/inbox/").content.decode()


def test_a_facilitator_pins_a_win_to_the_last_meeting(world, client_as, here):
    client_as(world.member).post(f"{here}/wins/", {"text": "Queue at zero"})
    (win,) = all_of(world, Win)
    url, facilitator = f"/p/heartland/wins/{win.pk}/pin/", client_as(world.facilitator)
    facilitator.post(url, {"pin": "on"})
    assert all_of(world, Win)[0].pinned_id == world.past_meeting.pk
    facilitator.post(url, {"pin": "off"})
    assert all_of(world, Win)[0].pinned_id is None


def mails(world, user, kind):
    """The letters of a kind that wait for a user, as they would read now."""
    with inside(None, reach=POST):
        waiting = list(Delivery.objects.filter(user_id=user.pk, kind=kind))
    return [letter_of(mail, world.heartland, user, timezone.now()) for mail in waiting]


def test_an_answer_is_mailed_to_who_has_not_looked(world, client_as, thread):
    page = f"/p/heartland/threads/{thread.pk}/"
    for text in ("First thing", "Second thing"):
        client_as(world.peer).post(page, {"kind": "experience", "text": text})
    announce(now=timezone.now())
    first, _ = mails(world, world.member, Kind.TALK)
    assert "First thing" in first.words.text
    assert "Second thing" in first.words.text
    assert thread.title not in first.words.subject
    assert mails(world, world.peer, Kind.TALK) == []
    browser = client_as(world.member)
    browser.post("/p/heartland/inbox/seen/", {"about": str(world.goal.pk)})
    assert mails(world, world.member, Kind.TALK)[0]
    assert browser.post("/p/heartland/inbox/seen/", {"about": "x"}).status_code == 404
    browser.post("/p/heartland/inbox/seen/", {"about": str(thread.pk)})
    assert mails(world, world.member, Kind.TALK) == [None, None]


def test_the_partner_is_asked_by_mail_once_a_day(world, client_as, stuck):
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(partner=Member.objects.get(user=world.peer))
    for _ in range(2):
        client_as(world.member).post(stuck, {"act": "partner"})
    announce(now=timezone.now())
    (letter,) = mails(world, world.peer, Kind.PARTNER)
    assert world.goal.title in letter.words.text
    assert world.goal.title not in letter.words.subject


def test_support_is_between_two(world, client_as, here):
    browser = client_as(world.member)
    form = browser.get(f"{here}/support/").context["form"]
    browser.post(f"{here}/support/", {"to": form.fields["to"].choices[0][0], "text": "I cannot sleep"})
    (call,) = all_of(world, Support)
    announce(now=timezone.now())
    (letter,) = mails(world, world.facilitator, Kind.SUPPORT)
    assert "I cannot sleep" not in letter.words.text
    page = f"/p/heartland/support/{call.pk}/"
    assert page in client_as(world.facilitator).get("/p/heartland/cockpit/").content.decode()
    assert client_as(world.peer).get(page).status_code == 404
    client_as(world.facilitator).post(page, {"text": "I call at six."})
    assert "I call at six." in browser.get(page).content.decode()
    announce(now=timezone.now())
    assert len(mails(world, world.member, Kind.SUPPORT)) == 1
    browser.post(f"{page}state/", {"act": "close"})
    with inside(world.heartland, world.facilitator):
        held = Support.objects.get()
        assert held.closed_at
        with pytest.raises(Refused, match="closed"):
            answer_support(held, by=world.facilitator, now=timezone.now(), text="More")


def test_no_admin_hears_of_support(world, client_as, here):
    browser = client_as(world.member)
    form = browser.get(f"{here}/support/").context["form"]
    browser.post(f"{here}/support/", {"to": form.fields["to"].choices[0][0], "text": "I cannot sleep"})
    assert "asked for support" not in client_as(world.admin).get("/p/heartland/audit/").content.decode()


@pytest.mark.parametrize("page", ["talk", "wins"])
def test_the_number_of_queries_is_flat(world, client_as, here, queries, page):
    browser = client_as(world.member)
    browser.post(f"{here}/talk/new/", {"title": "One"})
    browser.post(f"{here}/wins/", {"text": "One"})
    url = f"{here}/{page}/"
    browser.get(url)
    few = queries(lambda: browser.get(url))
    for number in range(6):
        browser.post(f"{here}/talk/new/", {"title": f"Another {number}"})
        browser.post(f"{here}/wins/", {"text": f"Another {number}"})
    browser.get(url)
    assert queries(lambda: browser.get(url)) == few <= 10


def test_a_thread_costs_the_same_with_many_answers(world, client_as, thread, queries):
    browser, url = client_as(world.peer), f"/p/heartland/threads/{thread.pk}/"
    browser.post(url, {"kind": "idea", "text": "One"})
    browser.get(url)
    few = queries(lambda: browser.get(url))
    for number in range(6):
        browser.post(url, {"kind": "idea", "text": f"Another {number}"})
    browser.get(url)
    assert queries(lambda: browser.get(url)) == few <= 10
