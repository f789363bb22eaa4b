"""The kinds of criteria: what each asks for, what it sees in the facts, and what is wrong with it as typed. Pure.

Kinds: research/mission.md section 1, row 6.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Any, NamedTuple

from members.places import distance_km, distance_words
from members.roster.names import name_key
from vetting.conflicts import Unit
from vetting.facts import BUSINESS_MODELS, REVENUE_BANDS, Facts, Surroundings

Wanted = Mapping[str, Any]

_BAND_STARTS = (0.0, 0.5, 1.0, 3.0, 5.0, 10.0, 20.0)
_LONGEST_ANSWER = 80
_MOST_NAMED = 4


class Kind(StrEnum):
    """What a criterion looks at."""

    ROLE = "role"
    EMPLOYEES = "employees"
    MANAGED_USERS = "managed_users"
    REVENUE_BAND = "revenue_band"
    RECURRING_SHARE = "recurring_share"
    MATURITY = "maturity"
    YEARS_IN_BUSINESS = "years_in_business"
    PLACE = "place"
    VERTICAL = "vertical"
    BUSINESS_MODEL = "business_model"
    VENDOR = "vendor"
    DISTANCE = "distance"
    MARKET = "market"
    QUESTION = "question"

    @property
    def label(self) -> str:
        """Its name in the editor and at the head of a finding."""
        return RULES[self].label


class Met(StrEnum):
    """What the facts say to a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"met": "Met", "not_met": "Not met", "unclear": "Unclear"}[self]


class View(NamedTuple):
    """What a kind looks at: the key of the criterion and what it wants, the facts, beside whom, and the day."""

    key: str
    wanted: Wanted
    facts: Facts
    surroundings: Surroundings
    today: date


class Seen(NamedTuple):
    """What a kind saw in the facts. `more` is a further sentence, with a space before it."""

    met: Met
    evidence: str
    more: str = ""


class Rule(NamedTuple):
    """A kind: its name, the parts of `wanted`, how its wish reads, what it sees, and the question for an applicant.

    `limits` are the lowest and highest number that can be asked for, where it is numbers.
    """

    label: str
    question: str
    parts: tuple[str, ...]
    asks: Callable[[Wanted, Unit], str]
    look: Callable[[View], Seen | None]
    problems: Callable[[Wanted], list[str]]
    limits: tuple[float, float] = (0, 0)


def _range(
    label: str, question: str, limits: tuple[float, float], value: Callable[[Facts, date], float | None],
    *, said: Callable[[float], str], bound: Callable[[float], str] | None = None, whole: bool = True,
) -> Rule:  # fmt: skip
    """A kind that wants a number between two bounds, both of which count as inside."""

    def asks(wanted: Wanted, unit: Unit) -> str:
        return _between(wanted.get("min"), wanted.get("max"), bound or _number)

    def look(view: View) -> Seen | None:
        told = value(view.facts, view.today)
        return None if told is None else Seen(_inside(told, view.wanted), said(told))

    def wrong(wanted: Wanted) -> list[str]:
        return _wrong_bounds(label, wanted, limits, whole=whole)

    return Rule(label, question, ("min", "max"), asks, look, wrong, limits)


def _inside(told: float, wanted: Wanted) -> Met:
    low, high = wanted.get("min"), wanted.get("max")
    return Met.MET if (low is None or told >= low) and (high is None or told <= high) else Met.NOT_MET


