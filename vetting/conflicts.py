"""Whether somebody can share a group with those who sit in it: same company, same owner, competitors, markets. Pure.

Levels: handbook 1, *Territory / candor check*. Distance against two service radii: research/formation.md section 2,
soft geography (below 1.2 the areas come close). The group's policy decides what a shared market means.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from math import asin, cos, degrees, radians, sin
from typing import Literal, NamedTuple

from members.places import EARTH_RADIUS_KM, Coordinates, distance_km, distance_words
from members.roster.names import company_key, name_key

Policy = Literal["none", "warn", "block"]
Unit = Literal["mi", "km"]

CLOSE = 1.2
"""Two service areas come close when the distance is less than so many times their radii together."""

_KM_OF_A_DEGREE = radians(1) * EARTH_RADIUS_KM
_ROUNDING = 1e-9


class Level(IntEnum):
    """How much two companies are in each other's way."""

    NONE = 0
    WORKABLE = 1
    HIGH = 2
    CANNOT = 3

    @property
    def label(self) -> str:
        """In words."""
        return _LEVELS[self]


_LEVELS = {
    Level.NONE: "No conflict",
    Level.WORKABLE: "Workable with consent",
    Level.HIGH: "High",
    Level.CANNOT: "Cannot share a group",
}


class Kind(StrEnum):
    """What a conflict is about."""

    SAME_COMPANY = "same_company"
    SAME_OWNER = "same_owner"
    NAMED = "named"
    TERRITORY = "territory"
    MARKET = "market"


@dataclass(frozen=True, slots=True)
class Seated:
    """A company that sits in one of the groups in question. Unknown: '' for words, None for the rest.

    `key` is the caller's, to find it again; `company_key` is that of members.roster.names; `owner` is the group or
    parent that it belongs to; `market` is what the company calls the area it serves.
    """

    key: str
    company: str
    company_key: str
    owner: str = ""
    at: Coordinates | None = None
    radius_km: float | None = None
    market: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """The company that asks. `named` are the keys (members.roster.names.company_key) of competitors it would avoid.

    `co_owner`: the person would share the seat that their own company holds.
    """

    company_key: str
    owner: str = ""
    named: frozenset[str] = frozenset()
    at: Coordinates | None = None
    radius_km: float | None = None
    market: str = ""
    co_owner: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason why two should not, or not without consent, share a group. `km` is their distance where it matters."""

    level: Level
    seated: Seated
    kind: Kind
    sentence: str
    km: float | None = None


def conflicts(
    applicant: Applicant, seated: Iterable[Seated], policy: Policy, territory_km: float, unit: Unit = "mi"
) -> list[Conflict]:
    """What stands between `applicant` and each of `seated`, the worst first, then the nearest.

    `policy` and `territory_km`, how far a market reaches, are those of the group; under "none" markets do not count.
    Within one market it is HIGH under "warn" and CANNOT under "block"; service areas that come close are WORKABLE.
    """
    found = [conflict for other in seated for conflict in _between(applicant, other, policy, territory_km, unit)]
    return sorted(found, key=lambda one: (-one.level, one.km or 0.0, one.seated.company, one.kind))


def worst(found: Iterable[Conflict]) -> Level:
    """The highest level among conflicts; NONE if there are none."""
    return max((conflict.level for conflict in found), default=Level.NONE)


def not_compared(applicant: Applicant, without_city: int, policy: Policy) -> str:
    """A sentence about those whose distance nobody knows, or ''. What is not known is not the same as no conflict.

    `without_city` is the number of seated companies that told no city.
    """
    if policy == "none":
        return ""
    if applicant.at is None:
        return "Without a city of the applicant no distance could be checked."
    if not without_city:
        return ""
    return f"{without_city:,} {'company' if without_city == 1 else 'companies'} without a city could not be compared."


def _between(
    applicant: Applicant, other: Seated, policy: Policy, territory_km: float, unit: Unit
) -> Iterator[Conflict]:
    if applicant.company_key and applicant.company_key == other.company_key:
        level = Level.NONE if applicant.co_owner else Level.CANNOT
        more = f"{other.company} holds a seat here, which co-owners may share."
        words = more if applicant.co_owner else f"{other.company} already holds a seat here."
        yield Conflict(level, other, Kind.SAME_COMPANY, words)
        return
    if _one_owner(applicant, other):
        yield Conflict(Level.CANNOT, other, Kind.SAME_OWNER, f"{other.company} belongs to the same owner.")
    if other.company_key in applicant.named:
        words = f"They named {other.company} as a competitor to avoid."
        yield Conflict(Level.HIGH, other, Kind.NAMED, words)
    if policy != "none":
        yield from _markets(applicant, other, Level.CANNOT if policy == "block" else Level.HIGH, territory_km, unit)


def _one_owner(applicant: Applicant, other: Seated) -> bool:
    """Whether both have the same parent, or one is the other's."""
    if not applicant.owner and not other.owner:
        return False
    mine, theirs = _key_of_company(applicant.owner), _key_of_company(other.owner)
    return bool(
        (mine and mine in (theirs, other.company_key)) or (theirs and theirs == applicant.company_key)
    )  # fmt: skip


