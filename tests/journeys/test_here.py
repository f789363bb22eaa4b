"""The code in the room: switched on, shown on the wall, scanned on a phone, pressed; the facilitator sees it live."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.actions.planning import add_meeting
from meetings.models import Meeting
from meetings.room_code import code_of
from programs.clock import on_the_wall
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def begun(world) -> Meeting:
    """A meeting of the group that began a moment ago."""
    now = timezone.now()
    wall = on_the_wall(now - timedelta(seconds=20), world.group.zone)
    with inside(world.heartland, world.facilitator):
        return add_meeting(
            world.group, by=world.facilitator, now=now - timedelta(days=1), day=wall.date(), at=wall.time(),
            zone=world.group.zone, minutes=90,
        )  # fmt: skip


def test_a_code_on_the_wall_and_one_press_on_a_phone(world, window_of, seems_right, begun):
    desk = window_of(world.facilitator)
    desk.goto(f"/p/heartland/groups/{world.group.pk}/meetings/settings/")
    desk.get_by_label("People check in by a code in the room").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.").first).to_be_visible()
    desk.goto(f"/p/heartland/meetings/{begun.pk}/attendance/")
    desk.get_by_role("link", name="Show the code").click()
    code = desk.locator("#here-code img")
    expect(code).to_be_visible()
    box = code.bounding_box()
    assert box is not None
    assert box["width"] >= 300, "as large as a camera needs it from the back row"
    seems_right(desk)
    desk.goto(f"/p/heartland/meetings/{begun.pk}/attendance/")

    phone = window_of(world.member, viewport=PHONE)
    phone.goto(f"/p/heartland/meetings/{begun.pk}/here/")
    expect(phone.get_by_text("Scan the code on the screen in the room.")).to_be_visible()
    seems_right(phone)
    phone.goto(f"/p/heartland/meetings/{begun.pk}/here/{code_of(begun.pk, timezone.now())}/")
    seems_right(phone)
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_role("heading", name="You are on the list")).to_be_visible()
    seems_right(phone)
    mine = desk.locator("#roster li").filter(has_text=world.member.name)
    expect(mine).to_contain_text("Checked in themselves", timeout=15_000)
    mine.get_by_role("button", name="No word").click()
    expect(mine.locator(".roster-seen")).to_contain_text("No word")
    phone.reload()
    expect(phone.locator("#here")).to_contain_text("No word")
    expect(phone.locator("#here")).to_contain_text("Your facilitator wrote it down.")
