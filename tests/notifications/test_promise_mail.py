"""A promise comes due by mail: when, with what, once, in whose mail, and when nobody is asked."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from goals.models import Commitment, Goal
from goals.promising import (
    keep_commitment,
    make_commitment,
    miss_commitment,
    move_commitment,
    reopen_commitment,
    take_back_move,
)
from goals.reminding import ask_promises_by_slot, moment_to_ask
from groups.models import Group, SeatHolder
from members.models import Member
from notifications.delivering import deliver
from notifications.gate import Waiting
from notifications.models import Delivery, Kind, Notice
from notifications.preview import foresee
from notifications.sweeping import sweep
from programs.clock import instant, local_day
from programs.days_off import is_day_off
from programs.models import Due
from programs.tenancy import POST, inside
from tests.notifications.conftest import deliveries, due_goal, notices

CHICAGO = "America/Chicago"
MORNING = time(8, 10)
PROMISE = "Raise the support price 8 % at Baxter"
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def wednesday() -> date:
    """A Wednesday two weeks away or later, with a working day before it and after."""
    day = local_day(timezone.now(), CHICAGO) + timedelta(days=14)
    while day.weekday() != 2 or any(is_day_off(day + timedelta(days=more), CHICAGO) for more in (-1, 0, 1)):
        day += timedelta(days=1)
    return day


@pytest.fixture
def promise(world, wednesday):
    return promised(world, wednesday)


def promised(world, due_on: date, text: str = PROMISE, **more) -> Commitment:
    now = timezone.now()
    with inside(world.heartland, world.member):
        me = Member.objects.get(user=world.member)
        return make_commitment(
            me, world.group, by=world.member, now=now, today=local_day(now, CHICAGO), text=text, due_on=due_on, **more
        )


def asked() -> list[Due]:
    """What is due of promises."""
    with inside(None, reach=POST):
        return list(Due.objects.filter(kind="commitment"))


def left(server, now: datetime) -> list:
    """The mails that leave at a moment."""
    before = len(server.mails)
    sweep(now=now)
    deliver(now=now)
    return server.mails[before:]


def words(mail) -> tuple[str, str]:
    """The two bodies of a mail."""
    return str(mail.get_body(("plain",)).get_content()), str(mail.get_body(("html",)).get_content())


@pytest.mark.parametrize(
    ("due_on", "now", "at"),
    [
        ((2026, 11, 25), (2026, 11, 20, 12), (2026, 11, 25, 14, 10)),
        ((2026, 11, 28), (2026, 11, 20, 12), (2026, 11, 27, 14, 10)),
        ((2026, 11, 29), (2026, 11, 20, 12), (2026, 11, 27, 14, 10)),
        ((2026, 11, 25), (2026, 11, 25, 14, 10), (2026, 11, 26, 14, 10)),
        ((2026, 11, 27), (2026, 11, 27, 18), (2026, 11, 30, 14, 10)),
        ((2026, 11, 29), (2026, 11, 28, 12), (2026, 11, 30, 14, 10)),
        ((2026, 11, 29), (2026, 11, 29, 12), (2026, 11, 30, 14, 10)),
        ((2026, 11, 2), (2026, 10, 20, 12), (2026, 11, 2, 14, 10)),
        ((2026, 10, 30), (2026, 10, 20, 12), (2026, 10, 30, 13, 10)),
    ],
    ids=["its day", "saturday", "sunday", "hour is now", "friday over", "made on saturday", "made on sunday",
         "after the clocks", "before the clocks"],
)  # fmt: skip
def test_a_promise_is_asked_after_on_its_day_and_never_at_once(due_on, now, at):
    moment = moment_to_ask(date(*due_on), MORNING, CHICAGO, datetime(*now, tzinfo=UTC))
    assert moment == datetime(*at, tzinfo=UTC)


def test_a_promise_is_asked_after_once_at_the_hour_of_its_member(world, promise, wednesday, server):
    at = instant(wednesday, MORNING, CHICAGO)
    assert promise.ask_at == at
    assert left(server, at - timedelta(minutes=1)) == []
    (mail,) = left(server, at + timedelta(seconds=5))
    assert mail["To"] == world.member.email
    text, html = words(mail)
    for body in (text, html):
        assert PROMISE in body
        assert "I kept it" in body
        assert "?says=move" in body
        assert "?says=help" in body
    assert PROMISE not in mail["Subject"]
    assert PROMISE not in html.partition("<h1")[0], "the preview says nothing of it"
    assert "List-Unsubscribe-Post" in mail
    (notice,) = notices()
    assert (notice.kind, notice.object_id) == (Kind.COMMITMENT, promise.pk)
    for days in (1, 2, 7, 14):
        assert left(server, at + timedelta(days=days)) == []
    assert asked() == []


def settle(world, act, promise, **more):
    now = timezone.now()
    with inside(world.heartland, world.member):
        return act(promise, by=world.member, now=now, **more)


@pytest.mark.parametrize("act", [keep_commitment, miss_commitment], ids=["kept", "missed"])
def test_what_is_settled_is_asked_no_more_and_opened_again_it_is(world, promise, act, server):
    settle(world, act, promise)
    assert asked() == []
    settle(world, reopen_commitment, promise)
    (due,) = asked()
    assert (due.object_id, due.at) == (promise.pk, promise.ask_at)
    settle(world, act, promise)
    assert left(server, promise.ask_at) == []


def test_what_is_settled_between_the_sweep_and_the_mail_leaves_no_mail(world, promise, server):
    sweep(now=promise.ask_at)
    settle(world, keep_commitment, promise)
    deliver(now=promise.ask_at)
    assert server.mails == []
    assert [mail.state for mail in deliveries()] == [Delivery.State.NOT_NEEDED]


def test_promised_anew_it_is_asked_after_on_the_new_day_alone(world, promise, wednesday, server):
    today = local_day(timezone.now(), CHICAGO)
    anew = settle(world, move_commitment, promise, today=today, due_on=wednesday + timedelta(days=1))
    assert [(due.object_id, due.at) for due in asked()] == [(anew.pk, promise.ask_at + timedelta(days=1))]
    before = settle(world, take_back_move, anew)
    assert [(due.object_id, due.at) for due in asked()] == [(promise.pk, promise.ask_at)]
    assert (before.pk, state(world, promise)) == (promise.pk, "open")


def state(world, promise) -> str:
    with inside(world.heartland, world.member):
        return Commitment.objects.get(pk=promise.pk).state


def test_another_slot_moves_what_is_still_to_be_asked(world, promise, wednesday):
    with inside(world.heartland, world.member):
        Member.objects.filter(user=world.member).update(slot_time=time(16, 45), zone="Europe/Berlin")
        ask_promises_by_slot(Member.objects.get(user=world.member), now=timezone.now())
    (due,) = asked()
    assert (due.at, due.zone) == (instant(wednesday, time(16, 45), "Europe/Berlin"), "Europe/Berlin")


def test_a_facilitator_writes_it_down_and_its_member_is_asked(world, wednesday):
    now = timezone.now()
    with inside(world.heartland, world.facilitator):
        me = Member.objects.get(user=world.member)
        make_commitment(
            me, world.group, by=world.facilitator, now=now, today=local_day(now, CHICAGO), text=PROMISE,
            due_on=wednesday,
        )  # fmt: skip
    (due,) = asked()
    assert due.user_id == world.member.pk


@pytest.mark.parametrize("gone", ["group", "seat", "member"])
def test_nobody_is_asked_whose_group_is_closed_or_who_has_left(world, promise, gone, server):
    with inside(world.heartland, world.admin):
        if gone == "group":
            Group.objects.filter(pk=world.group.pk).update(state=Group.State.CLOSED)
        elif gone == "member":
            Member.objects.filter(user=world.member).update(left_at=timezone.now())
        else:
            SeatHolder.objects.filter(group=world.group, member__user=world.member).update(left_at=timezone.now())
    assert left(server, promise.ask_at) == []


def test_within_a_day_of_a_check_in_both_are_one_mail(world, promise, server):
    due_goal(world.heartland, world.member, promise.ask_at - timedelta(hours=23), title="Cash of 90 days")
    (mail,) = left(server, promise.ask_at - timedelta(hours=23))
    for body in words(mail):
        assert PROMISE in body
        assert "Cash of 90 days" in body
        assert "And what you promised" in body
    assert PROMISE not in mail["Subject"]
    assert left(server, promise.ask_at) == []
    assert {(one.kind, one.object_id == promise.pk) for one in notices()} == {("check_in", True), ("check_in", False)}


def test_a_promise_that_comes_first_brings_the_check_in_along(world, promise, server):
    due_goal(world.heartland, world.member, promise.ask_at + timedelta(hours=20), title="Cash of 90 days")
    (mail,) = left(server, promise.ask_at)
    text, _ = words(mail)
    assert PROMISE in text
    assert "Cash of 90 days" in text


def test_with_every_goal_answered_the_mail_asks_after_the_promise_alone(world, promise, server):
    due_goal(world.heartland, world.member, promise.ask_at, title="Cash of 90 days")
    sweep(now=promise.ask_at)
    with inside(world.heartland, world.member):
        Goal.objects.update(check_in_at=promise.ask_at + timedelta(days=14))
    deliver(now=promise.ask_at)
    (mail,) = server.mails
    assert "A promise of yours comes due" in words(mail)[0]
    assert "Cash" not in words(mail)[0]


def test_two_promises_of_a_day_are_one_mail_and_one_row_of_the_inbox(world, promise, wednesday, server, client_as):
    promised(world, wednesday, "Call the five largest")
    (mail,) = left(server, promise.ask_at)
    text, _ = words(mail)
    assert "2 promises of yours come due" in text
    assert "Call the five largest" in text
    with inside(None, reach=POST):
        Notice.objects.update(created_at=timezone.now())
    page = client_as(world.member).get("/p/heartland/inbox/").content.decode()
    assert "See my promises" in page
    assert PROMISE not in page


def test_the_week_ahead_shows_the_mail_that_both_become():
    now, person = datetime(2026, 11, 24, 14, 10, tzinfo=UTC), uuid4()
    kinds = [(1, "commitment"), (20, "check_in"), (47, "commitment")]
    due = [(now + timedelta(hours=hours), Waiting(uuid4(), person, kind, CHICAGO)) for hours, kind in kinds]
    mails = foresee(due, [], now + timedelta(days=7), now=now)
    assert [(mail.kind, mail.asks) for mail in mails] == [("check_in", 2), ("commitment", 1)]
