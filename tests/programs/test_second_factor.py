"""The second factor: who is asked, from when on, what is remembered, and what always asks again."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from programs.models import Role
from programs.second_factor import days_left, grace_ends
from programs.tenancy import inside
from tests.mailbox import code_for, mails_to

START, CODE, SECOND = "/accounts/login/", "/accounts/login/code/", "/accounts/login/second/"
APP = "/accounts/security/app/"
CODES = "/accounts/security/codes/"
PROOF, MAIL_PROOF = "/accounts/proof/", "/accounts/proof/mail/"
ROLES = "/p/heartland/roles/"
PRIYA = "priya.raman@heartland.example"


def held_since(world, user, when):
    """Date back the roles that a user holds."""
    with inside(world.heartland, world.admin):
        Role.objects.filter(user=user).update(given_at=when)


def app_code(user) -> str:
    """What the user's authenticator app shows."""
    secret = Authenticator.objects.get(user=user, type="totp").data["secret"]
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_app(user) -> None:
    """Give a user an authenticator app and recovery codes."""
    totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)


def sign_in(browser: Client, address: str = PRIYA) -> Client:
    """The address and the code from the mail."""
    browser.post(START, {"login": address})
    browser.post(CODE, {"code": code_for(address)})
    return browser


def long_ago(browser: Client) -> None:
    """Everything that was shown in this session was shown 16 minutes ago."""
    session = browser.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 16 * 60} for record in session.get("account_authentication_methods", [])
    ]
    session.save()


# -- grace ----------------------------------------------------------------------------------------------------------

GIVEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(0), 7),
        (timedelta(seconds=1), 7),
        (timedelta(days=1), 6),
        (timedelta(days=6, hours=23), 1),
        (timedelta(days=7), 0),
        (timedelta(days=90), -83),
    ],
)
def test_grace_counts_begun_days_from_when_the_role_was_given(after, left):
    assert days_left(GIVEN, GIVEN + after) == left
    assert grace_ends(GIVEN) == GIVEN + timedelta(days=settings.STAFF_SECOND_FACTOR_GRACE_DAYS)


def test_during_grace_every_page_counts_the_days_down(heartland, client_as):
    held_since(heartland, heartland.admin, datetime.now(UTC) - timedelta(days=2, hours=1))
    page = client_as(heartland.admin).get(ROLES)
    assert page.status_code == 200
    assert "In 5 days your role here needs a second factor" in page.content.decode()


def test_after_grace_one_is_led_to_set_it_up_and_back(heartland, client_as):
    held_since(heartland, heartland.admin, datetime.now(UTC) - timedelta(days=8))
    response = client_as(heartland.admin).get(ROLES + "?x=1")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{APP}?next=%2Fp%2Fheartland%2Froles%2F%3Fx%3D1"


def test_the_earliest_role_counts(heartland, client_as):
    held_since(heartland, heartland.facilitator, datetime.now(UTC) - timedelta(days=8))
    with inside(heartland.heartland, heartland.admin):
        Role.objects.create(user=heartland.facilitator, kind=Role.Kind.ADMIN, email="frank.ortiz@heartland.example")
    assert client_as(heartland.facilitator).get(ROLES).headers["Location"].startswith(APP)


def test_a_role_that_ended_does_not_count(heartland, client_as):
    held_since(heartland, heartland.facilitator, datetime.now(UTC) - timedelta(days=8))
    with inside(heartland.heartland, heartland.admin):
        Role.objects.filter(user=heartland.facilitator).update(ended_at=datetime.now(UTC))
        Role.objects.create(user=heartland.facilitator, kind=Role.Kind.ADMIN, email="frank.ortiz@heartland.example")
    assert client_as(heartland.facilitator).get(ROLES).status_code == 200


def test_a_member_is_never_asked(heartland, client_as):
    page = client_as(heartland.member).get("/p/heartland/today/")
    assert page.status_code == 200
    assert "second factor" not in page.content.decode()


def test_whoever_has_it_is_not_asked(heartland, client_as):
    held_since(heartland, heartland.admin, datetime.now(UTC) - timedelta(days=90))
    with_app(heartland.admin)
    page = client_as(heartland.admin).get(ROLES)
    assert page.status_code == 200
    assert "needs a second factor" not in page.content.decode()


