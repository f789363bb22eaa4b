"""A substitute in a browser: one meeting is handed over, then the group for some days; after them nothing is there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.actions.planning import add_meeting
from meetings.models import Attendance, Handover, Meeting
from programs.clock import local_day, on_the_wall
from programs.tenancy import inside
from tests.meetings.substitutes import moved, robin

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "Grace may have to leave early."


@pytest.fixture
def begun(world) -> Meeting:
    """A meeting of Owners 1 that began five minutes ago."""
    now = timezone.now()
    wall = on_the_wall(now - timedelta(minutes=5), world.group.zone)
    with inside(world.heartland, world.facilitator):
        return add_meeting(
            world.group, by=world.facilitator, now=now - timedelta(days=1), day=wall.date(), at=wall.time(),
            zone=world.group.zone, minutes=90,
        )  # fmt: skip


def hand_over(page: Page, **typed: str) -> None:
    """Robin is chosen, the rest is typed, and the page says that it is done."""
    page.get_by_label("Who stands in").select_option(label="Robin Adeyemi")
    for label, words in typed.items():
        page.get_by_label(label.replace("_", " ")).fill(words)
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", name="Who stands in")).to_be_visible()


def last_handover(world) -> Handover:
    with inside(world.heartland, world.facilitator):
        return Handover.objects.order_by("made_at").last()


def is_closed(page: Page, *paths: str) -> None:
    """None of these pages is there for whoever looks."""
    for path in paths:
        assert page.request.get(path).status == 404, path


def test_one_meeting_and_then_the_group_is_handed_over(world, window_of, seems_right, post, begun):
    user = robin(world)
    group, attendance = f"/p/heartland/groups/{world.group.pk}/", f"/p/heartland/meetings/{begun.pk}/attendance/"
    stand_in = window_of(user)
    is_closed(stand_in, group, attendance)

    desk = window_of(world.facilitator)
    desk.goto(f"/p/heartland/meetings/{begun.pk}/brief/")
    desk.get_by_role("link", name="Hand to a substitute").click()
    hand_over(desk, A_note_to_them=NOTE, Whom_to_call="Rosa Klein, 555 0100")
    one = last_handover(world)
    post.round(timezone.now())
    subject, text = post.newest(user.email, about="You stand in")
    assert "Owners 1" not in subject
    assert NOTE not in text

    stand_in.goto(re.search(r"https?://\S+/handovers/\S+", text)[0])
    expect(stand_in.get_by_role("heading", name="Briefing sheet")).to_be_visible()
    expect(stand_in.get_by_text(NOTE)).to_be_visible()
    seems_right(stand_in)
    stand_in.goto(attendance)
    stand_in.get_by_role("button", name="Everyone expected is here").click()
    expect(stand_in.locator("#roster")).to_contain_text("seats here")
    with inside(world.heartland, world.facilitator):
        assert Attendance.objects.filter(meeting=begun).exists()

    sheet = f"/p/heartland/handovers/{one.term_id}/"
    elsewhere = window_of(world.reviewer)
    is_closed(elsewhere, sheet, group, attendance)
    is_closed(stand_in, f"{group}substitute/", f"{group}settings/", f"{group}seats/")

    moved(world, one, timedelta(days=-10))
    is_closed(stand_in, sheet, group, attendance)

    today = local_day(timezone.now(), world.heartland.zone)
    desk.goto(f"{group}substitute/")
    first, last = today + timedelta(days=2), today + timedelta(days=9)
    hand_over(desk, First_day=first.isoformat(), Last_day=last.isoformat(), A_note_to_them="I am back on Monday.")
    other = last_handover(world)
    is_closed(stand_in, group)
    moved(world, other, timedelta(days=-3))
    assert stand_in.goto(group).status == 200
    stand_in.goto(f"/p/heartland/handovers/{other.term_id}/")
    expect(stand_in.get_by_text("I am back on Monday.")).to_be_visible()
    expect(stand_in.get_by_text(NOTE)).to_have_count(0)
    moved(world, other, timedelta(days=-10))
    is_closed(stand_in, group, f"/p/heartland/handovers/{other.term_id}/", attendance)
