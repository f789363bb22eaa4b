"""The end of a meeting and a goal that stands still, in a browser: asked on the page, answered, and heard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Goal
from meetings.actions.planning import add_meeting
from meetings.models import Rsvp
from programs import links
from programs.clock import on_the_wall
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def over(world):
    """A meeting of the group that ended a minute ago."""
    now = timezone.now()
    wall = on_the_wall(now - timedelta(minutes=91), world.group.zone)
    with inside(world.heartland, world.facilitator):
        return add_meeting(
            world.group, by=world.facilitator, now=now - timedelta(days=1), day=wall.date(), at=wall.time(),
            zone=world.group.zone, minutes=90,
        )  # fmt: skip


def test_a_number_and_a_word(world, window_of, visit, seems_right, over):
    phone = window_of(world.member, viewport=PHONE)
    phone.goto(reverse("meeting", args=["heartland", over.pk]))
    phone.get_by_role("link", name="Say how it was").click()
    expect(phone.get_by_role("heading", name="How was it?")).to_be_visible()
    seems_right(phone)
    phone.get_by_role("radio", name="8", exact=True).check()
    phone.get_by_label("One word").fill("two words")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Nothing is saved yet")).to_be_visible()
    expect(phone.get_by_role("radio", name="8", exact=True)).to_be_checked()
    seems_right(phone)
    phone.get_by_label("One word").fill("honest")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("You gave 8 and said honest.")).to_be_visible()
    expect(phone.get_by_text("Three answers are needed before this is shown.")).to_be_visible()
    seems_right(phone)

    with inside(world.heartland, world.peer):
        place = Rsvp.objects.get(meeting=over, member__user=world.peer)
    mail = visit(viewport=PHONE)
    mail.goto(reverse("link_closing", args=[links.token("closing", world.heartland.pk, place.pk)]) + "?rating=9")
    expect(mail.get_by_role("radio", name="9", exact=True)).to_be_checked()
    seems_right(mail)
    mail.get_by_role("button", name="Save").click()
    expect(mail.get_by_text("You gave 9.")).to_be_visible()
    seems_right(mail)


def test_a_goal_that_stands_still_is_let_rest_in_one_press(world, window_of, seems_right):
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(stalled_at=timezone.now())
    phone = window_of(world.member, viewport=PHONE)
    phone.goto(reverse("goal", args=["heartland", world.goal.pk]))
    expect(phone.get_by_text("No movement for a while. What would help?")).to_be_visible()
    seems_right(phone)
    phone.get_by_role("button", name="Let it rest for a month").click()
    expect(phone.get_by_text("No movement for a while. What would help?")).to_have_count(0)
    expect(phone.get_by_role("button", name="Take it up again")).to_be_visible()
