"""Opening a group: a track and a name are enough, everything else has a default."""

import pytest

from groups.models import FacilitatorTerm, Group
from programs.actions import change_program
from programs.models import Role, Track
from programs.tenancy import inside

PAGE = "/p/heartland/groups/new/"


@pytest.fixture
def typed(world, client_as):
    """What the page sends when one types a name and changes nothing else."""
    form = client_as(world.admin).get(PAGE).context["form"]
    filled = {field.html_name: field.value() for field in form}
    return {name: value for name, value in filled.items() if value not in (None, "")} | {"name": "Owners 3"}


def opened(world, name: str = "Owners 3") -> Group:
    with inside(world.heartland, world.admin):
        return Group.objects.select_related("track").get(name=name)


def track(world, name: str):
    with inside(world.heartland, world.admin):
        return Track.objects.get(name=name).pk


def test_a_name_and_a_track_are_enough(world, client_as, typed):
    answer = client_as(world.admin).post(PAGE, typed | {"track": track(world, "Owners")})
    group = opened(world)
    assert answer.headers["Location"] == f"/p/heartland/groups/{group.pk}/seats/"
    assert (group.state, group.visibility, group.geography, group.territory_km) == ("forming", "outline", "warn", 48)
    assert (group.seat_count, group.check_in_days, group.zone, group.cost) == (12, 14, "America/Chicago", "")


def test_staff_tracks_do_not_care_about_markets(world, client_as, typed):
    client_as(world.admin).post(PAGE, typed | {"track": track(world, "Security")})
    assert opened(world).geography == "none"


def test_everything_else_can_be_said_at_once(world, client_as, typed):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, distance="km")
        role = Role.objects.get(kind="facilitator", name="Frank Ortiz")
    said = {
        "track": track(world, "Owners"), "purpose": "Growth", "employees_min": 5, "employees_max": 20,
        "maturity_min": 1, "maturity_max": 3, "geography": "block", "radius": 40, "seat_count": 8, "cadence": "Weekly",
        "mode": "hybrid", "check_in_days": 7, "zone": "Europe/Berlin", "cost": "€90", "visibility": "public",
        "facilitator": role.pk,
    }  # fmt: skip
    client_as(world.admin).post(PAGE, typed | said)
    group = opened(world)
    assert (group.territory_km, group.geography, group.mode, group.zone) == (40, "block", "hybrid", "Europe/Berlin")
    assert (group.maturity_min, group.maturity_max, group.check_in_days) == (1, 3, 7)
    with inside(world.heartland, world.admin):
        assert FacilitatorTerm.objects.current().get(group=group).role_id == role.pk


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "Fill this in."),
        ({"name": "owners 1"}, "name", "There is a group named owners 1 already."),
        ({"name": "a\0b"}, "name", "Null characters"),
        ({"track": "nonsense"}, "track", "valid"),
        ({"employees_min": "30", "employees_max": "10"}, "employees_max", "Put the smaller number first."),
        ({"maturity_min": "4", "maturity_max": "2"}, "maturity_max", "Put the smaller number first."),
        ({"employees_max": "many"}, "employees_max", "whole number"),
        ({"seat_count": "1"}, "seat_count", "At least 2."),
        ({"radius": "0"}, "radius", "At least 1."),
        ({"zone": "Mars/Olympus"}, "zone", "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(world, client_as, typed, wrong, field, words):
    answer = client_as(world.admin).post(PAGE, typed | {"track": track(world, "Owners"), "cost": "Kept"} | wrong)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert 'value="Kept"' in answer.content.decode()


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_only_admins_open_groups(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404
    assert client_as(getattr(world, who)).post(PAGE, {"name": "x"}).status_code == 404


def test_a_track_of_another_program_is_no_choice(world, client_as, typed):
    with inside(world.summit, world.foreign_admin):
        foreign = Track.objects.get(name="Owners").pk
    answer = client_as(world.admin).post(PAGE, typed | {"track": foreign})
    assert "track" in answer.context["form"].errors


def test_signed_out_one_signs_in_first(world, client_as):
    assert client_as(None).get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_other_methods_are_refused(world, client_as):
    assert client_as(world.admin).delete(PAGE).status_code == 405


def test_it_asks_little(world, client_as, queries):
    browser = client_as(world.admin)
    assert queries(lambda: browser.get(PAGE)) <= 10
