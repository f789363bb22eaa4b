"""Two saves of one version at the same moment: one counts, the other is told what stands."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from programs.actions import change_program, change_track
from programs.models import Program, Track
from programs.refusal import Stale
from programs.tenancy import inside
from tests.world import recall


@pytest.mark.parametrize("seen", [1, None])
def test_a_version_is_counted_by_what_was_saved(world, seen):
    with inside(world.heartland, world.admin):
        change_program(world.heartland, by=world.admin, seen=seen, promise="One")
        change_program(world.heartland, by=world.admin, seen=seen, promise="One")
    assert Program.objects.get(pk=world.heartland.pk).version == 2
    assert world.heartland.version == 2, "the row at hand is what stands"


def test_an_old_version_changes_nothing(world):
    with inside(world.heartland, world.admin):
        track = Track.objects.get(name="Owners")
        change_track(track, by=world.admin, seen=1, name="Principals")
        with pytest.raises(Stale) as stale:
            change_track(track, by=world.admin, seen=1, name="Founders", expectations={"cost": "Much."})
        assert stale.value.theirs.name == "Principals"
        stands = Track.objects.get(pk=track.pk)
    assert (stands.name, stands.expectations, stands.version) == ("Principals", {}, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_saved():
    world = recall()
    ready = Barrier(2)
    told: list[str] = []

    def save(promise: str) -> None:
        try:
            with inside(world.heartland, world.admin):
                mine = Program.objects.get(pk=world.heartland.pk)
                ready.wait(timeout=20)
                change_program(mine, by=world.admin, seen=mine.version, promise=promise)
        except Stale as stale:
            told.append(stale.theirs.promise)
        finally:
            connection.close()

    both = [Thread(target=save, args=[promise]) for promise in ("One", "Other")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    stands = Program.objects.get(pk=world.heartland.pk)
    assert stands.version == 2
    assert told == [stands.promise], "who was late learns what was saved, not what they had read"
