"""The check-in from mail: two taps, nobody signed in, one goal and nothing else; looking changes nothing."""

import time
from datetime import timedelta
from decimal import Decimal
from unittest import mock
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from goals.actions import name_partner
from goals.closing import close_goal
from goals.models import CheckIn, Goal, Milestone, PrivateNote
from groups.models import SeatHolder
from meetings.models import Meeting
from notifications.models import Delivery
from programs import links
from programs.models import Activity
from programs.tenancy import inside


def address(program, key, act: str = "") -> str:
    return f"/a/{links.token('check-in', program.pk, key)}/check-in/{act}"


@pytest.fixture
def link(world):
    return address(world.heartland, world.goal.pk)


@pytest.fixture
def nobody(client_as):
    return client_as(None)


@pytest.fixture
def said(world, as_user):
    """The newest check-in of the goal, as its member reads it."""

    def read(goal: Goal | None = None) -> CheckIn:
        with as_user(world.member):
            return CheckIn.objects.select_related("private_note", "goal").filter(goal=goal or world.goal).first()

    return read


def test_the_answer_of_the_mail_is_picked_and_saved_in_two_taps(world, nobody, link, said):
    page = nobody.get(f"{link}?status=at_risk").content.decode()
    assert "Gross margin 52 %" in page
    assert 'value="at_risk" checked' in page
    assert "Last time" in page
    assert "Only you read this note, unless you show it." in page
    answer = nobody.post(link, {"status": "at_risk", "value": "47.5", "note": "Train"}, follow=True)
    read = answer.content.decode()
    assert answer.redirect_chain == [(link, 302)]
    assert "Saved. Your group sees the status, not the note." in read
    assert "Next check-in" in read
    assert "Undo" in read
    made = said()
    assert (made.status, made.value, made.note) == ("at_risk", Decimal("47.5"), "")
    assert made.private_note.text == "Train"
    assert made.goal.checked_in_at == made.said_at


def test_what_is_saved_is_told_to_the_group_as_done_by_mail(world, nobody, link, as_user):
    nobody.post(link, {"status": "stuck"})
    with as_user(world.peer):
        told = Activity.objects.filter(about_id=world.goal.pk).order_by("-at").first()
        assert (told.kind, told.via, told.by_id) == ("goal.checked_in", "mail", None)


def test_a_note_may_be_shown(world, nobody, link, said):
    page = nobody.post(link, {"status": "stuck", "note": "Price me", "show_note": "on"}, follow=True).content.decode()
    assert "Your group sees the status and the note." in page
    assert said().note == "Price me"


@pytest.mark.parametrize("query", ["", "?status=stuck", "?status=nonsense", "?status=%00", "?again=1"])
def test_looking_changes_nothing(world, nobody, link, said, query):
    before = said()
    for method in (nobody.get, nobody.head, nobody.get):
        assert method(link + query).status_code == 200
    after = said()
    assert (after.pk, after.said_at, after.status) == (before.pk, before.said_at, before.status)


def test_replays_do_no_harm(world, nobody, link, as_user):
    for _ in range(3):
        nobody.post(link, {"status": "at_risk", "note": "Once"})
    with as_user(world.member):
        recent = CheckIn.objects.filter(goal=world.goal, said_at__gt=timezone.now() - timedelta(hours=1))
        assert recent.count() == 1
        told = Activity.objects.filter(about_id=world.goal.pk, at__gt=timezone.now() - timedelta(hours=1))
        assert told.filter(kind="goal.checked_in").count() == 1


def test_saved_a_moment_ago_it_can_be_changed(world, nobody, link, said):
    nobody.post(link, {"status": "at_risk", "value": "47", "note": "First thought"})
    page = nobody.get(f"{link}?status=stuck").content.decode()
    assert "You saved at risk a moment ago." in page
    assert 'value="stuck" checked' in page
    assert "First thought" in page
    nobody.post(link, {"status": "stuck", "value": "46"})
    made = said()
    assert (made.status, made.value) == ("stuck", Decimal(46))
    assert not hasattr(made, "private_note")


def test_undo_and_undo_again(world, nobody, link, said):
    before = said()
    nobody.post(link, {"status": "stuck"})
    made = said()
    for _ in range(2):
        answer = nobody.post(f"{link}undo/", {"of": made.pk}, follow=True)
        assert answer.status_code == 200
        assert said().pk == before.pk
    nobody.post(f"{link}undo/", {"of": before.pk})
    assert said().pk == before.pk, "what is older than a day stays"


@pytest.mark.parametrize("of", ["", "nonsense", "\0", "00000000-0000-0000-0000-000000000000"])
def test_undo_of_nothing(world, nobody, link, said, of):
    before = said()
    assert nobody.post(f"{link}undo/", {"of": of}).status_code == 302
    assert said().pk == before.pk


