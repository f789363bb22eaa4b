"""Facts about people: who stands how, what a search finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import City, Invitation, Member, Stands
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world):
    """Inside the program as its admin."""
    with inside(world.heartland, world.admin):
        yield world


def stands(one: Member, now) -> Stands:
    return Member.objects.with_invitation().get(pk=one.pk).stands(now)


def test_how_somebody_stands_in_python_and_in_the_database(here):
    now = timezone.now()
    one, mine = here.pending, Invitation.objects.filter(pk=here.invitation.pk)
    steps = [
        (Stands.INVITED, lambda: None),
        (Stands.RAN_OUT, lambda: mine.update(expires_at=now - timedelta(seconds=1))),
        (Stands.NOT_INVITED, lambda: mine.update(withdrawn_at=now)),
        (Stands.JOINED, lambda: Member.objects.filter(pk=one.pk).update(user=here.reviewer)),
        (Stands.LEFT, lambda: Member.objects.filter(pk=one.pk).update(left_at=now)),
    ]
    for expected, step in steps:
        step()
        assert stands(one, now) == expected
        for state in Stands:
            found = Member.objects.standing_as(state, now).filter(pk=one.pk).exists()
            assert found == (state == expected), (state, expected)


@pytest.mark.parametrize(
    ("words", "found"),
    [("dana", True), ("WHITFIELD dana", True), ("northwind healthcare", True), ("dana harbor", False), ("", True)],
)
def test_every_word_must_occur_somewhere(here, words, found):
    assert Member.objects.matching(words).filter(name="Dana Whitfield").exists() == found


def test_signs_of_a_pattern_are_only_signs(here):
    assert not Member.objects.matching("%").exists()
    assert not Member.objects.matching("_").exists()


def test_addresses_are_searched_only_when_asked(here):
    assert not Member.objects.matching("northwindit.example").exists()
    assert Member.objects.matching("northwindit.example", addresses=True).exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [("St. Louis", "saint louis"), ("Köln", "koln"), ("Fort Worth", "Ft Worth"), ("Coeur d'Alene", "coeur dalene")],
)
def test_two_spellings_of_a_city(one, other):
    assert City.key_of(one) == City.key_of(other)
