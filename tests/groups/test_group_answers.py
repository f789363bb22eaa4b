"""A group's own answers: written only where they differ, given back to what is inherited, never over another's."""

import pytest

from groups.actions import change_group, move_group
from groups.models import Group
from programs.actions import change_program
from programs.tenancy import inside


@pytest.fixture
def page(world):
    return f"/p/heartland/groups/{world.group.pk}/answers/"


def own_words(world) -> dict:
    with inside(world.heartland, world.admin):
        return Group.objects.get(pk=world.group.pk).expectations


@pytest.mark.parametrize("who", ["facilitator", "admin"])
def test_those_who_run_the_group_write_its_answers(world, client_as, page, who):
    response = client_as(getattr(world, who)).post(page, {"version": 1, "missed": "Bring cake."}, follow=True)
    assert "Saved. Whoever opens the page reads it now." in response.content.decode()
    assert own_words(world) == {"missed": "Bring cake."}
    assert "Bring cake." in client_as(None).get(page.replace("answers", "expect")).content.decode()


def test_the_page_says_where_an_answer_comes_from(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, expectations={"homework": "Read a page."})
    read = client_as(world.facilitator).get(page).content.decode()
    for words in ("Read a page.", "the program&#x27;s answer", "our default", "settings</span>"):
        assert words in read


def test_one_press_goes_back_to_what_is_inherited_and_keeps_the_rest(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_group(world.group, by=world.admin, expectations={"missed": "Bring cake.", "homework": "None."})
    browser = client_as(world.facilitator)
    assert "Back to our default" in browser.get(page).content.decode()
    browser.post(page, {"version": 2, "missed": "Bring cake.", "homework": "Some.", "back": "missed"})
    assert own_words(world) == {"homework": "Some."}


def test_the_same_words_as_above_are_not_kept(world, client_as, page):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, expectations={"homework": "Read a page."})
    client_as(world.facilitator).post(page, {"version": 1, "homework": " Read a  page. "})
    assert own_words(world) == {}


def test_two_who_write_at_once_see_both_and_lose_nothing(world, client_as, page):
    client_as(world.admin).post(page, {"version": 1, "missed": "Theirs."})
    late = client_as(world.facilitator)
    answer = late.post(page, {"version": 1, "missed": "Mine.", "cost": "Nothing."})
    read = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Theirs.", "Mine.", "Nothing.", "Priya Raman saved this"):
        assert words in read
    assert own_words(world) == {"missed": "Theirs."}
    assert 'name="version" value="2"' in read, "saving again is the choice to replace theirs"
    late.post(page, {"version": 2, "missed": "Mine.", "cost": "Nothing."})
    assert own_words(world) == {"missed": "Mine.", "cost": "Nothing."}


@pytest.mark.parametrize(
    ("typed", "words"),
    [("x" * 1201, "at most 1200 characters"), ("a\0b", "Null characters are not allowed")],
)
def test_what_cannot_be_kept_comes_back_with_the_reason(world, client_as, page, typed, words):
    answer = client_as(world.facilitator).post(page, {"version": 1, "missed": typed, "cost": "Kept in the form"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Kept in the form" in answer.content.decode()
    assert own_words(world) == {}


def test_a_closed_group_keeps_its_answers(world, client_as, page):
    with inside(world.heartland, world.admin):
        move_group(world.group, "closed", by=world.admin)
    answer = client_as(world.facilitator).post(page, {"version": 1, "missed": "Late."})
    assert answer.status_code == 422
    assert "is closed" in answer.content.decode()
    assert own_words(world) == {}


@pytest.mark.parametrize("who", ["member", "sibling", "reviewer", "stranger", "foreign_admin", "foreign_facilitator"])
def test_nobody_else_finds_it(world, client_as, page, who):
    assert client_as(getattr(world, who)).get(page).status_code == 404
    assert client_as(getattr(world, who)).post(page, {"version": 1, "missed": "x"}).status_code == 404
    assert own_words(world) == {}


def test_signed_out_one_signs_in_first(world, client_as, page):
    assert client_as(None).get(page).headers["Location"].startswith("/accounts/login/")


def test_other_methods_are_refused(world, client_as, page):
    assert client_as(world.facilitator).put(page).status_code == 405


def test_it_asks_little(world, client_as, page, queries):
    browser = client_as(world.facilitator)
    assert queries(lambda: browser.get(page)) <= 10
