"""The roster to print: who sits in a group, with a face and what to ask them about."""

import pytest

from members.models import Member
from programs.tenancy import inside


def page(world) -> str:
    return f"/p/heartland/groups/{world.group.pk}/roster/"


@pytest.mark.parametrize("role", ["member", "peer", "facilitator", "admin"])
def test_everybody_who_sits_there_with_what_to_ask_them(world, client_as, role):
    with inside(world.heartland, world.peer):
        Member.objects.filter(user=world.peer).update(ask_me="Hiring dispatchers")
        seated = list(Member.objects.filter(company__seats__group=world.group))
    read = client_as(getattr(world, role)).get(page(world)).content.decode().partition("<main")[2]
    assert "Ask me about: Hiring dispatchers" in read
    assert "3 people on" in read
    for one in seated:
        assert one.name in read


@pytest.mark.parametrize("role", ["sibling", "reviewer", "stranger", "foreign_admin", "foreign_facilitator"])
def test_it_does_not_exist_for_others(world, client_as, role):
    assert client_as(getattr(world, role)).get(page(world)).status_code == 404


def test_signed_out_and_wrong_method(world, client_as):
    assert client_as(None).get(page(world)).url.startswith("/accounts/login/")
    assert client_as(world.member).post(page(world)).status_code == 405


def test_the_same_queries_for_two_and_three(world, client_as, queries):
    browser = client_as(world.member)
    browser.get(page(world))
    three = queries(lambda: browser.get(page(world)))
    with inside(world.heartland, world.admin):
        Member.objects.filter(user=world.peer).update(left_at="2026-01-01T00:00Z")
    assert "2 people on" in browser.get(page(world)).content.decode()
    assert queries(lambda: browser.get(page(world))) == three
    assert three <= 10
