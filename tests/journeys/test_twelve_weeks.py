"""Twelve weeks of one goal in a real browser, from mail to mail: a question that goes by, and the way back.

Time passes by moving every moment of the database back: what the product reads of the clock stays true.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from goals.models import Goal
from programs.tenancy import inside
from tests.conftest import owner_connection

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}

MOMENTS = """
select c.relname, c.relforcerowsecurity, string_agg(format('%1$I = %1$I - %%(gone)s', a.attname), ', ')
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.atttypid = 'timestamptz'::regtype
    and a.attgenerated = '' and not a.attisdropped
group by c.relname, c.relforcerowsecurity
"""
"""Each table that keeps moments, whether its fences bind their owner, and how all of its moments go back."""
BEFORE = """
update goals_checkin set before = before || jsonb_build_object(
    'check_in_at', (before ->> 'check_in_at')::timestamptz - %(gone)s,
    'checked_in_at', (before ->> 'checked_in_at')::timestamptz - %(gone)s)
"""


def let_pass(gone: timedelta) -> None:
    """So much time goes by: everything in the database is that much longer ago, and so much nearer."""
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        tables = owner.execute(MOMENTS).fetchall()
        for table, _, moves in tables:  # no fence and no guard asks who writes: nobody does
            owner.execute(f'alter table "{table}" disable trigger user, no force row level security')
            owner.execute(f'update "{table}" set {moves}', {"gone": gone})
        owner.execute(BEFORE, {"gone": gone})
        for table, forced, _ in tables:
            force = "force" if forced else "no force"
            owner.execute(f'alter table "{table}" enable trigger user, {force} row level security')


def asked_at(world: Any) -> datetime:
    """When the goal asks next."""
    with inside(world.heartland, world.member):
        return Goal.objects.get(pk=world.goal.pk).check_in_at


def mail(world: Any, post: Any) -> str:
    """The workers make a round; the text of the newest mail that asks after the goal."""
    post.round(timezone.now())
    return post.newest(world.member.email, about="check-in")[1]


def question(world: Any, post: Any) -> str:
    """Time passes until the goal is asked after; the mail that does."""
    let_pass(asked_at(world) - timezone.now() + timedelta(minutes=1))
    return mail(world, post)


def answer(phone: Page, asked: str, status: str, value: str) -> None:
    """From the mail: the link of a status opens on the phone, a figure is typed, and one press saves."""
    link = urlsplit(re.search(rf"{status}: (\S+)", asked.partition("Gross margin 52 %")[2])[1])
    phone.goto(f"{link.path}?{link.query}")
    expect(phone.get_by_label(status)).to_be_checked()
    phone.get_by_label("Gross margin").fill(value)
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.locator("#saved")).to_contain_text(status)


def test_answers_from_mail_with_a_miss_and_a_return(world, visit, window_of, post, seems_right):
    phone = visit(viewport=PHONE)
    answer(phone, question(world, post), "On track", "48.9")
    expect(phone.get_by_text("Saved. Your group sees the status.")).to_be_visible()
    answer(phone, question(world, post), "At risk", "48.5")

    question(world, post)  # and nobody answers: it comes again a fortnight later, without a word about the last one
    let_pass(timedelta(days=14))
    again = mail(world, post)
    assert "miss" not in again.lower()
    answer(phone, again, "At risk", "49")
    expect(phone.get_by_text("Back on it: never two in a row. Your group sees the status.")).to_be_visible()
    seems_right(phone)

    for value in ("49.8", "50.5", "51.2"):
        answer(phone, question(world, post), "On track", value)
        expect(phone.get_by_text("Saved. Your group sees the status.")).to_be_visible()

    rhythm = "Checked in 4 of the last 5 times"
    for who in (world.member, world.facilitator):
        page = window_of(who)
        page.goto(f"/p/heartland/goals/{world.goal.pk}/")
        expect(page.get_by_text(rhythm)).to_be_visible()
        expect(page.locator("main")).to_contain_text("is 51.2 % and on track")
        seems_right(page)
    peer = window_of(world.peer)
    peer.goto(f"/p/heartland/goals/{world.goal.pk}/")
    expect(peer.locator("main")).to_contain_text("is 51.2 % and on track")
    expect(peer.locator("main")).not_to_contain_text("of the last 5")
