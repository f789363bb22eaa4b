"""The product's heart in a real browser: two taps in a mail, and the group's page changes; nobody else learns of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from goals.actions import open_goal
from goals.models import Goal
from members.models import Member
from programs import links
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


def mail_link(world: Any, status: str) -> str:
    """What a button of the check-in mail opens."""
    url = links.url("check-in", world.heartland.pk, world.goal.pk).removeprefix("http://testserver")
    return f"{url}?status={status}"


def group_home(world: Any) -> str:
    return f"/p/heartland/groups/{world.group.pk}/"


def make_due(world: Any) -> None:
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(check_in_at=timezone.now() - timedelta(hours=1))


def row(page: Page, name: str):
    return page.locator("li[id^=m-]").filter(has_text=name)


def test_two_taps_on_a_phone_change_the_page_that_a_peer_has_open(world, visit, window_of, seems_right):
    desk = window_of(world.peer)
    desk.clock.install()
    desk.goto(group_home(world))
    expect(row(desk, "Dana Whitfield")).not_to_contain_text("At risk")
    seems_right(desk)

    phone = visit(viewport=PHONE)
    phone.goto(mail_link(world, "at_risk"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Gross margin 52 %")
    expect(phone.get_by_label("At risk")).to_be_checked()
    seems_right(phone)
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Saved. Your group sees the status.")).to_be_visible()
    seems_right(phone)

    desk.clock.run_for(15_500)
    expect(row(desk, "Dana Whitfield")).to_contain_text("At risk")
    expect(row(desk, "Dana Whitfield")).to_contain_text("today")
    expect(desk.locator("#feed")).to_contain_text("Dana Whitfield checked in: Gross margin 52 %")
    desk.clock.run_for(200)
    expect(desk.locator("#live-polite")).to_have_text("Dana Whitfield checked in: Gross margin 52 %")
    expect(desk.locator("#pulse")).to_contain_text("At risk")

    asked = []
    desk.on("response", lambda answer: asked.append(answer.status))
    desk.clock.run_for(15_500)
    desk.wait_for_timeout(300)
    assert set(asked) == {304}, "nothing moved since: the poll costs a header"
    expect(row(desk, "Dana Whitfield")).to_contain_text("At risk")


def test_undo_and_change_from_the_mail_without_scripts(world, visit):
    phone = visit(viewport=PHONE, java_script_enabled=False)
    phone.goto(mail_link(world, "stuck"))
    phone.get_by_label("A note").fill("Between me and me")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Your group sees the status, not the note.")).to_be_visible()
    phone.get_by_role("link", name="Change").click()
    expect(phone.get_by_label("A note")).to_have_value("Between me and me")
    phone.get_by_label("On track").check()
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.locator("#saved")).to_contain_text("On track")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("button", name="Save", exact=True)).to_be_visible()
    expect(phone.get_by_text("a moment ago")).to_have_count(0)


def test_others_see_nothing_of_it(world, visit, window_of):
    phone = visit(viewport=PHONE)
    phone.goto(mail_link(world, "stuck"))
    phone.get_by_label("A note").fill("We lost the hospital")
    phone.get_by_label("Show the note to my group").check()
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Your group sees the status and the note.")).to_be_visible()

    peer = window_of(world.peer)
    peer.goto(f"/p/heartland/goals/{world.goal.pk}/")
    expect(peer.get_by_text("We lost the hospital")).to_be_visible()

    admin = window_of(world.admin)
    admin.goto(group_home(world))
    expect(admin.get_by_text("Only the people in this group read its goals.")).to_be_visible()
    expect(admin.locator("main")).not_to_contain_text("Gross margin")
    for user in (world.admin, world.sibling, world.stranger):
        elsewhere = window_of(user)
        assert elsewhere.goto(f"/p/heartland/goals/{world.goal.pk}/").status == 404
        expect(elsewhere.locator("body")).not_to_contain_text("hospital")
    assert window_of(world.sibling).goto(group_home(world)).status == 404


def test_on_today_one_answers_and_takes_it_back_by_keyboard(world, window_of, seems_right):
    make_due(world)
    page = window_of(world.member)
    page.goto("/p/heartland/today/")
    seems_right(page)
    card = page.locator(f"#due-{world.goal.pk}")
    card.get_by_label("On track").focus()
    page.keyboard.press("ArrowRight")
    expect(card.get_by_label("At risk")).to_be_checked()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("Saved. Your group sees the status.")
    expect(page.locator("#live-polite")).to_have_text("Saved. Your group sees the status.")
    expect(card.get_by_role("heading")).to_be_focused()
    seems_right(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Save", exact=True)).to_be_visible()
    expect(card).to_contain_text("Taken back. It stands as it did before.")
    expect(card.locator(":focus"), "the focus stays in the card").to_have_count(1)


def test_all_that_is_due_in_a_tap_a_goal_and_one_save(world, window_of, seems_right):
    make_due(world)
    page = window_of(world.member, viewport=PHONE)
    page.goto("/p/heartland/goals/due/")
    seems_right(page)
    page.get_by_role("radio", name=re.compile("Same as last time")).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Saved one goal. All current.")
    page.goto("/p/heartland/goals/due/")
    expect(page.get_by_role("heading", name="All current", exact=True)).to_be_visible()
    seems_right(page)


def test_a_new_goal_gets_hints_while_it_is_typed_and_is_saved_without_heeding_them(world, window_of, seems_right):
    page = window_of(world.member)
    page.goto("/p/heartland/goals/new/")
    page.get_by_label("Your goal in one sentence").press_sequentially("Improve margin", delay=20)
    expect(page.locator("#hints")).to_contain_text('"Improve" leaves open when it is reached.')
    expect(page.get_by_label("Your goal in one sentence")).to_be_focused()
    seems_right(page)
    expect(page.get_by_label("Milestones")).to_be_hidden()
    page.get_by_label("Done or not done").check()
    expect(page.get_by_label("From, today")).to_be_hidden()
    page.get_by_label("Milestones").fill("Prices reviewed\nClients told")
    expect(page.locator("#hints")).not_to_contain_text("Name two to five steps")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Improve margin")
    expect(page.locator("#toasts")).to_contain_text("Saved. Owners 1 can read it.")
    expect(page.locator("main")).to_contain_text("Prices reviewed")
    with inside(world.heartland, world.member):
        assert Goal.objects.filter(title="Improve margin").count() == 1


def test_the_pages_of_a_goal_look_right(world, window_of, seems_right):
    long = "Ein sehr langes Ziel mit Donaudampfschifffahrtsgesellschaftskapitänsmütze und allem, was dazugehört"
    with inside(world.heartland, world.member):
        me = Member.objects.get(user=world.member)
        open_goal(me, by=world.member, now=timezone.now(), title=long, groups=[world.group], draft=True)
    page = window_of(world.member)
    for path in (f"goals/{world.goal.pk}/edit/", "goals/", "today/"):
        page.goto(f"/p/heartland/{path}")
        seems_right(page)
    page.goto(f"/p/heartland/goals/{world.goal.pk}/")
    page.get_by_text("Show as a table").click()
    page.get_by_text("Change", exact=True).click()
    page.get_by_text("Add a note").click()
    seems_right(page)
    page.get_by_label("At risk").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".toasts")).to_contain_text("Saved.")
    page.locator("#check-ins").get_by_role("button", name="Undo").click()
    expect(page.locator(".toasts")).to_contain_text("Taken back.")
    admin = window_of(world.admin)
    admin.goto(group_home(world))
    seems_right(admin)
    assert re.search(r"/groups/[0-9a-f-]+/$", admin.url)


def test_two_windows_edit_at_once_and_nothing_is_lost(world, window_of, seems_right):
    first, second = window_of(world.member), window_of(world.member)
    for page in (first, second):
        page.goto(f"/p/heartland/goals/{world.goal.pk}/edit/")
    first.get_by_label("Why it matters to you").fill("A second lead engineer, hired by June")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator("#toasts")).to_contain_text("Saved.")
    second.get_by_label("Why it matters to you").fill("Because I want Fridays off")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator("#conflict")).to_contain_text("A second lead engineer, hired by June")
    expect(second.get_by_label("Why it matters to you")).to_have_value("Because I want Fridays off")
    seems_right(second)
    second.get_by_role("button", name="Save mine instead").click()
    expect(second.get_by_text("Because I want Fridays off", exact=True)).to_be_visible()
