"""Today: what is due with the answer on the spot, my goals, my groups, and what comes next when nothing is due."""

import pytest

from goals.models import Goal

PAGE = "/p/heartland/today/"


def read(browser) -> str:
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_due_can_be_answered_on_the_spot(world, client_as, ask_now):
    ask_now(world.goal)
    page = read(client_as(world.member))
    assert f'id="due-{world.goal.pk}"' in page
    assert f'action="/p/heartland/goals/{world.goal.pk}/check-in/"' in page
    assert "Nothing due" not in page


def test_nothing_due_says_when_the_next_one_comes(world, client_as):
    page = read(client_as(world.member))
    assert "Nothing due. Next check-in" in page
    assert "Gross margin 52 %" in page


def test_three_cards_at_most_and_the_rest_on_one_page(world, client_as, ask_now, another_goal):
    ask_now(world.goal, *(another_goal(f"Goal {number}") for number in range(4)))
    page = read(client_as(world.member))
    assert page.count('id="due-') == 3
    assert 'href="/p/heartland/goals/due/">All 5 on one page' in page


def test_drafts_of_an_import_ask_to_be_confirmed(world, client_as, another_goal):
    another_goal("NPS 60", draft=True)
    page = read(client_as(world.member))
    assert "list. Is it yours?" in page
    assert 'id="goal-' in page
    assert "NPS 60" not in page


def test_a_member_without_goals_is_told_the_next_step(world, client_as, as_user):
    with as_user(world.member) as me:
        Goal.objects.of(me).update(state="dropped")
    page = read(client_as(world.member))
    assert "No goal yet. Start with one." in page
    assert 'href="/p/heartland/goals/new/"' in page


def test_my_groups_stand_at_a_glance(world, client_as):
    page = read(client_as(world.member))
    assert f'href="/p/heartland/groups/{world.group.pk}/">Owners 1' in page
    assert f"/p/heartland/groups/{world.sibling_group.pk}/" not in page
    assert 'class="tally' in page


@pytest.mark.parametrize("who", ["admin", "facilitator", "stranger", "foreign_admin"])
def test_it_is_for_members_only(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404


def test_signed_out_one_is_sent_to_sign_in(world, client_as):
    answer = client_as(None).get(PAGE)
    assert answer.status_code == 302
    assert "next=/p/heartland/today/" in answer.headers["Location"]


def test_it_only_shows(world, client_as):
    assert client_as(world.member).post(PAGE).status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, ask_now, another_goal, queries):
    browser = client_as(world.member)
    ask_now(world.goal)
    browser.get(PAGE)
    few = queries(lambda: browser.get(PAGE))
    steps = {"kind": "milestones", "start_value": None}
    ask_now(*(another_goal(f"Goal {n}", milestones=["One", "Two"], **steps) for n in range(6)))
    assert queries(lambda: browser.get(PAGE)) == few <= 10
