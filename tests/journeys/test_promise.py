"""A promise's life in a real browser: made in one line, missed, promised anew, kept."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Commitment
from programs import links
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_promise_made_in_a_line_is_missed_promised_anew_and_kept(world, window_of, seems_right):
    page = window_of(world.member)
    page.goto("/p/heartland/promises/")
    page.get_by_label("Promise something").fill("raise the support price 8% in 5 days")
    page.get_by_role("button", name="Promise it", exact=True).click()
    expect(page.get_by_text(f"{world.group.name} sees it.").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("My promises")
    seems_right(page)

    page.get_by_role("link", name="raise the support price 8%").click()
    page.get_by_label("Waiting for somebody").check()
    page.get_by_role("button", name="It was not kept").click()
    expect(page.get_by_text("Missed: waiting for somebody")).to_be_visible()
    seems_right(page)

    page.get_by_label("Until when instead?").fill((timezone.now() + timedelta(days=12)).date().isoformat())
    page.get_by_role("button", name="Promise it anew").click()
    expect(page.get_by_role("heading", name="Promised before")).to_be_visible()
    seems_right(page)

    page.get_by_role("button", name="Kept", exact=True).click()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    page.get_by_role("link", name="My promises").click()
    expect(page.get_by_role("heading", name="Before", exact=True)).to_be_visible()
    seems_right(page)


def test_who_is_not_sure_makes_it_smaller(world, window_of, seems_right):
    page = window_of(world.member)
    page.goto("/p/heartland/promises/new/")
    page.get_by_label("What do you promise?").fill("call all clients by friday")
    page.locator("#main summary", has_text="More").click()
    page.get_by_label("How sure are you, from 1 to 10?").select_option("5")
    page.get_by_role("button", name="Promise it", exact=True).click()
    expect(page.get_by_text("A 5 says that something stands in the way.")).to_be_visible()
    seems_right(page)
    page.get_by_label("What do you promise?").fill("call five clients by friday")
    page.get_by_label("How sure are you, from 1 to 10?").select_option("9")
    page.get_by_role("button", name="Promise what stands here now").click()
    expect(page.get_by_text("call five clients").first).to_be_visible()


def test_from_the_mail_it_is_kept_in_two_taps_and_taken_back(world, visit, window_of, seems_right):
    page = window_of(world.member)
    page.goto("/p/heartland/promises/new/")
    page.get_by_label("What do you promise?").fill("call five clients in 5 days")
    page.get_by_role("button", name="Promise it", exact=True).click()
    expect(page.get_by_text("call five clients").first).to_be_visible()
    with inside(world.heartland, world.member):
        promise = Commitment.objects.get(text="call five clients")

    phone = visit(viewport={"width": 390, "height": 844})
    link = links.url("promise", world.heartland.pk, promise.pk).partition("/a/")[2]
    phone.goto(f"/a/{link}?says=kept")
    seems_right(phone)
    phone.get_by_role("button", name="Save: I kept it").click()
    expect(phone.get_by_text("Kept. Your group sees it.")).to_be_visible()
    seems_right(phone)
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("call five clients")

    phone.get_by_label("Until when instead?").fill((timezone.now() + timedelta(days=12)).date().isoformat())
    phone.get_by_role("button", name="Save the new day").click()
    expect(phone.get_by_text("Promised anew until")).to_be_visible()
    seems_right(phone)
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("button", name="I kept it")).to_be_visible()
