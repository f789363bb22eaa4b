"""Open promises on group home: those who sit there and who facilitates read them, admins and other groups never."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goals.promising import keep_commitment, make_commitment
from members.models import Member
from programs.tenancy import inside


@pytest.fixture
def promise(world):
    now = timezone.now()
    with inside(world.heartland, world.member):
        return make_commitment(
            Member.objects.get(user=world.member), world.group, by=world.member, now=now, today=now.date(),
            text="Call the five largest", due_on=now.date() + timedelta(days=2),
        )  # fmt: skip


def home(world, client_as, who):
    return client_as(getattr(world, who)).get(f"/p/heartland/groups/{world.group.pk}/").content.decode()


@pytest.mark.parametrize("who", ["member", "peer", "facilitator"])
def test_the_group_reads_it(world, client_as, promise, who):
    page = home(world, client_as, who)
    assert "Call the five largest" in page
    assert (f"/p/heartland/promises/{promise.pk}/" in page) is (who != "peer")


@pytest.mark.parametrize("who", ["admin", "sibling", "stranger"])
def test_nobody_else_does(world, client_as, promise, who):
    assert "Call the five largest" not in home(world, client_as, who)


def test_a_kept_one_is_gone_and_the_page_is_not_the_old_one(world, client_as, promise):
    browser, url = client_as(world.peer), f"/p/heartland/groups/{world.group.pk}/"
    seen = browser.get(url).headers.get("ETag", "")
    with inside(world.heartland, world.member):
        keep_commitment(promise, by=world.member, now=timezone.now())
    answer = browser.get(url, headers={"If-None-Match": seen})
    assert answer.status_code == 200
    assert "Call the five largest" not in answer.content.decode()
