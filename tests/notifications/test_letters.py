"""Letters of people, and the morning mail of facilitators: when they leave, to whom, and what they must not say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.actions.following import take_back, write_note
from meetings.actions.opening import NEEDS_YOU, tend
from meetings.actions.writing import write_letter
from meetings.models import Meeting
from members.models import Member
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Delivery, Kind, Urgency
from notifications.sweeping import sweep
from programs.models import Due
from programs.tenancy import POST, inside
from tests.notifications.conftest import Server
from tests.notifications.test_vetting_mails import text_of

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
pytestmark = pytest.mark.usefixtures("quiet")


def note(world: Any, now: datetime) -> Any:
    """Frank writes to the peer."""
    with inside(world.heartland, world.facilitator):
        peer = Member.objects.get(user=world.peer)
        return write_note(
            world.group, peer, by=world.facilitator, now=now, reason="quiet", about=None, subject="A note from Frank",
            text="We missed <you>.",
        )  # fmt: skip


def test_a_note_leaves_after_its_minute_from_a_human_with_replies_to_them(world, server: Server):
    note(world, MONDAY)
    announce(now=MONDAY)
    deliver(now=MONDAY + timedelta(seconds=59))
    assert server.mails == []
    deliver(now=MONDAY + MINUTE)
    (mail,) = server.mails
    assert str(mail["To"]) == world.peer.email
    assert mail["Reply-To"] == world.facilitator.email
    assert mail["Auto-Submitted"] == "no"
    assert str(mail["From"]).startswith('"Frank Ortiz at Heartland MSP Circle"') or "Frank Ortiz" in str(mail["From"])
    assert "We missed <you>." in text_of(mail)
    html = mail.get_body(("html",)).get_content()
    assert "We missed &lt;you&gt;." in html
    assert "to you alone" in text_of(mail)


def test_a_note_that_was_taken_back_does_not_leave(world, server: Server):
    deed = note(world, MONDAY)
    announce(now=MONDAY)
    with inside(world.heartland, world.facilitator):
        take_back(deed, by=world.facilitator, now=MONDAY + timedelta(seconds=30))
    deliver(now=MONDAY + MINUTE)
    assert server.mails == []
    with inside(None, reach=POST):
        assert list(Delivery.objects.filter(kind=Kind.LETTER).values_list("state", flat=True)) == ["not_needed"]


def test_what_a_human_wrote_leaves_at_any_hour_and_past_every_cap(world, server: Server):
    sunday_night = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
    for _ in range(4):
        note(world, sunday_night)
    announce(now=sunday_night)
    deliver(now=sunday_night + MINUTE)
    assert len(server.mails) == 4


def test_a_letter_to_a_group_is_a_mail_to_each_and_shows_no_other_address(world, server: Server):
    with inside(world.heartland, world.facilitator):
        people = Member.objects.filter(company__seats__group=world.group).exclude(user=None)
        users = list(people.values_list("user", flat=True))
        write_letter(
            users, by=world.facilitator, now=MONDAY, subject="Thursday", text="Bring your numbers.", group=world.group
        )
    announce(now=MONDAY)
    deliver(now=MONDAY + MINUTE)
    assert len(server.mails) == len(users) == 3
    assert {len(str(mail["To"]).split(",")) for mail in server.mails} == {1}
    assert all("Owners 1" in text_of(mail) for mail in server.mails)


def wake(world: Any, now: datetime) -> None:
    """The group's clock rings, in the name of the program's admin."""
    with inside(world.heartland, world.admin):
        tend(world.group, now=now)


def test_a_facilitator_is_woken_at_half_past_seven_every_day(world):
    wake(world, MONDAY)
    with inside(None, reach=POST):
        (due,) = Due.objects.filter(kind=NEEDS_YOU)
    assert due.user_id == world.facilitator.pk
    assert (due.at, due.every_days) == (datetime(2026, 12, 1, 13, 30, tzinfo=UTC), 1)


def morning(world: Any, day: datetime) -> None:
    """What the beat does at a moment."""
    sweep(now=day)
    deliver(now=day)


def mine(world: Any, server: Server) -> list[Any]:
    return [mail for mail in server.mails if str(mail["To"]) == world.facilitator.email]


def test_the_morning_mail_says_who_needs_them_and_nothing_of_it_in_the_subject(world, server: Server):
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(
            starts_at=MONDAY + timedelta(days=3), ends_at=MONDAY + timedelta(days=3, hours=1)
        )
    wake(world, MONDAY)
    morning(world, datetime(2026, 12, 1, 13, 30, 5, tzinfo=UTC))
    (mail,) = mine(world, server)
    assert str(mail["Subject"]) == "Your groups in Heartland MSP Circle this morning"
    assert "Owners 1: Meets in 2 days, and there is no agenda." in text_of(mail)
    assert "/p/heartland/cockpit/" in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with inside(None, reach=POST):
        assert Delivery.objects.get(kind=Kind.NEEDS_YOU).urgency == Urgency.DIGEST


def test_a_morning_on_which_all_is_quiet_brings_no_mail(world, server: Server):
    with inside(world.heartland, world.facilitator):
        Meeting.objects.update(state="canceled")
    with inside(world.heartland, world.admin):
        for member in Member.objects.filter(company__seats__group=world.group):
            member.left_at = MONDAY
            member.save(update_fields=["left_at"])
    wake(world, MONDAY)
    morning(world, datetime(2026, 12, 1, 13, 30, 5, tzinfo=UTC))
    assert mine(world, server) == []
    with inside(None, reach=POST):
        assert Delivery.objects.get(kind=Kind.NEEDS_YOU).state == Delivery.State.NOT_NEEDED
