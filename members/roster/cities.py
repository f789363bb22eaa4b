"""A place as people type it: "Austin, TX", "Portland (OR)", "Köln", "Paris FR", to be looked up by name and region."""

import re
from typing import NamedTuple

from members.roster.values import NotUnderstood, plain

_STATES = {
    "US": "AL alabama AK alaska AZ arizona AR arkansas CA california CO colorado CT connecticut DE delaware "
    "DC district_of_columbia FL florida GA georgia HI hawaii ID idaho IL illinois IN indiana IA iowa KS kansas "
    "KY kentucky LA louisiana ME maine MD maryland MA massachusetts MI michigan MN minnesota MS mississippi "
    "MO missouri MT montana NE nebraska NV nevada NH new_hampshire NJ new_jersey NM new_mexico NY new_york "
    "NC north_carolina ND north_dakota OH ohio OK oklahoma OR oregon PA pennsylvania RI rhode_island "
    "SC south_carolina SD south_dakota TN tennessee TX texas UT utah VT vermont VA virginia WA washington "
    "WV west_virginia WI wisconsin WY wyoming PR puerto_rico",
    "CA": "AB alberta BC british_columbia MB manitoba NB new_brunswick NL newfoundland_and_labrador NS nova_scotia "
    "NT northwest_territories NU nunavut ON ontario PE prince_edward_island QC quebec QC québec SK saskatchewan "
    "YT yukon",
    "AU": "NSW new_south_wales QLD queensland SA south_australia TAS tasmania VIC victoria WA western_australia",
}
_COUNTRIES = {
    code: names.split()
    for code, names in {
        "US": "us usa united_states united_states_of_america america u.s. u.s.a.",
        "CA": "canada can",
        "GB": "gb uk united_kingdom great_britain england scotland wales u.k.",
        "IE": "ie ireland",
        "DE": "de germany deutschland ger",
        "AT": "at austria österreich",
        "CH": "ch switzerland schweiz suisse",
        "FR": "fr france",
        "NL": "nl netherlands the_netherlands holland",
        "BE": "be belgium",
        "ES": "es spain españa",
        "IT": "it italy italia",
        "PT": "pt portugal",
        "SE": "se sweden",
        "NO": "no norway",
        "DK": "dk denmark",
        "FI": "fi finland",
        "PL": "pl poland",
        "AU": "au australia aus",
        "NZ": "nz new_zealand",
        "ZA": "za south_africa",
        "MX": "mx mexico",
        "IN": "india",
    }.items()
}
_COUNTRY_OF = {name.replace("_", " "): code for code, names in _COUNTRIES.items() for name in names}


def _regions() -> dict[str, list[tuple[str, str]]]:
    """Lower-case code or name of a state -> (code, country); WA is in two countries, the American one first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for country, words in _STATES.items():
        pairs = words.split()
        for code, name in zip(pairs[::2], pairs[1::2], strict=True):
            for word in (code.casefold(), name.replace("_", " ")):
                found.setdefault(word, []).append((code, country))
    return found


_REGIONS = _regions()


class CityText(NamedTuple):
    """A place as written, to be looked up: its name, a state's code ("TX", "ON") or "", a country code ("US") or ""."""

    name: str
    region: str = ""
    country: str = ""


def other_reading(place: CityText) -> CityText | None:
    """Berlin, DE may be in Delaware or in Germany: the second place to look for, if there is one."""
    code = _COUNTRY_OF.get(place.region.casefold())
    return CityText(place.name, "", code) if code and place.country == "US" else None


def city(text: str, region: str = "", country: str = "") -> CityText:
    """A place from one cell, or from one each for city, state and country; the separate cells win.

    A postal code and a street before the last commas are dropped. Raises NotUnderstood where no name is left.
    """
    text = re.sub(r"\(([^)]*)\)", r", \1", text)
    text = re.sub(r"\b(\d{5}(-\d{4})?|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d)\b", " ", text)
    parts = [" ".join(part.split()) for part in re.split(r"[,/|]", text)]
    parts = [part for part in parts if part]
    parts += [part for part in (region.strip(), country.strip()) if part]
    found_country = found_region = ""
    if len(parts) > 1 and plain(parts[-1]) in _COUNTRY_OF and not _is_state_of(parts):
        found_country = _COUNTRY_OF[plain(parts.pop())]
    if len(parts) > 1:
        found_region, found_country = _region(parts, found_country)
    elif not found_country:
        parts, found_region, found_country = _without_comma(parts)
    name = (parts[-1] if found_region else parts[0]) if parts else ""
    name = " ".join(re.sub(r"\d+", " ", name).split())
    if not any(letter.isalpha() for letter in name):
        raise NotUnderstood("is not a city. Write it like Austin, TX.")
    return CityText(name, found_region, found_country)


def _is_state_of(parts: list[str]) -> bool:
    """Whether the last part is a state, though its code is a country's too: Wilmington, DE. Not after a state."""
    word = plain(parts[-1])
    return word in _REGIONS and not (len(parts) > 2 and plain(parts[-2]) in _REGIONS)


def _region(parts: list[str], country: str) -> tuple[str, str]:
    """Takes a state off the end of `parts`. A country that is already known decides which state is meant."""
    for code, of_country in _REGIONS.get(plain(parts[-1]).replace(".", ""), []):
        if not country or of_country == country:
            parts.pop()
            return code, of_country
    if country and len(parts) > 1:
        return parts.pop(), country
    return "", country


def _without_comma(parts: list[str]) -> tuple[list[str], str, str]:
    """Takes a code in capitals off the end of the only part: Austin TX, Paris FR."""
    name, _, last = parts[0].rpartition(" ") if parts else ("", "", "")
    if name and last.isupper():
        if last.casefold() in _REGIONS:
            code, country = _REGIONS[last.casefold()][0]
            return [name], code, country
        if last.casefold() in _COUNTRY_OF:
            return [name], "", _COUNTRY_OF[last.casefold()]
    return parts, "", ""
