"""A check-in from Today or the goal's page: saved, said who sees it, taken back; by htmx and without."""

from decimal import Decimal

import pytest

from goals.models import CheckIn, Milestone, PrivateNote

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(world):
    return f"/p/heartland/goals/{world.goal.pk}/check-in/"


def test_saved_by_htmx_the_card_says_who_sees_it(world, client_as, page, now_of, ask_now):
    ask_now(world.goal)
    data = {"status": "at_risk", "value": "47,5 %", "note": "Between us", "back": "today"}
    answer = client_as(world.member).post(page, data, headers=HTMX)
    card = answer.content.decode()
    assert answer.status_code == 200
    assert card.startswith("<section")
    assert "<html" not in card
    assert "Saved. Your group sees the status, not the note." in card
    assert "Next check-in" in card
    assert "Undo" in card
    goal = now_of(world.member, world.goal)
    assert (goal.status, goal.current_value) == ("at_risk", Decimal("47.5"))


def test_saved_without_scripts_one_comes_back_with_undo(world, client_as, page, now_of):
    browser = client_as(world.member)
    answer = browser.post(page, {"status": "stuck", "back": "today"}, follow=True)
    assert answer.redirect_chain == [(page.replace("check-in", "stuck"), 302)]
    (message,) = answer.context["messages"]
    assert message.message == "Saved. Your group sees the status."
    answer = browser.post(message.extra_tags, {"back": "today"}, follow=True)
    assert "Taken back." in answer.content.decode()
    assert now_of(world.member, world.goal).status != "stuck"


def test_a_note_is_shown_to_the_group_only_when_asked_for(world, client_as, page, as_user):
    client_as(world.member).post(page, {"status": "stuck", "note": "Help me price", "show_note": "on"})
    with as_user(world.member):
        assert CheckIn.objects.filter(goal=world.goal).first().note == "Help me price"
        assert not PrivateNote.objects.exists()


def test_undo_by_htmx_asks_again(world, client_as, page, as_user):
    browser = client_as(world.member)
    browser.post(page, {"status": "stuck"}, headers=HTMX)
    with as_user(world.member):
        made = CheckIn.objects.filter(goal=world.goal).first()
    for _ in range(2):
        answer = browser.post(f"{page}undo/?of={made.pk}", headers=HTMX)
        assert "Taken back. It stands as it did before." in answer.content.decode()
        assert f'hx-post="{page}"' in answer.content.decode()
    with as_user(world.member):
        assert not CheckIn.objects.filter(pk=made.pk).exists()
        assert CheckIn.objects.filter(goal=world.goal).exists()


@pytest.mark.parametrize("of", ["", "?of=nonsense", "?of=%00", "?of=00000000-0000-0000-0000-000000000000"])
def test_undo_of_nothing_takes_back_nothing(world, client_as, page, as_user, of):
    with as_user(world.member):
        before = CheckIn.objects.filter(goal=world.goal).count()
    assert client_as(world.member).post(f"{page}undo/{of}").status_code == 302
    with as_user(world.member):
        assert CheckIn.objects.filter(goal=world.goal).count() == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose how it stands: on track, at risk or stuck."),
        ({"status": "great"}, "Choose how it stands: on track, at risk or stuck."),
        ({"status": "stuck", "value": "plenty"}, "“plenty” is not a number. Write it like 44 % or 120."),
        ({"status": "stuck", "value": "12 days"}, "This goal is counted in %. Leave the unit out."),
        ({"status": "stuck", "value": "1e99"}, "is too large a number"),
        ({"status": "stuck", "note": "nul\0"}, "Null characters are not allowed."),
        ({"status": "stuck", "note": "x" * 1001}, "at most 1000 characters"),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_bad_input_is_told_and_loses_nothing(world, client_as, page, as_user, data, words, headers):
    with as_user(world.member):
        before = CheckIn.objects.filter(goal=world.goal).count()
    answer = client_as(world.member).post(page, {"value": "47.77", "note": "My note"} | data, headers=headers)
    assert answer.status_code == 422
    read = answer.content.decode()
    assert words in read
    assert ("My note" in read) or "note" in data
    assert ("47.77" in read) or "value" in data
    with as_user(world.member):
        assert CheckIn.objects.filter(goal=world.goal).count() == before


def test_milestones_are_ticked_with_it(world, client_as, as_user, another_goal):
    goal = another_goal("PSA migrated", kind="milestones", milestones=["One", "Two"], start_value=None)
    with as_user(world.member):
        one, _ = Milestone.objects.filter(goal=goal)
    url = f"/p/heartland/goals/{goal.pk}/check-in/"
    client_as(world.member).post(url, {"status": "on_track", "done": [one.pk]})
    with as_user(world.member):
        assert [bool(step.done_at) for step in Milestone.objects.filter(goal=goal)] == [True, False]
    answer = client_as(world.member).post(url, {"status": "on_track", "done": [world.goal.pk]})
    assert answer.status_code == 422
    assert "One of these milestones is gone." in answer.content.decode()


def test_a_closed_goal_says_so(world, client_as, page):
    browser = client_as(world.member)
    browser.post(f"/p/heartland/goals/{world.goal.pk}/state/", {"state": "done"})
    answer = browser.post(page, {"status": "stuck"}, headers=HTMX)
    assert answer.status_code == 422
    assert "This goal is closed." in answer.content.decode()


def test_the_fragment_is_small(world, client_as, page, ask_now):
    ask_now(world.goal)
    browser = client_as(world.member)
    whole = browser.get("/p/heartland/today/")
    part = browser.post(page, {"status": "stuck"}, headers=HTMX)
    assert len(part.content) * 4 <= len(whole.content)


def test_it_costs_few_statements(world, client_as, page, queries):
    browser = client_as(world.member)
    assert queries(lambda: browser.post(page, {"status": "stuck"}, headers=HTMX)) <= 10
