"""A goal from its first sentence to what came of it, on a phone: hints, a private plan, a pause, a new quarter."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Goal
from goals.offers import use_four_plans
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


def test_a_goal_is_written_kept_private_rested_and_rolled_over(world, window_of, seems_right):
    with inside(world.heartland, world.admin):
        use_four_plans(by=world.admin, now=timezone.now())
    phone = window_of(world.member, viewport=PHONE)
    phone.goto("/p/heartland/goals/new/")
    phone.get_by_label("Your goal in one sentence").fill("Improve my evenings")
    expect(phone.locator("#hints")).to_contain_text("What can be pictured can be told from what was not done.")
    phone.get_by_label("Your goal in one sentence").fill("Home for dinner on four days a week")
    phone.get_by_label("Plan").select_option(label="Life")
    seems_right(phone)
    phone.get_by_role("button", name="Save", exact=True).click()

    # The ticked group is no oversight's: the form asks, and has lost nothing.
    expect(phone.locator("#field_groups")).to_contain_text("private by the charter")
    expect(phone.get_by_label("Your goal in one sentence")).to_have_value("Home for dinner on four days a week")
    seems_right(phone)
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Home for dinner on four days a week")

    phone.get_by_text("Let it rest").click()
    phone.get_by_role("button", name="Pause it").click()
    expect(phone.locator(".standing")).to_contain_text("Paused")
    seems_right(phone)
    phone.get_by_role("button", name="Take it up again").click()
    expect(phone.locator(".standing")).not_to_contain_text("Paused")

    phone.get_by_text("Roll it over").click()
    phone.get_by_label("By when now?").fill(date(timezone.now().year + 1, 6, 30).isoformat())
    phone.get_by_label("Why does it go on?").fill("A hard quarter")
    phone.get_by_role("button", name="Go on with it").click()
    expect(phone.get_by_text("Rolled over").first).to_be_visible()

    phone.get_by_role("button", name="It is done").click()
    phone.get_by_label("What came of it?").fill("Four evenings most weeks")
    phone.locator("#outcome").get_by_role("button", name="Save").click()
    expect(phone.get_by_label("What came of it?")).to_have_value("Four evenings most weeks")
    seems_right(phone)

    with inside(world.heartland, world.member):
        assert sorted(Goal.objects.filter(title__startswith="Home").values_list("state", flat=True)) == [
            "done",
            "rolled",
        ]
    peer = window_of(world.peer)
    peer.goto(f"/p/heartland/groups/{world.group.pk}/")
    expect(peer.locator("body")).not_to_contain_text("Home for dinner")