def _wrong_bounds(
    label: str,
    wanted: Wanted,
    limits: tuple[float, float],
    *,
    whole: bool,
    parts: Sequence[str] = ("min", "max"),
) -> list[str]:
    found = []
    given = {part: wanted[part] for part in parts if wanted.get(part) is not None}
    lowest, highest = limits
    for value in given.values():
        if not _is_number(value) or (whole and not isinstance(value, int)):
            found.append(f"{label}: write a {'whole ' if whole else ''}number.")
        elif not lowest <= value <= highest:
            found.append(f"{label}: write a number from {_number(lowest)} to {_number(highest)}.")
    if not found and len(given) == 2 and given["min"] > given["max"]:
        found.append(f"{label}: the lower bound is above the upper one.")
    return list(dict.fromkeys(found))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _bands(wanted: Wanted, unit: Unit) -> str:
    """Revenue bands from one to another: "1 M to 10 M a year"."""
    low, high = wanted.get("min"), wanted.get("max")
    start = f"{_number(_BAND_STARTS[low])} M" if low else ""
    end = f"{_number(_BAND_STARTS[high + 1])} M" if high is not None and high < len(_BAND_STARTS) - 1 else ""
    if start and end:
        return f"{start} to {end} a year"
    return f"{start} a year or more" if start else f"up to {end} a year" if end else ""


def _list(
    label: str, question: str, told: Callable[[Facts], Collection[str]], said: str, *,
    shown: Callable[[str], str] = str, known: Collection[str] = (),
) -> Rule:  # fmt: skip
    """A kind that wants one of some names, and none of others. `said` begins the evidence; `known` are all allowed."""

    def asks(wanted: Wanted, unit: Unit) -> str:
        any_, none = _names(wanted, "any"), _names(wanted, "none")
        yes, no = _or([shown(name) for name in any_]), _or([shown(name) for name in none])
        return f"{yes}, not {no}" if yes and no else yes or (f"anything but {no}" if no else "")

    def look(view: View) -> Seen | None:
        names = list(told(view.facts))
        if not names:
            return None
        has = {name_key(name) for name in names}
        any_, none = _keys(view.wanted, "any"), _keys(view.wanted, "none")
        met = (not any_ or has & any_) and not has & none
        first = sorted(names, key=lambda name: name_key(name) not in any_ | none)  # what decides is what is named
        return Seen(Met.MET if met else Met.NOT_MET, f"{said}{_and([shown(name) for name in first])}")

    def wrong(wanted: Wanted) -> list[str]:
        return _wrong_names(label, wanted, ("any", "none"), known)

    return Rule(label, question, ("any", "none"), asks, look, wrong)


def _names(wanted: Wanted, part: str) -> list[str]:
    return list(wanted.get(part) or ())


def _keys(wanted: Wanted, part: str) -> set[str]:
    return {name_key(name) for name in _names(wanted, part)}


def _wrong_names(label: str, wanted: Wanted, parts: Sequence[str], known: Collection[str] = ()) -> list[str]:
    for part in parts:
        names = wanted.get(part)
        if names is not None and not isinstance(names, list | tuple):
            return [f"{label}: give a list."]
        if not all(isinstance(name, str) and name.strip() for name in names or ()):
            return [f"{label}: an entry of the list is empty."]
        strange = [name for name in names or () if known and name not in known]
        if strange:
            return [f"{label}: there is no {_or(strange)}."]
    both = _keys(wanted, parts[0]) & _keys(wanted, parts[1]) if parts == ("any", "none") else set()
    return [f"{label}: {_and(sorted(both))} cannot be asked for and left out at once."] if both else []


_PLACE = ("countries", "regions", "zones")


def _place_asks(wanted: Wanted, unit: Unit) -> str:
    regions, countries, zones = (_or(_names(wanted, part)) for part in ("regions", "countries", "zones"))
    where = " in ".join(part for part in (regions, countries) if part)
    return " and ".join(part for part in (where, f"the time of {zones}" if zones else "") if part)


def _place(view: View) -> Seen | None:
    told = {"countries": view.facts.country or "", "regions": view.facts.region or "", "zones": view.facts.zone or ""}
    asked = {part: _keys(view.wanted, part) for part in _PLACE if view.wanted.get(part)}
    outside = any(told[part] and name_key(told[part]) not in wanted for part, wanted in asked.items())
    if not outside and not (any(told.values()) and all(told[part] for part in asked)):
        return None
    where = view.facts.city or ", ".join(part for part in (view.facts.region, view.facts.country) if part)
    evidence = ", ".join(part for part in (where, told["zones"] if "zones" in asked or not where else "") if part)
    return Seen(Met.NOT_MET if outside else Met.MET, evidence)


