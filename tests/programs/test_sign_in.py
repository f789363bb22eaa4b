"""Signing in: an address, a code; the same answer for whoever is not known."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse

from notifications.models import Delivery, Kind, Urgency
from programs.models import User
from programs.tenancy import POST, inside
from tests.mailbox import code_for, deliveries_to, mails_to

START = "/accounts/login/"
CODE = "/accounts/login/code/"
DANA = "dana.whitfield@northwindit.example"


def ask_for_code(browser: Client, address: str = DANA, **more: str):
    return browser.post(START, {"login": address} | more)


def visible(response) -> str:
    """The page's text without what differs between any two pages: tokens and the address."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", response.content.decode())
    return re.sub(r"[\w.]+@[\w.]+", "ADDRESS", page)


def test_an_address_and_a_code_and_one_is_in(world, client):
    assert ask_for_code(client).headers["Location"] == CODE
    page = client.get(CODE)
    assert DANA in page.content.decode()
    response = client.post(CODE, {"code": code_for(DANA)})
    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert client.get("/accounts/security/").status_code == 200
    assert client.session["_auth_user_id"] == str(world.member.pk)


def test_the_mail_goes_through_the_outbox_as_security_and_says_nothing_on_a_lock_screen(world, client):
    ask_for_code(client)
    (delivery,) = deliveries_to(DANA)
    assert (delivery.kind, delivery.urgency, delivery.state) == (Kind.SIGN_IN_CODE, Urgency.SECURITY, "pending")
    assert (delivery.program_id, delivery.user_id) == (None, world.member.pk)
    assert delivery.not_after - delivery.created_at == timedelta(minutes=15)
    (mail,) = mails_to(DANA)
    assert not re.search(r"\d", mail.subject)
    assert code_for(DANA) in mail.html
    assert "the sign-in page was asked for" in mail.text


def test_the_code_may_be_pasted_with_anything_around_it(world, client):
    ask_for_code(client)
    code = code_for(DANA)
    assert client.post(CODE, {"code": f" {code[:3]} {code[3:]}\n"}).status_code == 302
    assert "_auth_user_id" in client.session


def test_the_field_of_the_code_brings_up_digits_and_takes_it_from_the_mail(world, client):
    ask_for_code(client)
    page = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_an_unknown_address_gets_the_same_answer_and_a_mail_that_says_what_to_do(world, settings):
    settings.DEMO = False
    known, unknown = Client(), Client()
    answers = [ask_for_code(known), ask_for_code(unknown, "nobody@nowhere.example")]
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, CODE)] * 2
    pages = [known.get(CODE), unknown.get(CODE)]
    assert visible(pages[0]) == visible(pages[1])
    (mail,) = mails_to("nobody@nowhere.example")
    assert "nobody signs in with this address yet" in mail.text
    assert "accept it" in mail.text
    assert not re.search(r"^\d{6}$", mail.text, re.MULTILINE)
    wrong = [known.post(CODE, {"code": "000000"}), unknown.post(CODE, {"code": "000000"})]
    assert visible(wrong[0]) == visible(wrong[1])
    assert User.objects.filter(email="nobody@nowhere.example").count() == 0


def test_somebody_whose_sign_in_is_closed_is_as_unknown(world, client):
    User.objects.filter(pk=world.member.pk).update(is_active=False)
    ask_for_code(client)
    assert "nobody signs in with this address yet" in mails_to(DANA)[-1].text