@lru_cache(maxsize=32_768)
def _key_of_company(name: str) -> str:
    return company_key(name) if name else ""


def _markets(applicant: Applicant, other: Seated, shared: Level, territory_km: float, unit: Unit) -> Iterator[Conflict]:
    """Territory by distance, else the market by its name: whoever sits in the same town is not told twice."""
    found = _territory(applicant, other, shared, territory_km, unit)
    named_alike = bool(applicant.market and other.market) and name_key(applicant.market) == name_key(other.market)
    if named_alike and (found is None or found.level < shared):
        words = f"{other.company} serves the same market, {other.market}."
        found = Conflict(shared, other, Kind.MARKET, words, found.km if found else None)
    if found:
        yield found


def _territory(applicant: Applicant, other: Seated, shared: Level, territory_km: float, unit: Unit) -> Conflict | None:
    """By distance. A radius that nobody told counts as half of what a market reaches."""
    if applicant.at is None or other.at is None:
        return None
    half = territory_km / 2
    mine = half if applicant.radius_km is None else applicant.radius_km
    theirs = half if other.radius_km is None else other.radius_km
    reach = max(territory_km, CLOSE * (mine + theirs))
    if abs(applicant.at.latitude - other.at.latitude) * _KM_OF_A_DEGREE > reach + 1:
        return None  # spares most of 2,000 seats the sines
    km = distance_km(applicant.at, other.at)
    away = f"{other.company} is {distance_words(km, unit)} away"
    if km <= territory_km:
        words = f"Same market: {away}, and a market reaches {distance_words(territory_km, unit)}."
        return Conflict(shared, other, Kind.TERRITORY, words, km)
    if km < CLOSE * (mine + theirs):
        meet = "overlap" if km < mine + theirs else "come close"
        areas = f"{distance_words(mine, unit)} and {distance_words(theirs, unit)}"
        words = f"{away}, and the areas they serve ({areas} around) {meet}."
        return Conflict(Level.WORKABLE, other, Kind.TERRITORY, words, km)
    return None


class Box(NamedTuple):
    """Degrees between which a place may lie, for the database to narrow by; `west` is never more than `east`."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, at: Coordinates) -> bool:
        """Whether a place lies in it."""
        return self.south <= at.latitude <= self.north and self.west <= at.longitude <= self.east


def boxes_around(at: Coordinates, km: float) -> tuple[Box, ...]:
    """The boxes that hold every place within `km` of `at`, and few more: two where the date line runs through.

    Around a pole it is all longitudes. Raises ValueError for a negative distance.
    """
    if km < 0:
        raise ValueError("a distance is not negative")
    reach = degrees(km / EARTH_RADIUS_KM) + _ROUNDING
    south, north = max(at.latitude - reach, -90.0), min(at.latitude + reach, 90.0)
    if north >= 90 or south <= -90:
        return (Box(south, north, -180.0, 180.0),)
    wide = degrees(asin(min(1.0, sin(radians(reach)) / cos(radians(at.latitude))))) + _ROUNDING
    west, east = at.longitude - wide, at.longitude + wide
    if west < -180:
        return Box(south, north, -180.0, east), Box(south, north, west + 360, 180.0)
    if east > 180:
        return Box(south, north, west, 180.0), Box(south, north, -180.0, east - 360)
    return (Box(south, north, west, east),)
