import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.places import Coordinates, distance_km, distance_words, miles

AUSTIN = Coordinates(30.26715, -97.74306)
ROUND_ROCK = Coordinates(30.50826, -97.6789)
LONDON = Coordinates(51.5074, -0.1278)
NEW_YORK = Coordinates(40.7128, -74.006)
NORTH_POLE = Coordinates(90, 0)

POINTS = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (AUSTIN, AUSTIN, 0),
        (AUSTIN, ROUND_ROCK, 27.5),
        (LONDON, NEW_YORK, 5570),
        (NORTH_POLE, Coordinates(0, 123), 10_002),  # how the meter was once defined
    ],
)
def test_distances_that_are_known(one: Coordinates, other: Coordinates, km: float) -> None:
    assert distance_km(one, other) == pytest.approx(km, rel=0.005)


def test_across_the_date_line_it_is_the_short_way() -> None:
    assert distance_km(Coordinates(0, 179.5), Coordinates(0, -179.5)) == pytest.approx(111.2, rel=0.005)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_around(one: Coordinates, other: Coordinates) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one), abs=1e-6)
    assert 0 <= distance_km(one, other) <= 20_016


def test_miles() -> None:
    assert miles(1.609344) == 1


@pytest.mark.parametrize(
    ("km", "in_miles", "in_km"),
    [
        (0, "under a mile", "under 1 km"),
        (0.9, "under a mile", "under 1 km"),
        (1.7, "1 mile", "2 km"),
        (11, "7 miles", "11 km"),
        (5570, "3,461 miles", "5,570 km"),
    ],
)
def test_words(km: float, in_miles: str, in_km: str) -> None:
    assert distance_words(km) == in_miles
    assert distance_words(km, "km") == in_km
