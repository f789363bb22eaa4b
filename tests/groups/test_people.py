"""Who may see whom."""

import pytest
from django.http import Http404
from django.utils import timezone

from groups.actions import leave_seat, take_seat
from groups.models import SeatHolder
from groups.people import get_person, visible_people
from members.models import Member
from programs.tenancy import inside, standing

pytestmark = pytest.mark.django_db


def seen(program, user) -> set[str]:
    """The names of those whom somebody may see."""
    with inside(program, user):
        return {one.name for one in visible_people(standing())}


def test_oneself_ones_circle_and_who_chose_to_be_found(world):
    assert seen(world.heartland, world.member) == {"Dana Whitfield", "Luis Ferreira", "Grace Lindqvist"}
    found = seen(world.heartland, world.sibling)
    assert "Grace Lindqvist" in found
    assert not {"Dana Whitfield", "Luis Ferreira"} & found
    with inside(world.heartland, world.sibling):
        assert Member.objects.filter(name="Dana Whitfield").exists(), "the database lets people of a program read rows"


def test_it_ends_with_the_seat_and_begins_with_it(world):
    now = timezone.now()
    with inside(world.heartland, world.admin):
        holder = SeatHolder.objects.current().get(member__user=world.sibling)
        member = Member.objects.get(user=world.sibling)
        leave_seat(holder, by=world.admin, now=now)
        take_seat(world.group, member, by=world.admin, now=now)
    assert "Dana Whitfield" in seen(world.heartland, world.sibling)
    with inside(world.heartland, world.admin):
        leave_seat(SeatHolder.objects.current().get(member=member), by=world.admin, now=now)
    assert "Dana Whitfield" not in seen(world.heartland, world.sibling)


def test_who_left_the_program_is_seen_by_admins_alone(world):
    with inside(world.heartland, world.admin):
        Member.objects.filter(name="Grace Lindqvist").update(left_at=timezone.now())
    assert "Grace Lindqvist" in seen(world.heartland, world.admin)
    for user in (world.member, world.sibling, world.facilitator):
        assert "Grace Lindqvist" not in seen(world.heartland, user)


def test_staff_without_a_circle_see_who_chose_to_be_found(world):
    assert seen(world.summit, world.foreign_facilitator) >= {"Mia Castellano"}
    assert not seen(world.summit, world.member)


def test_the_gate_is_closed_for_everybody_else(world, rf):
    with inside(world.heartland, world.admin):
        dana = Member.objects.get(user=world.member)
    with inside(world.heartland, world.peer):
        assert get_person(rf.get("/"), dana.pk) == dana
    for program, user in ((world.heartland, world.sibling), (world.summit, world.foreign_admin)):
        with inside(program, user), pytest.raises(Http404):
            get_person(rf.get("/"), dana.pk)
