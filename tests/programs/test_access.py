"""Doors: who comes in, who is sent to sign in, and for whom there is no such page."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from programs import links
from programs.access import admin, mail_link, person, public, sign_in_url, signed_in
from programs.tenancy import here, inside

DOORS = {"public": public, "signed_in": signed_in, "person": person, "admin": admin}
EVERYBODY = ("admin", "reviewer", "facilitator", "member", "sibling", "stranger", "foreign_admin", None)


def knock(door, world, who, program=None, **kwargs):
    """What a view behind `door` answers to somebody who asks for it in a program."""
    from django.contrib.auth.models import AnonymousUser

    program = program or world.heartland
    request = RequestFactory().get(f"/p/{program.slug}/page/?x=1")
    request.user = getattr(world, who) if who else AnonymousUser()
    request.program, request.htmx = program, HtmxDetails(request)
    view = door(lambda request, **kwargs: HttpResponse(f"in {sorted(kwargs)}"))
    with inside(program, request.user if who else None):
        try:
            return view(request, program=program.slug, **kwargs)
        except Http404:
            return None


def comes_in(answer) -> bool:
    return answer is not None and answer.status_code == 200


@pytest.mark.parametrize(
    ("door", "let_in"),
    [
        ("public", set(EVERYBODY)),
        ("signed_in", set(EVERYBODY) - {None}),
        ("person", {"admin", "reviewer", "facilitator", "member", "sibling"}),
        ("admin", {"admin"}),
    ],
)
def test_a_door_lets_in_whom_it_names(world, door, let_in):
    assert {who for who in EVERYBODY if comes_in(knock(DOORS[door], world, who))} == let_in


@pytest.mark.parametrize("door", ["signed_in", "person", "admin"])
def test_whoever_is_signed_out_is_sent_to_sign_in_and_back(world, door):
    answer = knock(DOORS[door], world, None)
    assert answer.headers["Location"] == "/accounts/login/?next=/p/heartland/page/%3Fx%3D1"


@pytest.mark.parametrize("door", ["person", "admin"])
def test_for_a_stranger_there_is_no_such_page(world, door):
    assert knock(DOORS[door], world, "stranger") is None


def test_a_role_counts_in_its_own_program_only(world):
    assert comes_in(knock(admin, world, "foreign_admin", world.summit))
    assert knock(admin, world, "admin", world.summit) is None


def test_a_door_keeps_the_program_to_itself_and_hands_the_rest_on(world):
    assert knock(person, world, "member", pk=1).content == b"in ['pk']"


def test_a_program_that_does_not_exist_has_no_pages(world, client_as):
    for user in (None, world.member):
        assert client_as(user).get("/p/nowhere/").status_code == 404
        assert client_as(user).get("/p/nowhere/roles/").status_code == 404


def test_a_link_enters_its_own_scope_as_nobody(world):
    seen = {}

    @mail_link("invitation")
    def view(request, token, pk):
        seen.update(here(), pk=pk)
        return HttpResponse()

    request = RequestFactory().post("/a/x/")
    request.user = world.member
    view(request, token=links.token("invitation", world.heartland.pk, world.invitation.pk))
    assert seen == {
        "program": world.heartland.pk, "user": None, "reach": str(world.invitation.pk), "pk": world.invitation.pk,
    }  # fmt: skip


def test_the_address_to_sign_in_carries_who_and_where():
    assert sign_in_url() == "/accounts/login/"
    assert (
        sign_in_url("a+b@c.example", "/p/x/?y=1&z=2")
        == "/accounts/login/?email=a%2Bb%40c.example&next=/p/x/%3Fy%3D1%26z%3D2"
    )
