"""From stranger to applicant on a phone: asking, the mailed link, a section, taking it back and coming back."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.models import City
from programs import links
from programs.tenancy import inside
from tests.house.files import PNG
from tests.mailbox import code_for
from vetting.actions.ringing import ring_all
from vetting.models import Application, VettingRules

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
NORA = "nora@kesslerit.example"


@pytest.fixture
def dayton(world) -> None:
    """A city to come from."""
    City.objects.update_or_create(
        name="Dayton", region="OH", country="US",
        defaults={
            "id": 90_000_000, "key": "dayton", "latitude": 39.76, "longitude": -84.19, "zone": "America/New_York",
            "population": 137_000,
        },
    )  # fmt: skip


def ask(page: Page, *, city: str = "Dayton, OH") -> None:
    """Fill in the form of two minutes, from the program's public page on."""
    page.goto("/p/heartland/")
    page.get_by_role("link", name="Ask to join").first.click()
    page.get_by_label("Owners").check()
    page.get_by_label("Your name").fill("Nora Kessler")
    page.get_by_label("Work e-mail").fill(NORA)
    page.get_by_label("Company", exact=True).fill("Kessler IT")
    page.get_by_label("How many people").fill("18")
    page.get_by_label("City").fill(city)
    page.get_by_label("Why now?").fill("We stopped growing.")
    page.get_by_role("button", name="Send").click()


def link_of(world) -> str:
    """The path that the mail leads to."""
    with inside(world.heartland, world.admin):
        made = Application.objects.get(email=NORA)
    return links.url("application", world.heartland.pk, made.pk).partition("/a/")[2].join(("/a/", ""))


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_from_stranger_to_applicant_on_a_phone(world, dayton, visit, seems_right, tmp_path: Path):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(references=1)
    page = visit(viewport=PHONE)
    ask(page, city="Daytn")
    expect(page.get_by_text("Did you mean one of these?")).to_be_visible()
    seems_right(page)
    page.get_by_label("Dayton, OH").check()
    page.get_by_role("button", name="Send").click()
    heading(page, "Sent. A person reads it next.")
    seems_right(page)

    link = link_of(world)
    page.goto(link)
    heading(page, "Sent")
    seems_right(page)
    for title in (
        "Your company", "How you run it", "Where you work", "Tools and clients", "Who you would rather not sit with",
        "What you want from a group", "People we may ask", "Being named",
    ):  # fmt: skip
        page.get_by_role("link", name=title).click()
        heading(page, title)
        seems_right(page)
        page.get_by_role("link", name="Your application").click()

    page.get_by_role("link", name="What you want from a group").click()
    page.get_by_label("What should be different").press_sequentially("Two managers who decide.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_label("What should be different").press_sequentially(" And a plan.")
    page.wait_for_timeout(1500)
    page.goto(link)
    page.get_by_role("link", name="What you want from a group").click()
    expect(page.get_by_label("What should be different")).to_have_value("Two managers who decide. And a plan.")
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "People we may ask")

    page.goto(link)
    page.get_by_role("link", name="Papers").click()
    picture = tmp_path / "award.png"
    picture.write_bytes(PNG)
    page.get_by_label("A file").set_input_files(picture)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("link", name="award.png")).to_be_visible()
    seems_right(page)
    page.get_by_role("link", name="Back to your application").click()

    page.get_by_role("button", name="Withdraw my application").click()
    heading(page, "Withdrawn")
    seems_right(page)
    page.get_by_role("button", name="Send it again").click()
    heading(page, "Sent")
    expect(page.get_by_text("Told").first).to_be_visible()


def test_two_windows_of_a_section_lose_nothing(world, dayton, visit, seems_right):
    phone, desk = visit(viewport=PHONE), visit()
    ask(phone)
    heading(phone, "Sent. A person reads it next.")
    section = f"{link_of(world)}section/goals/"
    for window in (phone, desk):
        window.goto(section)
    phone.get_by_label("What should be different").fill("From the phone")
    expect(phone.get_by_text("Saved at")).to_be_visible()
    desk.get_by_label("What should be different").fill("From the desk")
    expect(desk.get_by_text("Yours is kept below.")).to_be_visible()
    expect(desk.get_by_label("What should be different")).to_have_value("From the desk")
    seems_right(desk)
    desk.get_by_role("button", name="Save mine instead").click()
    heading(desk, "Being named")
    phone.goto(section)
    expect(phone.get_by_label("What should be different")).to_have_value("From the desk")


def test_the_same_without_scripts(world, dayton, visit):
    page = visit(viewport=PHONE, java_script_enabled=False)
    ask(page)
    heading(page, "Sent. A person reads it next.")
    page.goto(link_of(world))
    page.get_by_role("link", name="Your company").click()
    page.get_by_label("Managed users").fill("400")
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "How you run it")
    page.get_by_role("link", name="Your application").click()
    expect(page.get_by_text("6 still open")).to_be_visible()


@pytest.mark.parametrize("path", ["apply/", "apply/sent/", "apply/link/"])
def test_public_pages_of_asking_seem_right(world, page, seems_right, path):
    page.goto(f"/p/heartland/{path}")
    seems_right(page)


def a_minute_passes(world) -> None:
    """What was decided is heard by the applicant, and can be taken back no more."""
    with inside(world.heartland, world.admin):
        Application.objects.update(hears_at=timezone.now() - timedelta(seconds=1))


def test_from_stranger_to_seat_on_a_phone(world, dayton, visit, window_of):
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False)
    phone, desk = visit(viewport=PHONE), window_of(world.admin)
    ask(phone)
    heading(phone, "Sent. A person reads it next.")
    ring_all(now=timezone.now())

    desk.goto("/p/heartland/applications/")
    desk.get_by_role("link", name="Nora Kessler").click()
    heading(desk, "Nora Kessler")
    desk.keyboard.press("a")
    desk.keyboard.press("1")
    desk.keyboard.press("Enter")
    heading(desk, "Applications")
    link = link_of(world)
    phone.goto(link)
    heading(phone, "Sent")
    a_minute_passes(world)
    phone.reload()
    heading(phone, "Accepted")

    desk.goto("/p/heartland/pool/")
    desk.get_by_role("row").filter(has_text="Nora Kessler").get_by_role("link", name="Owners 1", exact=True).click()
    heading(desk, "Offer Nora Kessler a seat")
    desk.get_by_role("button", name="Send the offer").click()
    expect(desk.locator("#offers")).to_contain_text("Nora Kessler")
    a_minute_passes(world)
    phone.goto(f"{link}offer/")
    heading(phone, "A seat for you in Owners 1")
    phone.get_by_role("button", name="Accept the seat").click()
    heading(phone, "You have a seat in Owners 1")
    phone.get_by_role("link", name="Sign in and begin").click()
    phone.get_by_role("button", name="Send me a code").click()
    phone.get_by_label("6-digit code").fill(code_for(NORA))
    phone.get_by_role("button", name="Sign in", exact=True).click()
    heading(phone, "Welcome to Owners 1")
