"""What waits in a program, for its admins: when it is looked for, what the mail says and when there is none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from groups.models import Group
from members.models import Member
from notifications.alerting import alerts, next_morning, ring_all
from notifications.delivering import deliver
from notifications.models import AddressTrouble, Delivery, Kind, Notice, Urgency
from notifications.sweeping import sweep
from programs.actions import NEW_DAY, found_program, give_role, wind_day
from programs.models import Due, Role
from programs.tenancy import POST, inside
from tests.notifications.conftest import Server
from tests.notifications.test_vetting_mails import text_of

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
DAWN = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
EIGHT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
"""Five and eight in Chicago, on the Tuesday after MONDAY."""
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("quiet")


def dues(kind: str) -> list[Due]:
    with inside(None, reach=POST):
        return list(Due.objects.filter(kind=kind).order_by("at"))


def wind(world: Any) -> None:
    """The program's day is wound, as it is when a program is founded."""
    with inside(world.heartland, world.admin):
        wind_day(world.heartland, MONDAY)


def morning(world: Any, server: Server) -> list[Any]:
    """What the beat does from dawn to eight; the mails that the admin got."""
    ring_all(now=DAWN + SECOND)
    sweep(now=EIGHT + SECOND)
    deliver(now=EIGHT + 2 * SECOND)
    return [mail for mail in server.mails if str(mail["To"]) == world.admin.email]


def mend(world: Any) -> None:
    """Everything that waits is done: no group meets."""
    with inside(world.heartland, world.admin):
        Group.objects.all().update(state=Group.State.CLOSED)


def test_the_day_is_wound_with_the_program_and_again_every_day(world):
    sky = found_program(by=world.stranger, name="North", slug="north", zone="America/Denver")
    (first,) = dues(NEW_DAY)
    assert (first.object_id, first.wall.hour, first.zone) == (sky.pk, 5, "America/Denver")
    assert ring_all(now=first.at + SECOND) == 1
    (again,) = dues(NEW_DAY)
    assert again.at == first.at + timedelta(days=1)
    assert dues(Kind.ADMIN_DIGEST) == []


def test_the_mail_says_what_waits_with_the_overview_and_names_nobody_in_its_subject(world, server: Server):
    wind(world)
    (mail,) = morning(world, server)
    assert str(mail["Subject"]) == "What waits in Heartland MSP Circle"
    assert f"{world.group.name} (" in text_of(mail)
    assert "/p/heartland/overview/" in text_of(mail)
    assert "stops when it is mended" in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with inside(None, reach=POST):
        assert Delivery.objects.get(kind=Kind.ADMIN_DIGEST).urgency == Urgency.DIGEST
        assert list(Notice.objects.filter(kind=Kind.ADMIN_DIGEST).values_list("recipient_id", flat=True)) == [
            world.admin.pk
        ]


def test_it_comes_once_a_day_and_the_next_day_again_while_it_waits(world, server: Server):
    wind(world)
    assert len(morning(world, server)) == 1
    assert len(morning(world, server)) == 1
    ring_all(now=DAWN + timedelta(days=1, seconds=1))
    sweep(now=EIGHT + timedelta(days=1, seconds=1))
    deliver(now=EIGHT + timedelta(days=1, seconds=2))
    assert len([mail for mail in server.mails if str(mail["To"]) == world.admin.email]) == 2


def test_a_morning_on_which_all_is_well_leaves_no_trace(world, server: Server):
    mend(world)
    wind(world)
    assert morning(world, server) == []
    with inside(None, reach=POST):
        assert not Notice.objects.filter(kind=Kind.ADMIN_DIGEST).exists()
        assert not Delivery.objects.filter(kind=Kind.ADMIN_DIGEST).exists()


def test_what_is_mended_before_eight_is_not_mailed(world, server: Server):
    wind(world)
    ring_all(now=DAWN + SECOND)
    mend(world)
    sweep(now=EIGHT + SECOND)
    deliver(now=EIGHT + 2 * SECOND)
    assert server.mails == []
    with inside(None, reach=POST):
        assert Delivery.objects.get(kind=Kind.ADMIN_DIGEST).state == Delivery.State.NOT_NEEDED


def test_each_admin_hears_at_eight_on_their_own_wall_and_nobody_else_hears(world):
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.ADMIN, by=world.admin, user=world.member)
        give_role(Role.Kind.ADMIN, by=world.admin, name="Not here yet", email="soon@example.com")
        Member.objects.filter(user=world.member).update(zone="America/New_York")
    wind(world)
    ring_all(now=DAWN + SECOND)
    hours = {due.user_id: due.at for due in dues(Kind.ADMIN_DIGEST)}
    assert hours == {world.admin.pk: EIGHT, world.member.pk: EIGHT - timedelta(hours=1)}


def test_eight_that_is_over_somewhere_is_the_next_day_there():
    assert next_morning(DAWN, "Asia/Tokyo") == datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
    assert next_morning(EIGHT, "America/Chicago") == EIGHT + timedelta(days=1)


def test_addresses_that_take_no_mail_are_counted_and_not_named(world):
    with inside(None, reach=POST):
        for number in range(2):
            AddressTrouble.objects.create(
                program_id=world.heartland.pk, address=f"gone{number}@example.com", failure="550"
            )
    with inside(world.heartland, world.admin):
        lines = alerts(world.heartland, MONDAY)
    assert "2 addresses get no reminders" in lines
    assert "gone" not in " ".join(lines)
