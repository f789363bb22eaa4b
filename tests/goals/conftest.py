"""What the tests of goals share: being somebody, changing what is due, and reading a goal as its member does."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from goals.actions import open_goal
from goals.models import Goal
from members.models import Member
from programs.tenancy import inside


@pytest.fixture
def as_user(world: Any) -> Callable[..., AbstractContextManager[Any]]:
    """`with as_user(user):` is inside Heartland as that user; gives their Member, or None."""

    @contextmanager
    def enter(user: Any) -> Iterator[Any]:
        with inside(world.heartland, user):
            yield Member.objects.filter(user=user).first()

    return enter


@pytest.fixture
def now_of() -> Callable[[Any, Goal], Goal]:
    """A goal as it stands in the database now, read as `user`."""

    def read(user: Any, goal: Goal) -> Goal:
        with inside(goal.program_id, user):
            return Goal.objects.get(pk=goal.pk)

    return read


@pytest.fixture
def ask_now(world: Any) -> Callable[..., None]:
    """Make goals of the member due: their check-in is asked for since three hours."""

    def make(*goals: Goal) -> None:
        with inside(world.heartland, world.member):
            found = Goal.objects.filter(pk__in=[goal.pk for goal in goals])
            found.update(check_in_at=timezone.now() - timedelta(hours=3))

    return make


@pytest.fixture
def another_goal(world: Any) -> Callable[..., Goal]:
    """One more goal of the member: a number shown in their group, unless told otherwise."""

    def make(title: str = "Cash reserve of 90 days", user: Any = None, **fields: Any) -> Goal:
        user = user or world.member
        with inside(world.heartland, user):
            defaults = {"unit": "days", "start_value": 38, "target_value": 90, "groups": [world.group]}
            return open_goal(
                Member.objects.get(user=user), by=user, now=timezone.now(), title=title, **(defaults | fields)
            )

    return make
