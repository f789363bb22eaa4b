"""A facilitator in the morning: sees who needs them, sends the prepared note in two presses, and takes it back."""

import re
import time as watch
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.actions.attending import Look, take_attendance
from meetings.actions.planning import add_meeting
from meetings.models import Attendance
from members.models import Member
from programs.clock import local_day
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def peer(world) -> Member:
    """Somebody who was not at yesterday's meeting, without a word."""
    now = timezone.now()
    with inside(world.heartland, world.facilitator):
        day = local_day(now, world.group.zone) - timedelta(days=1)
        meeting = add_meeting(
            world.group, by=world.facilitator, now=now - timedelta(days=3), day=day, at=time(9), zone=world.group.zone,
            minutes=90,
        )  # fmt: skip
        peer = Member.objects.get(user=world.peer)
        looks = {peer.pk: Look(Attendance.Seen.UNEXCUSED)}
        take_attendance(meeting, by=world.facilitator, now=meeting.starts_at, looks=looks)
        return peer


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_prepared_note_goes_out_in_two_presses_and_comes_back(world, window_of, seems_right, peer, viewport):
    page = window_of(world.facilitator, viewport=viewport)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cockpit")
    seems_right(page)
    row = page.locator(".needs > li", has_text=peer.name)
    expect(row).to_contain_text("Missed the last meeting without a word.")

    began = watch.monotonic()
    row.get_by_role("link", name="Write").click()
    card = page.locator(".follow-up", has_text=peer.name)
    expect(card.get_by_role("textbox", name=f"Note to {peer.name}")).to_have_value(
        re.compile(rf"^Hi {peer.first_name},\n\nWe missed you")
    )
    card.get_by_role("button", name=f"Send to {peer.name}").click()
    expect(page.locator(".follow-up", has_text=peer.name)).to_have_count(0)
    assert watch.monotonic() - began < 20
    seems_right(page)

    page.goto("/p/heartland/cockpit/")
    expect(page.locator(".needs > li", has_text=peer.name)).to_have_count(0)
    page.goto("/p/heartland/follow-ups/")
    page.get_by_role("button", name=re.compile(f"Undo ?: Wrote to {peer.name}")).click()
    expect(page.locator(".follow-up", has_text=peer.name)).to_be_visible()
    seems_right(page)
