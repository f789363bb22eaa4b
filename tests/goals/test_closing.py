"""How a goal rests, ends and goes on."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from goals.actions import change_goal, check_in, open_goal, show_goal
from goals.closing import (
    close_goal,
    pause_goal,
    put_on_top,
    quarter_of,
    reopen_goal,
    roll_over,
    tell_outcome,
)
from goals.models import CheckIn, Goal, GoalChange
from programs.clock import instant, local_day
from programs.models import Due
from programs.refusal import Refused
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


def test_a_paused_goal_is_asked_after_on_its_day_and_taken_up_by_any_answer(world, as_user, now_of):
    now = timezone.now()
    until = (now + timedelta(days=30)).date()
    with as_user(world.member):
        pause_goal(world.goal, until, by=world.member, now=now)
        paused = Goal.objects.get(pk=world.goal.pk)
        asked_again = Due.objects.get(kind="check_in", object_id=paused.pk).at
        zone = paused.member.zone or world.heartland.zone
        assert paused.state == Goal.State.PAUSED
        assert asked_again == paused.check_in_at >= instant(until, asked_again.time().min, zone)
        assert asked_again - now < timedelta(days=30 + 8)
        assert paused not in Goal.objects.open()
        assert paused not in Goal.objects.due(now)
        assert paused in Goal.objects.due(asked_again)
        check_in(paused, status="on_track", by=world.member, now=now)
    again = now_of(world.member, world.goal)
    assert (again.state, again.paused_until) == (Goal.State.OPEN, None)


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_pause_ends_on_a_day_ahead_within_a_year(world, as_user, days):
    now = timezone.now()
    day = local_day(now, world.heartland.zone) + timedelta(days=days)
    with as_user(world.member), pytest.raises(Refused) as no:
        pause_goal(world.goal, day, by=world.member, now=now)
    assert no.value.field == "until"


def test_an_ended_goal_says_what_came_of_it_to_whom_it_was_shown(world, as_user):
    now = timezone.now()
    with as_user(world.member):
        with pytest.raises(Refused, match="when it ends"):
            tell_outcome(world.goal, "Too early", "", by=world.member, now=now)
        close_goal(world.goal, "done", by=world.member, now=now)
        tell_outcome(world.goal, " 51 % ", "Start with the oldest contracts", by=world.member, now=now)
    with as_user(world.peer):
        read = Goal.objects.get(pk=world.goal.pk)
        assert (read.outcome, read.lesson) == ("51 %", "Start with the oldest contracts")
    with as_user(world.sibling):
        assert not Goal.objects.filter(pk=world.goal.pk).exists()


def test_a_goal_goes_on_in_one_new_goal_from_where_it_stands(world, as_user):
    now = timezone.now()
    due = (now + timedelta(days=90)).date()
    with as_user(world.member):
        check_in(world.goal, status="at_risk", value=48, by=world.member, now=now)
        with pytest.raises(Refused) as no:
            roll_over(world.goal, due, " ", by=world.member, now=now)
        assert no.value.field == "reason"
        fresh = roll_over(world.goal, due, "Two clients signed late", by=world.member, now=now)
        assert roll_over(world.goal, due, "Pressed twice", by=world.member, now=now) == fresh
        old = Goal.objects.get(pk=world.goal.pk)
        assert (old.state, fresh.rolled_from_id, fresh.due_on) == (Goal.State.ROLLED, old.pk, due)
        assert (fresh.start_value, fresh.target_value) == (48, old.target_value)
        assert fresh.audience == old.audience
        with pytest.raises(Refused, match="goes on in another"):
            reopen_goal(old, by=world.member, now=now)


@pytest.mark.parametrize(
    ("day", "first"), [(date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 6, 30), date(2026, 4, 1)),
                       (date(2026, 12, 31), date(2026, 10, 1))],
)  # fmt: skip
def test_quarters_begin_in_january_april_july_and_october(day, first):
    assert quarter_of(day) == first


def test_a_third_top_goal_is_counted_and_not_refused(world, as_user, another_goal):
    now = timezone.now()
    goals = [world.goal, another_goal("Cash reserve of 90 days"), another_goal("Service manager hired")]
    with as_user(world.member):
        counts = [put_on_top(goal, on=True, by=world.member, now=now) for goal in goals]
        assert counts == [1, 2, 3]
        assert put_on_top(goals[0], on=False, by=world.member, now=now) == 2


def test_what_a_goal_said_before_is_kept_for_whom_it_was_shown_to_then(world, as_user):
    now = timezone.now()
    with as_user(world.member) as me:
        goal = open_goal(me, title="Sell the house", groups=[], by=world.member, now=now)
        change_goal(goal, seen=1, title="Sell the firm", due_on=date(2027, 6, 30), by=world.member, now=now)
        show_goal(goal, [world.group], by=world.member, now=now)
        change_goal(goal, seen=2, title="A second site", by=world.member, now=now)
        told = [(one.field, one.was, one.became) for one in GoalChange.objects.filter(goal=goal).order_by("said_at")]
        assert ("title", "Sell the house", "Sell the firm") in told
        assert ("due_on", "", "2027-06-30") in told
    with as_user(world.peer):
        # What was changed while it was private stays private.
        assert [one.was for one in GoalChange.objects.filter(goal=goal)] == ["Sell the firm"]
    with as_user(world.member):
        show_goal(goal, [], by=world.member, now=now)
    with as_user(world.peer):
        assert not GoalChange.objects.filter(goal=goal).exists()


def test_a_facilitator_moves_where_a_goal_stands_and_not_what_it_says(world, as_user):
    with as_user(world.facilitator):
        assert Goal.objects.filter(pk=world.goal.pk).update(status="stuck") == 1
        for words in ({"title": "Another"}, {"audience": []}, {"state": "done"}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Goal.objects.filter(pk=world.goal.pk).update(**words)
    with as_user(world.reviewer):
        assert Goal.objects.filter(pk=world.goal.pk).update(status="stuck") == 0
    with as_user(world.peer):
        assert Goal.objects.filter(pk=world.goal.pk).update(status="stuck") == 0


def test_a_facilitator_enters_a_check_in_under_their_own_name_where_the_goal_is_shown(world, as_user):
    goal = world.goal
    said = {"goal": goal, "member_id": goal.member_id, "audience": goal.audience, "status": "on_track"}
    with as_user(world.facilitator):
        CheckIn.objects.create(**said, by=world.facilitator)
        for wrong in (
            {"by": world.member},
            {"by": None},
            {"by": world.facilitator, "audience": [world.sibling_group.pk]},
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                CheckIn.objects.create(**said | wrong)
    for user in (world.peer, world.reviewer, world.admin):
        with inside(world.heartland, user), pytest.raises(ProgrammingError), transaction.atomic():
            CheckIn.objects.create(**said, by=user)
    assert not connection.needs_rollback
