"""The weekly digest: planned by what happens, at the reader's own hour, only what they have not seen, never empty."""

from datetime import UTC, datetime, time, timedelta

import pytest

from goals.actions import check_in, open_goal
from members.models import Member
from notifications.announcing import announce
from notifications.choosing import look_at_group
from notifications.delivering import deliver
from notifications.digesting import next_digest
from notifications.models import Delivery, MailHours, Seen
from notifications.sweeping import sweep
from programs.models import Due
from programs.tenancy import POST, inside
from tests.notifications.conftest import deliveries

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)  # 10:30 in Chicago
pytestmark = pytest.mark.usefixtures("quiet")


def something_new(world, at: datetime = MONDAY) -> None:
    """The peer sets a goal in the group, and says how it stands."""
    with inside(world.heartland, world.peer):
        me = Member.objects.get(user=world.peer)
        goal = open_goal(me, by=world.peer, now=at, title="Secret margin of 52 %", groups=[world.group.pk])
        check_in(goal, by=world.peer, now=at, status="on_track")


def planned() -> dict:
    with inside(None, reach=POST):
        return dict(Due.objects.filter(kind="digest").values_list("user_id", "at"))


def test_it_is_planned_for_who_sits_there_at_their_hour_and_once(world):
    with inside(world.heartland, world.peer):
        MailHours.objects.create(user=world.peer, digest_weekday=0, digest_time=time(17))
    something_new(world)
    announce(now=MONDAY)
    first = planned()
    assert first[world.member.pk] == WEDNESDAY
    assert first[world.peer.pk].weekday() == 0
    assert world.stranger.pk not in first
    something_new(world, MONDAY + timedelta(minutes=1))
    announce(now=MONDAY + timedelta(minutes=1))
    assert planned() == first


def test_it_counts_what_is_new_and_names_nothing(world, server):
    for user in (world.member, world.peer):
        with inside(world.heartland, user):
            look_at_group(user, world.group.pk, now=MONDAY - timedelta(minutes=1))
    something_new(world)
    announce(now=MONDAY)
    sweep(now=WEDNESDAY)
    deliver(now=WEDNESDAY)
    (mail,) = [one for one in server.mails if one["To"] == world.member.email and "Your week" in one["Subject"]]
    text = mail.get_body(("plain",)).get_content()
    assert f"{world.group.name}: 1 new goal and 1 check-in" in text
    assert "Secret" not in mail.as_string()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert world.peer.email not in [one["To"] for one in server.mails], "one's own deeds are no news"


def test_what_was_seen_is_not_told_and_nothing_is_skipped(world, server):
    something_new(world)
    announce(now=MONDAY)
    with inside(world.heartland, world.member):
        look_at_group(world.member, world.group.pk, now=MONDAY + timedelta(hours=1))
    sweep(now=WEDNESDAY)
    deliver(now=WEDNESDAY)
    assert world.member.email not in [one["To"] for one in server.mails]
    (mail,) = [one for one in deliveries(kind="digest") if one.user_id == world.member.pk]
    assert (mail.urgency, mail.state) == ("digest", Delivery.State.NOT_NEEDED)


def test_the_bell_of_a_groups_page_says_that_it_was_seen(world, client_as):
    home = f"http://testserver/p/{world.heartland.slug}/groups/{world.group.pk}/"
    bell = f"/p/{world.heartland.slug}/inbox/count/"
    headers = {"HX-Request": "true", "HX-Current-URL": home}
    client_as(world.member).get(bell, headers=headers)
    client_as(world.admin).get(bell, headers=headers)
    with inside(None, reach=POST):
        assert list(Seen.objects.values_list("user_id", "group_id")) == [(world.member.pk, world.group.pk)]
    client_as(world.member).get(bell, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/nowhere/"})


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (MONDAY, "America/Chicago", WEDNESDAY),
        (WEDNESDAY, "America/Chicago", WEDNESDAY + timedelta(days=7)),
        (datetime(2026, 10, 29, 12, tzinfo=UTC), "America/Chicago", datetime(2026, 11, 4, 16, 30, tzinfo=UTC)),
        (MONDAY, "Mars/Olympus", datetime(2026, 11, 25, 10, 30, tzinfo=UTC)),
    ],
    ids=["this week", "not twice in one minute", "across the change of clocks", "a zone that nobody knows"],
)
def test_its_hour_stays_on_the_wall(now, zone, expected):
    assert next_digest(now, zone, 2, time(10, 30)) == expected
