"""Criteria in a browser: changed, tried on past cases, published; who applied before keeps what they were judged by."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from programs.models import Track
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.actions.deciding import decide
from vetting.actions.judging import judge
from vetting.actions.ringing import ring_all
from vetting.models import Application, Criteria
from vetting.states import Decision

pytestmark = pytest.mark.django_db(transaction=True)


def asked(world, name: str, employees: int) -> Application:
    """Somebody who asks to join Owners 1, and is weighed when the clock rings."""
    now = timezone.now()
    email = f"{name.split(maxsplit=1)[0].lower()}@guest.example"
    with inside(world.heartland, None):
        apply(
            program=world.heartland, track=Track.objects.get(name="Owners"), group=world.group, name=name, email=email,
            company_name=f"{name} Networks", employees=employees, now=now, why_now="We stopped growing.",
        )  # fmt: skip
    ring_all(now=now + timedelta(minutes=1))
    with inside(world.heartland, world.admin):
        return Application.objects.get(email=email)


def file_of(page: Page, about: Application):
    """What the criteria say on the page of a file."""
    page.goto(f"/p/heartland/applications/{about.pk}/")
    return page.locator("section[aria-labelledby=criteria]")


def test_changed_tried_published_and_each_keeps_its_own(world, window_of, seems_right):
    old = asked(world, "Olga Old", 18)
    with inside(world.heartland, world.admin):
        judge(old, now=timezone.now())
        decide(old, Decision.ACCEPT, by=world.admin, now=timezone.now(), reason="fits")
    page = window_of(world.admin)
    page.goto(f"/p/heartland/groups/{world.group.pk}/criteria/")
    expect(page.get_by_text("has no criteria of its own yet")).to_be_visible()
    seems_right(page)

    page.get_by_label("Add a criterion").select_option("years_in_business")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".criterion-years_in_business")).to_be_focused()
    page.get_by_label("Employees from").fill("thirty")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#form-errors")).to_be_focused()
    expect(page.get_by_label("Employees from")).to_have_value("thirty")
    seems_right(page)

    page.get_by_role("button", name="Take out Years in business").click()
    expect(page.locator("#criteria-editor").get_by_text("Years in business is out.")).to_be_visible()
    page.get_by_label("Employees from").fill("30")
    page.get_by_label("Employees up to").fill("")
    page.locator(".btn-row").get_by_role("button", name="Try on past cases").click()
    expect(page.locator("#tried")).to_contain_text("1 of them would go the other way.")
    expect(page.locator("#tried")).to_contain_text("18 people; Owners 1 asks for 30 or more.")
    seems_right(page)

    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#toasts").get_by_text("Version 1 counts for whoever applies from now on.")).to_be_visible()
    expect(page.locator("section[aria-labelledby=versions]")).to_contain_text("Employees, must: 30 or more")
    with inside(world.heartland, world.admin):
        assert Criteria.objects.get(group=world.group).made_by == world.admin

    new = asked(world, "Nils New", 18)
    expect(file_of(page, new)).to_contain_text("18 people; Owners 1 asks for 30 or more.")
    expect(file_of(page, new)).to_contain_text("by version 1 of its criteria")
    expect(file_of(page, old)).not_to_contain_text("30 or more")
    expect(file_of(page, old)).not_to_contain_text("by version 1")


def test_without_scripts_the_same_works(world, client_as):
    browser = client_as(world.admin)
    address = f"/p/heartland/groups/{world.group.pk}/criteria/"
    row = {
        "version": "0",
        "row": "0",
        "c0-kind": "employees",
        "c0-key": "employees",
        "c0-weight": "must",
        "c0-min": "9",
    }
    added = browser.post(address, row | {"do": "add", "kind": "vendor"}).content.decode()
    assert "<h1" in added
    assert 'name="c1-any"' in added
    assert browser.post(address, row | {"do": "publish"}).headers["Location"] == address
