"""The sweep: everything that is due is noticed once, by however many schedulers, and moves on."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection

from notifications.ledger import claim
from notifications.models import Delivery, Urgency
from notifications.sweeping import FIND, RUNG_ELSEWHERE, sweep
from programs.models import Due
from programs.tenancy import POST, inside
from tests.notifications.conftest import deliveries, due_goal, dues, notices

TUESDAY = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)  # 8:10 in Chicago
pytestmark = pytest.mark.usefixtures("quiet")


def test_what_is_due_is_noticed_once_and_moves_on(world):
    goal = due_goal(world.heartland, world.member, TUESDAY)
    assert sweep(now=TUESDAY - timedelta(seconds=1)) == 0
    assert sweep(now=TUESDAY + timedelta(seconds=5)) == 1
    assert sweep(now=TUESDAY + timedelta(minutes=5)) == 0
    (notice,) = notices()
    assert (notice.recipient_id, notice.object_id, notice.window) == (world.member.pk, goal.pk, TUESDAY)
    (mail,) = deliveries()
    assert (mail.user_id, mail.program_id, mail.kind, mail.urgency) == (
        world.member.pk, world.heartland.pk, "check_in", Urgency.NUDGE,
    )  # fmt: skip
    assert (mail.slot_at, mail.zone) == (TUESDAY, "America/Chicago")
    (again, due) = dues()
    assert (again.kind, again.at) == ("check_in:repeat", TUESDAY + timedelta(days=2))
    assert due.at == TUESDAY + timedelta(days=14)


def test_a_notice_names_its_mail_and_a_later_one_joins_what_waits(world):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    due_goal(world.heartland, world.member, TUESDAY + timedelta(days=1), title="PSA migrated")
    sweep(now=TUESDAY + timedelta(days=1))
    (mail,) = deliveries()
    assert [notice.delivery_id for notice in notices()] == [mail.pk, mail.pk]


def test_notices_of_a_mail_that_never_leaves_wait_for_the_next(world):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    claimed = claim(now=TUESDAY + timedelta(days=10))
    assert (claimed.mails, claimed.weighed) == ([], 1)
    assert [mail.state for mail in deliveries()] == [Delivery.State.EXPIRED]
    assert [notice.delivery_id for notice in notices()] == [None]


def test_the_next_turn_keeps_its_hour_when_clocks_change(world):
    before = datetime(2026, 2, 24, 14, 10, tzinfo=UTC)
    due_goal(world.heartland, world.member, before)
    sweep(now=before)
    assert dues()[-1].at == datetime(2026, 3, 10, 13, 10, tzinfo=UTC)


def test_what_falls_due_within_four_hours_is_one_mail(world):
    first = due_goal(world.heartland, world.member, TUESDAY)
    soon = due_goal(world.heartland, world.member, TUESDAY + timedelta(hours=4), title="PSA migrated")
    due_goal(world.heartland, world.member, TUESDAY + timedelta(hours=4, minutes=1), title="Cash of 90 days")
    assert sweep(now=TUESDAY) == 2
    assert len(deliveries()) == 1
    assert {notice.object_id for notice in notices()} == {first.pk, soon.pk}


@pytest.mark.parametrize(
    ("asked", "again"), [(23, 25), (25, 27), (26, 30), (27, 31), (28, 31), (29, 31)],
    ids=["monday", "wednesday", "thursday", "friday", "saturday", "sunday"],
)  # fmt: skip
def test_who_is_silent_is_asked_once_more_after_two_working_days(world, asked, again):
    at = datetime(2026, 11, 1, 14, 10, tzinfo=UTC) + timedelta(days=asked - 1)
    due_goal(world.heartland, world.member, at)
    sweep(now=at)
    (repeat, turn) = dues()
    assert (repeat.at, repeat.every_days) == (datetime(2026, 11, 1, 14, 10, tzinfo=UTC) + timedelta(days=again - 1), 0)
    assert sweep(now=repeat.at) == 1
    assert [one.kind for one in notices()] == ["check_in", "check_in"]
    assert [one.at for one in dues()] == [turn.at], "and then a person writes, or nobody does"


def due_promise(world, at: datetime) -> UUID:
    """A promise of the member that is asked after at `at`."""
    with inside(None, reach=POST):
        return Due.objects.create(
            program_id=world.heartland.pk, user_id=world.member.pk, kind="commitment", object_id=uuid4(), at=at,
            wall=at.time(), zone="America/Chicago",
        ).object_id  # fmt: skip


def test_a_promise_within_a_day_of_a_check_in_stands_in_its_mail(world):
    goal = due_goal(world.heartland, world.member, TUESDAY)
    promised = due_promise(world, TUESDAY + timedelta(hours=24))
    due_promise(world, TUESDAY + timedelta(hours=25))
    assert sweep(now=TUESDAY) == 2
    (mail,) = deliveries()
    assert (mail.kind, mail.slot_at) == ("check_in", TUESDAY)
    assert {(one.kind, one.object_id) for one in notices()} == {("check_in", goal.pk), ("check_in", promised)}


def test_a_promise_that_comes_first_takes_the_check_in_along(world):
    due_promise(world, TUESDAY)
    due_goal(world.heartland, world.member, TUESDAY + timedelta(hours=20))
    assert sweep(now=TUESDAY) == 2
    assert [mail.kind for mail in deliveries()] == ["check_in"]


def test_a_promise_alone_is_a_mail_of_its_own(world):
    due_promise(world, TUESDAY)
    due_promise(world, TUESDAY + timedelta(hours=5))
    due_goal(world.heartland, world.member, TUESDAY + timedelta(hours=25))
    assert sweep(now=TUESDAY) == 1
    assert [mail.kind for mail in deliveries()] == ["commitment"]


def test_people_and_programs_do_not_merge(world):
    due_goal(world.heartland, world.member, TUESDAY)
    due_goal(world.heartland, world.peer, TUESDAY)
    due_goal(world.summit, world.stranger, TUESDAY)
    assert sweep(now=TUESDAY) == 3
    assert len(deliveries()) == 3


def test_a_mail_that_waits_already_carries_the_next_question_too(world):
    due_goal(world.heartland, world.member, TUESDAY)
    sweep(now=TUESDAY)
    due_goal(world.heartland, world.member, TUESDAY + timedelta(hours=6), title="PSA migrated")
    assert sweep(now=TUESDAY + timedelta(hours=6)) == 1
    assert len(notices()) == 2
    assert len(deliveries()) == 1


def test_what_was_missed_while_nobody_swept_is_noticed_once_and_is_late(world):
    due_goal(world.heartland, world.member, TUESDAY)
    assert sweep(now=TUESDAY + timedelta(days=40)) == 1
    assert len(notices()) == 1
    assert dues()[0].at == TUESDAY + timedelta(days=42)
    assert deliveries()[0].not_after < TUESDAY + timedelta(days=40)


def test_what_does_not_recur_goes(world):
    due_goal(world.heartland, world.member, TUESDAY)
    with inside(None, reach=POST):
        Due.objects.update(every_days=0)
    assert sweep(now=TUESDAY) == 1
    assert not dues()


def test_batches_leave_nothing_behind(world):
    for number in range(7):
        due_goal(world.heartland, world.member, TUESDAY - timedelta(hours=5 * number), title=f"Goal {number}")
    assert sweep(now=TUESDAY, batch=2) == 7
    assert len(notices()) == 7


def test_finding_never_touches_the_table():
    with inside(None, reach=POST), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        cursor.execute(f"explain {FIND}", {"now": TUESDAY, "batch": 1000, "others": RUNG_ELSEWHERE})
        plan = "\n".join(row[0] for row in cursor)
    assert "Index Only Scan using due_at" in plan


@pytest.mark.django_db(transaction=True)
def test_four_schedulers_at_once_write_each_row_once(world):
    goals = [
        due_goal(program, user, TUESDAY - timedelta(minutes=number), title=f"Goal {number}")
        for program, user in (
            (world.heartland, world.member),
            (world.heartland, world.peer),
            (world.summit, world.stranger),
        )
        for number in range(40)
    ]
    start, found, broken = Barrier(4), [], []

    def scheduler() -> None:
        start.wait()
        try:
            found.append(sum(sweep(now=TUESDAY, batch=7) for _ in range(3)))
        except Exception as problem:
            broken.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=scheduler) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    assert sum(found) == len(goals) == len(notices())
    assert len(deliveries()) == 3
    assert all(due.at > TUESDAY for due in dues())