def test_recovery_codes_alone_are_no_second_factor(heartland, client_as):
    held_since(heartland, heartland.admin, datetime.now(UTC) - timedelta(days=8))
    RecoveryCodes.activate(heartland.admin)
    assert client_as(heartland.admin).get(ROLES).headers["Location"].startswith(APP)


def test_the_demo_does_not_nag(world, client_as, settings):
    held_since(world, world.admin, datetime.now(UTC) - timedelta(days=90))
    assert client_as(world.admin).get(ROLES).status_code == 200
    settings.DEMO = False
    assert client_as(world.admin).get(ROLES).headers["Location"].startswith(APP)


def test_a_fragment_sends_the_whole_page(heartland, client_as):
    held_since(heartland, heartland.admin, datetime.now(UTC) - timedelta(days=8))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/p/heartland/roles/"}
    response = client_as(heartland.admin).get(ROLES, headers=headers)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, f"{APP}?next=%2Fp%2Fheartland%2Froles%2F")


# -- setting it up --------------------------------------------------------------------------------------------------


def set_up(browser: Client, user, back: str = ROLES):
    """Read the key off the page as a phone would, and type the code."""
    page = browser.get(f"{APP}?next={back}").content.decode()
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert 'src="data:image/svg+xml;base64,' in page
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    return browser.post(APP, {"code": code, "next": back})


def test_setting_up_shows_recovery_codes_and_leads_back(heartland, client):
    response = set_up(sign_in(client), heartland.admin)
    assert response.headers["Location"] == f"{CODES}?next=%2Fp%2Fheartland%2Froles%2F"
    page = client.get(response.headers["Location"]).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", page)) == 10
    assert f'href="{ROLES}"' in page
    assert Authenticator.objects.filter(user=heartland.admin, type="totp").exists()


def test_setting_up_asks_whether_it_is_still_you(heartland, client_as):
    browser = client_as(heartland.admin)
    response = browser.get(f"{APP}?next={ROLES}")
    assert response.headers["Location"].startswith(MAIL_PROOF)
    browser.post(response.headers["Location"], {"send": "1"})
    response = browser.post(response.headers["Location"], {"code": code_for(PRIYA)})
    assert response.headers["Location"] == f"{APP}?next={ROLES}"
    assert browser.get(response.headers["Location"]).status_code == 200


def test_a_wrong_code_keeps_the_key_that_was_scanned(heartland, client):
    sign_in(client)
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', client.get(APP).content.decode())[1]
    page = client.post(APP, {"code": "000000"})
    assert page.status_code == 200
    assert "That is not the code" in page.content.decode()
    assert secret in page.content.decode()


def test_setting_up_signs_other_devices_out(heartland, client):
    other = sign_in(Client())
    set_up(sign_in(client), heartland.admin)
    assert other.get("/accounts/security/").status_code == 302
    assert client.get("/accounts/security/").status_code == 200


def test_recovery_codes_can_be_kept_as_a_file_and_made_anew(heartland, client):
    set_up(sign_in(client), heartland.admin)
    kept = client.get(CODES + "file/")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    old = re.findall(r"^\d{8}$", kept.content.decode(), re.MULTILINE)
    assert len(old) == 10
    client.post(CODES + "new/")
    assert not set(old) & set(re.findall(r"<li>(\d{8})</li>", client.get(CODES).content.decode()))


def test_recovery_codes_are_shown_to_nobody_who_did_not_just_prove_it(heartland, client_as):
    with_app(heartland.admin)
    browser = client_as(heartland.admin)
    for path in (CODES, CODES + "file/", CODES + "new/"):
        assert browser.get(path).headers["Location"] == f"{PROOF}?next={path.replace('/', '%2F')}"


def test_somebody_elses_pages_of_it_do_not_exist_for_a_member_without_one(heartland, client_as):
    browser = client_as(heartland.member)
    assert browser.get(CODES).status_code == 404
    assert browser.get(CODES + "file/").status_code == 404
    assert browser.get(APP + "off/").status_code == 404


def test_switching_it_off_asks_for_it_and_a_role_asks_for_it_again(heartland, client_as):
    held_since(heartland, heartland.admin, datetime.now(UTC) - timedelta(days=8))
    with_app(heartland.admin)
    browser = client_as(heartland.admin)
    assert browser.get(APP + "off/").headers["Location"].startswith(PROOF)
    browser.post(f"{PROOF}?next={APP}off/", {"code": app_code(heartland.admin)})
    assert browser.get(APP + "off/").status_code == 200
    browser.post(APP + "off/")
    assert not Authenticator.objects.filter(user=heartland.admin).exists()
    assert "is enough to sign in as you" in mails_to(PRIYA)[-1].text
    assert browser.get(ROLES).headers["Location"].startswith(APP)


