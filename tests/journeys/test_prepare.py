"""Two minutes before a meeting, on a phone, from the mail: nobody signs in, nothing is lost or told too early."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from goals.promising import make_commitment
from meetings.actions.preparing import set_homework
from meetings.models import HandIn, Preparation, Rsvp
from members.models import Member
from programs import links
from programs.tenancy import inside
from tests.house.files import PNG

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
BUDGET = 6
"""Taps of a preparation, the one in the mail included; typing a field counts apart (handbook 5)."""


def mail_link(world: Any) -> str:
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=world.meeting, member__user=world.member)
    return links.url("prepare", world.heartland.pk, place.pk).removeprefix("http://testserver")


def promise(world: Any) -> None:
    now = timezone.now()
    with inside(world.heartland, world.member):
        make_commitment(
            Member.objects.get(user=world.member), world.group, by=world.member, now=now, today=now.date(),
            text="Call the five largest", due_on=now.date() + timedelta(days=1),
        )  # fmt: skip


def homework(world: Any, **fields: Any) -> None:
    with inside(world.heartland, world.facilitator):
        set_homework(
            world.meeting, by=world.facilitator, now=world.meeting.starts_at - timedelta(days=11),
            title="Bring your agreement", minutes=20, **fields,
        )  # fmt: skip


def prepared(world: Any, who: Any) -> Preparation | None:
    with inside(world.heartland, who):
        return Preparation.objects.filter(meeting=world.meeting).first()


class Thumb:
    """Counts what it presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.taps += 1

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1


def test_six_taps_and_two_fields_on_a_phone(world, visit, window_of, seems_right):
    promise(world)
    phone = visit(viewport=PHONE)
    thumb = Thumb(phone)
    thumb.open(mail_link(world))
    seems_right(phone)
    goal = phone.get_by_role("group", name="Gross margin 52 %")
    expect(goal.get_by_label("On track")).to_be_checked()
    thumb.tap(goal.get_by_label("At risk"))
    phone.get_by_label("One win").fill("Two new clients")
    phone.get_by_label("One issue").fill("Who owns pricing?")
    thumb.tap(phone.get_by_label("Heavy"))
    thumb.tap(phone.get_by_label("Call the five largest"))
    expect(phone.locator("#saved")).to_contain_text("Saved at")
    assert prepared(world, world.peer) is None
    thumb.tap(phone.get_by_role("button", name="Done"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are prepared")
    expect(phone.locator("#prepared")).to_contain_text("Two new clients")
    seems_right(phone)
    assert thumb.taps <= BUDGET
    row = prepared(world, world.peer)
    assert (row.win, row.issue, row.weight) == ("Two new clients", "Who owns pricing?", 3)
    assert prepared(world, world.admin) is None

    desk = window_of(world.peer)
    desk.goto(f"/p/heartland/goals/{world.goal.pk}/")
    expect(desk.locator("main")).to_contain_text("At risk")


def test_left_halfway_it_waits_in_the_mail(world, visit):
    url = mail_link(world)
    phone = visit(viewport=PHONE)
    phone.goto(url)
    phone.get_by_label("One win").press_sequentially("Two new cl")
    expect(phone.locator("#saved")).to_contain_text("Saved at")
    phone.close()
    again = visit(viewport=PHONE)
    again.goto(url)
    expect(again.get_by_label("One win")).to_have_value("Two new cl")


def test_a_stale_window_is_shown_both_and_loses_nothing(world, visit, seems_right):
    url = mail_link(world)
    phone, desk = visit(viewport=PHONE), visit()
    phone.goto(url)
    desk.goto(url)
    phone.get_by_label("One win").fill("From the phone")
    expect(phone.locator("#saved")).to_contain_text("Saved at")
    desk.get_by_label("One win").fill("From the desk")
    expect(desk.locator("#conflict")).to_contain_text("From the phone")
    expect(desk.locator("#conflict")).to_contain_text("From the desk")
    expect(desk.get_by_label("One win")).to_have_value("From the desk")
    seems_right(desk)
    assert prepared(world, world.member).win == "From the phone"
    desk.get_by_role("button", name="Save mine instead").click()
    expect(desk.locator("#conflict")).to_have_count(0)
    assert prepared(world, world.member).win == "From the desk"


def test_without_scripts_it_is_one_form(world, visit):
    phone = visit(viewport=PHONE, java_script_enabled=False)
    phone.goto(mail_link(world))
    phone.get_by_label("One issue").fill("Who owns pricing?")
    phone.get_by_role("button", name="Save for later").click()
    expect(phone.get_by_label("One issue")).to_have_value("Who owns pricing?")
    assert prepared(world, world.peer) is None
    phone.get_by_role("button", name="Done").click()
    expect(phone.locator("#prepared")).to_contain_text("Who owns pricing?")
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_label("One issue")).to_have_value("Who owns pricing?")
    assert prepared(world, world.peer) is None


def test_homework_is_handed_in_by_file(world, visit, window_of, seems_right):
    homework(world, hand_in="file")
    phone = visit(viewport=PHONE)
    phone.goto(mail_link(world))
    paper = phone.get_by_label("Your file")
    paper.set_input_files({"name": "deal.docx", "mimeType": "application/pdf", "buffer": b"PK\x03\x04 office"})
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.get_by_text("Save it as a PDF first.")).to_be_visible()
    seems_right(phone)
    paper.set_input_files({"name": "deal.png", "mimeType": "image/png", "buffer": PNG})
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.get_by_text("deal.png")).to_be_visible()
    with inside(world.heartland, world.peer):
        assert bytes(HandIn.objects.get().content) == PNG

    peer = window_of(world.peer)
    peer.goto("/p/heartland/before/")
    peer.get_by_role("link", name="Bring your agreement", exact=True).click()
    expect(peer.get_by_role("link", name="deal.png")).to_be_visible()
    seems_right(peer)


def test_what_is_left_is_done_from_today(world, window_of, seems_right):
    promise(world)
    homework(world, hand_in="tick")
    page = window_of(world.member)
    page.goto("/p/heartland/today/")
    seems_right(page)
    page.get_by_role("button", name="It is done: Bring your agreement").click()
    expect(page.get_by_role("button", name="It is done: Bring your agreement")).to_have_count(0)
    page.get_by_role("button", name="Kept: Call the five largest").click()
    expect(page.get_by_role("button", name="Kept: Call the five largest")).to_have_count(0)
    page.get_by_role("button", name="Undo").first.click()
    page.goto("/p/heartland/before/")
    expect(page.get_by_role("button", name="Kept: Call the five largest")).to_be_visible()
    seems_right(page)