def _wrong_place(wanted: Wanted) -> list[str]:
    return _wrong_names("Place", wanted, _PLACE)


def _distance_asks(wanted: Wanted, unit: Unit) -> str:
    km = wanted.get("min_km")
    return f"{distance_words(km, unit)} or more between members" if km else ""


def _distance(view: View) -> Seen | None:
    if view.facts.at is None:
        return None
    asked, unit = view.wanted.get("min_km") or 0, view.surroundings.unit
    placed = [(distance_km(view.facts.at, other.at), other.company) for other in view.surroundings.seated if other.at]
    unplaced = len(view.surroundings.seated) - len(placed)
    more = f" {_count(unplaced, 'company', 'companies')} without a city could not be compared." if unplaced else ""
    if not placed:
        return Seen(Met.MET, f"no member within {distance_words(asked, unit)}" if asked else "no member near", more)
    km, company = min(placed)
    evidence = f"{company} is {distance_words(km, unit)} away"
    return Seen(Met.MET if km >= asked else Met.NOT_MET, evidence, more)


def _wrong_distance(wanted: Wanted) -> list[str]:
    return _wrong_bounds("Distance", wanted, (1, 20_000), whole=False, parts=("min_km",))


def _market_asks(wanted: Wanted, unit: Unit) -> str:
    most = wanted.get("at_most")
    if most is None:
        return ""
    return f"at most {_count(most, 'other', 'others')} of the same market" if most else "nobody else of the same market"


def _market(view: View) -> Seen | None:
    if not view.facts.market:
        return None
    here = name_key(view.facts.market)
    others = [other.company for other in view.surroundings.seated if other.market and name_key(other.market) == here]
    most = view.wanted.get("at_most")
    served = f"served by {_and(others)} too" if others else "served by nobody here"
    return Seen(Met.MET if most is None or len(others) <= most else Met.NOT_MET, f"{view.facts.market}, {served}")


def _wrong_market(wanted: Wanted) -> list[str]:
    return _wrong_bounds("Market", wanted, (0, 24), whole=True, parts=("at_most",))


def _question_asks(wanted: Wanted, unit: Unit) -> str:
    return _or([f"“{answer}”" for answer in _names(wanted, "good")])


def _question(view: View) -> Seen | None:
    answer = " ".join(view.facts.answers.get(view.key, "").split()).rstrip(".")
    if not answer:
        return None
    short = answer if len(answer) <= _LONGEST_ANSWER else f"{answer[:_LONGEST_ANSWER].rstrip()}…"
    good = _keys(view.wanted, "good")
    if not good:
        return Seen(Met.UNCLEAR, f"answered “{short}”", " Only a person can judge it.")
    return Seen(Met.MET if name_key(answer) in good else Met.NOT_MET, f"answered “{short}”")


def _wrong_question(wanted: Wanted) -> list[str]:
    found = _wrong_names("Question", wanted, ("choices", "good"))
    if found:
        return found
    choices, good = _keys(wanted, "choices"), _keys(wanted, "good")
    if len(choices) == 1:
        return ["Question: offer two answers or more, or none for a free answer."]
    return ["Question: an answer that meets it is not among those to choose from."] if good - choices else []


def _years(facts: Facts, today: date) -> float | None:
    """Calendar years since the founding; a year to come is a slip, and unknown."""
    return None if facts.founded is None or facts.founded > today.year else today.year - facts.founded


