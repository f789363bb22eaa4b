"""The button of a mail program: a bare POST without cookies stops one kind of mail; the page brings it back."""

import re
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Goal
from notifications.models import Preference
from programs.due import set_due
from programs.tenancy import POST, inside

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_click_of_a_mail_program_stops_reminders_and_a_press_brings_them_back(
    world, visit, post, live_server, seems_right
):
    now = timezone.now()
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(check_in_at=now)
        set_due("check_in", user=world.member, about=world.goal, at=now, zone="UTC", every_days=14)
    post.round(timezone.now())
    _, text = post.newest(world.member.email, about="check-in")
    url = re.search(r"\S+/mute/", text).group()
    assert url.startswith(live_server.url)
    asked = Request(url, data=b"List-Unsubscribe=One-Click", method="POST")
    with urlopen(asked) as answer:
        assert answer.status == 200
    with inside(None, reach=POST):
        assert list(Preference.objects.values_list("kind", "muted_until")) == [("check_in", None)]

    page = visit()
    page.goto(urlsplit(url).path)
    expect(page.get_by_role("heading", level=1)).to_have_text("No more check-in reminders")
    seems_right(page)
    page.get_by_role("button", name="Turn them on again").click()
    expect(page.get_by_text("They are on again.")).to_be_visible()
    page.get_by_role("button", name="Pause all for two weeks").click()
    expect(page.get_by_text("Everything is paused until")).to_be_visible()
    seems_right(page)
