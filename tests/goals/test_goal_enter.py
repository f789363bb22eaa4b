"""A facilitator enters a check-in for a member of their group: under their own name, and never over the member's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from goals.actions import check_in
from goals.closing import pause_goal
from goals.models import CheckIn
from programs.models import Due


@pytest.fixture
def page(world):
    return f"/p/heartland/goals/{world.goal.pk}/"


def test_it_is_marked_and_the_next_question_moves_on(world, client_as, page, as_user, now_of, ask_now):
    ask_now(world.goal)
    browser = client_as(world.facilitator)
    assert "Enter a check-in for Dana" in browser.get(page).content.decode()
    answer = browser.post(page + "enter/", {"status": "stuck", "value": "46 %", "note": "Told me"}, follow=True)
    read = answer.content.decode()
    assert "Saved, marked as entered by you. Dana can correct it." in read
    assert f"Entered by {world.facilitator.name}" in read
    goal = now_of(world.member, world.goal)
    assert (goal.status, goal.current_value) == ("stuck", Decimal(46))
    assert goal.check_in_at > timezone.now()
    with as_user(world.member):
        assert Due.objects.get(kind="check_in", object_id=goal.pk).at == goal.check_in_at
    for reader in (world.member, world.peer):
        assert f"Entered by {world.facilitator.name}" in client_as(reader).get(page).content.decode()


def test_its_member_corrects_it_by_answering(world, client_as, page, as_user):
    client_as(world.facilitator).post(page + "enter/", {"status": "stuck"})
    client_as(world.member).post(page + "check-in/", {"status": "on_track", "back": "goal"})
    with as_user(world.member):
        said = CheckIn.objects.filter(goal=world.goal).first()
        assert (said.status, said.by_id) == ("on_track", None)
    assert "Entered by" not in client_as(world.peer).get(page).content.decode()


def test_what_the_member_said_is_never_written_over(world, client_as, page, as_user):
    now = timezone.now()
    with as_user(world.member):
        own = check_in(world.goal, by=world.member, now=now - timedelta(minutes=5), status="on_track")
    client_as(world.facilitator).post(page + "enter/", {"status": "stuck"})
    with as_user(world.member):
        assert [one.status for one in CheckIn.objects.filter(goal=world.goal)[:2]] == ["stuck", "on_track"]
        assert CheckIn.objects.get(pk=own.pk).by_id is None


def test_who_entered_it_takes_it_back_and_nothing_else(world, client_as, page, as_user, now_of):
    before = now_of(world.member, world.goal)
    browser = client_as(world.facilitator)
    browser.post(page + "enter/", {"status": "stuck"})
    with as_user(world.member):
        entered = CheckIn.objects.filter(goal=world.goal).first()
    assert "Taken back." in browser.post(f"{page}enter/?of={entered.pk}", follow=True).content.decode()
    after = now_of(world.member, world.goal)
    assert (after.status, after.checked_in_at, after.check_in_at) == (
        before.status,
        before.checked_in_at,
        before.check_in_at,
    )
    with as_user(world.member):
        assert Due.objects.get(kind="check_in", object_id=world.goal.pk).at == before.check_in_at
        own = check_in(world.goal, by=world.member, now=timezone.now(), status="at_risk")
    assert "Somebody else said that" in browser.post(f"{page}enter/?of={own.pk}", follow=True).content.decode()
    assert now_of(world.member, world.goal).status == "at_risk"


@pytest.mark.parametrize("who", ["member", "peer", "admin", "reviewer", "sibling", "stranger"])
def test_others_do_not(world, client_as, page, who):
    browser = client_as(getattr(world, who))
    assert browser.post(page + "enter/", {"status": "stuck"}).status_code == 404
    assert "Enter a check-in for" not in browser.get(page).content.decode()


def test_a_goal_that_is_private_or_rests_is_not_theirs(world, client_as, page, as_user):
    browser = client_as(world.facilitator)
    private = f"/p/heartland/goals/{world.private_goal.pk}/enter/"
    assert browser.post(private, {"status": "stuck"}).status_code == 404
    now = timezone.now()
    with as_user(world.member):
        pause_goal(world.goal, (now + timedelta(days=30)).date(), by=world.member, now=now)
    assert browser.post(page + "enter/", {"status": "stuck"}).status_code == 404


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, client_as, page):
    answer = client_as(world.facilitator).post(page + "enter/", {"value": "lots", "note": "Told me"})
    read = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Choose how it stands", "“lots” is not a number.", "Told me"):
        assert words in read


def test_the_page_of_a_facilitator_keeps_to_its_queries(world, client_as, page, queries):
    browser = client_as(world.facilitator)
    browser.get(page)
    assert queries(lambda: browser.get(page)) <= 10
