"""The inbox and its bell: what one was told, whether it is new, the one press that answers, and why it came."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import Channel, Notice
from notifications.sweeping import sweep
from programs.tenancy import POST, inside
from tests.notifications.conftest import due_goal

pytestmark = pytest.mark.usefixtures("quiet")


def path(world, name: str = "") -> str:
    return f"/p/{world.heartland.slug}/inbox/{name}"


def tell(world, count: int = 1) -> None:
    now = timezone.now()
    for number in range(count):
        due_goal(world.heartland, world.member, now - timedelta(minutes=number), title=f"Secret {number}")
    sweep(now=now)


def test_nothing_is_said_kindly(world, client_as):
    assert "You are up to date." in client_as(world.member).get(path(world)).content.decode()
    assert client_as(world.stranger).get(path(world)).status_code == 404


def test_what_one_mail_asks_is_one_row_with_its_press_and_its_reason(world, client_as):
    tell(world, 2)
    page = client_as(world.member).get(path(world)).content.decode()
    assert "Check-in reminder (2)" in page
    assert f"/p/{world.heartland.slug}/goals/due/" in page
    assert "You get them when your check-ins are due. A mail waits until" in " ".join(page.split())
    assert "Secret" not in page
    assert "Check-in reminder" not in client_as(world.peer).get(path(world)).content.decode()


def test_looking_does_not_mark_and_a_press_does(world, client_as):
    tell(world)
    browser = client_as(world.member)
    browser.get(path(world))
    with inside(None, reach=POST):
        assert Notice.objects.filter(seen_at=None).count() == 1
    assert "1 new" in browser.get(path(world)).content.decode()
    assert browser.post(path(world, "seen/")).status_code == 302
    assert "1 new" not in browser.get(path(world)).content.decode()
    assert browser.get(path(world, "seen/")).status_code == 405


def test_nobody_marks_what_is_anothers(world, client_as):
    tell(world)
    client_as(world.peer).post(path(world, "seen/"))
    with inside(None, reach=POST):
        assert Notice.objects.filter(seen_at=None).count() == 1


def test_the_bell_counts_what_is_new_and_never_turns_a_page(world, client_as):
    tell(world)
    browser = client_as(world.member)
    assert "1<span" in browser.get(path(world, "count/")).content.decode()
    assert 'hx-trigger="every 60s"' in browser.get(path(world, "count/")).content.decode()
    gone = Client().get(path(world, "count/"))
    assert (gone.status_code, gone.content) == (204, b"")
    assert client_as(world.stranger).get(path(world, "count/")).status_code == 204


def test_a_family_that_is_off_is_off_here_too(world, client_as):
    tell(world)
    with inside(world.heartland, world.member):
        Channel.objects.create(user=world.member, family="goals", way="off")
    assert "You are up to date." in client_as(world.member).get(path(world)).content.decode()


def test_the_same_queries_for_one_row_and_for_many(world, client_as, queries):
    tell(world)
    browser = client_as(world.member)
    browser.get(path(world))
    few = queries(lambda: browser.get(path(world)))
    tell(world, 6)
    assert queries(lambda: browser.get(path(world))) == few <= 10
