"""First run: a program from nothing, its founder in by a code that proves the address, and nobody else founds one."""

import threading
import time

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from programs.models import Program, Role, Track, User
from programs.tenancy import inside
from tests.conftest import owner_connection
from tests.mailbox import code_for, mails_to

PAGE = "/start/"
ADDRESS = "/start/address/"
FOUNDING = {"name": "North Circle", "slug": "north", "person": "Ada North", "email": "Ada@North.example"}

WAITING = """
    select count(*) from pg_locks join pg_database on pg_database.oid = database
    where locktype = 'advisory' and not granted and datname = current_database()
"""

on_an_empty_install = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty(db, settings) -> None:
    """An install on which nobody founded anything and nobody signs in."""
    settings.DEMO = False
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("truncate programs_program, programs_user cascade")


def operator() -> User:
    """Who runs the server."""
    user = User.objects.create_user("ops@example.com", "Olga Ops", is_staff=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@on_an_empty_install
def test_from_nothing_to_set_up_in_two_forms(empty, client):
    assert "Start your program" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, FOUNDING)
    assert answer.headers["Location"] == "/accounts/login/code/?next=%2Fp%2Fnorth%2Fsetup%2F"
    assert client.get("/p/north/setup/").headers["Location"].startswith("/accounts/login/"), "the address is not proven"
    page = client.get(answer.headers["Location"])
    assert "ada@north.example" in page.content.decode()
    inside_now = client.post(
        answer.headers["Location"], {"code": code_for("ada@north.example"), "next": "/p/north/setup/"}
    )
    assert inside_now.headers["Location"] == "/p/north/setup/"
    assert client.get("/p/north/setup/").headers["Location"] == "/p/north/setup/look/"
    assert EmailAddress.objects.get(email="ada@north.example").verified


@on_an_empty_install
def test_the_founder_is_the_admin_and_the_usual_tracks_are_there(empty, client):
    client.post(PAGE, FOUNDING)
    program, founder = Program.objects.get(), User.objects.get()
    assert (program.name, program.slug, program.set_up_step) == ("North Circle", "north", 0)
    assert (founder.email, founder.name, founder.is_staff) == ("ada@north.example", "Ada North", False)
    with inside(program, founder):
        assert Role.objects.get().kind == Role.Kind.ADMIN
        assert list(Track.objects.values_list("name", flat=True)) == [
            "Owners", "Service managers", "Project managers", "Security", "Triage and dispatch", "COOs",
        ]  # fmt: skip


@on_an_empty_install
def test_somebody_else_cannot_get_in_with_the_founders_address(empty, client):
    client.post(PAGE, FOUNDING)
    other = Client()
    assert other.get("/p/north/setup/").status_code == 302
    assert len(mails_to("ada@north.example")) == 1


@on_an_empty_install
def test_an_empty_address_follows_from_the_name(empty, client):
    client.post(PAGE, FOUNDING | {"slug": "", "name": "Ünïted & Friends, Inc."})
    assert Program.objects.get().slug == "united-friends-inc"


