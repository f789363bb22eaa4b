"""Coming in, in a real browser: an address and a code; by invitation; with a second factor."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from programs import links
from tests.mailbox import code_for, mails_to

pytestmark = pytest.mark.django_db(transaction=True)

DANA = "dana.whitfield@northwindit.example"
PRIYA = "priya.raman@heartland.example"
WANDA = "wanda.ruiz@sandhillsupport.example"


def submit(page: Page) -> None:
    """Press Enter where one types."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Page, address: str) -> None:
    """Type an address, Enter, type the code, Enter: the fields have the focus already."""
    page.goto("/accounts/login/")
    expect(page.locator("input:focus")).to_be_focused()
    page.keyboard.type(address)
    submit(page)
    expect(page.get_by_label("6-digit code")).to_be_focused()
    page.keyboard.type(code_for(address))
    submit(page)


def app_code(secret: str) -> str:
    """What an authenticator app shows for a key."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_an_address_and_a_code_by_keyboard_alone(world, page):
    page.goto("/p/heartland/goals/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.keyboard.type(DANA)
    submit(page)
    expect(page.get_by_label("6-digit code")).to_be_focused()
    page.keyboard.type(code_for(DANA))
    submit(page)
    expect(page).to_have_url(page.url.split("/p/")[0] + "/p/heartland/goals/")
    assert len(mails_to(DANA)) == 1


def test_the_same_without_scripts_on_a_phone(world, visit):
    page = visit(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(DANA)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("6-digit code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("2 tries left.")).to_be_visible()
    page.get_by_label("6-digit code").fill(code_for(DANA))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Enter your code")
    assert "/p/heartland/today/" in page.url


def test_an_invitation_leads_to_the_first_page(world, visit, seems_right):
    page = visit(viewport={"width": 390, "height": 844})
    page.goto(links.url("invitation", world.heartland.pk, world.invitation.pk).removeprefix("http://testserver"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Raman invites you to Heartland MSP Circle")
    seems_right(page)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_label("6-digit code")).to_be_focused()
    expect(page.get_by_text(WANDA)).to_be_visible()
    page.keyboard.type(code_for(WANDA))
    submit(page)
    assert page.url.endswith("/p/heartland/today/")
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".toasts")).to_contain_text("You are signed out.")


def test_a_second_factor_from_the_first_code_to_the_next_sign_in(world, visit, seems_right):
    page = visit()
    sign_in(page, PRIYA)
    page.goto("/accounts/security/")
    page.get_by_role("link", name="Set it up").click()
    picture = page.get_by_role("img", name="Code for the camera")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), "the policy keeps the picture out"
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    seems_right(page)
    page.get_by_label("Code that the app shows").fill(app_code(secret))
    submit(page)
    expect(page.locator(".codes li")).to_have_count(10)
    seems_right(page)
    page.get_by_role("link", name="I have them safe").click()
    expect(page.get_by_text("Recovery codes (10 left)")).to_be_visible()
    recovery = visit()
    sign_in(recovery, PRIYA)
    expect(recovery.get_by_role("heading", level=1)).to_have_text("Your second factor")
    seems_right(recovery)
    recovery.get_by_label("Code", exact=True).fill("000000")
    submit(recovery)
    expect(recovery.get_by_text("That is not the code.")).to_be_visible()


def test_a_role_is_ended_and_given_back_with_one_press_each(world, page):
    sign_in(page, PRIYA)
    page.goto("/p/heartland/roles/")
    page.get_by_role("button", name="End the role of Frank Ortiz").click()
    expect(page.locator(".toasts")).to_contain_text("Frank Ortiz is no facilitator any more.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toasts")).to_contain_text("Frank Ortiz is facilitator again.")
    expect(page.get_by_role("button", name="End the role of Frank Ortiz")).to_be_visible()


def test_the_switch_between_light_and_dark_lasts(world, page):
    sign_in(page, PRIYA)
    page.goto("/p/heartland/roles/")
    page.get_by_text("Priya Raman").first.click()
    page.get_by_role("button", name="Dark").click()
    page.goto("/?choose=1")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