def test_milestones_are_ticked(world, nobody, as_user, another_goal):
    goal = another_goal("PSA migrated", kind="milestones", milestones=["One", "Two"], start_value=None)
    with as_user(world.member):
        one, _ = Milestone.objects.filter(goal=goal)
    link = address(world.heartland, goal.pk)
    assert "Which milestones are done?" in nobody.get(link).content.decode()
    read = nobody.post(link, {"status": "on_track", "done": [one.pk]}, follow=True).content.decode()
    assert "1 of 2 done" in read
    with as_user(world.member):
        assert [bool(step.done_at) for step in Milestone.objects.filter(goal=goal)] == [True, False]


def test_a_private_goal_says_that_nobody_else_sees_it(world, nobody, as_user):
    link = address(world.heartland, world.private_goal.pk)
    assert "Show the note" not in nobody.get(link).content.decode()
    assert "Only you see it." in nobody.post(link, {"status": "stuck"}, follow=True).content.decode()
    with as_user(world.peer) as partner:
        pass
    with as_user(world.member):
        name_partner(world.private_goal, partner, by=world.member, now=timezone.now())
    page = nobody.post(link, {"status": "on_track"}, follow=True).content.decode()
    assert "You and your accountability partner see it." in page


def test_the_warmest_words_greet_the_first_one_after_a_gap(world, nobody, link, as_user):
    with as_user(world.member):
        Goal.objects.filter(pk=world.goal.pk).update(checked_in_at=timezone.now() - timedelta(days=40))
    assert "Back on it." in nobody.post(link, {"status": "stuck"}, follow=True).content.decode()


def test_it_reads_nothing_but_this_goal(world, nobody, link):
    page = nobody.get(link).content.decode()
    for words in (
        "Out of the office by five", "Dana", "Luis Ferreira", "Northwind", "Owners 1", "dana.whitfield", "/groups/",
        "/today/",
    ):  # fmt: skip
        assert words not in page, words


def test_a_signed_in_reader_sees_the_same(world, client_as, link):
    page = client_as(world.sibling).get(link).content.decode()
    assert "Gross margin 52 %" in page
    assert world.sibling.name not in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose how it stands: on track, at risk or stuck."),
        ({"status": "stuck", "value": "plenty"}, "“plenty” is not a number."),
        ({"status": "stuck", "note": "nul\0"}, "Null characters are not allowed."),
    ],
)
def test_bad_input_is_told_and_loses_nothing(world, nobody, link, said, data, words):
    before = said()
    answer = nobody.post(link, {"value": "47.77", "note": "My note"} | data)
    read = answer.content.decode()
    assert answer.status_code == 422
    assert words in read
    assert "My note" in read or "note" in data
    assert said().pk == before.pk


def test_a_closed_goal_gets_kind_words(world, nobody, link, as_user, said):
    with as_user(world.member):
        close_goal(world.goal, "done", by=world.member, now=timezone.now())
    before = said()
    for answer in (nobody.get(link), nobody.post(link, {"status": "stuck"}), nobody.post(f"{link}undo/")):
        assert answer.status_code == 410
        assert "nothing is asked about it any more" in answer.content.decode()
    assert said().pk == before.pk


def test_a_member_who_left_is_asked_no_more(world, nobody, link, as_user):
    with as_user(world.admin):
        member = world.member_of(world.member)
        member.left_at = timezone.now()
        member.save()
    for answer in (nobody.get(link), nobody.post(link, {"status": "stuck"})):
        assert answer.status_code == 410
        assert "Gross margin" not in answer.content.decode()


def test_a_worn_out_link_says_so(world, nobody, said):
    before = said()
    with mock.patch("django.core.signing.time.time", return_value=time.time() - 46 * 86400):
        old = address(world.heartland, world.goal.pk)
    assert nobody.get(old).status_code == 410
    assert nobody.post(old, {"status": "stuck"}).status_code == 410
    assert said().pk == before.pk


@pytest.mark.parametrize("broken", ["truncated", "turned", "purpose", "nowhere", "foreign"])
def test_a_broken_or_foreign_link_opens_nothing(world, nobody, broken, said):
    before = said()
    good = links.token("check-in", world.heartland.pk, world.goal.pk)
    token = {
        "truncated": good[:-4],
        "turned": good[::-1],
        "purpose": links.token("mute", world.heartland.pk, world.goal.pk),
        "nowhere": links.token("check-in", world.heartland.pk, uuid4()),
        "foreign": links.token("check-in", world.summit.pk, world.goal.pk),
    }[broken]
    for answer in (nobody.get(f"/a/{token}/check-in/"), nobody.post(f"/a/{token}/check-in/", {"status": "stuck"})):
        assert answer.status_code == 410
        assert "Gross margin" not in answer.content.decode()
    assert said().pk == before.pk


