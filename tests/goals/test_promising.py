"""Promises: made to a group, kept, missed with a word, promised anew, taken back; who reads and who writes them."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from goals.models import Commitment
from goals.promising import (
    FARTHEST,
    FIRST_STEP,
    More,
    chain_of,
    keep_commitment,
    make_commitment,
    miss_commitment,
    move_commitment,
    reopen_commitment,
)
from members.models import Member
from programs.models import Activity
from programs.refusal import Refused
from programs.tenancy import inside

State = Commitment.State


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def promise(world, now):
    """The member promised their group something until in three days."""
    return promised(world, now, by=world.member)


def promised(world, now, *, by, days=3, text="Raise the support price", group=None):
    with inside(world.heartland, by):
        member = Member.objects.get(user=world.member)
        return make_commitment(
            member, group or world.group, by=by, now=now, today=now.date(), text=text,
            due_on=now.date() + timedelta(days=days),
        )  # fmt: skip


def as_it_stands(world, promise, user=None):
    with inside(world.heartland, user or world.member):
        return Commitment.objects.filter(pk=promise.pk).first()


def kinds(world, promise):
    with inside(world.heartland, world.member):
        return list(Activity.objects.filter(about_id=promise.pk).order_by("at").values_list("kind", flat=True))


def test_a_promise_is_told_to_its_group_and_to_nobody_else(world, promise):
    for who in (world.member, world.peer, world.facilitator):
        assert as_it_stands(world, promise, who).text == "Raise the support price"
    for who in (world.admin, world.sibling, world.reviewer):
        assert as_it_stands(world, promise, who) is None


def test_a_facilitator_writes_it_down_for_a_member_and_a_peer_may_not(world, now):
    assert promised(world, now, by=world.facilitator).by == world.facilitator
    with pytest.raises(ProgrammingError, match="row-level security"):
        promised(world, now, by=world.peer)


@pytest.mark.parametrize(
    ("days", "text", "field"), [(-1, "Call", "due_on"), (FARTHEST.days + 1, "Call", "due_on"), (1, "  ", "text")]
)
def test_nobody_promises_nothing_or_for_yesterday(world, now, days, text, field):
    with pytest.raises(Refused) as refused:
        promised(world, now, by=world.member, days=days, text=text)
    assert refused.value.field == field


def test_kept_twice_is_kept_once(world, promise, now):
    for _ in range(2):
        with inside(world.heartland, world.member):
            keep_commitment(promise, by=world.member, now=now)
    assert as_it_stands(world, promise).state == State.KEPT
    assert kinds(world, promise).count("promise.kept") == 1


def test_missed_has_a_word_why_and_can_be_taken_back(world, promise, now):
    with inside(world.heartland, world.member):
        with pytest.raises(Refused):
            miss_commitment(promise, by=world.member, now=now, reason="lazy")
        miss_commitment(promise, by=world.member, now=now, reason="waiting")
    row = as_it_stands(world, promise)
    assert (row.state, row.reason, row.closed_at) == (State.MISSED, "waiting", now)
    with inside(world.heartland, world.member):
        reopen_commitment(promise, by=world.member, now=now)
    row = as_it_stands(world, promise)
    assert (row.state, row.reason, row.closed_at) == (State.OPEN, "", None)


def test_promised_anew_leaves_the_old_one_and_is_told_once(world, promise, now):
    later = promise.due_on + timedelta(days=7)
    with inside(world.heartland, world.member):
        anew = move_commitment(promise, by=world.member, now=now, today=now.date(), due_on=later)
    assert as_it_stands(world, promise).state == State.MOVED
    row = as_it_stands(world, anew, world.peer)
    assert (row.state, row.text, row.due_on) == (State.OPEN, promise.text, later)
    for act in (keep_commitment, reopen_commitment):
        with inside(world.heartland, world.member), pytest.raises(Refused, match="promised anew"):
            act(promise, by=world.member, now=now)


def test_the_same_day_is_not_anew_and_what_is_settled_is_not_moved(world, promise, now):
    with inside(world.heartland, world.member):
        with pytest.raises(Refused, match="its day already"):
            move_commitment(promise, by=world.member, now=now, today=now.date(), due_on=promise.due_on)
        keep_commitment(promise, by=world.member, now=now)
        with pytest.raises(Refused, match="settled already"):
            move_commitment(
                promise, by=world.member, now=now, today=now.date(), due_on=promise.due_on + timedelta(days=1)
            )


def test_a_leaver_keeps_a_promise_that_no_group_sees_and_no_admin_hears_of_it(world, promise, now):
    with inside(world.heartland, world.member):
        Commitment.objects.filter(pk=promise.pk).update(audience=[])
        keep_commitment(promise, by=world.member, now=now)
    with inside(world.heartland, world.admin):
        assert not Activity.objects.filter(about_id=promise.pk, group_id=None).exists()


def test_promised_anew_again_and_again_keeps_the_way(world, promise, now):
    last = promise
    for week in (1, 2, 3):
        with inside(world.heartland, world.member):
            last = move_commitment(
                last, by=world.member, now=now, today=now.date(), due_on=promise.due_on + timedelta(weeks=week),
                reason="waiting",
            )  # fmt: skip
    assert last.times == 4
    with inside(world.heartland, world.member):
        way = chain_of(last)
    assert [one.due_on for one in way] == [promise.due_on + timedelta(weeks=week) for week in (0, 1, 2)]
    assert {(one.state, one.reason) for one in way} == {(State.MOVED, "waiting")}
    with inside(world.heartland, world.admin):
        assert chain_of(last) == []


def test_what_was_missed_stays_missed_and_is_promised_anew_once(world, promise, now):
    later = promise.due_on + timedelta(days=7)
    with inside(world.heartland, world.member):
        miss_commitment(promise, by=world.member, now=now, reason="time")
        anew = move_commitment(promise, by=world.member, now=now, today=now.date(), due_on=later)
    assert (anew.renews_id, anew.times) == (promise.pk, 2)
    row = as_it_stands(world, promise)
    assert (row.state, row.reason) == (State.MISSED, "time")
    with inside(world.heartland, world.member):
        with pytest.raises(Refused, match="promised anew"):
            reopen_commitment(promise, by=world.member, now=now)
        with pytest.raises(Refused, match="promised anew"):
            move_commitment(promise, by=world.member, now=now, today=now.date(), due_on=later + timedelta(days=1))


def test_a_witness_sits_in_the_same_group(world, now):
    said = {"by": world.member, "now": now, "today": now.date(), "text": "Call", "due_on": now.date()}
    with inside(world.heartland, world.member):
        me, peer = (Member.objects.get(user=one) for one in (world.member, world.peer))
        more = More(proof="The list", first_step="Write the list", confidence=9, witness=peer)
        made = make_commitment(me, world.group, **said, more=more)
        assert (made.partner, made.first_step_at, made.confidence) == (peer, now + FIRST_STEP, 9)
        for wrong, field in ((More(witness=me), "witness"), (More(confidence=11), "confidence")):
            with pytest.raises(Refused) as refused:
                make_commitment(me, world.group, **said, more=wrong)
            assert refused.value.field == field
    with inside(world.heartland, world.admin):
        away = Member.objects.get(user=world.sibling)
    with inside(world.heartland, world.member), pytest.raises(Refused, match="who sits in"):
        make_commitment(me, world.group, **said, more=More(witness=away))
