"""Putting a mail in the outbox: when it leaves, and until when it is of use."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import Delivery, DeliveryWords, Kind, Urgency
from notifications.outbox import TOO_LATE, Words, post
from programs.tenancy import inside
from tests.notifications.conftest import deliveries

WEDNESDAY = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)  # 10:00 in Chicago
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("quiet")


def nudge(world, **fields) -> Delivery:
    return post(
        Kind.CHECK_IN, Urgency.NUDGE, user=world.member, program=world.heartland, zone="America/Chicago", **fields
    )


def test_a_nudge_that_falls_on_a_weekend_leaves_on_the_friday_before(world):
    assert nudge(world, send_at=SATURDAY, now=WEDNESDAY).send_at == FRIDAY


def test_a_slot_that_its_reader_chose_may_be_a_weekend(world):
    mail = nudge(world, slot_at=SATURDAY, now=WEDNESDAY)
    assert (mail.send_at, mail.slot_at) == (SATURDAY, SATURDAY)


def test_what_a_human_wrote_waits_for_no_window(world):
    mail = post(Kind.INVITATION, Urgency.ANSWER, program=world.heartland, about=world.invitation, now=SATURDAY)
    assert mail.send_at == SATURDAY


@pytest.mark.parametrize("urgency", [Urgency.SECURITY, Urgency.ANSWER])
def test_each_class_has_its_end(world, urgency):
    mail = post(Kind.ACCOUNT, urgency, address="ana@example.com", words=Words("a", "b"), now=WEDNESDAY)
    assert mail.not_after == WEDNESDAY + TOO_LATE[urgency]
    held = WEDNESDAY + timedelta(hours=1)
    mail = post(Kind.ACCOUNT, urgency, address="a@example.com", words=Words("a", "b"), now=WEDNESDAY, hold_until=held)
    assert mail.not_after == held + TOO_LATE[urgency]


def test_sign_in_mail_is_nobodys_business_in_a_program(world):
    """It belongs to no program; an admin of one reads neither its row nor its words."""
    post(Kind.SIGN_IN_CODE, Urgency.SECURITY, address="ana@example.com", words=Words("Code", "123456"), now=WEDNESDAY)
    with inside(world.heartland, world.admin):
        assert not Delivery.objects.filter(program_id=None).exists()
        assert not Delivery._base_manager.filter(program_id=None).exists()
        assert not DeliveryWords._base_manager.exists()
    assert len(deliveries()) == 1
