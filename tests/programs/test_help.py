"""Help: the answers for members, whom to ask, and a way there from the same corner of every page."""

import re

import pytest

from groups.actions import appoint_facilitator, end_term
from groups.models import FacilitatorTerm
from notifications.models import Kind, Urgency
from notifications.outbox import post
from programs import links
from programs.actions import change_program
from programs.models import Role
from programs.tenancy import inside

PAGE = "/p/heartland/help/"


def main_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "who", [None, "stranger", "member", "sibling", "facilitator", "reviewer", "admin", "foreign_admin"]
)
def test_everybody_reads_the_answers(world, client_as, who):
    read = main_of(client_as(getattr(world, who) if who else None).get(PAGE))
    for words in (
        "Say where a goal stands",
        "Only you, unless you tick that your group reads it.",
        "They read no goal, no check-in and no note.",
        "every two weeks unless it chose otherwise",
        "There is no password.",
        'href="mailto:join@heartland.example"',
    ):
        assert words in read, words


def test_a_member_is_led_to_what_is_theirs(world, client_as):
    read = main_of(client_as(world.member).get(PAGE))
    assert 'href="/p/heartland/goals/due/"' in read
    assert re.search(r'href="/p/heartland/people/[0-9a-f-]{36}/edit/#asked"', read)
    for user in (world.admin, world.stranger, None):
        read = main_of(client_as(user).get(PAGE))
        assert "/goals/due/" not in read
        assert "#asked" not in read


def test_a_member_asks_the_facilitators_of_their_own_groups(world, client_as):
    with inside(world.heartland, world.admin):
        role = Role.objects.get(user=world.reviewer, kind="facilitator")
        term = appoint_facilitator(world.group, role, by=world.admin, now=world.group.created_at, is_co=True)
    asked = re.findall(
        r'person-name">([^<]+)</span><span class="person-note">([^<]+)<', main_of(member_page(world, client_as))
    )
    assert asked == [("Frank Ortiz", "facilitates Owners 1"), ("Rosa Klein", "facilitates Owners 1")]
    with inside(world.heartland, world.admin):
        end_term(FacilitatorTerm.objects.get(pk=term.pk), by=world.admin, now=world.group.created_at)
    assert "Rosa Klein" not in main_of(member_page(world, client_as))
    for user in (world.facilitator, world.admin, world.stranger, None):
        assert "facilitates Owners" not in main_of(client_as(user).get(PAGE)), "oneself, or nobody that one may know"


def member_page(world, client_as):
    return client_as(world.member).get(PAGE)


def test_without_an_address_one_asks_whoever_invited_one(world, client_as):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, contact="")
    assert "For seats, names and addresses: whoever invited you." in main_of(member_page(world, client_as))
    read = main_of(client_as(None).get(PAGE))
    assert "Whoever invited you to Heartland MSP Circle." in read
    assert "mailto:" not in read


def test_no_program_no_page(world, client_as):
    assert client_as(world.member).get("/p/nowhere/help/").status_code == 404


@pytest.mark.parametrize("page", [PAGE, "/help/"])
def test_it_only_shows(world, client_as, page):
    assert client_as(world.member).post(page).status_code == 405


def test_where_no_program_is_open_it_tells_of_signing_in(world, client_as):
    read = main_of(client_as(None).get("/help/"))
    assert "There is no password." in read
    assert "Whoever invited you" in read
    assert "choose=1" not in read
    assert "/?choose=1" in main_of(client_as(world.member).get("/help/"))


def test_every_page_leads_to_it_from_the_same_place(world, client_as):
    with inside(world.heartland, world.member):
        delivery = post(Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.heartland)
    link = links.token("check-in", world.heartland.pk, world.goal.pk)
    mute = links.token("mute", world.heartland.pk, delivery.pk)
    pages = [
        (world.member, "/p/heartland/today/", PAGE), (world.member, "/p/heartland/", PAGE),
        (world.member, "/p/heartland/nothing/", PAGE), (world.member, "/accounts/security/", "/help/"),
        (None, "/p/heartland/", PAGE), (None, f"/a/{link}/check-in/", PAGE), (None, f"/a/{mute}/mute/", PAGE),
        (None, PAGE, PAGE), (None, "/accounts/login/", "/help/"), (None, "/help/", "/help/"),
    ]  # fmt: skip
    for user, page, leads in pages:
        foot = client_as(user).get(page).content.decode().partition("<footer")[2]
        assert re.search(rf'class="help" href="{leads}"', foot), page


def test_the_number_of_queries_is_flat(world, client_as, queries):
    browser = client_as(world.member)
    browser.get(PAGE)
    few = queries(lambda: browser.get(PAGE))
    with inside(world.heartland, world.admin):
        role = Role.objects.get(user=world.reviewer, kind="facilitator")
        appoint_facilitator(world.group, role, by=world.admin, now=world.group.created_at, is_co=True)
    assert queries(lambda: browser.get(PAGE)) == few <= 10
