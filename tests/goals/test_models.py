"""Facts about goals: which are due, which are shown where, and who may read what was said when."""

from datetime import timedelta

from django.utils import timezone

from goals.actions import check_in
from goals.models import CheckIn, Goal
from groups.actions import take_seat


def test_due_are_the_open_goals_whose_time_has_come(world, as_user, ask_now):
    ask_now(world.goal)
    with as_user(world.member) as me:
        now = timezone.now()
        assert [goal.pk for goal in Goal.objects.of(me).due(now)] == [world.goal.pk]
        assert not Goal.objects.due(now - timedelta(days=1)).exists()


def test_shown_in_names_the_goals_of_a_group(world, as_user):
    with as_user(world.member):
        shown = set(Goal.objects.shown_in(world.group).values_list("pk", flat=True))
        assert world.goal.pk in shown
        assert world.private_goal.pk not in shown


def test_a_newcomer_reads_a_goal_from_its_next_check_in_on(world, as_user):
    now = timezone.now()
    with as_user(world.admin):
        take_seat(world.group, world.pending, by=world.admin, now=now)
        world.pending.user = world.reviewer
        world.pending.save()
    with as_user(world.reviewer):
        assert not Goal.objects.filter(pk=world.goal.pk).exists()
    with as_user(world.member):
        check_in(world.goal, by=world.member, now=now + timedelta(minutes=1), status="on_track")
    with as_user(world.reviewer):
        assert Goal.objects.filter(pk=world.goal.pk).exists()
        assert CheckIn.objects.filter(goal=world.goal).count() == 1
