"""The product's main job on real input: roster in, group opened, mail received, two taps, group home updated.

And who sees nothing of it: a member of another group, a member of another program, the program admin.
"""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as project
from django.utils import timezone
from playwright.sync_api import Page, expect

from goals.models import CheckIn, Goal
from members.geonames import load_cities
from members.models import Member
from programs.models import User
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

ROSTER = project.BASE_DIR / "docs" / "samples" / "roster.csv"
DANA, TOM = "dana@northwindit.example", "tom@blueharbortech.example"
GOAL = "Managed services gross margin"
PHONE = {"width": 390, "height": 844}


def import_the_roster(page: Page) -> None:
    """An ugly spreadsheet dropped in by the program admin."""
    page.goto("/p/heartland/import/")
    page.locator("input[type=file]").set_input_files(ROSTER)
    page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("60 rows, 57 clean, 3 explained").first).to_be_visible()
    page.get_by_role("button", name="Import the 57 clean rows").click()
    expect(page.get_by_text("57 of 60 rows are imported").first).to_be_visible()


def invite(page: Page, *names: str) -> None:
    """One by one, found by name."""
    for name in names:
        page.goto(f"/p/heartland/invitations/?q={quote(name)}")
        page.get_by_label(f"Choose {name}").check()
        page.get_by_role("button", name="Invite those ticked").click()
        expect(page.get_by_text("within a minute").first).to_be_visible()


def join(post, page: Page, address: str, now) -> None:
    """From the invitation's mail to being signed in: accept, and the code from the next mail."""
    _, text = post.newest(address, about="Your invitation")
    page.goto(re.search(r"https?://\S+/a/\S+/invitation/", text)[0])
    page.get_by_role("button", name="Accept the invitation").click()
    post.round(now)
    code = re.search(r"^\s*(\d{6})\s*$", post.newest(address, about="code")[1], re.MULTILINE)[1]
    page.get_by_label("6-digit code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_from_a_spreadsheet_to_a_goal_that_the_group_sees(world, visit, window_of, post):
    load_cities()
    now = timezone.now()
    admin = window_of(world.admin)
    import_the_roster(admin)
    invite(admin, "Dana McAllister", "Tom Okafor")
    post.round(now + timedelta(minutes=2))

    dana, tom = visit(), visit()
    join(post, dana, DANA, now + timedelta(minutes=3))
    join(post, tom, TOM, now + timedelta(minutes=4))

    dana.goto("/p/heartland/goals/")
    dana.get_by_role("button", name=f"Confirm {GOAL}").click()
    dana.get_by_role("link", name=GOAL).first.click()
    dana.get_by_text("Change", exact=True).click()
    dana.get_by_label("Ridgeline Owners").check()
    dana.locator("form[action$='/audience/'] button").click()
    expect(dana.locator("main").get_by_text("Ridgeline Owners").first).to_be_visible()
    with inside(world.heartland, User.objects.get(email=DANA)):
        goal = Goal.objects.get(state=Goal.State.OPEN)
        group = Member.objects.get(email=DANA).holdings.get().group_id
        assert goal.audience == [group]

    home = f"/p/heartland/groups/{group}/"
    tom.goto(home)
    expect(tom.get_by_text(GOAL).first).to_be_visible()

    post.round(goal.check_in_at + timedelta(minutes=1))
    subject, text = post.newest(DANA, about="check-in")
    assert GOAL not in subject
    assert "52" not in subject
    phone = visit(viewport=PHONE)
    phone.goto(re.search(r"https?://\S+/check-in/\?status=at_risk", text)[0])  # the first tap: the answer in the mail
    expect(phone.get_by_text(GOAL).first).to_be_visible()
    with inside(world.heartland, User.objects.get(email=DANA)):
        assert not CheckIn.objects.filter(goal=goal).exists()
    phone.get_by_role("button", name="Save", exact=True).click()  # the second
    expect(phone.get_by_text("Saved").first).to_be_visible()

    tom.goto(home)
    row = tom.locator("main").get_by_text("At risk")
    expect(row.first).to_be_visible()
    nobody_else_sees(world, window_of, post, home, goal)


def nobody_else_sees(world, window_of, post, home: str, goal: Goal) -> None:
    """A sibling member, a member of another program and the admin: no page, no list, no mail tells them."""
    for user in (world.sibling, world.stranger, world.admin):
        page = window_of(user)
        for path in (home, goal.get_absolute_url(), "/p/heartland/groups/", "/p/heartland/people/", "/p/heartland/"):
            page.goto(path)
            expect(page.locator("body")).not_to_contain_text(GOAL)
    mails = post.everything()
    others = [mail for mail in mails.split("('Subject'") if GOAL in mail and DANA not in mail]
    assert others == []
