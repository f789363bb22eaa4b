"""A year is planned in three minutes: a rule by plain choices, a holiday moved by proposal; then one meeting is moved,
one canceled, and that undone. And the same without JavaScript."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from programs.clock import local_day, on_the_wall
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

THREE_MINUTES = 180
ZONE = "America/Chicago"


class Hand:
    """Presses and types, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.typed = page, 0, 0

    def press(self, role: str, name: str) -> None:
        """One press."""
        self.presses += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def choose(self, label: str, option: str) -> None:
        """One choice of a select."""
        self.presses += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def write(self, label: str, text: str) -> None:
        """A field typed."""
        self.typed += 1
        self.page.get_by_label(label).first.fill(text)


def of_series(world) -> list[Meeting]:
    with inside(world.heartland, world.admin):
        return list(Meeting.objects.of(world.group).exclude(series=None).order_by("starts_at"))


def test_a_year_is_planned_moved_canceled_and_undone(world, window_of, seems_right):
    page = window_of(world.facilitator)
    page.goto(f"/p/heartland/meetings/?group={world.group.pk}")
    hand, began = Hand(page), time.monotonic()
    hand.press("link", "Plan a year of " + world.group.name)
    hand.choose("Which of the month", "Fourth")
    clash = page.get_by_label("Thanksgiving Day", exact=False)
    expect(clash.first).to_be_visible()
    assert clash.first.input_value() == "move"
    hand.write("Video link", "https://video.example/owners")
    seems_right(page)
    hand.press("button", "Plan these dates")
    expect(page.get_by_text("meetings are planned.").first).to_be_visible()
    assert time.monotonic() - began < THREE_MINUTES
    assert (hand.presses, hand.typed) == (3, 1)

    planned = of_series(world)
    assert len(planned) in (12, 13)
    off = world.heartland.days_off(timezone.now().date())
    assert not any(local_day(one.starts_at, ZONE) in off for one in planned)
    assert any(one.moved for one in planned), "Thanksgiving Day went elsewhere by the proposal"
    seems_right(page)

    one = planned[2]
    page.goto(f"/p/heartland/meetings/{one.pk}/")
    page.get_by_role("link", name="Move or change").click()
    moved_to = local_day(one.starts_at, ZONE) + timedelta(days=1)
    page.get_by_label("Day", exact=True).fill(moved_to.isoformat())
    seems_right(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{moved_to:%A, %B} {moved_to.day}")
    (found,) = [each for each in of_series(world) if each.pk == one.pk]
    assert on_the_wall(found.starts_at, ZONE).strftime("%H:%M") == "09:00"

    page.get_by_role("button", name="Cancel the meeting").click()
    expect(page.get_by_text("This meeting is canceled.")).to_be_visible()
    seems_right(page)
    page.get_by_role("button", name="Undo: it takes place").click()
    expect(page.get_by_text("This meeting is canceled.")).to_have_count(0)
    assert all(each.is_on for each in of_series(world))


def test_without_javascript_the_clashes_are_seen_before_anything_is_planned(world, window_of):
    page = window_of(world.facilitator, java_script_enabled=False)
    page.goto(f"/p/heartland/groups/{world.group.pk}/series/new/")
    page.get_by_label("Which of the month").select_option(label="Fourth")
    page.get_by_role("button", name="Plan these dates").click()
    expect(page.get_by_text("Look at what we propose, then plan.")).to_be_visible()
    assert of_series(world) == []
    page.get_by_label("Thanksgiving Day", exact=False).first.select_option("skip")
    page.get_by_role("button", name="Plan these dates").click()
    expect(page.get_by_text("meetings are planned.").first).to_be_visible()
    assert len(of_series(world)) in (11, 12)
