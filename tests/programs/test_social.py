"""Google, Microsoft and a company's own sign-in: by settings, for people who are somebody here already."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.google.provider import GoogleProvider
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from programs.models import User
from tests.mailbox import code_for, mails_to

DANA = "dana.whitfield@northwindit.example"
CONFIGURED = {
    "google": {"APPS": [{"client_id": "our-google-id", "secret": "s"}], "OAUTH_PKCE_ENABLED": True},
    "microsoft": {"APPS": [{"client_id": "our-microsoft-id", "secret": "s"}], "OAUTH_PKCE_ENABLED": True},
}


@pytest.fixture
def configured(settings):
    settings.SOCIALACCOUNT_PROVIDERS = CONFIGURED


@pytest.mark.parametrize(
    ("name", "host", "client_id"),
    [
        ("google", "accounts.google.com", "our-google-id"),
        ("microsoft", "login.microsoftonline.com", "our-microsoft-id"),
    ],
)
def test_the_button_leads_to_the_provider_with_pkce_and_back_to_us(db, client, configured, name, host, client_id):
    page = client.get("/accounts/login/?next=/p/heartland/").content.decode()
    assert f'action="/accounts/{name}/login/?next=%2Fp%2Fheartland%2F"' in page
    response = client.post(f"/accounts/{name}/login/?next=/p/heartland/")
    there = urlsplit(response.headers["Location"])
    asked = {key: value[0] for key, value in parse_qs(there.query).items()}
    assert (there.scheme, there.netloc) == ("https", host)
    assert asked["client_id"] == client_id
    assert asked["redirect_uri"] == f"http://testserver/accounts/{name}/login/callback/"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["code_challenge"]) == 43
    assert asked["state"]


def test_a_link_alone_leads_nowhere_but_asks(db, client, configured):
    page = client.get("/accounts/google/login/")
    assert page.status_code == 200
    assert "Continue with Google" in page.content.decode()


def test_without_settings_there_is_neither_button_nor_page(db, client):
    assert "Continue with" not in client.get("/accounts/login/").content.decode()
    for path in ("google/login/", "microsoft/login/", "oidc/oidc/login/", "google/login/callback/"):
        assert client.get(f"/accounts/{path}").status_code == 404
        assert client.post(f"/accounts/{path}").status_code == 404


def test_a_company_sign_in_that_does_not_answer_says_so(db, client, settings):
    app = {
        "provider_id": "oidc",
        "name": "Acme",
        "client_id": "i",
        "secret": "s",
        "settings": {"server_url": "http://127.0.0.1:1"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    assert "Continue with Acme" in client.get("/accounts/login/").content.decode()
    page = client.post("/accounts/oidc/oidc/login/")
    assert page.status_code == 503
    assert "That did not work" in page.content.decode()


def test_an_answer_that_nobody_asked_for_is_refused(db, client, configured):
    page = client.get("/accounts/google/login/callback/?code=stolen&state=made-up")
    assert page.status_code == 401
    assert "That did not work" in page.content.decode()


def comes_back(address: str, *, verified: bool, user=None, process: str = "login"):
    """What happens when Google vouches (or not) for an address; returns (request, response)."""
    request = RequestFactory().get("/accounts/google/login/callback/")
    request.session, request.user = SessionStore(), user or AnonymousUser()
    request._messages = FallbackStorage(request)
    request.allauth = None
    from allauth.core import context

    with context.request_context(request):
        login = SocialLogin(
            user=User(email=address),
            account=SocialAccount(provider="google", uid=f"uid of {address}", extra_data={"email": address}),
            email_addresses=[EmailAddress(email=address, verified=verified, primary=True)],
            provider=GoogleProvider(request, app=SocialApp(provider="google", client_id="our-google-id")),
        )
        login.state = {"process": process}
        return request, complete_login(request, login)


def test_an_address_that_the_provider_vouches_for_signs_in_its_user_and_is_told(world, configured):
    request, response = comes_back(DANA, verified=True)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert request.user == world.member
    assert SocialAccount.objects.get().user == world.member
    assert "sign in with your Google account too" in mails_to(DANA)[-1].text


def test_an_address_that_nobody_vouches_for_signs_nobody_in(world, configured):
    request, response = comes_back(DANA, verified=False)
    assert not request.user.is_authenticated
    assert not SocialAccount.objects.exists()
    assert "by invitation" in response.content.decode()


@pytest.mark.parametrize("verified", [True, False])
def test_an_unknown_address_never_makes_a_user(world, configured, verified):
    before = User.objects.count()
    request, response = comes_back("new@nowhere.example", verified=verified)
    assert not request.user.is_authenticated
    assert User.objects.count() == before
    assert "by invitation" in response.content.decode()
    assert not SocialAccount.objects.exists()


def test_an_account_that_was_connected_signs_in_whatever_its_address_is(world, configured):
    comes_back("dana@gmail.example", verified=True, user=world.member, process="connect")
    request, _ = comes_back("dana@gmail.example", verified=True)
    assert request.user == world.member


def test_connecting_asks_whether_it_is_still_you(world, configured, client_as):
    browser = client_as(world.member)
    assert "Connect Google" in browser.get("/accounts/security/").content.decode()
    asked = "/accounts/google/login/?process=connect"
    page = {"Referer": "http://testserver/accounts/security/"}
    response = browser.post(asked, headers=page)
    assert response.headers["Location"] == "/accounts/proof/mail/?next=%2Faccounts%2Fsecurity%2F"
    browser.post(response.headers["Location"], {"code": code_for(DANA)})
    assert browser.post(asked, headers=page).headers["Location"].startswith("https://accounts.google.com/")


def test_connecting_is_for_those_who_are_signed_in(world, configured):
    response = Client().post("/accounts/google/login/?process=connect")
    assert response.headers["Location"].startswith("/accounts/login/")


def test_a_browser_may_follow_the_button_to_what_settings_name(db, client, settings):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    (forms,) = [part for part in policy.split("; ") if part.startswith("form-action")]
    assert forms == "form-action " + " ".join(["'self'", *settings.SIGN_IN_ORIGINS])
