"""Passkeys: made, removed, shown; what they open, and what a device may say without opening anything."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from programs.sign_in import MOST_PASSKEYS
from tests.mailbox import code_for, mails_to
from tests.programs.device import Device
from tests.programs.test_second_factor import (
    APP,
    CODES,
    GIVEN,
    MAIL_PROOF,
    PRIYA,
    PROOF,
    ROLES,
    SECOND,
    START,
    app_code,
    give_a_role,
    held_since,
    long_ago,
    reviewers,
    sign_in,
    with_app,
)

PAGE = "/accounts/security/"
NEW, REMOVE = f"{PAGE}passkeys/new/", f"{PAGE}passkeys/removed/"
BY_PASSKEY = "/accounts/login/passkey/"


def asked(browser: Client, path: str) -> dict:
    """What the page tells the script of its button to ask the device for."""
    return browser.get(path, headers={"Accept": "application/json"}).json()


def make(browser: Client, device: Device | None = None, name: str = "Work laptop", path: str = NEW):
    """Make a passkey on the page for it."""
    device = device or Device()
    return browser.post(path, {"name": name, "credential": json.dumps(device.make(asked(browser, path)))})


def show(browser: Client, device: Device, path: str = BY_PASSKEY, **more: str):
    """Show a passkey to a page."""
    return browser.post(path, {"credential": json.dumps(device.show(asked(browser, path)))} | more)


@pytest.fixture
def priya(heartland, client):
    """Priya's browser, signed in with a code a moment ago."""
    return sign_in(client)


@pytest.fixture
def device(priya) -> Device:
    """A device with Priya's first passkey; her browser is signed in."""
    device = Device()
    assert make(priya, device).status_code == 302
    return device


def passkeys(user) -> list[str]:
    """The names of a user's passkeys."""
    return [one.wrap().name for one in Authenticator.objects.filter(user=user, type="webauthn").order_by("pk")]


# -- making one -----------------------------------------------------------------------------------------------------


def test_the_first_one_brings_recovery_codes_and_a_mail_and_signs_other_devices_out(heartland, priya):
    other = sign_in(Client())
    assert make(priya).headers["Location"] == CODES
    assert "Work laptop signs you in from now on." in priya.get(CODES).content.decode()
    assert passkeys(heartland.admin) == ["Work laptop"]
    assert 'The passkey "Work laptop" signs you in' in mails_to(PRIYA)[-1].text
    assert other.get(PAGE).status_code == 302
    assert priya.get(PAGE).status_code == 200


def test_a_second_one_leaves_codes_and_devices_alone(heartland, priya, device):
    other = Client()
    show(other, device)
    assert make(priya, name="").headers["Location"] == PAGE
    assert passkeys(heartland.admin) == ["Work laptop", "Passkey 2"]
    assert other.get(PAGE).status_code == 200


def test_it_leads_back_to_where_it_was_needed(priya):
    assert make(priya, path=f"{NEW}?next={ROLES}").headers["Location"] == f"{CODES}?next=%2Fp%2Fheartland%2Froles%2F"
    assert make(priya, path=f"{NEW}?next={ROLES}").headers["Location"] == ROLES
    assert make(priya, path=f"{NEW}?next=https://evil.example/").headers["Location"] == PAGE


def test_the_device_is_asked_for_one_that_signs_in_alone_and_is_not_there_yet(priya, device):
    wanted = asked(priya, NEW)["publicKey"]
    assert wanted["authenticatorSelection"]["residentKey"] == "required"
    assert wanted["authenticatorSelection"]["userVerification"] == "required"
    assert wanted["rp"] == {"id": "testserver", "name": "Peergroups"}
    assert len(wanted["excludeCredentials"]) == 1


def test_making_one_asks_whether_it_is_still_you(heartland, client_as):
    browser = client_as(heartland.admin)
    assert browser.get(NEW).headers["Location"] == f"{MAIL_PROOF}?next=%2Faccounts%2Fsecurity%2Fpasskeys%2Fnew%2F"
    assert browser.get(NEW, headers={"Accept": "application/json"}).status_code == 302
    assert browser.post(NEW, {"name": "X", "credential": "{}"}).status_code == 302
    assert passkeys(heartland.admin) == []


def test_a_device_that_asked_for_no_finger_face_or_pin_is_refused(heartland, priya):
    page = make(priya, Device(verifies=False))
    assert page.status_code == 422
    assert "The passkey was not made" in page.content.decode()
    assert passkeys(heartland.admin) == []


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver", "https://testserver.evil.example"])
def test_another_page_cannot_have_one_made(heartland, priya, origin):
    assert make(priya, Device(origin=origin)).status_code == 422
    assert passkeys(heartland.admin) == []