@on_an_empty_install
@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "Fill this in"),
        ({"name": "日本", "slug": ""}, "slug", "Choose an address"),
        ({"slug": "No Spaces"}, "slug", "lower-case letters"),
        ({"slug": "double--hyphen"}, "slug", "single hyphens"),
        ({"slug": "-begins"}, "slug", "lower-case letters"),
        ({"slug": "x" * 41}, "slug", "at most 40"),
        ({"email": "nonsense"}, "email", "valid email"),
        ({"person": ""}, "person", "Fill this in"),
        ({"person": "A\0da"}, "person", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_founded(empty, client, wrong, field, words):
    answer = client.post(PAGE, FOUNDING | wrong)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    kept = [value for name, value in FOUNDING.items() if name not in wrong and name != field]
    assert all(value in answer.content.decode() for value in kept)
    assert not Program.objects.exists()
    assert not User.objects.exists()


@on_an_empty_install
def test_the_operator_who_founds_for_themselves_goes_straight_on(empty, client):
    client.force_login(operator())
    answer = client.post(PAGE, FOUNDING | {"email": "ops@example.com"})
    assert answer.headers["Location"] == "/p/north/setup/"


@on_an_empty_install
def test_of_two_strangers_at_the_same_moment_one_founds_and_the_other_is_told(empty):
    """Both wait behind a lock of ours until both have seen an empty install; then they go on together."""
    answers: dict[str, HttpResponse] = {}

    def press(slug: str) -> None:
        try:
            typed = FOUNDING | {"slug": slug, "name": slug.title(), "email": f"{slug}@example.com"}
            answers[slug] = Client().post(PAGE, typed)
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[slug]) for slug in ("north", "south")]
    with owner_connection(connection.settings_dict["NAME"]) as gate:
        gate.execute("select pg_advisory_lock(hashtext('programs: founding'))")
        for one in both:
            one.start()
        until = time.monotonic() + 20
        while gate.execute(WAITING).fetchone() != (2,):
            assert time.monotonic() < until, "nobody waits: founding is not done one by one"
            time.sleep(0.05)
    for one in both:
        one.join()
    program = Program.objects.get()
    (second,) = [answer for slug, answer in answers.items() if slug != program.slug]
    assert answers[program.slug].status_code == 302
    assert second.status_code == 409
    read = second.content.decode()
    assert "Somebody founded a program here a moment ago" in read
    assert "If that was you, in another window" in read
    assert [user.email for user in User.objects.all()] == [f"{program.slug}@example.com"]
    with inside(program, User.objects.get()):
        assert Role.objects.count() == 1


def test_the_operator_founds_for_somebody_else_and_is_no_admin(world, client):
    ops = operator()
    client.force_login(ops)
    answer = client.post(PAGE, FOUNDING)
    assert answer.status_code == 200
    read = answer.content.decode()
    for words in ("North Circle is there", "Ada North is its first admin", "email=ada%40north.example"):
        assert words in read
    assert client.get("/p/north/setup/").status_code == 404
    assert not mails_to("ada@north.example")


def test_an_address_that_is_taken_is_refused_in_words(world, client):
    client.force_login(operator())
    answer = client.post(PAGE, FOUNDING | {"slug": "heartland"})
    assert answer.status_code == 422
    assert "Another program here has the address heartland." in answer.content.decode()


@pytest.mark.parametrize("who", [None, "admin", "member", "stranger"])
def test_once_there_is_a_program_nobody_else_founds_one(world, client_as, who):
    browser = client_as(getattr(world, who) if who else None)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, FOUNDING).status_code == 404
    assert browser.get(ADDRESS, {"name": "x"}).status_code == 404
    assert Program.objects.count() == 2


@pytest.mark.parametrize(
    ("asked", "shown", "words"),
    [
        ({"name": "North Circle"}, "north-circle", "north-circle is free."),
        ({"name": "Heartland"}, "heartland-2", "heartland-2 is free."),
        ({"name": "North", "slug": "n", "suggested": "n"}, "north", "north is free."),
        ({"name": "North", "slug": "mine", "suggested": "n"}, "mine", "mine is free."),
        ({"name": "North", "slug": "heartland"}, "heartland", "Another program here has the address heartland."),
        ({"name": "North", "slug": "No!"}, "No!", "lower-case letters"),
        ({"name": "", "slug": ""}, "", ""),
    ],
)
def test_the_address_is_suggested_and_checked_while_one_types(world, client, asked, shown, words):
    client.force_login(operator())
    read = client.get(ADDRESS, asked).content.decode()
    assert read.strip().startswith('<div id="address"')
    assert (f'value="{shown}"' in read) or not shown
    assert words in read
    assert ("is free" in read) == ("is free" in words)


def test_wrong_methods_are_refused(world, client):
    client.force_login(operator())
    assert client.put(PAGE).status_code == 405
    assert client.post(ADDRESS).status_code == 405
