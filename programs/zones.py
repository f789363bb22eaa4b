"""Time zones as a person chooses one: those of most MSPs first and in plain words, then all of them by region."""

from functools import cache
from zoneinfo import available_timezones

USUAL = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Phoenix", "Arizona (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Halifax", "Atlantic Canada (Halifax)"),
    ("America/Toronto", "Eastern Canada (Toronto)"),
    ("Europe/London", "United Kingdom (London)"),
    ("Europe/Dublin", "Ireland (Dublin)"),
    ("Europe/Berlin", "Central Europe (Berlin)"),
    ("Europe/Helsinki", "Eastern Europe (Helsinki)"),
    ("Africa/Johannesburg", "South Africa (Johannesburg)"),
    ("Australia/Sydney", "Eastern Australia (Sydney)"),
    ("Australia/Perth", "Western Australia (Perth)"),
    ("Pacific/Auckland", "New Zealand (Auckland)"),
    ("UTC", "UTC"),
)
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""The parts of the zone database that name places; the rest are old names and offsets."""


@cache
def by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """All zones that name a place, under their regions, the usual ones first."""
    usual = {name for name, _ in USUAL}
    grouped: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(available_timezones() - usual):
        region, _, place = name.partition("/")
        if place and region in grouped:
            grouped[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [("Usual", list(USUAL)), *grouped.items()]


def zone_choices(current: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a select of zones: IANA names in groups. `current` is offered whatever it is."""
    listed = any(current == name for _, zones in by_region() for name, _ in zones)
    return by_region() if listed or not current else [("Now", [(current, current)]), *by_region()]
