"""Changing what a goal says, and two windows that do it at once: both texts, nothing lost."""

import pytest
from django.utils import timezone

from goals.actions import change_goal
from goals.models import Goal, Milestone


@pytest.fixture
def page(world):
    return f"/p/heartland/goals/{world.goal.pk}/edit/"


def typed(browser, page) -> dict:
    """What the form holds when it is opened, as a browser would send it."""
    form = browser.get(page).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def test_what_was_there_comes_back_unchanged(world, client_as, page, now_of):
    browser = client_as(world.member)
    before = now_of(world.member, world.goal)
    answer = browser.post(page, typed(browser, page), follow=True)
    assert "Saved." in answer.content.decode()
    after = now_of(world.member, world.goal)
    for name in ("title", "kind", "measure", "unit", "start_value", "target_value", "due_on", "why", "version"):
        assert getattr(after, name) == getattr(before, name), name


def test_it_is_changed(world, client_as, page, now_of):
    browser = client_as(world.member)
    browser.post(page, typed(browser, page) | {"title": "Gross margin 54 %", "target_value": "54 %"})
    goal = now_of(world.member, world.goal)
    assert (goal.title, goal.target_value, goal.version) == ("Gross margin 54 %", 54, 2)


def test_milestones_keep_what_is_done(world, client_as, as_user, another_goal):
    goal = another_goal("PSA migrated", kind="milestones", milestones=["One", "Two"], start_value=None)
    with as_user(world.member):
        Milestone.objects.filter(goal=goal, title="Two").update(done_at=timezone.now())
    page = f"/p/heartland/goals/{goal.pk}/edit/"
    browser = client_as(world.member)
    data = typed(browser, page)
    assert data["milestones"] == "One\nTwo"
    browser.post(page, data | {"milestones": "Two\nThree"})
    with as_user(world.member):
        steps = Milestone.objects.filter(goal=goal).order_by("position")
        assert [(step.title, bool(step.done_at)) for step in steps] == [("Two", True), ("Three", False)]


def test_a_stale_save_gets_409_with_both_texts_and_can_be_kept(world, client_as, as_user, page, now_of):
    browser = client_as(world.member)
    data = typed(browser, page) | {"title": "My second thought", "why": "Long text that took ten minutes"}
    with as_user(world.member):
        goal = Goal.objects.get(pk=world.goal.pk)
        change_goal(goal, by=world.member, now=timezone.now(), seen=goal.version, title="Typed on the phone")
    answer = browser.post(page, data)
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("This was saved in another window of yours", "Typed on the phone", "My second thought"):
        assert words in read, words
    assert "Long text that took ten minutes" in read
    assert now_of(world.member, world.goal).title == "Typed on the phone"
    kept = data | {"version": answer.context["form"]["version"].value(), "keep": "mine"}
    assert browser.post(page, kept).status_code == 302
    assert now_of(world.member, world.goal).title == "My second thought"


def test_bad_input_is_told_and_loses_nothing(world, client_as, page, now_of):
    browser = client_as(world.member)
    answer = browser.post(page, typed(browser, page) | {"target_value": "lots", "why": "Kept reason"})
    assert answer.status_code == 422
    assert "“lots” is not a number." in answer.content.decode()
    assert "Kept reason" in answer.content.decode()
    assert now_of(world.member, world.goal).target_value == 52


@pytest.mark.parametrize("version", ["", "0", "-1", "nonsense", "\0"])
def test_a_version_that_is_none_overwrites_nothing(world, client_as, page, now_of, version):
    browser = client_as(world.member)
    answer = browser.post(page, typed(browser, page) | {"title": "Sneaky", "version": version})
    assert answer.status_code in (409, 422)
    assert now_of(world.member, world.goal).title == "Gross margin 52 %"


def test_a_day_that_passed_may_stay(world, client_as, as_user, page):
    with as_user(world.member):
        Goal.objects.filter(pk=world.goal.pk).update(due_on="2026-01-31")
    browser = client_as(world.member)
    assert browser.post(page, typed(browser, page) | {"why": "Late, and still worth it"}).status_code == 302
    answer = browser.post(page, typed(browser, page) | {"due_on": "2026-01-30"})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["peer", "facilitator", "admin", "sibling", "stranger"])
def test_only_its_member_edits(world, client_as, page, who):
    browser = client_as(getattr(world, who))
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"title": "Mine", "kind": "number", "version": 1}).status_code == 404


def test_signed_out_and_wrong_method(world, client_as, page):
    assert "/accounts/login" in client_as(None).get(page).headers["Location"]
    assert client_as(world.member).delete(page).status_code == 405


def test_few_queries(world, client_as, page, queries):
    browser = client_as(world.member)
    browser.get(page)
    assert queries(lambda: browser.get(page)) <= 10