def test_a_wrong_code_says_how_many_tries_are_left_and_keeps_what_was_typed(world, client):
    ask_for_code(client)
    page = client.post(CODE, {"code": "000001"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "That is not the code" in text
    assert "2 tries left." in text
    assert 'value="000001"' in text
    assert "One try left." in client.post(CODE, {"code": "000002"}).content.decode()


def test_the_third_wrong_code_ends_it_and_the_address_is_kept(world, client):
    ask_for_code(client)
    right = code_for(DANA)
    for wrong in ("000001", "000002"):
        client.post(CODE, {"code": wrong})
    page = client.post(CODE, {"code": "000003"}, follow=True)
    assert page.redirect_chain == [(START, 302)]
    text = page.content.decode()
    assert "Too many tries" in text
    assert f'value="{DANA}"' in text
    client.post(CODE, {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_code_that_ran_out_leads_back_with_the_address_and_the_page_one_wanted(world, client):
    client.post(START, {"login": DANA, "next": "/p/heartland/"})
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] = time.time() - 15 * 60 - 1
    session.save()
    page = client.post(f"{CODE}?next=/p/heartland/", {"code": code_for(DANA)}, follow=True)
    text = page.content.decode()
    assert "That code has run out" in text
    assert f'value="{DANA}"' in text
    assert 'name="next" value="/p/heartland/"' in text
    assert "_auth_user_id" not in client.session


def test_a_code_works_once(world, client):
    ask_for_code(client)
    code = code_for(DANA)
    client.post(CODE, {"code": code})
    other = Client()
    ask_for_code(other)
    assert other.post(CODE, {"code": code}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_a_new_code_replaces_the_old_one(world, client):
    ask_for_code(client)
    old = code_for(DANA)
    client.post(CODE, {"action": "resend"})
    new = code_for(DANA)
    assert len(mails_to(DANA)) == 2
    if old != new:
        client.post(CODE, {"code": old})
        assert "_auth_user_id" not in client.session
    client.post(CODE, {"code": new})
    assert "_auth_user_id" in client.session


def test_one_comes_back_to_the_page_one_wanted_and_to_no_other_site(world, client):
    wanted = "/p/heartland/roles/?x=1"
    response = client.get(wanted)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{START}?next={wanted.replace('?', '%3F').replace('=', '%3D')}"
    client.post(START, {"login": DANA, "next": "https://evil.example/"})
    response = client.post(f"{CODE}?next=https://evil.example/", {"code": code_for(DANA)})
    assert response.headers["Location"] == "/"


def test_a_fragment_of_somebody_signed_out_sends_the_whole_page_to_sign_in(world, client):
    response = client.get(
        "/p/heartland/roles/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/p/heartland/?tab=2"},
    )
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == f"{START}?next=/p/heartland/%3Ftab%3D2"


def test_bad_addresses_are_told_beside_the_field_and_kept(world, client):
    for typed, words in (("", "Type your e-mail address."), ("dana at northwind", "Type an address such as")):
        page = ask_for_code(client, typed)
        assert page.status_code == 200
        assert words in page.content.decode()
    assert 'value="dana at northwind"' in page.content.decode()
    assert ask_for_code(client, "a\0b@c.example").status_code == 200
    assert client.get(START + "?email=a%00b&next=%00").status_code == 200
    with inside(None, reach=POST):
        assert not Delivery.objects.exists()


@pytest.mark.parametrize("typed", ["", "\0", "12345\0", "abcdef", "9" * 5000])
def test_bad_codes_are_wrong_codes(world, client, typed):
    ask_for_code(client)
    assert client.post(CODE, {"code": typed}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_address_of_a_link_fills_the_field_and_starts_over(world, client):
    ask_for_code(client)
    assert client.get(START).headers["Location"] == CODE
    page = client.get(f"{START}?email=sam.okafor@bluepeakit.example")
    assert 'value="sam.okafor@bluepeakit.example"' in page.content.decode()
    assert client.get(CODE).status_code == 302


def test_a_second_address_in_another_tab_is_the_one_that_counts(world, client):
    ask_for_code(client)
    ask_for_code(client, "sam.okafor@bluepeakit.example")
    client.post(CODE, {"code": code_for("sam.okafor@bluepeakit.example")})
    assert client.session["_auth_user_id"] == str(world.sibling.pk)


def test_the_session_is_another_one_after_signing_in(world, client):
    ask_for_code(client)
    before = client.cookies["sessionid"].value
    client.post(CODE, {"code": code_for(DANA)})
    assert client.cookies["sessionid"].value != before
    stale = Client()
    stale.cookies["sessionid"] = before
    assert stale.get("/accounts/security/").status_code == 302


def test_too_many_codes_for_an_address_are_refused_and_the_address_is_kept(world, client):
    for _ in range(3):
        ask_for_code(client)
    page = ask_for_code(client)
    assert page.status_code == 200
    assert "Too many tries" in page.content.decode()
    assert f'value="{DANA}"' in page.content.decode()
    assert len(mails_to(DANA)) == 3


def test_too_many_sign_ins_from_one_place_are_refused_and_the_address_is_kept(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for number in range(2):
        ask_for_code(client, f"nobody{number}@nowhere.example")
    page = ask_for_code(client)
    assert page.status_code == 429
    assert f'value="{DANA}"' in page.content.decode()
    assert page.headers["Retry-After"]


def test_a_user_whom_a_command_made_needs_one_code_and_has_a_proven_address_then(world, client):
    operator = User.objects.create_superuser("ops@example.com", password="does not count")
    assert not operator.has_usable_password()
    ask_for_code(client, "ops@example.com")
    response = client.post(CODE, {"code": code_for("ops@example.com")})
    assert response.headers["Location"] == "/"
    assert "_auth_user_id" in client.session
    address = EmailAddress.objects.get(user=operator)
    assert (address.verified, address.primary) == (True, True)
    assert len(mails_to("ops@example.com")) == 1


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done",
     "account_request_login_code", "socialaccount_signup", "admin:password_change"],
)  # fmt: skip
def test_there_is_no_page_for_passwords_or_signing_up(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["password/change/", "password/set/", "password/reset/", "password/reset/key/1-2/", "login/token/"]
)
def test_nor_is_there_anything_at_their_addresses(world, client_as, path):
    assert client_as(world.member).get(f"/accounts/{path}").status_code == 404
    assert client_as(None).post(f"/accounts/{path}", {"password": "x"}).status_code == 404


def test_a_password_signs_nobody_in(world, client):
    world.member.set_password("known to an intruder")
    world.member.save()
    client.post(START, {"login": DANA, "password": "known to an intruder"})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(world, client):
    page = client.post("/accounts/signup/", {"email": "new@example.com"})
    assert "by invitation" in page.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()


def test_signing_out_is_a_post_and_asks_first(world, client_as):
    browser = client_as(world.member)
    page = browser.get("/accounts/logout/")
    assert page.status_code == 200
    assert "_auth_user_id" in browser.session
    response = browser.post("/accounts/logout/")
    assert response.headers["Location"] == "/"
    assert "_auth_user_id" not in browser.session
    assert browser.get("/accounts/logout/").status_code == 302


def test_a_form_without_its_token_is_refused_in_plain_words(world):
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(START, {"login": DANA})
    assert page.status_code == 403
    assert "This form stood open too long" in page.content.decode()


@pytest.fixture
def stop_valkey(settings):
    """Call it, and the cache points at a socket behind which nobody is."""

    def stop():
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock?db=1"}}

    return stop


def test_without_valkey_signing_in_says_try_again_soon_and_keeps_the_address(world, stop_valkey):
    stop_valkey()
    browser = Client(raise_request_exception=False)
    page = ask_for_code(browser)
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    text = page.content.decode()
    assert "try again soon" in text
    assert f'value="{DANA}"' in text
    assert not deliveries_to(DANA)
    assert browser.get(START).status_code == 200


def test_without_valkey_a_code_that_was_sent_still_signs_in(world, client, stop_valkey):
    ask_for_code(client)
    stop_valkey()
    assert client.post(CODE, {"code": code_for(DANA)}).status_code == 302
    assert "_auth_user_id" in client.session


def test_without_valkey_whoever_is_signed_in_goes_on(world, client_as, stop_valkey):
    stop_valkey()
    browser = client_as(world.admin)
    for path in ("/?choose=1", "/accounts/security/", "/p/heartland/roles/"):
        assert browser.get(path).status_code == 200
