"""An admin's morning: the overview, its oldest exception, and asking several at once, which is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.models import City
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.models import Application
from vetting.states import State

pytestmark = pytest.mark.django_db(transaction=True)


def states_of(world) -> set[str]:
    """Where everybody stands."""
    with inside(world.heartland, world.admin):
        return set(Application.objects.values_list("state", flat=True))


def test_from_the_overview_to_the_oldest_and_several_at_once(world, window_of):
    now = timezone.now()
    for number in range(3):
        with inside(world.heartland, None):
            apply(
                program=world.heartland, track=Track.objects.get(name="Owners"), name=f"Guest {number}",
                email=f"guest{number}@guest.example", company_name=f"Guest {number} Networks",
                city=City.objects.first(), employees=18, now=now - timedelta(days=30 - number), why_now="We stopped.",
            )  # fmt: skip
    page: Page = window_of(world.admin)
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Overview")
    line = page.locator("#needs-old")
    expect(line).to_contain_text("3 applications wait for more than 14 days")
    line.get_by_role("link", name="Open the oldest").click()
    expect(page.locator("h1")).to_contain_text("Guest 0")
    page.get_by_role("link", name="Applications", exact=False).first.click()
    expect(page.locator("h1")).to_have_text("Applications")
    for number in range(2):
        page.get_by_label(f"Choose Guest {number}").check()
    page.get_by_label("Why").select_option("facts")
    page.get_by_label("A line to each of them").fill("By Friday, please.")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("#decided")).to_contain_text("and 1 more")
    assert states_of(world) == {State.SUBMITTED, State.MORE_INFORMATION}
    page.locator("#decided").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Taken back: 2.")
    expect(page.get_by_label("Choose Guest 0")).to_be_visible()
    assert states_of(world) == {State.SUBMITTED}