# -- signing in with it ---------------------------------------------------------------------------------------------


def test_signing_in_asks_for_it_after_the_code(heartland, client):
    with_app(heartland.admin)
    client.post(START, {"login": PRIYA, "next": ROLES})
    response = client.post(f"{CODE}?next={ROLES}", {"code": code_for(PRIYA)})
    assert response.headers["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    response = client.post(SECOND, {"code": app_code(heartland.admin)})
    assert response.headers["Location"] == ROLES
    assert "_auth_user_id" in client.session


def test_the_device_is_remembered_for_30_days(heartland, client):
    with_app(heartland.admin)
    sign_in(client)
    response = client.post(SECOND, {"code": app_code(heartland.admin), "remember": "on"})
    cookie = response.cookies["mfa_trusted"]
    assert (cookie["max-age"], bool(cookie["httponly"])) == (30 * 24 * 60 * 60, True)
    client.post("/accounts/logout/")
    sign_in(client)
    assert "_auth_user_id" in client.session
    stranger = sign_in(Client())
    assert "_auth_user_id" not in stranger.session


def test_the_device_is_forgotten_after_30_days(heartland, client, monkeypatch):
    with_app(heartland.admin)
    sign_in(client)
    client.post(SECOND, {"code": app_code(heartland.admin), "remember": "on"})
    client.post("/accounts/logout/")
    from allauth.mfa.internal.flows import trust

    now = time.time()
    monkeypatch.setattr(trust.time, "time", lambda: now + 30 * 24 * 60 * 60 + 60)
    client.post(START, {"login": PRIYA})
    login = client.session
    login["account_login"]["initiated_at"] = login["account_login"]["state"]["stages"]["login_by_code"]["data"][
        "at"
    ] = time.time()
    login.save()
    response = client.post(CODE, {"code": code_for(PRIYA)})
    assert response.headers["Location"] == SECOND


def test_a_device_is_not_remembered_unasked(heartland, client):
    with_app(heartland.admin)
    sign_in(client)
    response = client.post(SECOND, {"code": app_code(heartland.admin)})
    assert "mfa_trusted" not in response.cookies


def test_a_recovery_code_works_once_in_place_of_the_app(heartland, client):
    with_app(heartland.admin)
    (code, *_) = Authenticator.objects.get(user=heartland.admin, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client)
    client.post(SECOND, {"code": f"{code[:4]} {code[4:]}"})
    assert "_auth_user_id" in client.session
    again = sign_in(Client())
    assert again.post(SECOND, {"code": code}).status_code == 200
    assert "_auth_user_id" not in again.session


def test_a_wrong_second_factor_is_told_and_many_are_stopped(heartland, client):
    with_app(heartland.admin)
    sign_in(client)
    page = client.post(SECOND, {"code": "000000"})
    assert "That is not the code" in page.content.decode()
    for _ in range(5):
        page = client.post(SECOND, {"code": "000000"})
    assert "Too many tries" in page.content.decode()
    client.post(SECOND, {"code": app_code(heartland.admin)})
    assert "_auth_user_id" not in client.session


# -- what always asks again -----------------------------------------------------------------------------------------

NEW_ROLE = {"kind": "reviewer", "email": "vera.lind@example.com", "name": "Vera Lind"}


def give_a_role(browser: Client):
    return browser.post(ROLES, NEW_ROLE, headers={"Referer": f"http://testserver{ROLES}"})


def reviewers(world) -> list[str]:
    with inside(world.heartland, world.admin):
        return list(Role.objects.held().filter(kind="reviewer", user=None).values_list("email", flat=True))


def test_a_change_of_roles_asks_for_the_second_factor_and_keeps_what_was_typed(heartland, client_as):
    with_app(heartland.admin)
    browser = client_as(heartland.admin)
    response = give_a_role(browser)
    assert response.headers["Location"] == f"{PROOF}?next=%2Fp%2Fheartland%2Froles%2F"
    assert reviewers(heartland) == []
    response = browser.post(response.headers["Location"], {"code": app_code(heartland.admin)})
    assert response.headers["Location"] == ROLES
    page = browser.get(ROLES).content.decode()
    assert 'value="vera.lind@example.com"' in page
    assert "press it once more" in page
    assert 'value="vera.lind@example.com"' not in browser.get(ROLES).content.decode()
    assert give_a_role(browser).headers["Location"] == ROLES
    assert reviewers(heartland) == ["vera.lind@example.com"]


def test_a_remembered_device_does_not_spare_that(heartland, client):
    with_app(heartland.admin)
    sign_in(client)
    client.post(SECOND, {"code": app_code(heartland.admin), "remember": "on"})
    client.post("/accounts/logout/")
    sign_in(client)
    assert "_auth_user_id" in client.session
    assert give_a_role(client).headers["Location"].startswith(PROOF)


def test_having_shown_it_within_15_minutes_is_enough(heartland, client):
    with_app(heartland.admin)
    sign_in(client)
    client.post(SECOND, {"code": app_code(heartland.admin)})
    assert give_a_role(client).headers["Location"] == ROLES
    long_ago(client)
    assert give_a_role(client).headers["Location"].startswith(PROOF)


def test_without_a_second_factor_a_fresh_code_from_the_mail_is_asked(heartland, client):
    sign_in(client)
    assert give_a_role(client).headers["Location"] == ROLES
    long_ago(client)
    response = give_a_role(client)
    assert response.headers["Location"] == f"{MAIL_PROOF}?next=%2Fp%2Fheartland%2Froles%2F"
    mail = mails_to(PRIYA)[-1]
    assert mail.subject == "Confirm that it is you"
    assert "Type the digits" not in client.get(response.headers["Location"]).content.decode()
    response = client.post(response.headers["Location"], {"code": code_for(PRIYA)})
    assert response.headers["Location"] == ROLES
    assert give_a_role(client).headers["Location"] == ROLES


def test_the_code_of_a_proof_has_three_tries_and_15_minutes(heartland, client_as):
    browser = client_as(heartland.admin)
    give_a_role(browser)
    right = code_for(PRIYA)
    for _ in range(2):
        assert "That is not the code" in browser.post(MAIL_PROOF, {"code": "000000"}).content.decode()
    page = browser.post(MAIL_PROOF, {"code": "000000"}, follow=True)
    assert "Three wrong codes" in page.content.decode()
    browser.post(MAIL_PROOF, {"code": right})
    assert give_a_role(browser).headers["Location"].startswith(MAIL_PROOF)
    session = browser.session
    session["mail_proof"] = session["mail_proof"] | {"at": time.time() - 15 * 60 - 1}
    session.save()
    browser.post(MAIL_PROOF, {"code": code_for(PRIYA)})
    assert give_a_role(browser).headers["Location"].startswith(MAIL_PROOF)


def test_a_proof_of_another_user_in_the_same_browser_does_not_count(heartland, client):
    sign_in(client, "dana.whitfield@northwindit.example")
    client.post("/accounts/logout/")
    client.force_login(heartland.admin)
    assert give_a_role(client).headers["Location"].startswith(MAIL_PROOF)


def test_reading_the_roles_asks_nothing(heartland, client_as):
    assert client_as(heartland.admin).get(ROLES).status_code == 200


def test_a_browser_that_does_not_tell_where_it_was_comes_back_to_the_start(heartland, client_as):
    browser = client_as(heartland.admin)
    for referer in ({}, {"Referer": "https://evil.example/p/heartland/roles/"}):
        response = browser.post(ROLES, NEW_ROLE, headers=referer)
        assert response.headers["Location"] == f"{MAIL_PROOF}?next=%2F"


def test_the_demo_does_not_ask(world, client_as):
    assert give_a_role(client_as(world.admin)).headers["Location"] == ROLES


def test_proving_it_is_for_those_who_are_signed_in(world, client):
    for path in (PROOF, MAIL_PROOF, APP, CODES):
        assert client.get(path).headers["Location"].startswith(START)


def test_the_proof_goes_to_the_main_address(heartland, client_as):
    EmailAddress.objects.create(user=heartland.admin, email="priya@home.example", verified=True)
    give_a_role(client_as(heartland.admin))
    assert mails_to(PRIYA)
    assert not mails_to("priya@home.example")
