"""A facilitator's meeting in a browser: agenda from last time, brief, a promise in a line, recap."""

import re
from datetime import timedelta
from time import monotonic

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Commitment
from meetings.actions.agendas import Line, set_agenda
from meetings.models import Meeting, ParkedItem, Recap
from members.models import Member
from notifications.announcing import announce
from notifications.models import Delivery, Kind
from programs.tenancy import POST, inside

pytestmark = pytest.mark.django_db(transaction=True)

LAST = (
    Line("One word each", 5, "opening"),
    Line("Hot seat", 40, "hot_seat", needs_presenter=True),
    Line("Topic", 20, "topic"),
)


@pytest.fixture
def agenda_of_last_time(world):
    """The last meeting had an agenda, and something waits since."""
    with inside(world.heartland, world.facilitator):
        past = Meeting.objects.get(pk=world.past_meeting.pk)
        set_agenda(past, by=world.facilitator, now=past.starts_at - timedelta(days=1), lines=LAST)
        ParkedItem.objects.create(group=world.group, title="Pricing per user", weight=3, said_at=past.starts_at)


def path(world, name, meeting) -> str:
    return reverse(name, args=[world.heartland.slug, meeting.pk])


def test_from_the_last_agenda_to_a_published_one_and_the_brief(world, window_of, seems_right, agenda_of_last_time):
    page = window_of(world.facilitator)
    page.goto(path(world, "agenda", world.meeting))
    seems_right(page)
    page.get_by_role("button", name="Start from last").click()
    expect(page.get_by_text("1 open item flowed in.").first).to_be_visible()
    expect(page.locator(".agenda-title input").nth(2)).to_have_value("Pricing per user")
    seems_right(page)
    page.get_by_role("button", name="Move Pricing per user up").click()
    expect(page.locator(".agenda-title input").nth(1)).to_have_value("Pricing per user")
    page.locator("[data-drag-handle]").nth(0).drag_to(
        page.locator(".agenda-row").nth(2), target_position={"x": 40, "y": 60}
    )
    expect(page.locator(".agenda-title input").nth(0)).not_to_have_value("One word each")
    expect(page.get_by_text("One word each moved.").first).to_be_visible()
    page.get_by_role("button", name="Fill in by turn").click()
    expect(page.get_by_text("Filled in by turn").first).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. The group reads what you save at once.")).to_be_visible()
    page.get_by_role("link", name="Open the brief").click()
    expect(page.get_by_role("heading", name="Who is there")).to_be_visible()
    expect(page.get_by_text("Pricing per user").first).to_be_visible()
    seems_right(page)
    member = window_of(world.member)
    member.goto(path(world, "meeting", world.meeting))
    expect(member.get_by_text("Pricing per user")).to_be_visible()


def test_a_promise_in_a_line_is_on_the_members_own_list_within_ten_seconds(world, window_of, seems_right):
    with inside(world.heartland, world.facilitator):
        handle = Member.objects.get(user=world.member).name.split()[0].lower()
    page, member = window_of(world.facilitator), window_of(world.member)
    page.goto(path(world, "meeting_run", world.meeting))
    seems_right(page)
    page.locator("h1").click()
    began = monotonic()
    page.keyboard.press("c")
    expect(page.get_by_label("Write it down")).to_be_focused()
    page.keyboard.type(f"@{handle} call the bank in 2 weeks")
    page.keyboard.press("Enter")
    expect(page.locator("#run").get_by_text("call the bank").first).to_be_visible()
    expect(page.get_by_label("Write it down")).to_be_focused()
    member.goto(reverse("before", args=[world.heartland.slug]))
    expect(member.get_by_text("call the bank").first).to_be_visible()
    assert monotonic() - began < 10
    page.keyboard.type("no sign before it")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Write it down")).to_have_value("no sign before it")
    expect(page.locator("#line-error")).to_contain_text("Start with @name")
    seems_right(page)
    page.get_by_role("button", name="Undo call the bank").click()
    expect(page.locator("#run")).not_to_contain_text("call the bank")
    with inside(world.heartland, world.facilitator):
        assert not Commitment.objects.exists()


def test_without_scripts_the_same_line_is_written_down(world, window_of):
    page = window_of(world.facilitator, java_script_enabled=False)
    page.goto(path(world, "meeting_run", world.meeting))
    page.get_by_label("Write it down").fill("! We meet on Wednesdays")
    page.get_by_role("button", name="Write").click()
    expect(page.get_by_text("We meet on Wednesdays").first).to_be_visible()


def test_the_recap_leaves_after_its_minute_and_each_reads_their_own_first(world, window_of, seems_right):
    with inside(world.heartland, world.facilitator):
        names = {user.pk: Member.objects.get(user=user).name.split()[0].lower() for user in (world.member, world.peer)}
    page = window_of(world.facilitator)
    page.goto(path(world, "meeting_run", world.past_meeting))
    for line in (
        f"@{names[world.member.pk]} raise support price 8% in 2 weeks",
        f"@{names[world.peer.pk]} hire a dispatcher in 3 weeks",
        "! We meet on Wednesdays",
    ):  # fmt: skip
        page.get_by_label("Write it down").fill(line)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Write it down")).to_have_value("")
    page.get_by_role("link", name="Recap").click()
    expect(page.get_by_label(re.compile("Your words"))).to_have_value(re.compile("were here"))
    seems_right(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It leaves in")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It leaves in")).to_be_visible()
    announce(now=timezone.now())
    with inside(None, reach=POST):
        assert Delivery.objects.filter(kind=Kind.RECAP, user_id=world.member.pk).count() == 2
    with inside(world.heartland, world.facilitator):
        Recap.objects.update(sends_at=timezone.now() - timedelta(seconds=1))
    member = window_of(world.member)
    member.goto(path(world, "recap", world.past_meeting))
    first = member.locator("section").filter(has_text="You promised")
    expect(first).to_contain_text("raise support price 8%")
    expect(first).not_to_contain_text("hire a dispatcher")
    expect(member.get_by_text("We meet on Wednesdays")).to_be_visible()
    seems_right(member)
    admin = window_of(world.admin)
    for name in ("agenda", "brief", "meeting_run", "recap"):
        assert admin.goto(path(world, name, world.past_meeting)).status == 404
    admin.goto(path(world, "meeting", world.past_meeting))
    expect(admin.locator("body")).not_to_contain_text("We meet on Wednesdays")
