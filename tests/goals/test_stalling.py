"""A goal that stands still: when its member is told, how often, what stops it, and who never hears of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from conversations.doors import doors_of
from goals.actions import WATCH, change_goal, check_in, open_goal, show_goal
from goals.closing import close_goal, pause_goal
from goals.models import Goal
from goals.stalling import ring_all
from meetings.cockpit import MEMBERS_OWN, STILL
from meetings.needs import needs_of
from members.absence import add_away
from members.models import Member
from notifications.announcing import announce
from notifications.models import Delivery, Kind, Notice
from programs.models import Activity, Due
from programs.tenancy import POST, inside

BEGAN = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKLY = 21 * DAY
pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(world: Any) -> Goal:
    """Dana's only goal, which has a number, is shown in her group and is asked after every week."""
    with inside(None, reach=POST):
        Due.objects.all().delete()
        Activity.objects.filter(announced_at=None).update(announced_at=BEGAN)
    with inside(world.heartland, world.member):
        Member.objects.filter(user=world.member).update(rhythm_days=7)
        Goal.objects.filter(member__user=world.member).update(state=Goal.State.DROPPED)
        return open_goal(
            Member.objects.get(user=world.member), by=world.member, now=BEGAN, title="Margin", groups=[world.group],
            start_value=Decimal(40), target_value=Decimal(52),
        )  # fmt: skip


def rings(world: Any, goal: Goal, since: datetime, until: datetime) -> list[int]:
    """The beat, once a day; the days after BEGAN on which the member was told."""
    told = []
    for number in range((since - BEGAN).days, (until - BEGAN).days + 1):
        ring_all(now=BEGAN + number * DAY)
        with inside(world.heartland, world.member):
            if Goal.objects.get(pk=goal.pk).stalled_at == BEGAN + number * DAY:
                told.append(number)
    return told


def says(world: Any, goal: Goal, at: datetime, value: int) -> None:
    """The member checks in."""
    with inside(world.heartland, world.member):
        check_in(goal, by=world.member, now=at, status="on_track", value=Decimal(value))


def test_three_check_ins_without_an_answer_are_told_and_again_after_thirty_days(world, goal):
    assert rings(world, goal, BEGAN, BEGAN + 90 * DAY) == [21, 51, 81]


def test_who_is_asked_every_two_weeks_has_six(world, goal):
    with inside(world.heartland, world.member):
        Member.objects.filter(user=world.member).update(rhythm_days=14)
    assert rings(world, goal, BEGAN, BEGAN + 50 * DAY) == [42]


def test_a_check_in_with_a_new_figure_begins_the_count_anew(world, goal):
    says(world, goal, BEGAN + 20 * DAY, 44)
    assert rings(world, goal, BEGAN + 20 * DAY, BEGAN + 45 * DAY) == [41]


def test_a_figure_that_stays_the_same_for_three_weeks_stands_still_whatever_is_said(world, goal):
    for week in range(1, 5):
        says(world, goal, BEGAN + 7 * week * DAY, 44)
    assert rings(world, goal, BEGAN, BEGAN + 30 * DAY) == [28]


def test_after_an_act_it_is_told_once_in_thirty_days_at_most(world, goal):
    assert rings(world, goal, BEGAN, BEGAN + 21 * DAY) == [21]
    says(world, goal, BEGAN + 22 * DAY, 45)
    assert rings(world, goal, BEGAN + 22 * DAY, BEGAN + 60 * DAY) == [51]


def test_a_new_step_begins_the_count_anew_and_ends_the_question(world, goal):
    assert rings(world, goal, BEGAN, BEGAN + 21 * DAY) == [21]
    with inside(world.heartland, world.member):
        still = Goal.objects.get(pk=goal.pk)
        assert still.stands_still
        assert list(Goal.objects.standing_still()) == [still]
        assert doors_of(still, [world.group], "", world.heartland) is not None
        change_goal(still, by=world.member, now=BEGAN + 40 * DAY, seen=still.version, first_step="Call three clients")
        still = Goal.objects.get(pk=goal.pk)
        assert not still.stands_still
        assert not Goal.objects.standing_still().exists()
        assert doors_of(still, [world.group], "", world.heartland) is None
    assert rings(world, goal, BEGAN + 22 * DAY, BEGAN + 70 * DAY) == [61]


