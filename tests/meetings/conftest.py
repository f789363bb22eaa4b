"""What the tests of this room share: a group with a series of meetings, planned by its facilitator."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from groups.models import Group
from meetings.actions.planning import add_meeting, plan_series
from meetings.actions.preparing import set_homework
from meetings.models import Homework, Meeting, Series
from meetings.recurrence import Pattern
from programs.clock import local_day
from programs.tenancy import inside

CHICAGO = "America/Chicago"
THIRD_THURSDAY = Pattern("monthly", 1, 3, 3)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def series(world, now) -> Series:
    """The group meets every third Thursday at nine in Chicago, from tomorrow on."""
    with inside(world.heartland, world.facilitator):
        return plan_series(
            world.group, by=world.facilitator, now=now, pattern=THIRD_THURSDAY, first_on=tomorrow(now), at=time(9),
            zone=CHICAGO, minutes=105, join_url="https://video.example/owners",
        )  # fmt: skip


def tomorrow(now: datetime) -> date:
    """The day after `now` in Chicago."""
    return local_day(now, CHICAGO) + timedelta(days=1)


@pytest.fixture
def meeting_on(world, now) -> Callable[..., Meeting]:
    """Plans a single meeting of the group `days` from now; negative days make one that is over."""

    def plan(days: int = 3, group: Group | None = None, by: Any = None, **fields: Any) -> Meeting:
        then = now + timedelta(days=min(days, 0) - 1)
        by = by or world.facilitator
        with inside(world.heartland, by):
            return add_meeting(
                group or world.group,
                by=by,
                now=then if days < 1 else now,
                day=local_day(now, CHICAGO) + timedelta(days=days),
                at=time(9),
                zone=CHICAGO,
                minutes=fields.pop("minutes", 90),
                **fields,
            )

    return plan


@pytest.fixture
def homework(world) -> Callable[..., Homework]:
    """Sets homework for the group's next meeting, in time."""

    def set_it(title: str = "Bring your agreement", **fields: Any) -> Homework:
        with inside(world.heartland, world.facilitator):
            return set_homework(
                world.meeting, by=world.facilitator, now=world.meeting.starts_at - timedelta(days=11), title=title,
                minutes=fields.pop("minutes", 20), **fields,
            )  # fmt: skip

    return set_it
