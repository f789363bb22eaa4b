"""The main chain with the keyboard alone: every stop of Tab is to be seen, and the focus never falls to the body."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from goals.models import CheckIn
from programs import links
from programs.tenancy import inside
from tests.mailbox import code_for

pytestmark = pytest.mark.django_db(transaction=True)

ROSTER = Path(settings.BASE_DIR) / "docs" / "samples" / "roster.csv"

TROUBLE = """async () => {
    // Scrolling to what got the focus takes until the next frame.
    await new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)));
    const at = document.activeElement;
    if (!at || at === document.body) return "the focus is nowhere";
    const what = at.outerHTML.slice(0, 160);
    const ringed = [at, at.closest(".tile")].some((element) => {
        const style = element && getComputedStyle(element);
        return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    if (!ringed) return `no ring around ${what}`;
    const box = at.getBoundingClientRect();
    const across = box.width && box.right > 0 && box.left < innerWidth;
    if (!across || !box.height || box.bottom <= 0 || box.top >= innerHeight) return `out of sight: ${what}`;
    const [x, y] = [(box.left + box.right) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
    const over = document.elementFromPoint(x, y);
    return !over || at.contains(over) || over.contains(at) ? "" : `${over.outerHTML.slice(0, 80)} covers ${what}`;
}"""
"""What is wrong with where the focus is (WCAG 2.4.7, 2.4.11, 2.4.13), or ''."""


class Hands:
    """Two hands on a keyboard, and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other; the focus is somewhere, and to be seen, before each."""
        for key in keys:
            assert self.page.evaluate(TROUBLE) == "", self.page.url
            self.page.keyboard.press(key)

    def tab_to(self, wanted: Locator, most: int = 60) -> None:
        """Tab on until something has the focus; every stop on the way is looked at."""
        expect(wanted).to_be_visible()
        for _ in range(most):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(TROUBLE) == "", self.page.url
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{most} times Tab do not lead to {wanted}")

    def follow(self, wanted: Locator, key: str = "Enter", most: int = 60) -> None:
        """Tab to a link or a button and press it; the next page comes."""
        self.tab_to(wanted, most)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type where the focus is."""
        assert self.page.evaluate(TROUBLE) == "", self.page.url
        self.page.keyboard.type(words)

    def submit(self) -> None:
        """Enter, where one types."""
        with self.page.expect_navigation():
            self.press("Enter")


def sign_in(page: Page, user: Any) -> Hands:
    """The address and the code: both fields have the focus when their page comes."""
    hands = Hands(page)
    page.goto("/accounts/login/")
    hands.type(user.email)
    hands.submit()
    hands.type(code_for(user.email))
    hands.submit()
    return hands


def test_from_sign_in_over_the_mail_to_the_page_of_the_group(world, page):
    hands = sign_in(page, world.member)
    hands.follow(page.get_by_role("complementary", name="My groups").get_by_role("link", name="Owners 1"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Owners 1")
    dana = page.locator("li[id^=m-]").filter(has_text="Dana Whitfield")
    expect(dana).not_to_contain_text("Stuck")

    mail = links.url("check-in", world.heartland.pk, world.goal.pk).removeprefix("http://testserver")
    page.goto(f"{mail}?status=at_risk")
    expect(page.get_by_label("At risk")).to_be_focused()
    hands.press("ArrowRight")
    expect(page.get_by_label("Stuck")).to_be_checked()
    hands.submit()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    assert page.evaluate(TROUBLE) == ""
    with inside(world.heartland, world.member):
        assert CheckIn.objects.filter(goal=world.goal).latest("said_at").status == "stuck"

    hands.follow(page.get_by_role("button", name="Undo"), "Space")
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    hands.press("Space")
    expect(page.get_by_label("On track")).to_be_checked()
    hands.submit()
    page.goto(f"/p/heartland/groups/{world.group.pk}/")
    expect(dana).to_contain_text("today")


def test_a_new_goal_and_its_first_check_in(world, page):
    hands = sign_in(page, world.member)
    hands.follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Goals"))
    hands.follow(page.get_by_role("main").get_by_role("link", name="New goal").first)
    title = page.get_by_label("Your goal in one sentence")
    if not title.evaluate("element => element === document.activeElement"):
        hands.tab_to(title)
    hands.type("Improve margin")
    expect(page.locator("#hints")).to_contain_text('"Improve" leaves open when it is reached.')
    expect(title).to_be_focused()
    hands.tab_to(page.get_by_label("A number", exact=True))
    hands.press("ArrowDown")
    expect(page.get_by_label("Done or not done")).to_be_checked()
    hands.tab_to(page.get_by_label("Milestones"))
    hands.type("Prices reviewed")
    hands.press("Enter")
    hands.type("Clients told")
    hands.tab_to(page.get_by_label("Owners 1"))
    expect(page.get_by_label("Owners 1")).to_be_checked()
    hands.follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Improve margin")
    expect(page.locator("main")).to_contain_text("Clients told")


def test_an_import_as_far_as_a_file_chooser_lets_hands(world, page):
    page.on("filechooser", lambda chooser: chooser.set_files(ROSTER))
    hands = sign_in(page, world.admin)
    page.goto("/p/heartland/import/")
    sheets = page.locator("input[type=file]")
    hands.tab_to(sheets)
    hands.press("Space")
    expect(sheets).to_have_value(re.compile("roster.csv"))
    hands.follow(page.get_by_role("button", name="Read the files"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in the columns?")
    hands.follow(page.get_by_role("button", name="Look at what it would do"), "Space")
    expect(page.get_by_text("60 rows, 57 clean, 3 explained").first).to_be_visible()
    hands.tab_to(page.get_by_role("button", name="Import the 57 clean rows"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("57 of 60 rows are imported").first).to_be_visible()
