"""One goal's story: who reads it, what it shows, and what only its member may do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from goals.actions import check_in, name_partner, open_goal, show_goal
from goals.models import Goal


def url(goal: Goal, act: str = "") -> str:
    return f"/p/heartland/goals/{goal.pk}/{act}"


def test_its_member_sees_the_story_and_can_go_on(world, client_as, as_user):
    with as_user(world.member):
        check_in(
            world.goal, by=world.member, now=timezone.now(), status="at_risk", value=Decimal("47.5"),
            note="Two contracts repriced", private_note="I doubt it",
        )  # fmt: skip
    page = client_as(world.member).get(url(world.goal)).content.decode()
    for words in (
        "Gross margin from 44 % to 52 %", "47.5 → 52 %", "Two contracts repriced", "I doubt it", "Only you read this",
        "Room to pay a second lead engineer", "A steady pace would be at", "Show as a table", "Who sees it",
        "It is done",
    ):  # fmt: skip
        assert words in page, words
    assert 'class="pace"' in page


def test_a_peer_reads_what_was_shown_and_no_private_note(world, client_as, as_user):
    with as_user(world.member):
        check_in(
            world.goal,
            by=world.member,
            now=timezone.now(),
            status="stuck",
            note="Lost the big one",
            private_note="Ouch",
        )
    page = client_as(world.peer).get(url(world.goal)).content.decode()
    assert "Lost the big one" in page
    assert "Shown to you by Dana." in page
    for words in ("Ouch", "It is done", "Who sees it", "check-in/"):
        assert words not in page, words


def test_it_says_when_it_is_asked_for(world, client_as, ask_now):
    browser = client_as(world.member)
    assert "any day is fine" in browser.get(url(world.goal)).content.decode()
    ask_now(world.goal)
    assert "Asked for since" in browser.get(url(world.goal)).content.decode()


@pytest.mark.parametrize("who", ["member", "peer", "facilitator"])
def test_the_circle_reads_it(world, client_as, who):
    assert client_as(getattr(world, who)).get(url(world.goal)).status_code == 200


@pytest.mark.parametrize("who", ["admin", "reviewer", "sibling", "stranger", "foreign_admin"])
def test_others_do_not_know_that_it_exists(world, client_as, who):
    browser = client_as(getattr(world, who))
    assert browser.get(url(world.goal)).status_code == 404
    assert browser.get(url(world.private_goal)).status_code == 404


@pytest.mark.parametrize("who", ["peer", "facilitator", "admin"])
def test_a_private_goal_is_its_members_alone(world, client_as, who):
    assert client_as(getattr(world, who)).get(url(world.private_goal)).status_code == 404


def test_a_draft_is_its_members_alone_until_confirmed(world, client_as, another_goal):
    draft = another_goal("NPS 60", draft=True)
    assert "Is it yours?" in client_as(world.member).get(url(draft)).content.decode()
    assert client_as(world.peer).get(url(draft)).status_code == 404


def test_a_goal_of_another_program_is_not_under_ones_own(world, client_as):
    assert client_as(world.member).get(url(world.foreign_goal)).status_code == 404


def test_signed_out_one_is_sent_to_sign_in(world, client_as):
    assert "/accounts/login" in client_as(None).get(url(world.goal)).headers["Location"]


def test_the_page_only_shows(world, client_as):
    assert client_as(world.member).post(url(world.goal)).status_code == 405


@pytest.mark.parametrize("act", ["check-in/", "check-in/undo/", "state/", "audience/"])
def test_what_changes_it_is_its_members_and_a_post(world, client_as, act):
    assert client_as(world.member).get(url(world.goal, act)).status_code == 405
    for who in ("peer", "facilitator", "admin", "sibling", "stranger"):
        assert client_as(getattr(world, who)).post(url(world.goal, act), {"status": "stuck"}).status_code == 404, who


def test_the_number_of_queries_is_flat(world, client_as, as_user, queries):
    browser = client_as(world.member)
    browser.get(url(world.goal))
    few = queries(lambda: browser.get(url(world.goal)))
    with as_user(world.member):
        for number in range(1, 9):
            later = timezone.now() - timedelta(days=1) + timedelta(hours=2 * number)
            check_in(world.goal, by=world.member, now=later, status="on_track", private_note="hm")
    assert queries(lambda: browser.get(url(world.goal))) == few <= 10


# -- done, dropped, reopened -------------------------------------------------------------------------------------------


def test_it_is_done_and_taken_up_again(world, client_as, now_of):
    browser = client_as(world.member)
    page = browser.post(url(world.goal, "state/"), {"state": "done"}, follow=True).content.decode()
    assert "Done." in page
    assert "Reopen" in page
    assert "check-in/" not in page
    assert now_of(world.member, world.goal).state == "done"
    browser.post(url(world.goal, "state/"), {"state": "open"})
    assert now_of(world.member, world.goal).state == "open"


def test_an_unknown_state_changes_nothing_and_says_so(world, client_as, now_of):
    page = client_as(world.member).post(url(world.goal, "state/"), {"state": "\0"}, follow=True).content.decode()
    assert "A goal closes as done or as dropped." in page
    assert now_of(world.member, world.goal).state == "open"


# -- who sees it -------------------------------------------------------------------------------------------------------


def test_a_private_goal_is_shown_and_hidden_again(world, client_as):
    browser, peer = client_as(world.member), client_as(world.peer)
    answer = browser.post(url(world.private_goal, "audience/"), {"groups": [world.group.pk]}, follow=True)
    assert "Owners 1 can read it." in answer.content.decode()
    assert peer.get(url(world.private_goal)).status_code == 200
    answer = browser.post(url(world.private_goal, "audience/"), {}, follow=True)
    assert "Only you see it now." in answer.content.decode()
    assert peer.get(url(world.private_goal)).status_code == 404


def test_a_partner_is_named(world, client_as, as_user):
    with as_user(world.peer) as partner:
        key = partner.pk
    answer = client_as(world.member).post(url(world.private_goal, "audience/"), {"partner": key}, follow=True)
    assert "Luis Ferreira can read it." in answer.content.decode()
    assert client_as(world.peer).get(url(world.private_goal)).status_code == 200


def test_it_cannot_be_shown_elsewhere(world, client_as, as_user, now_of):
    with as_user(world.sibling) as elsewhere:
        key = elsewhere.pk
    for data in ({"groups": [world.sibling_group.pk]}, {"partner": key}, {"groups": ["\0"]}):
        answer = client_as(world.member).post(url(world.goal, "audience/"), data)
        assert answer.status_code == 422, data
        assert now_of(world.member, world.goal).audience == [world.group.pk]


def test_the_page_names_who_reads_it(world, client_as, as_user):
    with as_user(world.peer) as partner:
        pass
    with as_user(world.member):
        name_partner(world.goal, partner, by=world.member, now=timezone.now())
    page = client_as(world.member).get(url(world.goal)).content.decode()
    assert "Owners 1, and Luis Ferreira as your accountability partner." in page
    with as_user(world.member):
        goal = Goal.objects.select_related("member").get(pk=world.goal.pk)
        show_goal(goal, [], by=world.member, now=timezone.now())
    assert (
        "Luis Ferreira, your accountability partner." in client_as(world.member).get(url(world.goal)).content.decode()
    )


def test_milestones_have_a_picture_with_a_sentence_and_a_table(world, client_as, as_user):
    now = timezone.now()
    with as_user(world.member) as me:
        goal = open_goal(
            me, by=world.member, now=now - timedelta(days=60), title="PSA migrated", kind="milestones",
            groups=[world.group], milestones=["Tool chosen", "Data moved", "Team trained"],
        )  # fmt: skip
    page = f"/p/heartland/goals/{goal.pk}/"
    assert 'aria-label="Chart"' not in client_as(world.peer).get(page).content.decode()
    with as_user(world.member):
        step = goal.milestones.first()
        goal = Goal.objects.select_related("member").get(pk=goal.pk)
        check_in(goal, by=world.member, now=now, status="on_track", milestones_done=[step.pk])
    shown = client_as(world.peer).get(page).content.decode()
    assert "1 of 3 milestones done; the latest, on" in shown
    assert "<td>Tool chosen</td>" in shown
