"""Facts about groups: how many seats are taken, also for strangers, and what the settings say in public."""

import pytest

from groups.models import Group, Seat
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["admin", "member", "sibling", "stranger", None])
def test_everybody_counts_the_same_seats_and_a_stranger_reads_none(world, who):
    with inside(world.heartland, getattr(world, who) if who else None):
        assert Group.objects.with_seats_taken().get(pk=world.group.pk).taken == 3
        if who in (None, "stranger"):
            assert not Seat.objects.exists()


@pytest.mark.parametrize(
    ("visibility", "state", "seen"),
    [
        ("public", "active", True),
        ("outline", "forming", True),
        ("unlisted", "active", False),
        ("public", "closed", False),
    ],
)
def test_strangers_see_listed_groups_only(world, visibility, state, seen):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(visibility=visibility, state=state)
        assert Group.objects.published().filter(pk=world.group.pk).exists() == seen
    with inside(world.heartland):
        assert Group.objects.filter(pk=world.group.pk).exists() == seen


def test_the_settings_answer_what_they_can(world):
    with inside(world.heartland, world.admin):
        group = Group.objects.select_related("track").get(pk=world.group.pk)
        facts = group.facts("mi", ["Frank Ortiz"])
    assert facts == {
        "criteria": "Role: Owners. One seat a company; co-owners share it.",
        "sizes": "10 to 35 employees.",
        "maturity": "Operational maturity 2 to 4 of 5 (emerging to optimizing).",
        "territory": "They may, if both know: when two serve the same market (within 30 miles), "
        "we tell both beforehand.",
        "cadence": "Third Thursday of each month, 9:00 to 10:45. Check-ins every two weeks.",
        "mode": "No, it meets online.",
        "facilitator": "Facilitated by Frank Ortiz.",
        "cost": "$2,400 a year per company.",
    }


def test_what_is_not_set_is_no_fact(world):
    with inside(world.heartland, world.admin):
        bare = Group(name="Bare", track=world.group.track, mode="hybrid", geography="none")
        assert set(bare.facts("km")) == {"criteria", "territory", "mode"}
