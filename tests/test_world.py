"""The world of the tests is the one that its builder promises."""

import pytest

from goals.models import CheckIn, Goal
from programs.tenancy import inside


def test_members_of_a_group_read_its_goals_and_their_own(world):
    with inside(world.heartland, world.member):
        goals = set(Goal.objects.values_list("pk", flat=True))
    assert {world.goal.pk, world.private_goal.pk} <= goals
    assert world.sibling_goal.pk not in goals


@pytest.mark.parametrize("who", ["admin", "reviewer", "sibling", "stranger", "foreign_admin"])
def test_nobody_else_reads_them(world, who):
    with inside(world.heartland, getattr(world, who)):
        assert not Goal.objects.filter(pk__in=[world.goal.pk, world.private_goal.pk]).exists()
        assert not CheckIn.objects.filter(goal__in=[world.goal.pk, world.private_goal.pk]).exists()


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_starts_from_the_same_world(world):
    with inside(world.heartland, world.facilitator):
        assert Goal.objects.filter(pk=world.goal.pk).exists()
        assert not Goal.objects.filter(pk=world.private_goal.pk).exists()
