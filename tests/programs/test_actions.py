"""Changes to programs and tracks: what is refused, and that a founding is whole or not at all."""

import pytest

from groups.actions import open_group
from programs.actions import add_track, change_program, change_track, found_program, pass_step, remove_track
from programs.models import Activity, Program, Role, Track, User
from programs.refusal import Refused
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


def new_user(email: str = "ada@north.example") -> User:
    return User(email=email, name="Ada North")


def happened(world, kind: str) -> list[Activity]:
    with inside(world.heartland, world.admin):
        return list(Activity.objects.filter(kind=kind))


def test_a_new_founder_is_saved_with_the_program(world):
    founder = new_user()
    program = found_program(by=founder, name="North", slug="north")
    with inside(program, founder):
        assert Role.objects.get().user_id == User.objects.get(email=founder.email).pk
        assert Track.objects.count() == 6


def test_a_taken_address_leaves_nobody_behind(world):
    with pytest.raises(Refused) as refusal:
        found_program(by=new_user(), name="Mine", slug="heartland")
    assert refusal.value.field == "slug"
    assert not User.objects.filter(email="ada@north.example").exists()
    assert Program.objects.count() == 2


def test_the_founder_of_one_program_is_nobody_in_another(world):
    founder = new_user()
    found_program(by=founder, name="North", slug="north")
    with inside(world.heartland, founder):
        assert not Role.objects.exists()


def test_a_change_is_recorded_by_name_and_no_change_not_at_all(world):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, promise="New", name=world.heartland.name)
        change_program(world.heartland, by=world.admin, promise="New")
    (change,) = happened(world, "program.changed")
    assert change.fields == ["promise"]


def test_set_up_goes_forward_only(world):
    program = found_program(by=new_user(), name="North", slug="north")
    founder = User.objects.get(email="ada@north.example")
    with inside(program, founder):
        pass_step(program, 3, by=founder)
        pass_step(program, 1, by=founder)
        assert Program.objects.get(pk=program.pk).set_up_step == 3
        assert Activity.objects.filter(kind="program.set_up").count() == 1


def test_a_new_track_stands_last(world):
    with inside(world.heartland, world.admin):
        add_track(by=world.admin, name="vCIOs")
        assert Track.objects.last().name == "vCIOs"


@pytest.mark.parametrize("name", ["Owners", "OWNERS"])
def test_a_name_of_a_track_is_there_once(world, name):
    with inside(world.heartland, world.admin):
        with pytest.raises(Refused, match="There is a track named"):
            add_track(by=world.admin, name=name)
        with pytest.raises(Refused, match="There is a track named"):
            change_track(Track.objects.get(name="COOs"), by=world.admin, name=name)
        change_track(Track.objects.get(name="Owners"), by=world.admin, name="owners")


def test_a_track_goes_when_nobody_has_it(world):
    with inside(world.heartland, world.admin):
        track = Track.objects.get(name="COOs")
        key = track.pk
        remove_track(track, by=world.admin)
        assert not Track.objects.filter(pk=key).exists()
        assert Activity.objects.get(kind="track.removed").about_id == key


def test_a_track_of_a_group_or_a_member_stays(world):
    with inside(world.heartland, world.admin):
        open_group(by=world.admin, track=Track.objects.get(name="COOs"), name="COOs 1")
        for name in ("COOs", "Owners"):
            with pytest.raises(Refused, match="has groups or members"):
                remove_track(Track.objects.get(name=name), by=world.admin)
        assert Track.objects.count() == 6


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer"])
def test_the_database_keeps_tracks_from_everybody_but_admins(world, who):
    user = getattr(world, who)
    with inside(world.heartland, user):
        Track.objects.filter(name="COOs").update(name="Mine")
        assert not Track.objects.filter(name="Mine").exists()
