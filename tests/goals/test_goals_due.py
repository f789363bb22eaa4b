"""All goals that are due on one page: a tap a goal and one Save; what is left empty stays due."""

from decimal import Decimal

import pytest

from goals.models import CheckIn

PAGE = "/p/heartland/goals/due/"


def test_the_same_as_last_time_and_a_change_in_one_save(world, client_as, ask_now, another_goal, now_of):
    other = another_goal()
    ask_now(world.goal, other)
    before = now_of(world.member, world.goal)
    data = {f"{world.goal.pk}-answer": "same", f"{other.pk}-answer": "at_risk", f"{other.pk}-value": "41 days"}
    answer = client_as(world.member).post(PAGE, data, follow=True)
    assert answer.redirect_chain == [("/p/heartland/today/", 302)]
    assert "Saved 2 goals. All current." in answer.content.decode()
    same, changed = now_of(world.member, world.goal), now_of(world.member, other)
    assert (same.status, same.current_value) == (before.status, before.current_value)
    assert same.checked_in_at > before.checked_in_at
    assert (changed.status, changed.current_value) == ("at_risk", Decimal(41))


def test_a_row_left_empty_stays_due(world, client_as, ask_now, another_goal):
    other = another_goal()
    ask_now(world.goal, other)
    browser = client_as(world.member)
    answer = browser.post(PAGE, {f"{other.pk}-answer": "stuck"}, follow=True)
    assert "Saved one goal. 1 still due." in answer.content.decode()
    page = browser.get(PAGE).content.decode()
    assert f'id="due-{world.goal.pk}"' in page
    assert f'id="due-{other.pk}"' not in page


def test_nothing_chosen_changes_nothing(world, client_as, ask_now):
    ask_now(world.goal)
    answer = client_as(world.member).post(PAGE, {}, follow=True)
    assert "Nothing chosen, nothing changed." in answer.content.decode()


def test_a_goal_without_a_check_in_offers_no_same_as_last_time(world, client_as, ask_now, another_goal):
    fresh = another_goal()
    ask_now(fresh)
    page = client_as(world.member).get(PAGE).content.decode()
    assert "Same as last time" not in page
    answer = client_as(world.member).post(PAGE, {f"{fresh.pk}-answer": "same"})
    assert answer.status_code == 422


def test_when_all_is_current_it_says_when_the_next_one_comes(world, client_as):
    page = client_as(world.member).get(PAGE).content.decode()
    assert "All current" in page
    assert "Next check-in" in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("answer", "great", "Choose one of the answers"),
        ("answer", "\0", "Choose one of the answers"),
        ("value", "lots", "“lots” is not a number."),
        ("value", "48 %", "You typed a number. Choose how it stands, too."),
        ("value", "5 days", "This goal is counted in %."),
    ],
)
def test_bad_input_is_told_at_its_row_and_nothing_is_saved(
    world, client_as, ask_now, another_goal, as_user, field, typed, words
):
    other = another_goal()
    ask_now(world.goal, other)
    data = {f"{other.pk}-answer": "stuck", f"{world.goal.pk}-{field}": typed}
    answer = client_as(world.member).post(PAGE, data)
    read = answer.content.decode()
    assert answer.status_code == 422
    assert words in read
    assert 'value="stuck" checked' in read
    with as_user(world.member):
        assert not CheckIn.objects.filter(goal=other).exists()


def test_a_goal_of_somebody_else_is_no_row(world, client_as, now_of):
    before = now_of(world.peer, world.goal).status
    client_as(world.peer).post(PAGE, {f"{world.goal.pk}-answer": "stuck"})
    assert now_of(world.peer, world.goal).status == before


@pytest.mark.parametrize("who", ["admin", "facilitator", "stranger"])
def test_it_is_for_members_only(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404


def test_signed_out_and_wrong_method(world, client_as):
    assert "/accounts/login" in client_as(None).get(PAGE).headers["Location"]
    assert client_as(world.member).put(PAGE).status_code == 405


def test_the_number_of_queries_is_flat(world, client_as, ask_now, another_goal, queries):
    browser = client_as(world.member)
    ask_now(world.goal)
    browser.get(PAGE)
    few = queries(lambda: browser.get(PAGE))
    ask_now(*(another_goal(f"Goal {number}") for number in range(7)))
    assert queries(lambda: browser.get(PAGE)) == few <= 10
