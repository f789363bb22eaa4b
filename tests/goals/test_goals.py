"""My goals: open, drafts to confirm, closed."""

import pytest
from django.utils import timezone

from goals.closing import close_goal
from goals.models import Goal

PAGE = "/p/heartland/goals/"


def test_goals_stand_by_state(world, client_as, as_user, another_goal):
    another_goal("NPS 60", draft=True, unit="points", start_value=41, target_value=60)
    done = another_goal("Old server off")
    with as_user(world.member):
        close_goal(done, "done", by=world.member, now=timezone.now())
    page = client_as(world.member).get(PAGE).content.decode()
    drafts, open_ones, closed = (page.index(words) for words in ("From your program", ">Open<", ">Closed<"))
    assert drafts < page.index("NPS 60 from 41 points to 60 points") < open_ones
    assert open_ones < page.index("Gross margin 52 %") < closed < page.index("Old server off")


def test_a_draft_is_confirmed_from_the_list(world, client_as, now_of, another_goal):
    draft = another_goal("NPS 60", draft=True)
    url = f"/p/heartland/goals/{draft.pk}/state/"
    answer = client_as(world.member).post(url, {"state": "open", "back": "goals"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "It is yours now." in answer.content.decode()
    assert now_of(world.member, draft).state == "open"


def test_without_goals_it_says_the_next_step(world, client_as, as_user):
    with as_user(world.member) as me:
        Goal.objects.of(me).update(state="dropped")
    assert "No open goal. Start with one." in client_as(world.member).get(PAGE).content.decode()


def test_nobody_elses_goals_are_on_it(world, client_as, another_goal):
    another_goal("A goal of a peer", user=world.peer)
    page = client_as(world.member).get(PAGE).content.decode()
    assert "A goal of a peer" not in page


@pytest.mark.parametrize("who", ["admin", "facilitator", "stranger"])
def test_it_is_for_members_only(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404


def test_signed_out_one_is_sent_to_sign_in(client_as, world):
    assert "/accounts/login" in client_as(None).get(PAGE).headers["Location"]


def test_it_only_shows(world, client_as):
    assert client_as(world.member).post(PAGE).status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, another_goal, queries):
    browser = client_as(world.member)
    browser.get(PAGE)
    few = queries(lambda: browser.get(PAGE))
    for number in range(8):
        another_goal(f"Goal {number}", draft=number % 2 == 0)
    assert queries(lambda: browser.get(PAGE)) == few <= 10