def test_an_answer_works_once(heartland, priya):
    device = Device()
    answer = {"name": "Once", "credential": json.dumps(device.make(asked(priya, NEW)))}
    priya.post(NEW, answer)
    assert priya.post(NEW, answer).status_code == 422
    assert passkeys(heartland.admin) == ["Once"]


def test_ten_are_the_most(heartland, priya):
    for number in range(MOST_PASSKEYS):
        make(priya, name=f"Key {number}")
    page = make(priya, name="One more")
    assert page.status_code == 422
    assert "10 passkeys are the most" in page.content.decode()
    assert 'value="One more"' in page.content.decode()


NONSENSE = ["", "nonsense", "[]", '"x"', "1", "null", "{}", '{"response": null}', '{"response": []}', "[" * 5000]
ODD = [None, 1, "", "AA", "\x00", "é", [], {"\x00": "\ud800"}]
UNREAD = ["type", "id", "rawId", "clientExtensionResults"]
"""Parts that nothing is read from: what they say stands in the signed ones, too."""


def bent(answer: dict, part: str, value: object) -> str:
    """A device's answer with something odd in one part of it, as the page would get it."""
    if part in (*UNREAD, "response"):
        return json.dumps(answer | {part: value})
    return json.dumps(answer | {"response": answer["response"] | {part: value}})


def test_whatever_a_device_says_is_answered_in_words(heartland, priya, device):
    for nonsense in NONSENSE:
        asked(priya, NEW)
        assert priya.post(NEW, {"name": "X", "credential": nonsense}).status_code == 422, nonsense
    for part in ["clientDataJSON", "attestationObject", "response", *UNREAD]:
        for value in ODD:
            credential = bent(Device().make(asked(priya, NEW)), part, value)
            status = priya.post(NEW, {"name": "X", "credential": credential}).status_code
            assert status == 422 or (status == 302 and part in UNREAD), credential
            Authenticator.objects.filter(type="webauthn", data__name="X").delete()
    assert passkeys(heartland.admin) == ["Work laptop"]


def test_a_name_with_a_nul_is_told(heartland, priya):
    page = make(priya, name="Work\0laptop")
    assert page.status_code == 422
    assert "Null characters are not allowed." in page.content.decode()
    assert passkeys(heartland.admin) == []


def test_what_is_kept_is_the_passkey_and_nothing_that_came_along(heartland, priya):
    device = Device()
    answer = device.make(asked(priya, NEW))
    answer |= {"clientExtensionResults": {"\x00": "\ud800"}, "more": "x" * 1000}
    assert priya.post(NEW, {"name": "Odd", "credential": json.dumps(answer)}).status_code == 302
    kept = Authenticator.objects.get(user=heartland.admin, type="webauthn").data["credential"]
    assert set(kept) == {"type", "id", "rawId", "response", "clientExtensionResults"}
    assert show(Client(), device).headers["Location"] == "/"


# -- signing in by it -----------------------------------------------------------------------------------------------


def test_signing_in_needs_no_address_no_mail_and_no_second_step(heartland, device):
    browser, mails = Client(), len(mails_to(PRIYA))
    assert asked(browser, BY_PASSKEY)["publicKey"]["allowCredentials"] == []
    assert show(browser, device, next=ROLES).headers["Location"] == ROLES
    assert browser.session["_auth_user_id"] == str(heartland.admin.pk)
    assert len(mails_to(PRIYA)) == mails


def test_it_counts_as_the_second_factor_of_a_role(heartland, device):
    held_since(heartland, heartland.admin, GIVEN)
    browser = Client()
    show(browser, device)
    assert browser.get(ROLES).status_code == 200
    assert give_a_role(browser).headers["Location"] == ROLES
    assert reviewers(heartland) == ["vera.lind@example.com"]


def test_an_address_of_another_site_is_not_led_to(device):
    assert show(Client(), device, next="https://evil.example/").headers["Location"] == "/"


def test_a_sign_in_that_was_begun_by_mail_gives_way(heartland, device):
    browser = Client()
    browser.post(START, {"login": "dana.whitfield@northwindit.example"})
    assert show(browser, device).headers["Location"] == "/"
    assert browser.session["_auth_user_id"] == str(heartland.admin.pk)
    assert "account_login" not in browser.session