def test_wrong_methods(nobody, link):
    assert nobody.put(link).status_code == 405
    assert nobody.get(f"{link}undo/").status_code == 405


def test_it_is_kept_nowhere(nobody, link):
    assert "no-store" in nobody.get(link).headers["Cache-Control"]


def test_few_queries(nobody, link, queries):
    nobody.get(link)
    assert queries(lambda: nobody.get(link)) <= 10
    assert queries(lambda: nobody.post(link, {"status": "stuck"})) <= 10


def test_private_notes_stay_private(world, nobody, link, as_user):
    nobody.post(link, {"status": "stuck", "note": "Do not tell"})
    for user in (world.peer, world.facilitator, world.admin):
        with as_user(user):
            assert not PrivateNote.objects.exists()


def test_the_same_as_last_time_is_one_press(world, nobody, link, said, ask_now, now_of):
    ask_now(world.goal)
    before = now_of(world.member, world.goal)
    assert "Same as last time" in nobody.get(link).content.decode()
    assert "Saved" in nobody.post(link, {"act": "same"}, follow=True).content.decode()
    made = said()
    assert (made.status, made.value) == (before.status, before.current_value)
    assert made.said_at > before.checked_in_at


def test_a_turn_is_left_out_from_mail_and_taken_back(world, nobody, link, ask_now, now_of):
    assert "Skip this one" not in nobody.get(link).content.decode()
    ask_now(world.goal)
    assert "2 passes are left this quarter." in nobody.get(link).content.decode()
    page = nobody.post(link, {"act": "skip"})
    assert "Left out. It counts neither for nor against you." in page.content.decode()
    assert now_of(world.member, world.goal).check_in_at > timezone.now()
    assert "Nothing is asked about it now." in nobody.post(link, {"act": "skip"}).content.decode()
    nobody.post(link, {"act": "unskip", "of": str(page.context["skip"].pk)})
    assert now_of(world.member, world.goal).check_in_at < timezone.now()
    assert nobody.post(link, {"act": "unskip", "of": "nonsense"}).status_code == 302


def test_it_is_put_off_to_a_working_day_once(world, nobody, link, ask_now):
    ask_now(world.goal)
    page = nobody.get(link)
    assert [name for name, _ in page.context["later"]][-1] == "monday"
    for _ in range(2):
        assert "You are asked again on Monday" in nobody.post(link, {"act": "monday"}).content.decode()
    with inside(world.heartland, world.member):
        mails = Delivery.objects.filter(user_id=world.member.pk, kind="check_in", state="pending")
        assert [mail.slot_at.weekday() for mail in mails] == [0]


def test_it_is_put_off_to_after_the_meeting(world, nobody, link, ask_now):
    ask_now(world.goal)
    shown = nobody.get(link).content.decode()
    assert "Ask me after the meeting, on" in shown
    assert "You are asked again on" in nobody.post(link, {"act": "meeting"}).content.decode()
    with inside(world.heartland, world.member):
        mail = Delivery.objects.get(user_id=world.member.pk, kind="check_in", state="pending")
        assert mail.slot_at == world.meeting.ends_at + timedelta(hours=1)


@pytest.mark.parametrize("change", [{"state": "canceled"}, {"days": 15}])
def test_a_meeting_that_is_off_or_far_is_nothing_to_wait_for(world, nobody, link, ask_now, change):
    ask_now(world.goal)
    with inside(world.heartland, world.facilitator):
        coming = Meeting.objects.filter(group=world.group, ends_at__gt=timezone.now())
        for one in coming:
            on = timedelta(days=change.get("days", 0))
            coming.filter(pk=one.pk).update(
                state=change.get("state", one.state), starts_at=one.starts_at + on, ends_at=one.ends_at + on
            )
    assert "after the meeting" not in nobody.get(link).content.decode()


def test_the_moment_is_told_to_a_link_of_a_member_who_sits_there_alone(world):
    def told(**scope) -> object:
        with inside(world.heartland, **scope), connection.cursor() as cursor:
            cursor.execute("select app_link_meets_until()")
            return cursor.fetchone()[0]

    assert told(reach=world.goal.pk) == world.meeting.ends_at
    assert told(user=world.member) is None
    assert told(reach=world.group.pk) is None
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(member__user=world.member).update(left_at=timezone.now())
    assert told(reach=world.goal.pk) is None


def test_a_press_that_nobody_knows_changes_nothing(world, nobody, link, ask_now, now_of):
    ask_now(world.goal)
    before = now_of(world.member, world.goal)
    assert "Nothing is asked about it now." in nobody.post(link, {"act": "burn"}).content.decode()
    assert now_of(world.member, world.goal).check_in_at == before.check_in_at
