"""The goal sheet on paper: one page for four goals, on Letter and on A4, as Chromium prints it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from goals.actions import check_in, open_goal
from goals.models import Goal
from goals.promising import make_commitment
from members.models import Member
from programs.clock import local_day
from programs.tenancy import inside

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Recurring share of revenue up in all three offices"


def test_four_goals_are_one_printed_page(world, window_of, seems_right):
    now = timezone.now()
    today = local_day(now, world.heartland.zone)
    with inside(world.heartland, world.member):
        me = Member.objects.get(user=world.member)
        Goal.objects.of(me).update(state=Goal.State.DRAFT)
        for number in range(4):
            goal = open_goal(
                me, by=world.member, now=now - timedelta(days=70), title=f"{number}: {LONG}", unit="%",
                start_value=44, target_value=52, due_on=today + timedelta(days=90), groups=[world.group],
            )  # fmt: skip
            for back, value in ((60, 45), (46, 46), (32, 47), (18, 48)):
                goal = Goal.objects.select_related("member").get(pk=goal.pk)
                then = now - timedelta(days=back)
                check_in(goal, by=world.member, now=then, status="at_risk", value=Decimal(value))
            make_commitment(
                me, world.group, by=world.member, now=now, today=today, text=f"Promise {number}", due_on=today
            )
    window = window_of(world.member)
    window.goto("/p/heartland/goals/")
    window.get_by_role("link", name="Goal sheet").click()
    seems_right(window)
    assert window.locator(".goal-sheet article").count() == 4
    for paper in ("Letter", "A4"):
        pages = re.findall(rb"/Type\s*/Page\b", window.pdf(format=paper))
        assert len(pages) == 1, paper
    with window.expect_download() as download:
        window.get_by_role("link", name="Download as PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