def test_a_passkey_that_was_removed_is_refused_in_words_and_the_way_on_is_kept(heartland, device):
    Authenticator.objects.filter(user=heartland.admin, type="webauthn").delete()
    browser = Client()
    response = show(browser, device, next=ROLES)
    assert response.headers["Location"] == f"{START}?next=%2Fp%2Fheartland%2Froles%2F"
    page = browser.get(response.headers["Location"]).content.decode()
    assert "That passkey does not open this sign-in." in page
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"verifies": False}, {"owner": b"somebody"}])
def test_a_wrong_answer_opens_nothing(heartland, device, wrong):
    browser = Client()
    show(browser, Device(**(vars(device) | wrong)))
    assert "_auth_user_id" not in browser.session


def test_the_key_of_another_device_opens_nothing(heartland, device):
    browser = Client()
    show(browser, Device(owner=device.owner, credential=device.credential))
    assert "_auth_user_id" not in browser.session


def test_an_answer_opens_once(device):
    browser = Client()
    answer = {"credential": json.dumps(device.show(asked(browser, BY_PASSKEY)))}
    browser.post(BY_PASSKEY, answer)
    browser.post("/accounts/logout/")
    browser.post(BY_PASSKEY, answer)
    assert "_auth_user_id" not in browser.session


def test_somebody_whose_sign_in_is_closed_stays_outside(heartland, device):
    type(heartland.admin).objects.filter(pk=heartland.admin.pk).update(is_active=False)
    browser = Client()
    assert show(browser, device).headers["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in browser.session


def test_whatever_is_said_at_the_door_is_answered_in_words(heartland, device, settings):
    settings.MFA_RATE_LIMITS = {"webauthn_login": "1000/m/ip"}
    browser = Client()
    for nonsense in NONSENSE:
        asked(browser, BY_PASSKEY)
        assert browser.post(BY_PASSKEY, {"credential": nonsense}).headers["Location"] == START, nonsense
    for part in ["clientDataJSON", "authenticatorData", "signature", "userHandle", "response", "rawId"]:
        for value in ODD:
            credential = bent(device.show(asked(browser, BY_PASSKEY)), part, value)
            assert browser.post(BY_PASSKEY, {"credential": credential}).headers["Location"] == START, credential
    assert "_auth_user_id" not in browser.session


def test_twenty_a_minute_are_enough(device):
    browser = Client()
    answers = [browser.post(BY_PASSKEY, {"credential": "{}"}).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]


def test_opened_by_hand_it_leads_to_the_sign_in(world, client):
    assert client.get(f"{BY_PASSKEY}?next={ROLES}").headers["Location"] == f"{START}?next=%2Fp%2Fheartland%2Froles%2F"


# -- beside the code from the mail ----------------------------------------------------------------------------------


def test_after_a_code_from_the_mail_it_is_the_second_step(heartland, device):
    browser = Client()
    browser.post(START, {"login": PRIYA, "next": ROLES})
    browser.post(f"/accounts/login/code/?next={ROLES}", {"code": code_for(PRIYA)})
    assert "_auth_user_id" not in browser.session
    page = browser.get(SECOND).content.decode()
    assert "Use your passkey, or type one of your recovery codes." in page
    assert len(asked(browser, SECOND)["publicKey"]["allowCredentials"]) == 1
    assert show(browser, device, SECOND).headers["Location"] == ROLES
    assert "_auth_user_id" in browser.session


def test_the_second_step_takes_a_recovery_code_and_the_app_in_its_place(heartland, priya, device):
    codes = Authenticator.objects.get(user=heartland.admin, type="recovery_codes").wrap().get_unused_codes()
    browser = sign_in(Client())
    assert browser.post(SECOND, {"code": codes[0]}).status_code == 302
    with_app(heartland.admin)
    browser = sign_in(Client())
    assert "Type the code that your authenticator app shows now" in browser.get(SECOND).content.decode()
    assert browser.post(SECOND, {"code": app_code(heartland.admin)}).status_code == 302


def test_a_wrong_passkey_at_the_second_step_is_told_there(heartland, device):
    browser = sign_in(Client())
    page = show(browser, Device(owner=device.owner), SECOND)
    assert page.status_code == 200
    assert "That passkey does not open this sign-in." in page.content.decode()
    for nonsense in NONSENSE[:4]:
        assert browser.post(SECOND, {"credential": nonsense}).status_code == 200
    assert "_auth_user_id" not in browser.session


def test_somebody_without_one_has_no_button_for_it(heartland, client):
    with_app(heartland.admin)
    sign_in(client)
    assert "Use a passkey" not in client.get(SECOND).content.decode()


# -- what always asks again -----------------------------------------------------------------------------------------


def test_a_change_of_roles_asks_for_it_again_after_15_minutes(heartland, device):
    browser = Client()
    show(browser, device)
    long_ago(browser)
    response = give_a_role(browser)
    assert response.headers["Location"] == f"{PROOF}?next=%2Fp%2Fheartland%2Froles%2F"
    assert reviewers(heartland) == []
    page = browser.get(response.headers["Location"]).content.decode()
    assert "Use a passkey" in page
    assert "Recovery code" in page
    assert show(browser, device, response.headers["Location"]).headers["Location"] == ROLES
    assert 'value="vera.lind@example.com"' in browser.get(ROLES).content.decode()
    assert give_a_role(browser).headers["Location"] == ROLES


def test_a_wrong_passkey_proves_nothing(heartland, priya, device):
    long_ago(priya)
    page = show(priya, Device(owner=device.owner), PROOF)
    assert page.status_code == 200
    assert "That passkey does not open this sign-in." in page.content.decode()
    assert give_a_role(priya).headers["Location"].startswith(PROOF)


# -- removing it ----------------------------------------------------------------------------------------------------


def key_of(device: Device) -> str:
    return device.answer({})["id"]


def test_a_removed_one_opens_nothing_and_the_last_takes_the_codes_along(heartland, priya, device):
    page = priya.post(REMOVE, {"passkey": key_of(device)}, follow=True).content.decode()
    assert "Work laptop is removed. Delete it on your device too." in page
    assert "Add a passkey" in page
    assert not Authenticator.objects.filter(user=heartland.admin).exists()
    assert 'The passkey "Work laptop" no longer signs you in' in mails_to(PRIYA)[-1].text
    browser = Client()
    show(browser, device)
    assert "_auth_user_id" not in browser.session


def test_a_role_asks_for_another_second_factor_then(heartland, priya, device):
    held_since(heartland, heartland.admin, GIVEN)
    assert priya.get(ROLES).status_code == 200
    priya.post(REMOVE, {"passkey": key_of(device)})
    way = priya.get(ROLES).headers["Location"]
    assert way.startswith(APP)
    assert f"{NEW}?next=/p/heartland/roles/" in priya.get(way).content.decode()


def test_with_an_app_beside_it_the_codes_stay(heartland, priya, device):
    with_app(heartland.admin)
    priya.post(REMOVE, {"passkey": key_of(device)})
    left = Authenticator.objects.filter(user=heartland.admin).values_list("type", flat=True)
    assert set(left) == {"totp", "recovery_codes"}


def test_removing_asks_whether_it_is_still_you(heartland, priya, device):
    long_ago(priya)
    response = priya.post(REMOVE, {"passkey": key_of(device)}, headers={"Referer": f"http://testserver{PAGE}"})
    assert response.headers["Location"] == f"{PROOF}?next=%2Faccounts%2Fsecurity%2F"
    assert passkeys(heartland.admin) == ["Work laptop"]


@pytest.mark.parametrize("named", ["", "nothing", "\0", "'", "x" * 5000])
def test_what_is_not_ones_own_does_not_exist(heartland, priya, device, named):
    assert priya.post(REMOVE, {"passkey": named}).status_code == 404
    dana = Client()
    dana.post(START, {"login": "dana.whitfield@northwindit.example"})
    dana.post("/accounts/login/code/", {"code": code_for("dana.whitfield@northwindit.example")})
    assert dana.post(REMOVE, {"passkey": key_of(device)}).status_code == 404
    assert passkeys(heartland.admin) == ["Work laptop"]


# -- the pages ------------------------------------------------------------------------------------------------------


def test_the_security_page_lists_them_with_their_days(priya, device):
    page = priya.get(PAGE).content.decode()
    assert "Work laptop" in page
    assert "not used yet" in page
    assert "Add another passkey" in page
    show(Client(), device)
    assert "last used" in priya.get(PAGE).content.decode()


def test_the_security_page_asks_the_database_the_same_for_one_and_for_five(priya, device, queries):
    one = queries(lambda: priya.get(PAGE))
    for number in range(4):
        make(priya, name=f"Key {number}")
    assert queries(lambda: priya.get(PAGE)) == one
    assert one <= 10


def test_no_page_has_a_script_in_it(priya, device):
    anonymous, half = Client(), sign_in(Client())
    long_ago(priya)
    pages = [anonymous.get(START), half.get(SECOND), priya.get(PROOF)]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "data-passkey=" in text
        assert text.count("<script") == text.count("<script src=") + text.count('<script type="module" src=')


@pytest.mark.parametrize("path", [NEW, REMOVE])
def test_it_is_for_those_who_are_signed_in(world, client, path):
    assert client.post(path).headers["Location"].startswith(START)


def test_wrong_methods(priya):
    assert priya.get(REMOVE).status_code == 405
    assert priya.put(NEW).status_code == 405
    assert Client().put(BY_PASSKEY).status_code in (302, 405)
