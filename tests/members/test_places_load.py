"""Loading the cities: all of them, as the plain role, and again without doubling."""

import time

import pytest
from django.core.management import call_command
from django.db import connection

from members.geonames import load_cities
from members.models import City
from members.roster.cities import city

pytestmark = pytest.mark.django_db


def test_all_cities_are_loaded_within_seconds_and_again_changes_nothing(places, capsys):
    begun = time.monotonic()
    call_command("load_places", again=True)
    taken = time.monotonic() - begun
    assert capsys.readouterr().out == "34,006 cities loaded.\n"
    assert City.objects.count() == 34_006
    assert taken < 10
    assert load_cities() == 0


def test_the_plain_role_loads_them(places):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("peergroups_app",)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Austin, TX", ["Austin, TX"]),
        ("austin", ["Austin, TX"]),
        ("St. Louis, MO", ["St. Louis, MO"]),
        ("Saint Louis MO", ["St. Louis, MO"]),
        ("Koeln", ["Köln, DE"]),
        ("Cologne", ["Köln, DE"]),
        ("München", ["Munich, DE"]),
        ("Toronto, ON", ["Toronto, ON, CA"]),
        ("Newcastle, NSW", ["Newcastle, NSW, AU"]),
        ("Nowhere At All", []),
    ],
)
def test_a_city_is_found_as_people_write_it(places, typed, found):
    assert [str(one) for one in City.objects.called(city(typed))][:1] == found


def test_a_name_without_a_state_stays_in_doubt_unless_one_is_clearly_meant(places):
    kansas = [str(one) for one in City.objects.called(city("Kansas City"))]
    assert kansas[:2] == ["Kansas City, MO", "Kansas City, KS"]


def test_typing_offers_the_largest_first(places):
    assert str(City.objects.beginning_with("chica")[0]) == "Chicago, IL"
