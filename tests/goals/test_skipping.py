"""Skip this one: a turn that is left out counts in no rhythm, two a quarter, and can be taken back for a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goals.actions import check_in
from goals.models import Goal, Skip
from goals.skipping import PASSES, passes_left, skip_turn, take_back_skip
from programs.refusal import Refused

pytestmark = pytest.mark.django_db


def test_a_turn_is_left_out_once_and_the_next_one_is_asked_for(world, as_user, ask_now):
    ask_now(world.goal)
    now = timezone.now()
    with as_user(world.member):
        assert skip_turn(world.goal, by=world.member, now=now)
        assert skip_turn(world.goal, by=world.member, now=now) is None
        asked = Goal.objects.get(pk=world.goal.pk).check_in_at
        assert asked > now + timedelta(days=7)
        assert Skip.objects.filter(goal=world.goal).count() == 1


def test_a_third_in_a_quarter_is_refused_and_the_next_quarter_begins_anew(world, as_user, ask_now):
    now = timezone.now()
    for _ in range(PASSES):
        ask_now(world.goal)
        with as_user(world.member):
            assert skip_turn(world.goal, by=world.member, now=now)
    ask_now(world.goal)
    with as_user(world.member):
        with pytest.raises(Refused, match="Both passes"):
            skip_turn(world.goal, by=world.member, now=now)
        used = Skip.objects.filter(goal=world.goal).values_list("said_at", flat=True)
        assert passes_left(used, now=now, zone="America/Chicago") == 0
        assert passes_left(used, now=now + timedelta(days=95), zone="America/Chicago") == PASSES


def test_it_can_be_taken_back_until_the_goal_moves_on(world, as_user, ask_now):
    ask_now(world.goal)
    now = timezone.now()
    with as_user(world.member):
        skip = skip_turn(world.goal, by=world.member, now=now)
        take_back_skip(skip, by=world.member, now=now)
        take_back_skip(skip, by=world.member, now=now)
        assert Goal.objects.due(now).filter(pk=world.goal.pk).exists()
        skip = skip_turn(world.goal, by=world.member, now=now)
        check_in(world.goal, by=world.member, now=now + timedelta(minutes=1), status="on_track")
        with pytest.raises(Refused, match="moved on"):
            take_back_skip(skip, by=world.member, now=now + timedelta(minutes=2))


def test_the_page_offers_it_when_asked_and_takes_it_back(world, client_as, as_user, ask_now, now_of):
    browser, page = client_as(world.member), f"/p/heartland/goals/{world.goal.pk}/"
    assert "Skip this one" not in browser.get(page).content.decode()
    ask_now(world.goal)
    assert "Skip this one" in browser.get("/p/heartland/today/").content.decode()
    assert "2 passes are left this quarter." in browser.get(page).content.decode()
    answer = browser.post(page + "skip/", {"back": "goal"}, follow=True).content.decode()
    assert "Left out. It counts neither for nor against you. One pass is left this quarter." in answer
    assert "Skip this one" not in answer
    undo = page + "skip/?of="
    browser.post(undo + "nonsense", {"back": "today"})
    assert now_of(world.member, world.goal).check_in_at > timezone.now()
    with as_user(world.member):
        skip = Skip.objects.get(goal=world.goal)
    assert f"{undo}{skip.pk}" in answer
    assert "It is asked for again." in browser.post(f"{undo}{skip.pk}", {"back": "goal"}, follow=True).content.decode()
    assert now_of(world.member, world.goal).check_in_at < timezone.now()


def test_a_closed_goal_is_not_skipped(world, as_user, ask_now):
    ask_now(world.goal)
    with as_user(world.member):
        Goal.objects.filter(pk=world.goal.pk).update(state="done")
        with pytest.raises(Refused, match="closed"):
            skip_turn(world.goal, by=world.member, now=timezone.now())


def test_on_the_page_of_all_it_is_one_of_the_answers(world, client_as, ask_now, another_goal, now_of):
    other = another_goal()
    ask_now(world.goal, other)
    data = {f"{world.goal.pk}-answer": "skip", f"{other.pk}-answer": "stuck"}
    answer = client_as(world.member).post("/p/heartland/goals/due/", data, follow=True).content.decode()
    assert "Saved one goal. Left out one goal. All current." in answer
    assert now_of(world.member, world.goal).check_in_at > timezone.now()
