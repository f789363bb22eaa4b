"""The page of how one signs in: addresses, other devices, other ways in."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from programs.models import User
from tests.mailbox import code_for, deliveries_to, mails_to

PAGE = "/accounts/security/"
ADD, MAIN, REMOVE = f"{PAGE}addresses/", f"{PAGE}addresses/main/", f"{PAGE}addresses/removed/"
PROVE = f"{PAGE}addresses/code/"
MAIL_PROOF = "/accounts/proof/mail/"
DANA, HOME = "dana.whitfield@northwindit.example", "dana@home.example"
FROM_PAGE = {"Referer": f"http://testserver{PAGE}"}


@pytest.fixture
def dana(world, client):
    """Dana's browser, signed in with a code a moment ago."""
    client.post("/accounts/login/", {"login": DANA})
    client.post("/accounts/login/code/", {"code": code_for(DANA)})
    return client


def addresses(user) -> dict[str, tuple[bool, bool]]:
    """A user's addresses: {address: (proven, main)}."""
    return {one.email: (one.verified, one.primary) for one in EmailAddress.objects.filter(user=user)}


def with_home(user) -> None:
    """Give a user a second address."""
    EmailAddress.objects.create(user=user, email=HOME, verified=True)


def test_the_page_lists_addresses_factor_devices(world, client_as):
    with_home(world.member)
    page = client_as(world.member).get(PAGE).content.decode()
    assert DANA in page
    assert HOME in page
    assert "Set it up" in page
    assert "Sign out everywhere else" in page
    assert "Other ways in" not in page


def test_another_address_is_added_by_the_code_that_goes_there(world, dana):
    assert dana.post(ADD, {"email": HOME.upper()}).headers["Location"] == PROVE
    assert HOME in dana.get(PROVE).content.decode()
    assert addresses(world.member) == {DANA: (True, True)}
    assert "That is not the code" in dana.post(PROVE, {"code": "000000"}).content.decode()
    assert dana.post(PROVE, {"code": code_for(HOME)}).headers["Location"] == PAGE
    assert addresses(world.member) == {DANA: (True, True), HOME: (True, False)}
    other = Client()
    other.post("/accounts/login/", {"login": HOME})
    other.post("/accounts/login/code/", {"code": code_for(HOME)})
    assert other.session["_auth_user_id"] == str(world.member.pk)


def test_adding_asks_whether_it_is_still_you_and_keeps_the_address(world, client_as):
    browser = client_as(world.member)
    response = browser.post(ADD, {"email": HOME}, headers=FROM_PAGE)
    assert response.headers["Location"] == f"{MAIL_PROOF}?next=%2Faccounts%2Fsecurity%2F"
    assert not deliveries_to(HOME)
    browser.post(response.headers["Location"], {"code": code_for(DANA)})
    assert f'value="{HOME}"' in browser.get(PAGE).content.decode()


def test_three_wrong_codes_end_it_on_the_same_page(world, dana):
    dana.post(ADD, {"email": HOME})
    for _ in range(3):
        page = dana.post(PROVE, {"code": "000000"}, follow=True)
    assert page.redirect_chain[-1][0] == PAGE
    dana.post(PROVE, {"code": code_for(HOME)})
    assert HOME not in addresses(world.member)


def test_the_code_of_an_address_runs_out(world, dana):
    dana.post(ADD, {"email": HOME})
    session = dana.session
    session["account_email_verification_code"]["at"] = time.time() - 15 * 60 - 1
    session.save()
    assert dana.post(PROVE, {"code": code_for(HOME)}, follow=True).redirect_chain[-1][0] == PAGE
    assert HOME not in addresses(world.member)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type your e-mail address."),
        ("dana at home", "Type an address such as"),
        (DANA, "with this address already"),
    ],
)
def test_a_bad_address_is_told_beside_the_field_and_kept(world, dana, typed, words):
    page = dana.post(ADD, {"email": typed})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert f'value="{typed}"' in page.content.decode() or not typed


def test_an_address_of_somebody_else_is_told_only_to_who_reads_its_mail(world, dana):
    sam = "sam.okafor@bluepeakit.example"
    assert dana.post(ADD, {"email": sam}).headers["Location"] == PROVE
    page = dana.post(PROVE, {"code": code_for(sam)})
    assert "belongs to another sign-in" in page.content.decode()
    assert sam not in addresses(world.member)