RULES: Mapping[Kind, Rule] = MappingProxyType(
    {
        Kind.ROLE: _list(
            "Role", "What is your role in the company?", lambda facts: [facts.role] if facts.role else [], ""
        ),
        Kind.EMPLOYEES: _range(
            "Employees", "How many people work at your company, you included?", (1, 100_000),
            lambda facts, today: facts.employees, said=lambda told: _count(told, "person", "people"),
        ),
        Kind.MANAGED_USERS: _range(
            "Managed users", "How many users do you manage?", (0, 10_000_000),
            lambda facts, today: facts.managed_users,
            said=lambda told: _count(told, "managed user", "managed users"),
        ),
        Kind.REVENUE_BAND: _range(
            "Revenue", "What is your revenue a year, roughly?", (0, len(REVENUE_BANDS) - 1),
            lambda facts, today: facts.revenue_band, said=lambda told: f"{REVENUE_BANDS[int(told)]} a year",
        )._replace(asks=_bands),
        Kind.RECURRING_SHARE: _range(
            "Recurring share", "Which share of your revenue is recurring?", (0, 100),
            lambda facts, today: facts.recurring_share, said=lambda told: f"{_number(told)} % recurring",
            bound=lambda told: f"{_number(told)} %",
        ),
        Kind.MATURITY: _range(
            "Operational maturity", "Please fill in the self-assessment.", (1, 5),
            lambda facts, today: facts.maturity, said=lambda told: f"maturity {_number(told)} of 5", whole=False,
        ),
        Kind.YEARS_IN_BUSINESS: _range(
            "Years in business", "In which year was your company founded?", (0, 200),
            _years, said=lambda told: f"{_count(told, 'year', 'years')} in business",
        ),
        Kind.PLACE: Rule(
            "Place", "In which city is your company?", _PLACE, _place_asks, _place, _wrong_place
        ),
        Kind.VERTICAL: _list(
            "Verticals", "Which industries do you serve most?", lambda facts: facts.verticals or (), "serves "
        ),
        Kind.BUSINESS_MODEL: _list(
            "Business model", "What brings in most of your revenue?",
            lambda facts: [facts.business_model] if facts.business_model else [], "",
            shown=lambda key: BUSINESS_MODELS.get(key, key), known=BUSINESS_MODELS,
        ),
        Kind.VENDOR: _list("Vendors", "Which tools do you run on?", lambda facts: facts.vendors or (), "uses "),
        Kind.DISTANCE: Rule(
            "Distance", "In which city is your company?", ("min_km",), _distance_asks, _distance, _wrong_distance
        ),
        Kind.MARKET: Rule(
            "Market", "What do you call the market that you serve?", ("at_most",), _market_asks, _market, _wrong_market
        ),
        Kind.QUESTION: Rule(
            "Question", "", ("choices", "good"), _question_asks, _question, _wrong_question
        ),
    }
)  # fmt: skip


def wrong_with(kind: Kind, wanted: Wanted) -> list[str]:
    """What is wrong with what a criterion of a kind wants, in sentences for its editor."""
    rule = RULES[kind]
    strange = sorted(set(wanted) - set(rule.parts))
    return [*([f"{rule.label} has no part called {_and(strange)}."] if strange else []), *rule.problems(wanted)]


# -- words ---------------------------------------------------------------------------------------------------------


def _number(value: float) -> str:
    """A number with groups of three and no zeros behind the point: 1,200 and 2.5."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _count(value: float, one: str, many: str) -> str:
    return f"{_number(value)} {one if value == 1 else many}"


def _between(low: float | None, high: float | None, said: Callable[[float], str]) -> str:
    if low is not None and high is not None:
        return said(low) if low == high else f"{said(low)} to {said(high)}"
    return f"{said(low)} or more" if low is not None else f"up to {said(high)}" if high is not None else ""


def _and(names: Sequence[str]) -> str:
    """ "a, b and c"; of many the first few: "a, b, c and 6 more"."""
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} more"]
    return _listed(names, "and")


def _or(names: Sequence[str]) -> str:
    """ "a, b or c"; all of them, for they are what is asked for."""
    return _listed(names, "or")


def _listed(names: Sequence[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""
