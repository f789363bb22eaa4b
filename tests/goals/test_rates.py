"""What a program admin learns of check-ins: a share of a group, from three people up, and nothing of one person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from goals.actions import check_in, open_goal
from goals.models import CheckIn, CheckInRate, Goal
from groups.actions import leave_seat, open_group, take_seat
from groups.models import SeatHolder
from members.actions import accept_invitation, add_company, add_member, invite
from members.models import Member
from programs.models import Track, User
from programs.tenancy import inside

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=100)


@pytest.fixture
def circle(world) -> Any:
    """A group of two-week turns in which nobody sits yet."""
    with inside(world.heartland, world.admin):
        track = Track.objects.get(name="Owners")
        return open_group(by=world.admin, track=track, name="Circle", created_at=LONG_AGO)


@pytest.fixture
def person(world, circle) -> Callable[..., tuple[User, Goal]]:
    """Seats one more person with a goal, shown in the group unless it is private; gives the user and the goal."""

    def seat(name: str, *, private: bool = False, when: Any = LONG_AGO) -> tuple[User, Goal]:
        email = f"{name.lower()}@circle.example"
        with inside(world.heartland, world.admin):
            company = add_company(by=world.admin, name=f"{name} IT")
            member = add_member(by=world.admin, company=company, name=name, email=email)
            (sent,) = invite([member], by=world.admin, now=when)
            take_seat(circle, member, by=world.admin, now=when)
        with inside(world.heartland, reach=sent.pk):
            user = accept_invitation(sent, by=None, now=when + timedelta(hours=1))
        with inside(world.heartland, user):
            member = Member.objects.get(user=user)
            groups = [] if private else [circle]
            goal = open_goal(member, by=user, now=when, title="Grow", start_value=1, target_value=9, groups=groups)
        return user, goal

    return seat


def say(world: Any, user: User, goal: Goal, *ago: int) -> None:
    """Check in so many days before now."""
    for days in ago:
        with inside(world.heartland, user):
            check_in(Goal.objects.get(pk=goal.pk), by=user, now=NOW - timedelta(days=days), status="on_track", value=2)


def rate(world: Any, circle: Any, as_: Any = None) -> CheckInRate | str | None:
    """What an admin is told of the group."""
    with inside(world.heartland, as_ or world.admin):
        return CheckIn.objects.all().rates(NOW).get(circle.pk, "nothing")


def test_answered_of_asked_by_turns(world, circle, person):
    for name, ago in (("Ann", (50, 40, 20, 5)), ("Ben", (5, 4, 3)), ("Cem", ())):
        say(world, *person(name), *ago)
    assert rate(world, circle) == CheckInRate(people=3, asked=12, answered=5)
    assert CheckInRate(3, 12, 5).percent == 42


def test_fewer_than_three_people_give_no_number(world, circle, person):
    assert rate(world, circle) == "nothing"
    for name in ("Ann", "Ben"):
        say(world, *person(name), 5)
    assert rate(world, circle) is None


def test_a_private_goal_and_what_is_said_of_it_count_for_nothing(world, circle, person):
    for name in ("Ann", "Ben", "Cem"):
        person(name)
    say(world, *person("Dee", private=True), 50, 40, 20, 5)
    assert rate(world, circle) == CheckInRate(people=3, asked=12, answered=0)


def test_somebody_with_only_private_goals_is_not_one_of_three(world, circle, person):
    for name in ("Ann", "Ben"):
        person(name)
    person("Cem", private=True)
    assert rate(world, circle) is None


def test_a_newcomer_is_asked_from_their_first_whole_turn_on(world, circle, person):
    for name in ("Ann", "Ben", "Cem"):
        person(name)
    person("New", when=NOW - timedelta(days=30))
    assert rate(world, circle) == CheckInRate(people=4, asked=14, answered=0)


def test_who_leaves_changes_nothing_at_once(world, circle, person):
    """The difference of two days would be one person's."""
    for name in ("Ann", "Ben", "Cem", "Dee"):
        say(world, *person(name), 20)
    before = rate(world, circle)
    with inside(world.heartland, world.admin):
        leave_seat(SeatHolder.objects.get(group=circle, member__name="Dee"), by=world.admin, now=NOW)
    assert rate(world, circle) == before == CheckInRate(people=4, asked=16, answered=4)


def test_ones_own_rhythm_makes_ones_own_turns(world, circle, person):
    for name in ("Ann", "Ben", "Cem"):
        person(name)
    with inside(world.heartland, world.admin):
        Member.objects.filter(name="Ann").update(rhythm_days=Member.Rhythm.WEEKLY)
        Member.objects.filter(name="Ben").update(rhythm_days=Member.Rhythm.MONTHLY)
    assert rate(world, circle) == CheckInRate(people=3, asked=8 + 2 + 4, answered=0)


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "foreign_admin", None])
def test_nobody_but_an_admin_is_told_anything(world, circle, person, who):
    for name in ("Ann", "Ben", "Cem"):
        person(name)
    program = world.summit if who == "foreign_admin" else world.heartland
    with inside(program, getattr(world, who) if who else None):
        assert CheckIn.objects.all().rates(NOW) == {} or who == "foreign_admin"
        assert circle.pk not in CheckIn.objects.all().rates(NOW)


def test_the_admin_still_reads_no_check_in(world, circle, person):
    say(world, *person("Ann"), 5)
    with inside(world.heartland, world.admin):
        assert not CheckIn.objects.exists()
        assert not Goal.objects.exists()
