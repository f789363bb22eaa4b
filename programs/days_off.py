"""Public holidays: the days besides weekends on which nothing is promised. Pure.

The days are those of the `holidays` package: what is a day off in the whole of a country, not in a part of it alone.
"""

from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from warnings import catch_warnings, simplefilter

import holidays

COUNTRIES = (
    ("AU", "Australia"), ("AT", "Austria"), ("BE", "Belgium"), ("BR", "Brazil"), ("CA", "Canada"), ("DK", "Denmark"),
    ("FI", "Finland"), ("FR", "France"), ("DE", "Germany"), ("IN", "India"), ("IE", "Ireland"), ("IT", "Italy"),
    ("MX", "Mexico"), ("NL", "Netherlands"), ("NZ", "New Zealand"), ("NO", "Norway"), ("PL", "Poland"),
    ("PT", "Portugal"), ("SG", "Singapore"), ("ZA", "South Africa"), ("ES", "Spain"), ("SE", "Sweden"),
    ("CH", "Switzerland"), ("GB", "United Kingdom"), ("US", "United States"),
)  # fmt: skip
"""Countries whose holidays a program may keep, by ISO code."""

NONE = "-"
"""What a program chooses that keeps nobody's holidays."""

_COUNTRY_OF_ZONE = {
    "America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Phoenix": "US",
    "America/Los_Angeles": "US", "America/Anchorage": "US", "Pacific/Honolulu": "US", "America/Halifax": "CA",
    "America/Toronto": "CA", "Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Berlin": "DE",
    "Europe/Helsinki": "FI", "Africa/Johannesburg": "ZA", "Australia/Sydney": "AU", "Australia/Perth": "AU",
    "Pacific/Auckland": "NZ",
}  # fmt: skip


def country_of(chosen: str, zone: str) -> str:
    """The country whose holidays count: the `chosen` code, else that of a usual time zone; '' for nobody's."""
    return "" if chosen == NONE else chosen or _COUNTRY_OF_ZONE.get(zone, "")


def days_off(country: str, around: date) -> dict[date, str]:
    """Holidays by day, with their names in English where there are any: of the year of `around` and the next one.

    '' has none. Raises NotImplementedError for a country that the package does not know.
    """
    return {day: name for year in (around.year, around.year + 1) for day, name in _of_year(country, year)}


def is_day_off(day: date, zone: str) -> bool:
    """Whether `day` is a public holiday where clocks show `zone`, as far as that place's holidays are known."""
    country = _countries().get(zone, "")
    return any(day == one for one, _ in _of_year(country, day.year))


@cache
def _countries() -> dict[str, str]:
    """Zone name -> country whose holidays are known, from the table of the zone database."""
    known = holidays.list_supported_countries(include_aliases=False)
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows if country in known}


@lru_cache(maxsize=1024)
def _of_year(country: str, year: int) -> tuple[tuple[date, str], ...]:
    if not country:
        return ()
    with catch_warnings():
        simplefilter("ignore", UserWarning)  # Feasts that follow the moon are known for some years only.
        return tuple(sorted(holidays.country_holidays(country, years=year, language="en_US").items()))