def test_five_addresses_are_the_most(world, dana):
    for number in range(4):
        EmailAddress.objects.create(user=world.member, email=f"dana{number}@home.example", verified=True)
    page = dana.post(ADD, {"email": HOME})
    assert page.status_code == 422
    assert "5 addresses are the most" in page.content.decode()


def test_a_new_main_address_needs_a_code_from_the_old_one(world, client_as):
    with_home(world.member)
    browser = client_as(world.member)
    response = browser.post(MAIN, {"address": HOME}, headers=FROM_PAGE)
    assert response.headers["Location"].startswith(MAIL_PROOF)
    assert not deliveries_to(HOME)
    browser.post(response.headers["Location"], {"code": code_for(DANA)})
    browser.post(MAIN, {"address": HOME}, headers=FROM_PAGE)
    assert addresses(world.member) == {DANA: (True, False), HOME: (True, True)}
    assert User.objects.get(pk=world.member.pk).email == HOME
    assert "Mail from your programs now goes to" in mails_to(DANA)[-1].text


def test_a_code_that_went_to_the_new_address_does_not_do(world, client):
    with_home(world.member)
    client.post("/accounts/login/", {"login": HOME})
    client.post("/accounts/login/code/", {"code": code_for(HOME)})
    assert client.post(MAIN, {"address": HOME}, headers=FROM_PAGE).headers["Location"].startswith(MAIL_PROOF)
    assert addresses(world.member)[DANA] == (True, True)


def test_removing_an_address_tells_the_main_one(world, dana):
    with_home(world.member)
    dana.post(REMOVE, {"address": HOME})
    assert addresses(world.member) == {DANA: (True, True)}
    assert "was removed from your sign-in" in mails_to(DANA)[-1].text


def test_the_main_address_stays(world, dana):
    with_home(world.member)
    page = dana.post(REMOVE, {"address": DANA}, follow=True)
    assert "Choose another main address first" in page.content.decode()
    assert DANA in addresses(world.member)


@pytest.mark.parametrize("path", [MAIN, REMOVE])
@pytest.mark.parametrize("address", ["sam.okafor@bluepeakit.example", "nobody@nowhere.example", "", "\0", "x\0@y"])
def test_the_address_of_another_user_does_not_exist(world, dana, path, address):
    assert dana.post(path, {"address": address}).status_code == 404
    assert addresses(world.sibling) == {"sam.okafor@bluepeakit.example": (True, True)}


def test_signing_out_everywhere_else_ends_other_sessions_and_keeps_this_one(world, dana, client_as):
    other = client_as(world.member)
    page = dana.post(f"{PAGE}elsewhere/", follow=True)
    assert "Every other device is signed out" in page.content.decode()
    assert other.get(PAGE).status_code == 302
    assert dana.get(PAGE).status_code == 200
    assert client_as(world.sibling).get(PAGE).status_code == 200


def test_a_provider_is_disconnected(world, dana):
    SocialAccount.objects.create(user=world.member, provider="google", uid="1")
    page = dana.get(PAGE).content.decode()
    assert "Disconnect" in page
    dana.post(f"{PAGE}providers/removed/", {"provider": "google"})
    assert not SocialAccount.objects.exists()
    assert "no longer signs you in" in mails_to(DANA)[-1].text


def test_a_provider_that_is_not_connected_does_not_exist(world, dana):
    SocialAccount.objects.create(user=world.sibling, provider="google", uid="1")
    assert dana.post(f"{PAGE}providers/removed/", {"provider": "google"}).status_code == 404
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("path", [PAGE, ADD, MAIN, REMOVE, f"{PAGE}elsewhere/", f"{PAGE}providers/removed/"])
def test_it_is_for_those_who_are_signed_in(world, client, path):
    assert client.post(path).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", [ADD, MAIN, REMOVE, f"{PAGE}elsewhere/", f"{PAGE}providers/removed/"])
def test_changes_are_posts(world, dana, path):
    assert dana.get(path).status_code == 405
    assert dana.post(PAGE).status_code == 405


def test_it_asks_as_much_of_the_database_for_five_addresses_as_for_one(world, client_as, django_assert_num_queries):
    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client_as(world.member).get(PAGE)
        return sum(query["sql"].startswith("SELECT") for query in queries)

    one = asked()
    for number in range(4):
        EmailAddress.objects.create(user=world.member, email=f"dana{number}@home.example", verified=True)
    assert asked() == one
    assert one <= 10
