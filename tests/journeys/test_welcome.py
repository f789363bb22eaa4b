"""A newcomer's welcome on a phone, all five; their facilitator chooses a buddy on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.actions import take_seat
from members.actions import add_company, add_member, join
from members.models import Member
from programs.models import User
from programs.tenancy import inside
from vetting.actions.signing import publish_agreement
from vetting.actions.welcoming import begin_welcome
from vetting.models import Agreement

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def newcomer(world) -> User:
    """Lee was given a seat in Owners 1 yesterday; there is an agreement to sign."""
    now = timezone.now() - timedelta(days=1)
    with inside(world.heartland, world.admin):
        publish_agreement(Agreement.Kind.NDA, text="What is said stays.", by=world.admin, now=now)
        company = add_company(by=world.admin, name="Chen Systems")
        lee = join(add_member(by=world.admin, company=company, name="Lee Chen", email="lee@chen.example"), now=now)
        take_seat(world.group, lee, by=world.admin, now=now)
        begin_welcome(world.group, lee, by=world.admin, now=now)
        return Member.objects.select_related("user").get(pk=lee.pk).user


def stands(phone: Page, words: str) -> None:
    """How far they are, on the page of the welcome."""
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome to Owners 1")
    expect(phone.get_by_label("How far you are")).to_contain_text(words)


def test_five_ticks_on_a_phone_and_a_buddy_from_a_desk(world, window_of, seems_right, newcomer):
    phone = window_of(newcomer, viewport=PHONE)
    page = f"/p/heartland/groups/{world.group.pk}/welcome/"
    phone.goto("/p/heartland/today/")
    seems_right(phone)
    phone.get_by_role("link", name="Start, ten minutes").click()
    stands(phone, "0 of 5 done")
    seems_right(phone)

    phone.get_by_role("link", name="Do next").click()
    expect(phone.get_by_label("Title")).to_be_visible()
    phone.get_by_label("Title").fill("Owner")
    phone.get_by_label("What I run").fill("A help desk for dentists")
    phone.get_by_label("Ask me about").fill("Hiring")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Lee Chen")
    phone.goto(page)
    stands(phone, "1 of 5 done")

    phone.get_by_role("link", name="Do next").click()
    phone.get_by_label("I have read it and agree").check()
    phone.get_by_label("Your name, as your signature").fill("Lee Chen")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("You signed this on")).to_be_visible()
    phone.goto(page)
    stands(phone, "2 of 5 done")

    phone.get_by_role("button", name="Noted").click()
    stands(phone, "3 of 5 done")
    phone.get_by_role("link", name="Do next").click()
    phone.get_by_label("Your goal in one sentence").fill("Hire a service manager")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hire a service manager")
    phone.goto(page)
    stands(phone, "4 of 5 done")

    desk = window_of(world.facilitator)
    desk.goto(f"/p/heartland/groups/{world.group.pk}/")
    desk.get_by_role("link", name="Choose a buddy for Lee Chen").click()
    desk.get_by_role("group", name="Who suits, and why").get_by_role("radio").first.check()
    desk.get_by_role("button", name="Choose").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Newcomers")

    phone.goto(page)
    phone.get_by_role("link", name="Do next").click()
    phone.get_by_role("button", name="We have talked").click()
    stands(phone, "All five are done")
    seems_right(phone)
    phone.goto("/p/heartland/today/")
    expect(phone.get_by_role("link", name="Go on")).to_have_count(0)


def test_the_facilitator_chooses_and_the_newcomer_meets_them(world, window_of, seems_right, newcomer):
    desk = window_of(world.facilitator)
    desk.goto(f"/p/heartland/groups/{world.group.pk}/")
    desk.get_by_role("link", name="Choose a buddy for Lee Chen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("A buddy for Lee Chen")
    seems_right(desk)
    first = desk.get_by_role("group", name="Who suits, and why").get_by_role("radio").first
    first.check()
    chosen = desk.locator(".buddy-options strong").first.inner_text()
    desk.get_by_label("A line of your own").fill("You both hire.")
    desk.get_by_role("button", name="Choose").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Newcomers")
    expect(desk.locator("main")).to_contain_text(f"Buddy: {chosen}")
    seems_right(desk)

    phone = window_of(newcomer, viewport=PHONE)
    phone.goto(f"/p/heartland/groups/{world.group.pk}/welcome/")
    expect(phone.locator("#step-buddy")).to_contain_text(chosen)
    expect(phone.locator("#step-buddy")).to_contain_text("You both hire.")
    phone.get_by_role("button", name="We have talked").click()
    stands(phone, "1 of 5 done")
    phone.get_by_role("link", name="Your first meeting").click()
    expect(phone.locator("main")).to_contain_text(chosen)
    seems_right(phone)
