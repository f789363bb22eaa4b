"""How far apart two companies are, and how that is said. Pure."""

from math import asin, cos, radians, sin, sqrt
from typing import Literal, NamedTuple

KM_PER_MILE = 1.609344

EARTH_RADIUS_KM = 6371.0088
"""The mean radius, by the IUGG."""


class Coordinates(NamedTuple):
    """A point on Earth in degrees: latitude north, longitude east."""

    latitude: float
    longitude: float


def distance_km(one: Coordinates, other: Coordinates) -> float:
    """The great-circle distance in km, by the haversine formula: within 0.5 % of the distance on the real Earth."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def miles(km: float) -> float:
    """Kilometers in miles."""
    return km / KM_PER_MILE


def distance_words(km: float, unit: Literal["mi", "km"] = "mi") -> str:
    """A distance in the program's unit: "7 miles", "11 km", "under a mile"."""
    amount = km if unit == "km" else miles(km)
    if amount < 1:
        return "under 1 km" if unit == "km" else "under a mile"
    whole = round(amount)
    if unit == "km":
        return f"{whole:,} km"
    return "1 mile" if whole == 1 else f"{whole:,} miles"
