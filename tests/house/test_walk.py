"""The walk: every URL, as everybody, in one's own group, the sibling group and a foreign program, by every method.

What must come out stands in tests/house/expectations.py; an address without a line there fails. While walking, every
body and header is searched for canaries that its reader may not see, and so is the log.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.models import FacilitatorTerm
from programs.tenancy import inside
from tests.conftest import copy_of_template, owner_connection
from tests.house.canaries import PATTERN, plant
from tests.house.expectations import NOT_WALKED, ROLES, STOOD_IN, TABLE, Cast, Expect, Place, relation_of
from tests.house.url_map import Address, addresses
from tests.world import recall

WALKED = [
    address for address in addresses() if address.name not in NOT_WALKED and not address.name.startswith("admin:")
]
FINE = {200, 204, 302, 303, 304}
ANSWERED = FINE | {400, 409, 410, 422}
REFUSED = {403, 404, 405}
STAGED = {404, 429}
"""A step of signing in that was not reached, or was asked too often."""


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker) -> Iterator[Cast]:
    """The small world with canaries in every cell, and a signed-in browser for each of the cast."""
    with django_db_blocker.unblock():
        cast = Cast(recall())
        cast.file()
        with owner_connection(connection.settings_dict["NAME"]) as owner:
            cast.planted = plant(owner)
        yield cast
        connection.close()
        connection.close_pool()
        copy_of_template(connection.settings_dict["NAME"])


@contextmanager
def undone() -> Iterator[None]:
    """Run requests in a transaction that is thrown away, as a TestCase does."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def ask(browser: Client, method: str, url: str, **headers: str) -> HttpResponse:
    """One request, as if it had never been; redirects are not followed."""
    cookies = browser.cookies.output()
    with undone():
        response = browser.generic(method, url, **headers)
    browser.cookies.clear()
    browser.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return response


def sent_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and "/accounts/login" in response.headers["Location"]


def words_in(response: HttpResponse) -> set[str]:
    """Every canary in a body or a header."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return set(PATTERN.findall(body.decode(errors="replace") + str(response.headers)))


def test_every_address_is_in_the_table():
    names = {address.name for address in WALKED}
    assert names - set(TABLE) == set(), "say in tests/house/expectations.py who may ask these addresses"
    assert set(TABLE) - names == set(), "these lines of tests/house/expectations.py name no address"


@pytest.mark.parametrize("address", WALKED, ids=lambda address: address.name)
def test_walk(address: Address, stage: Cast, caplog: pytest.LogCaptureFixture):
    expected = TABLE[address.name]
    caplog.set_level(logging.DEBUG)
    for place in expected.places:
        url = stage.url(address, place)
        for role in ROLES:
            browser, relation = stage.browsers[role], relation_of(role, place, expected.object)
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                response = ask(browser, method, url)
                check(address, place, role, relation, method, response, expected)
                seen = {word for word in words_in(response) if not stage.may_see(role, word, address, place)}
                leaked = {(stage.planted[word].table, stage.planted[word].column) for word in seen}
                assert not leaked, f"{role} reads {leaked} by {method} {url}"
    for record in caplog.records:
        if not record.name.startswith(("django.db", "asyncio")):
            assert not PATTERN.search(record.getMessage()), f"{record.name} logs a word"


def check(
    address: Address, place: Place, role: str, relation: str, method: str, response: HttpResponse, expected: Expect
) -> None:
    """One answer against the table."""
    what = f"{role} ({relation}) {method} {address.name} in {place}: {response.status_code}"
    assert response.status_code < 500, what
    allowed = expected.relations(method)
    if relation in allowed:
        assert response.status_code in ANSWERED | (STAGED if address.route.startswith("accounts/") else set()), what
        signing_in = address.route.startswith(("accounts/", "a/", "demo/"))
        assert signing_in or not sent_to_sign_in(response), what
    elif expected.may_enter(relation):
        # allauth's own pages answer other methods as if they were asked to show themselves.
        assert response.status_code in REFUSED or address.route.startswith("accounts/"), what
    else:
        # A method that nobody may use here can be refused before the door looks at anything.
        unheard_of = not allowed and response.status_code == 405
        asked_who = relation == "anonymous" and sent_to_sign_in(response)
        assert unheard_of or asked_who or response.status_code == 404, what


def stood_in(stage: Cast) -> tuple[set[str], set[str]]:
    """What of a group's own rooms opens to a substitute within their dates: names of addresses, by GET and by POST.

    Asked are the addresses that are for the group's facilitators and not for everybody of the program.
    """
    opened: tuple[set[str], set[str]] = (set(), set())
    key = stage.objects["stand-in", "own"]
    with undone():
        with inside(stage.world.heartland, stage.world.admin):
            term = FacilitatorTerm.objects.select_related("role__user").get(pk=key)
            FacilitatorTerm.objects.filter(pk=term.pk).update(since=timezone.now() - timedelta(minutes=1))
        browser = Client(raise_request_exception=False)
        browser.force_login(term.role.user)
        for address in WALKED:
            expected = TABLE[address.name]
            for method, names in zip(("GET", "POST"), opened, strict=True):
                who = expected.relations(method)
                if "facilitator" in who and not who & {"person", "outsider"} and expected.object:
                    response = ask(browser, method, stage.url(address, "own"))
                    assert response.status_code < 500, f"{method} {address.name}"
                    if response.status_code in ANSWERED:
                        names.add(address.name)
    return opened


def test_a_substitute_runs_the_meetings_and_not_the_group(stage: Cast):
    """docs/decisions/0015: what opens to them is these rooms, and every other of the group's is not found."""
    reads, acts = stood_in(stage)
    assert reads == set(STOOD_IN["GET"].split())
    assert acts == set(STOOD_IN["POST"].split())


BLIND = {"here_scan"}
"""Addresses that lead on without a look; whether there is such a thing is said behind them."""


@pytest.mark.parametrize("place", ["sibling", "foreign"])
def test_an_object_of_another_place_does_not_exist_under_ones_own_program(place: Place, stage: Cast):
    """The child is looked up through its parent: a foreign key in an own URL opens nothing."""
    for address in WALKED:
        if "pk" not in address.arguments or TABLE[address.name].get == "" or address.name in BLIND:
            continue
        url = stage.url(address, place, program=stage.world.heartland)
        for role in ("member", "peer", "facilitator"):
            relation = relation_of(role, place, TABLE[address.name].object)
            if place == "sibling" and relation in TABLE[address.name].relations("GET"):
                continue
            response = ask(stage.browsers[role], "GET", url)
            assert response.status_code in (404, 405), f"{role} GET {url}: {response.status_code}"