def test_a_goal_that_rests_or_is_over_does_not_stand_still(world, goal):
    with inside(world.heartland, world.member):
        pause_goal(goal, date(2026, 10, 1), by=world.member, now=BEGAN + DAY)
    assert rings(world, goal, BEGAN, BEGAN + 60 * DAY) == []
    with inside(world.heartland, world.member):
        close_goal(goal, Goal.State.DROPPED, by=world.member, now=BEGAN + 60 * DAY)
    with inside(None, reach=POST):
        assert not Due.objects.filter(kind=WATCH, object_id=goal.pk).exists()


def test_days_away_do_not_count(world, goal):
    with inside(world.heartland, world.member):
        add_away(
            by=world.member, now=BEGAN, today=BEGAN.date(), first=BEGAN.date() + 15 * DAY, last=BEGAN.date() + 25 * DAY
        )
    assert rings(world, goal, BEGAN, BEGAN + 50 * DAY) == [47]


def heard(world: Any, now: datetime) -> list[tuple[Any, Any]]:
    """Who was told in the app of a goal that stands still, and of which."""
    announce(now=now)
    with inside(None, reach=POST):
        assert not Delivery.objects.filter(kind=Kind.STALLED).exists()
        return list(Notice.objects.filter(kind=Kind.STALLED).values_list("recipient_id", "object_id"))


def test_its_member_hears_of_it_in_the_inbox_and_gets_no_mail(world, goal, client_as):
    rings(world, goal, BEGAN, BEGAN + 21 * DAY)
    assert heard(world, BEGAN + 21 * DAY) == [(world.member.pk, goal.pk)]
    with inside(None, reach=POST):
        assert Due.objects.filter(kind=Kind.DIGEST, user_id=world.member.pk).count() == 1
        Notice.objects.update(created_at=datetime.now(UTC))
    assert f"/p/heartland/goals/{goal.pk}/" in client_as(world.member).get("/p/heartland/inbox/").content.decode()


def test_of_a_private_goal_its_member_alone_hears(world, goal):
    with inside(world.heartland, world.member):
        show_goal(goal, [], by=world.member, now=BEGAN + DAY)
    announce(now=BEGAN + DAY)
    with inside(None, reach=POST):
        Due.objects.filter(kind=Kind.DIGEST).delete()
    rings(world, goal, BEGAN, BEGAN + 21 * DAY)
    assert heard(world, BEGAN + 21 * DAY) == [(world.member.pk, goal.pk)]
    with inside(None, reach=POST):
        assert not Due.objects.filter(kind=Kind.DIGEST).exclude(user_id=world.member.pk).exists()
    with inside(world.heartland, world.facilitator):
        found = needs_of([world.group.pk], BEGAN + 90 * DAY, world.facilitator.pk)
        assert goal.pk not in {need.about for need in found}
    with inside(world.heartland, world.admin):
        assert not Activity.objects.filter(kind="goal.stalled").exists()


def test_the_facilitator_sees_it_a_week_after_its_member(world, goal):
    def reasons(at: datetime) -> set[str]:
        with inside(world.heartland, world.facilitator):
            found = needs_of([world.group.pk], at, world.facilitator.pk)
            return {need.reason for need in found if need.about == goal.pk}

    assert reasons(BEGAN + STILL + MEMBERS_OWN - timedelta(hours=1)) == set()
    assert reasons(BEGAN + STILL + MEMBERS_OWN) == {"stalled"}


def test_the_page_asks_what_would_help_until_something_is_done(world, goal, client_as):
    rings(world, goal, BEGAN, BEGAN + 21 * DAY)
    page = client_as(world.member).get(f"/p/heartland/goals/{goal.pk}/").content.decode()
    assert "No movement for a while. What would help?" in page
    assert "nobody else did" in page
    assert "What would help" not in client_as(world.peer).get(f"/p/heartland/goals/{goal.pk}/").content.decode()
    answer = client_as(world.member).post(f"/p/heartland/goals/{goal.pk}/pause/", {"span": "30"}, follow=True)
    assert "What would help" not in answer.content.decode()


def test_asking_the_group_is_an_act(world, goal, client_as):
    rings(world, goal, BEGAN, BEGAN + 21 * DAY)
    browser = client_as(world.member)
    browser.post(
        f"/p/heartland/goals/{goal.pk}/stuck/",
        {"act": "ask", "title": "What moved your margin?", "group": str(world.group.pk)},
    )
    with inside(world.heartland, world.member):
        assert not Goal.objects.get(pk=goal.pk).stands_still
