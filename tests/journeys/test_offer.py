"""A seat is offered: taken on a phone it begins the welcome; left, it goes to the next in line."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from programs import links
from programs.models import Track
from programs.tenancy import inside
from tests.mailbox import code_for
from vetting.actions.applying import apply
from vetting.actions.deciding import decide
from vetting.actions.judging import judge
from vetting.actions.ringing import ring_all
from vetting.actions.signing import publish_agreement
from vetting.models import Agreement, Application, Offer, VettingRules
from vetting.states import Decision, State

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pooled(world) -> Callable[..., Application]:
    """Somebody accepted to the pool of Heartland, which asks no group about them."""

    def make(name: str, company: str) -> Application:
        now = timezone.now() - timedelta(days=3)
        address = f"{name.replace(' ', '.')}@{company.replace(' ', '')}.example".lower()
        with inside(world.heartland):
            apply(
                program=world.heartland, track=Track.objects.get(name="Owners"), email=address, now=now, name=name,
                company_name=company, employees=18, why_now="We stopped growing.", zone="America/New_York",
            )  # fmt: skip
        with inside(world.heartland, world.admin):
            VettingRules.objects.get_or_create(defaults={"candor": False})
            made = Application.objects.get(email=address)
            judge(made, now=now)
            decide(made, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
            return Application.objects.get(pk=made.pk)

    return make


def heard(world) -> None:
    """A minute passes."""
    with inside(world.heartland, world.admin):
        Application.objects.filter(state=State.OFFERED).update(hears_at=timezone.now() - timedelta(seconds=1))


def offer_page(world, application: Application) -> str:
    """What the button in the mail opens."""
    token = links.token("application", world.heartland.pk, application.pk)
    return f"/a/{token}/application/offer/"


def offer_from_the_pool(desk: Page, name: str, group: str) -> None:
    """What an admin presses to offer somebody a seat."""
    desk.goto("/p/heartland/pool/")
    desk.get_by_role("row").filter(has_text=name).get_by_role("link", name=group, exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Offer {name} a seat")


def test_a_seat_taken_on_a_phone_begins_the_welcome(world, visit, window_of, seems_right, pooled):
    application = pooled("Nora Kessler", "Kessler Networks")
    with inside(world.heartland, world.admin):
        publish_agreement(Agreement.Kind.NDA, text="What is said stays.", by=world.admin, now=timezone.now())
    desk = window_of(world.admin)
    offer_from_the_pool(desk, "Nora Kessler", "Owners 1")
    desk.get_by_label("A personal line").fill("We would be glad of you.")
    expect(desk.locator("#offer-preview")).to_contain_text("We would be glad of you.")
    seems_right(desk)
    desk.get_by_role("button", name="Send the offer").click()
    expect(desk.locator("#toasts")).to_contain_text("Offered Nora Kessler a seat in Owners 1.")
    expect(desk.locator("#offers")).to_contain_text("They hear of it at")
    seems_right(desk)
    heard(world)

    phone = visit(viewport=PHONE)
    phone.goto(offer_page(world, application))
    expect(phone.get_by_role("heading", level=1)).to_have_text("A seat for you in Owners 1")
    expect(phone.locator("main")).to_contain_text("We would be glad of you.")
    expect(phone.locator("main")).not_to_contain_text("Dana")
    seems_right(phone)
    phone.get_by_text("Confidentiality agreement version 1").click()
    expect(phone.get_by_text("What is said stays.")).to_be_visible()
    phone.get_by_label("I have read the confidentiality agreement and agree to it").check()
    phone.get_by_label("Your name, as your signature").fill("Nora Kessler")
    phone.get_by_role("button", name="Accept the seat").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You have a seat in Owners 1")
    seems_right(phone)
    phone.get_by_role("link", name="Sign in and begin").click()
    expect(phone.get_by_label("E-mail address")).to_have_value(application.email)
    phone.get_by_role("button", name="Send me a code").click()
    phone.get_by_label("6-digit code").fill(code_for(application.email))
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome to Owners 1")
    phone.get_by_role("link", name="Your first meeting").click()
    expect(phone.locator("main")).to_contain_text("Dana Whitfield")


def test_a_seat_left_by_one_goes_to_the_next_in_line(world, visit, window_of, seems_right, pooled):
    first, second = pooled("Nora Kessler", "Kessler Networks"), pooled("Ed Moss", "Moss IT")
    desk = window_of(world.admin)
    offer_from_the_pool(desk, "Nora Kessler", "Owners 1")
    desk.get_by_role("button", name="Send the offer").click()
    heard(world)
    phone = visit(viewport=PHONE, java_script_enabled=False)
    phone.goto(offer_page(world, first))
    phone.get_by_text("This seat is not for me").click()
    phone.get_by_label("Why not, if you like").fill("Fridays do not work.")
    phone.get_by_role("button", name="Decline this seat").click()
    expect(phone.get_by_text("Your place in line is kept.")).to_be_visible()
    ring_all(now=timezone.now())
    desk.goto("/p/heartland/pool/")
    expect(desk.locator("#offers")).to_contain_text("Ed Moss")
    expect(desk.get_by_role("row").filter(has_text="Nora Kessler")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("“Fridays do not work.”")
    seems_right(desk)
    with inside(world.heartland, world.admin):
        assert Offer.objects.open().get().application_id == second.pk
