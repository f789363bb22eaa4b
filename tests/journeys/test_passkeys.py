"""A passkey from the first to the last day, on a device that Chromium makes up: made, used, cancelled, removed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from programs.models import Program
from tests.journeys.test_sign_in import PRIYA, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = "/p/heartland/roles/"


class Device:
    """The device of a window: it keeps passkeys, and somebody looks into its camera, or does not."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.key = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def passkeys(self) -> list[dict]:
        """What it keeps."""
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.key})["credentials"]

    def keep(self, passkeys: list[dict]) -> None:
        """Have it keep the passkeys of another device, as one's account at Apple or Google does."""
        for passkey in passkeys:
            self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.key, "credential": passkey})

    def is_held_by_owner(self, is_owner: bool) -> None:
        """Whether the face in front of it is its owner's."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": is_owner})


@pytest.fixture
def real_program(world) -> None:
    """The program of the world as a real one, which asks its staff for a second factor."""
    Program.objects.filter(pk=world.heartland.pk).update(any_hour=False)


def make(page: Page, name: str = "Work laptop") -> None:
    """From the security page to the recovery codes."""
    page.goto("/accounts/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)


def test_from_the_first_passkey_to_signing_in_by_it_alone(
    world, real_program, visit: Callable[..., Page], seems_right: Callable[[Page], None]
):
    page = visit()
    device = Device(page)
    sign_in(page, PRIYA)
    make(page)
    (kept,) = device.passkeys()
    assert kept["isResidentCredential"], "a device that does not know whose it is cannot sign in by it alone"
    assert kept["rpId"] == "localhost"
    page.get_by_role("link", name="I have them safe").click()
    expect(page.get_by_text("Work laptop", exact=True)).to_be_visible()
    seems_right(page)

    phone = visit(viewport={"width": 390, "height": 844})
    Device(phone).keep(device.passkeys())
    phone.goto(ROLES)
    seems_right(phone)
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url(f"**{ROLES}")
    phone.get_by_role("button", name="End the role of Frank Ortiz").click()
    expect(phone.locator(".toasts")).to_contain_text("Frank Ortiz is no facilitator any more.")


def test_after_a_code_by_mail_and_before_what_counts_it_is_asked_for(
    world, real_program, visit: Callable[..., Page], seems_right: Callable[[Page], None]
):
    page = visit()
    device = Device(page)
    sign_in(page, PRIYA)
    make(page)
    other = visit()
    Device(other).keep(device.passkeys())
    sign_in(other, PRIYA)
    expect(other.get_by_role("heading", level=1)).to_have_text("Your second factor")
    seems_right(other)
    other.get_by_role("button", name="Use a passkey").click()
    other.wait_for_url("**/p/heartland/**")
    other.goto("/accounts/proof/?next=/accounts/security/")
    seems_right(other)
    other.get_by_role("button", name="Use a passkey").click()
    other.wait_for_url("**/accounts/security/")
    other.get_by_role("button", name="Remove Work laptop").click()
    expect(other.locator(".toasts")).to_contain_text("Work laptop is removed. Delete it on your device too.")
    other.goto("/accounts/logout/")
    other.get_by_role("button", name="Sign out").click()
    other.goto("/accounts/login/")
    other.get_by_role("button", name="Use a passkey").click()
    expect(other.get_by_text("That passkey does not open this sign-in.")).to_be_visible()
    assert other.url.endswith("/accounts/login/")


def test_who_cancels_reads_what_to_do_and_can_go_on_with_a_code(world, page: Page, seems_right):
    device = Device(page)
    device.is_held_by_owner(False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    words = "No passkey was sent. Press the button again, or send yourself a code instead."
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    seems_right(page)
    expect(page.get_by_role("button", name="Use a passkey")).to_be_enabled()
    sign_in(page, PRIYA)
    page.goto("/accounts/security/passkeys/new/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("No passkey was made. Press the button again when you are ready.")).to_be_visible()
    device.is_held_by_owner(True)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/accounts/security/passkeys/new/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("This device has a passkey of yours already.")).to_be_visible()
    seems_right(page)


def test_a_browser_without_passkeys_says_so(world, visit: Callable[..., Page]):
    page = visit()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This browser has no passkeys. You can send yourself a code instead.")).to_be_visible()
    sign_in(page, PRIYA)
    page.goto("/accounts/security/passkeys/new/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("This browser cannot make passkeys.")).to_be_visible()


def test_without_scripts_there_is_no_dead_button(world, visit: Callable[..., Page]):
    page = visit(java_script_enabled=False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()


def test_a_sign_in_that_has_ended_meanwhile_is_asked_for_first(world, page: Page):
    Device(page)
    sign_in(page, PRIYA)
    page.goto("/accounts/security/passkeys/new/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.url.endswith("/accounts/login/?next=/accounts/security/passkeys/new/")
