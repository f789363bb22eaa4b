"""A new goal: one sentence is enough, hints never block, numbers are read as people write them."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from goals.models import Goal, Milestone
from programs.actions import change_program

PAGE = "/p/heartland/goals/new/"
HINTS = "/p/heartland/goals/hints/"


def made(as_user, user, title: str) -> Goal:
    with as_user(user):
        return Goal.objects.get(title=title, member__user=user)


def test_the_form_offers_starters_and_shows_it_in_ones_group(world, client_as):
    page = client_as(world.member).get(PAGE).content.decode()
    for words in ("Gross margin", "MRR churn", "Tickets per tech", "Cash days", "Recurring share", "A first hire"):
        assert words in page
    assert f'value="{world.group.pk}"' in page
    assert "checked" in page.partition(f'value="{world.group.pk}"')[2][:80]


def test_a_starter_fills_the_form_in(world, client_as):
    page = client_as(world.member).get(PAGE, {"title": "MRR churn under 1 %", "unit": "%", "target_value": "1"})
    read = page.content.decode()
    assert 'value="MRR churn under 1 %"' in read
    assert "Start from one" not in read


def test_one_sentence_is_enough(world, client_as, as_user):
    answer = client_as(world.member).post(PAGE, {"title": "Sell the boat", "kind": "number"}, follow=True)
    goal = made(as_user, world.member, "Sell the boat")
    assert answer.redirect_chain == [(f"/p/heartland/goals/{goal.pk}/", 302)]
    assert "Saved. Only you see it." in answer.content.decode()
    assert goal.audience == []
    assert goal.check_in_at > timezone.now()


def test_a_whole_goal(world, client_as, as_user):
    data = {
        "title": "Revenue per employee $175k", "kind": "number", "measure": "Revenue per employee", "unit": "",
        "start_value": "$141,000", "target_value": "175k", "due_on": "2027-12-31", "why": "Grow without hiring",
        "first_step": "List the ten smallest clients", "first_step_day": "2027-01-05", "first_step_time": "09:30",
        "groups": [world.group.pk], "milestones": "left over",
    }  # fmt: skip
    answer = client_as(world.member).post(PAGE, data, follow=True)
    assert "Owners 1 can read it." in answer.content.decode()
    goal = made(as_user, world.member, data["title"])
    assert (goal.start_value, goal.target_value, goal.unit) == (Decimal(141000), Decimal(175000), "USD")
    assert goal.current_value == Decimal(141000)
    assert goal.first_step_at.isoformat() == "2027-01-05T15:30:00+00:00"
    page = answer.content.decode()
    assert "$141,000 → $175,000" in page
    assert "Tuesday, January 5, 2027, 9:30\xa0am" in page or "Tuesday, January 5, 9:30\xa0am" in page
    assert client_as(world.peer).get(f"/p/heartland/goals/{goal.pk}/").status_code == 200


def test_milestones_are_one_a_line(world, client_as, as_user):
    data = {"title": "PSA migrated", "kind": "milestones", "milestones": "- Data cleaned\n\n* Team trained\n"}
    client_as(world.member).post(PAGE, data | {"start_value": "3"})
    goal = made(as_user, world.member, "PSA migrated")
    with as_user(world.member):
        assert [step.title for step in Milestone.objects.filter(goal=goal)] == ["Data cleaned", "Team trained"]
    assert goal.start_value is None


def test_what_the_other_kind_would_ask_is_passed_over(world, client_as, as_user):
    """Fields that are not shown cannot be mended, so they are no reason to refuse."""
    client_as(world.member).post(PAGE, {"title": "A", "kind": "milestones", "start_value": "lots", "unit": "x" * 40})
    client_as(world.member).post(PAGE, {"title": "B", "kind": "number", "milestones": "x" * 200})
    assert made(as_user, world.member, "A").start_value is None
    assert made(as_user, world.member, "B").kind == "number"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("52 %", "52"),
        ("1.2M", "1200000"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("-3", "-3"),
        ("about 7", "7"),
    ],
)
def test_numbers_are_read_as_people_write_them(world, client_as, as_user, typed, value):
    client_as(world.member).post(PAGE, {"title": typed, "kind": "number", "target_value": typed})
    assert made(as_user, world.member, typed).target_value == Decimal(value)


@pytest.mark.parametrize(
    ("order", "typed", "due"),
    [("mdy", "12/3/2027", "2027-12-03"), ("dmy", "12/3/2027", "2027-03-12"), ("mdy", "end of Q2 2027", "2027-06-30")],
)
def test_a_browser_without_date_controls_takes_days_in_words(world, client_as, as_user, order, typed, due):
    with as_user(world.admin):
        change_program(world.heartland, by=world.admin, date_order=order)
    client_as(world.member).post(PAGE, {"title": typed, "kind": "number", "due_on": typed})
    assert str(made(as_user, world.member, typed).due_on) == due


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": ""}, "Say in a few words what will be different."),
        ({"title": "x" * 141}, "at most 140 characters"),
        ({"title": "nul\0"}, "Null characters are not allowed."),
        ({"kind": "wish"}, "wish is not one of the available choices"),
        ({"target_value": "lots"}, "“lots” is not a number."),
        ({"start_value": "44 %", "target_value": "52 days"}, "It starts in % and ends in days."),
        ({"unit": "very long units"}, "at most 12 characters"),
        ({"due_on": "soonish"}, "“soonish”"),
        ({"due_on": "2020-02-29"}, "has passed. Choose today or a later day."),
        ({"first_step_time": "late"}, "Write the time like 9:30 or 14:00."),
        ({"kind": "milestones", "milestones": "x" * 200}, "is longer than 140 characters"),
        ({"kind": "milestones", "milestones": "\n".join(map(str, range(30)))}, "30 milestones are a project plan."),
        ({"groups": ["00000000-0000-0000-0000-000000000000"]}, "You do not sit in that group."),
    ],
)
def test_bad_input_is_told_and_loses_nothing(world, client_as, as_user, data, words):
    typed = {"title": "Kept title", "kind": "number", "why": "Kept reason"} | data
    answer = client_as(world.member).post(PAGE, typed)
    assert answer.status_code == 422
    read = answer.content.decode().replace("&#x27;", "'")
    assert words in read
    assert "Kept reason" in read
    with as_user(world.member):
        assert not Goal.objects.filter(why="Kept reason").exists()


def test_a_goal_is_not_shown_in_a_group_of_others(world, client_as):
    data = {"title": "Spy", "kind": "number", "groups": [world.sibling_group.pk]}
    answer = client_as(world.member).post(PAGE, data)
    assert answer.status_code == 422
    assert "Owners 2" not in answer.content.decode().partition("<main")[2]


def test_a_double_press_makes_one_goal(world, client_as, as_user):
    data = {"title": "Once", "kind": "number", "key": str(uuid4())}
    first, second = (client_as(world.member).post(PAGE, data).headers["Location"] for _ in range(2))
    assert first == second
    assert made(as_user, world.member, "Once").pk


def test_a_key_that_is_somebody_elses_gives_nothing_away(world, client_as, as_user):
    data = {"title": "Mine", "kind": "number", "key": str(world.sibling_goal.pk)}
    answer = client_as(world.member).post(PAGE, data)
    assert answer.status_code == 422
    read = answer.content.decode()
    assert "Press Save once more." in read
    assert str(world.sibling_goal.pk) not in read


def test_hints_appear_while_typing_and_save_nothing(world, client_as, as_user):
    data = {"title": "Improve margin", "kind": "number", "target_value": "lots", "unit": "%"}
    answer = client_as(world.member).post(HINTS, data, headers={"HX-Request": "true"})
    read = answer.content.decode()
    assert answer.status_code == 200
    assert read.lstrip().startswith('<aside class="card card-body stack hints" id="hints"')
    assert "leaves open when it is reached" in read
    assert "Where does it stand today?" in read
    assert "By when?" in read
    with as_user(world.member):
        assert not Goal.objects.filter(title="Improve margin").exists()


def test_hints_are_silent_about_a_goal_that_says_it_all(world, client_as):
    data = {
        "title": "Gross margin 52 %", "kind": "number", "measure": "Gross margin", "start_value": "44 %",
        "target_value": "52 %", "due_on": "2027-06-30", "why": "A second lead engineer",
    }  # fmt: skip
    read = client_as(world.member).post(HINTS, data).content.decode()
    assert "Gross margin from 44 % to 52 % by June 30" in read
    assert 'class="hint"' not in read


@pytest.mark.parametrize("data", [{}, {"title": "\0", "due_on": "\0", "milestones": "\0"}])
def test_hints_survive_anything(world, client_as, data):
    assert client_as(world.member).post(HINTS, data).status_code == 200


@pytest.mark.parametrize("page", [PAGE, HINTS])
@pytest.mark.parametrize("who", ["admin", "facilitator", "stranger"])
def test_it_is_for_members_only(world, client_as, who, page):
    assert client_as(getattr(world, who)).post(page, {"title": "x"}).status_code == 404


def test_wrong_methods(world, client_as):
    assert client_as(world.member).get(HINTS).status_code == 405
    assert client_as(world.member).put(PAGE).status_code == 405


def test_signed_out_one_is_sent_to_sign_in(world, client_as):
    assert "/accounts/login" in client_as(None).get(PAGE).headers["Location"]


def test_few_queries(world, client_as, queries):
    browser = client_as(world.member)
    browser.get(PAGE)
    assert queries(lambda: browser.get(PAGE)) <= 10
    assert queries(lambda: browser.post(HINTS, {"title": "x"})) <= 10
