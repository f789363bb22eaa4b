"""The page of a program's mail: its ladder, what it tells, and what nobody may learn from it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.ledger import State
from notifications.models import AddressTrouble, Delivery, Kind, Urgency
from notifications.outbox import post
from notifications.reading import read
from programs.activity import record
from programs.tenancy import inside
from tests.notifications.bounces import complaint, dsn
from tests.notifications.conftest import change, deliveries
from tests.notifications.test_bouncing import sent, troubles

URL = "/p/heartland/mail-health/"


@pytest.fixture(autouse=True)
def nothing_before(quiet: None) -> None:
    """No mail but the test's own."""


@pytest.fixture
def desk(world: Any, client_as: Any) -> Any:
    """The program admin's browser."""
    return client_as(world.admin)


def text(answer: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().replace("<wbr>", "")).split())


def test_nothing_is_wrong(desk):
    said = text(desk.get(URL))
    assert "Every address takes mail." in said
    assert "All sent. Nothing stuck." in said
    assert "Nothing to count yet." in said


def test_it_shows_what_bounced_and_what_is_held(world, desk):
    read(dsn(sent(world, kind=Kind.TERM, urgency=Urgency.ANSWER).pk), now=timezone.now())
    read(complaint(sent(world, user=world.peer).pk), now=timezone.now())
    said = text(desk.get(URL))
    assert f"{world.member.email} Mail came back No such mailbox" in said
    assert f"{world.member.email} People Came back No such mailbox" in said
    assert "Send again" in said
    assert f"{world.peer.email} Called mail unwanted Reminders are paused for them." in said


def test_of_what_arrives_it_tells_counts_from_three_people_up(world, desk):
    for user in (world.member, world.peer):
        sent(world, user=user)
    with inside(world.heartland, world.member):
        late = post(Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.heartland)
    change(late.pk, send_at=timezone.now() - timedelta(hours=1))
    said = text(desk.get(URL))
    assert "Sent in 30 days Fewer than 3" in said or "Fewer than 3 Sent in 30 days" in said
    assert "Check-in reminders" not in said
    for user in (world.member, world.peer):
        assert user.email not in said


def test_it_tells_how_reminders_are_taken(world, desk):
    for user in (world.member, world.peer, world.sibling):
        sent(world, user=user)
    with inside(world.heartland, world.member):
        group = world.group.pk
        record("goal.checked_in", by=None, about=world.goal, via="mail", group=group, member=world.goal.member_id)
    with inside(world.heartland, world.peer):
        record("mail.stopped", by=None, about=world.goal, via="mail", fields=["check_in"])
    said = text(desk.get(URL))
    assert "Check-in reminders 3 33 % 33 %" in said
    for user in (world.member, world.peer, world.sibling):
        assert user.email not in said


def test_it_names_no_title_no_person_and_no_fine_kind(world, desk):
    with inside(world.heartland, world.facilitator):
        mail = post(Kind.CANDOR_NO, Urgency.ANSWER, user=world.facilitator, program=world.heartland, about=world.goal)
    change(mail.pk, state=State.SENT, address=world.facilitator.email, sent_at=timezone.now())
    read(dsn(mail.pk), now=timezone.now())
    page = desk.get(URL).content.decode()
    assert world.facilitator.email in page.replace("<wbr>", "")
    for word in (world.goal.title, "freely", "candor", str(world.goal.pk), world.facilitator.name):
        assert word not in page


def test_an_address_is_freed_with_an_undo(world, desk):
    read(dsn(sent(world).pk), now=timezone.now())
    (trouble,) = troubles()
    answer = desk.post(f"{URL}addresses/{trouble.pk}/free/", follow=True)
    assert f"{world.member.email} gets reminders again." in text(answer)
    assert f"{URL}addresses/{trouble.pk}/hold/" in answer.content.decode()
    assert troubles()[0].freed_at
    desk.post(f"{URL}addresses/{trouble.pk}/hold/")
    assert troubles()[0].freed_at is None


def test_a_mail_is_sent_once_more_with_an_undo(world, desk):
    mail = sent(world, kind=Kind.TERM, urgency=Urgency.ANSWER)
    read(dsn(mail.pk), now=timezone.now())
    answer = desk.post(f"{URL}{mail.pk}/again/", follow=True)
    (again,) = [one for one in deliveries() if one.again_of]
    assert "Sent again" in text(answer)
    desk.post(f"{URL}{again.pk}/again/undo/")
    assert deliveries(pk=again.pk)[0].state == State.NOT_NEEDED
    assert "Send again" in text(desk.get(URL))
    refused = desk.post(f"{URL}{again.pk}/again/undo/")
    assert refused.status_code == 422
    assert "It has left already." in text(refused)


def test_who_took_another_address_is_off_the_list(world, desk):
    read(dsn(sent(world).pk), now=timezone.now())
    world.member.email = "dana@elsewhere.example"
    world.member.save()
    assert "Every address takes mail." in text(desk.get(URL))


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_nobody_else_finds_it(world, client_as, who):
    mail = sent(world, kind=Kind.TERM, urgency=Urgency.ANSWER)
    read(dsn(mail.pk), now=timezone.now())
    (trouble,) = troubles()
    browser = client_as(getattr(world, who))
    assert browser.get(URL).status_code == 404
    assert browser.post(f"{URL}{mail.pk}/again/").status_code == 404
    assert browser.post(f"{URL}addresses/{trouble.pk}/free/").status_code == 404
    foreign = f"/p/summit/mail-health/addresses/{trouble.pk}/free/"
    assert desk_of_another(world, client_as).post(foreign).status_code == 404


def desk_of_another(world: Any, client_as: Any) -> Any:
    """The browser of another program's admin."""
    return client_as(world.foreign_admin)


def test_it_asks_as_much_for_one_row_as_for_many(world, desk, queries):
    read(dsn(sent(world, kind=Kind.TERM, urgency=Urgency.ANSWER).pk), now=timezone.now())
    desk.get(URL)
    once = queries(lambda: desk.get(URL))
    for user in (world.peer, world.sibling, world.facilitator):
        for _ in range(2):
            read(dsn(sent(world, kind=Kind.TERM, urgency=Urgency.ANSWER, user=user).pk), now=timezone.now())
    with inside(world.heartland, world.admin):
        assert AddressTrouble.objects.count() == 4
        assert Delivery.objects.count() == 7
    assert queries(lambda: desk.get(URL)) == once <= 10
