"""The criteria of a program or a group, and what an applicant's facts say to each: met, not met or unclear, and why.

Pure. A machine only prepares: people decide. Kinds: research/mission.md section 1, row 6. Size bands: section 3.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Any, NamedTuple

from members.places import Coordinates, distance_km, distance_words
from members.roster.names import name_key
from vetting.conflicts import Seated, Unit

BUSINESS_MODELS = MappingProxyType(
    {
        "managed": "managed services first",
        "projects": "projects first",
        "resale": "resale first",
        "comanaged": "co-managed IT",
        "security": "security first",
        "breakfix": "break-fix",
    }
)
"""Keys of members.models.CompanyFacts.Model, as they read within a sentence."""

REVENUE_BANDS = ("under 0.5 M", "0.5-1 M", "1-3 M", "3-5 M", "5-10 M", "10-20 M", "over 20 M")
"""The labels of members.models.CompanyFacts.RevenueBand by their value, in the program's currency."""

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
        return _KINDS[self].label


class Weight(StrEnum):
    """How much a criterion counts."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"must": "Must", "should": "Should", "info": "For information"}[self]


class Met(StrEnum):
    """What the facts say to a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"met": "Met", "not_met": "Not met", "unclear": "Unclear"}[self]


class Fit(StrEnum):
    """What all findings together say. The machine's word, for people to check."""

    FITS = "fits"
    LOOK = "look"
    NOT = "not"

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return {"fits": "Fits", "look": "Needs a look", "not": "Does not fit"}[self]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule. `key` names it within its set; `question` is the text of a custom one. `wanted`, by kind:

    role, vertical, business_model, vendor: {"any": [names], "none": [names]}, business models by key;
    employees, managed_users, revenue_band (0-6), recurring_share (%), maturity (1-5), years_in_business:
    {"min": n, "max": n}; place: {"countries": [ISO], "regions": ["OH"], "zones": [IANA]}, each that is told must hold;
    distance: {"min_km": n} to every seated member; market: {"at_most": n} other companies of the same market;
    question: {"choices": [answers to choose from], "good": [those that meet it]}, or {} for a free answer.
    What is left out or None is not asked for.
    """

    key: str
    kind: Kind
    weight: Weight
    wanted: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `from_dict` reads it back."""
        return {
            "key": self.key, "kind": str(self.kind), "weight": str(self.weight), "wanted": dict(self.wanted),
            "question": self.question,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Criterion":
        """A criterion as `as_dict` wrote it. Raises KeyError or ValueError for what is none; see `problems` as well."""
        return cls(
            data["key"], Kind(data["kind"]), Weight(data["weight"]), dict(data.get("wanted", {})),
            data.get("question", ""),
        )  # fmt: skip

    def asks(self, unit: Unit = "mi") -> str:
        """What it asks for, within a sentence: "8 to 25 people", "healthcare or dental"; '' if it asks for nothing."""
        return _KINDS[self.kind].asks(self, unit)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an applicant and their company on the day they are judged. None or empty is unknown.

    `role` is the name of a track; `recurring_share` is in %; `maturity` 1 to 5 in halves; `city` reads as people write
    it ("Dayton, OH"), `country` is an ISO code and `region` a state's; `zone` an IANA name; `market` what they call the
    area they serve; `answers` are those to custom questions, by the criterion's key.
    """

    role: str | None = None
    employees: int | None = None
    managed_users: int | None = None
    revenue_band: int | None = None
    recurring_share: int | None = None
    maturity: float | None = None
    founded: int | None = None
    city: str | None = None
    country: str | None = None
    region: str | None = None
    zone: str | None = None
    verticals: Collection[str] | None = None
    business_model: str | None = None
    vendors: Collection[str] | None = None
    at: Coordinates | None = None
    market: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Beside whom an applicant is judged. `whose` asks, within a sentence: "this group" or "the program".

    `seated` need hold only those near enough, or of the same market, to matter; not the applicant's own company.
    """

    seated: Sequence[Seated] = ()
    unit: Unit = "mi"
    whose: str = "this group"


ALONE = Surroundings()


@dataclass(frozen=True, slots=True)
class Finding:
    """What the facts say to one criterion: the evidence in a few words, and one sentence with what was asked for.

    `ask` is the question that would clear it up, or '' if nothing is to be asked.
    """

    criterion: Criterion
    met: Met
    evidence: str
    sentence: str
    ask: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `from_dict` reads it back."""
        return {
            "criterion": self.criterion.as_dict(), "met": str(self.met), "evidence": self.evidence,
            "sentence": self.sentence, "ask": self.ask,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Finding":
        """A finding as `as_dict` wrote it. Raises KeyError or ValueError for what is none."""
        criterion = Criterion.from_dict(data["criterion"])
        return cls(criterion, Met(data["met"]), data["evidence"], data["sentence"], data["ask"])


def judge(criterion: Criterion, facts: Facts, surroundings: Surroundings = ALONE, *, today: date) -> Finding:
    """What `facts` say to `criterion`, in one sentence with numbers: "14 people; this group asks for 8 to 25."

    The criterion is one without `problems`.
    """
    rule = _KINDS[criterion.kind]
    seen = rule.look(criterion, facts, surroundings, today)
    asks = criterion.asks(surroundings.unit)
    end = f"; {surroundings.whose} asks for {asks}." if asks else "."
    if seen is None:
        question = criterion.question or rule.question
        return Finding(criterion, Met.UNCLEAR, "", f"{_capital(criterion.kind.label)} not known yet{end}", question)
    return Finding(criterion, seen.met, seen.evidence, f"{_capital(seen.evidence)}{end}{seen.more}")


def judge_all(
    criteria: Iterable[Criterion], facts: Facts, surroundings: Surroundings = ALONE, *, today: date
) -> list[Finding]:
    """What `facts` say to each of `criteria`, in their order."""
    return [judge(criterion, facts, surroundings, today=today) for criterion in criteria]


def fit(findings: Iterable[Finding]) -> Fit:
    """A must that is not met does not fit; a must that is unclear or a should that is not met needs a look."""
    marks = {(finding.criterion.weight, finding.met) for finding in findings}
    if (Weight.MUST, Met.NOT_MET) in marks:
        return Fit.NOT
    return Fit.LOOK if marks & {(Weight.MUST, Met.UNCLEAR), (Weight.SHOULD, Met.NOT_MET)} else Fit.FITS


def missing(findings: Iterable[Finding]) -> list[str]:
    """The questions that would clear up what is unclear, the musts first. What is for information holds nobody up."""
    open_ = [finding for finding in findings if finding.ask and finding.criterion.weight is not Weight.INFO]
    open_.sort(key=lambda finding: finding.criterion.weight is not Weight.MUST)
    return list(dict.fromkeys(finding.ask for finding in open_))


# -- trying criteria on past cases ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A past decision: what was known on the day `on`, and whether it was `accepted`. `key` is the caller's."""

    key: str
    facts: Facts
    accepted: bool
    on: date
    surroundings: Surroundings = ALONE


@dataclass(frozen=True, slots=True)
class Tried:
    """One past case under two sets of criteria."""

    case: Case
    before: Fit
    after: Fit
    sentence: str

    @property
    def flips(self) -> bool:
        """Whether the new criteria speak against a decision against which the old ones did not."""
        against = Fit.NOT if self.case.accepted else Fit.FITS
        return self.after is against and self.before is not against


def try_on(old: Sequence[Criterion], new: Sequence[Criterion], cases: Iterable[Case]) -> list[Tried]:
    """Each past case by the `old` and the `new` criteria, those that would flip first; a sentence says what decides."""
    tried = [_try(old, new, case) for case in cases]
    return sorted(tried, key=lambda one: not one.flips)


def _try(old: Sequence[Criterion], new: Sequence[Criterion], case: Case) -> Tried:
    before = fit(judge_all(old, case.facts, case.surroundings, today=case.on))
    findings = judge_all(new, case.facts, case.surroundings, today=case.on)
    after = fit(findings)
    done = "Accepted" if case.accepted else "Declined"
    why = next((one.sentence for one in findings if _decides(one, after)), "Every must and should is met.")
    return Tried(case, before, after, f"{done}; by these criteria: {after.label.lower()}. {why}")


def _decides(finding: Finding, after: Fit) -> bool:
    """Whether it is a finding for which the whole does not simply fit."""
    weight, met = finding.criterion.weight, finding.met
    if after is Fit.NOT:
        return weight is Weight.MUST and met is Met.NOT_MET
    return (weight is Weight.MUST and met is Met.UNCLEAR) or (weight is Weight.SHOULD and met is not Met.MET)


# -- what is wrong with a criterion as it was typed ----------------------------------------------------------------


def problems(criterion: Criterion) -> list[str]:
    """What has to change before the criterion can be used, in sentences for its editor; empty if nothing has."""
    found = [] if criterion.key.strip() else ["The criterion has no key."]
    rule = _KINDS[criterion.kind]
    unknown = sorted(set(criterion.wanted) - set(rule.parts))
    if unknown:
        found.append(f"{rule.label} has no part called {_and(unknown)}.")
    found += rule.problems(criterion)
    counts = criterion.weight is not Weight.INFO and criterion.kind is not Kind.QUESTION
    if not found and counts and all(value in (None, []) for value in criterion.wanted.values()):
        found.append(f"{rule.label}: say what is asked for, or make it for information.")
    return found


def problems_of_all(criteria: Sequence[Criterion]) -> list[str]:
    """`problems` of each, and keys that two criteria have."""
    found = [problem for criterion in criteria for problem in problems(criterion)]
    keys = [criterion.key for criterion in criteria]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return [*found, *(f"Two criteria have the key {key}." for key in twice)]


# -- the kinds -----------------------------------------------------------------------------------------------------


class _Seen(NamedTuple):
    """What a kind saw in the facts. `more` is a further sentence, with a space before it."""

    met: Met
    evidence: str
    more: str = ""


class _Rule(NamedTuple):
    """A kind: its name, the parts of `wanted`, how its wish reads, what it sees, and the question for an applicant."""

    label: str
    question: str
    parts: tuple[str, ...]
    asks: Callable[[Criterion, Unit], str]
    look: Callable[[Criterion, Facts, Surroundings, date], _Seen | None]
    problems: Callable[[Criterion], list[str]]


def _range(
    label: str, question: str, limits: tuple[float, float], value: Callable[[Facts, date], float | None],
    *, said: Callable[[float], str], bound: Callable[[float], str] | None = None, whole: bool = True,
) -> _Rule:  # fmt: skip
    """A kind that wants a number between two bounds, both of which count as inside."""

    def asks(criterion: Criterion, unit: Unit) -> str:
        return _between(criterion.wanted.get("min"), criterion.wanted.get("max"), bound or _number)

    def look(criterion: Criterion, facts: Facts, surroundings: Surroundings, today: date) -> _Seen | None:
        told = value(facts, today)
        return None if told is None else _Seen(_inside(told, criterion.wanted), said(told))

    def wrong(criterion: Criterion) -> list[str]:
        return _wrong_bounds(label, criterion.wanted, limits, whole=whole)

    return _Rule(label, question, ("min", "max"), asks, look, wrong)


def _inside(told: float, wanted: Mapping[str, Any]) -> Met:
    low, high = wanted.get("min"), wanted.get("max")
    return Met.MET if (low is None or told >= low) and (high is None or told <= high) else Met.NOT_MET


def _wrong_bounds(
    label: str,
    wanted: Mapping[str, Any],
    limits: tuple[float, float],
    *,
    whole: bool,
    parts: Sequence[str] = ("min", "max"),
) -> list[str]:
    found = []
    given = {part: wanted[part] for part in parts if wanted.get(part) is not None}
    lowest, highest = limits
    for value in given.values():
        if not _is_number(value) or (whole and value != int(value)):
            found.append(f"{label}: write a {'whole ' if whole else ''}number.")
        elif not lowest <= value <= highest:
            found.append(f"{label}: write a number from {_number(lowest)} to {_number(highest)}.")
    if not found and len(given) == 2 and given["min"] > given["max"]:
        found.append(f"{label}: the lower bound is above the upper one.")
    return list(dict.fromkeys(found))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _bands(criterion: Criterion, unit: Unit) -> str:
    """Revenue bands from one to another: "1 M to 10 M a year"."""
    low, high = criterion.wanted.get("min"), criterion.wanted.get("max")
    start = f"{_number(_BAND_STARTS[low])} M" if low else ""
    end = f"{_number(_BAND_STARTS[high + 1])} M" if high is not None and high < len(_BAND_STARTS) - 1 else ""
    if start and end:
        return f"{start} to {end} a year"
    return f"{start} a year or more" if start else f"up to {end} a year" if end else ""


def _list(
    label: str, question: str, told: Callable[[Facts], Collection[str]], said: str, *,
    shown: Callable[[str], str] = str, known: Collection[str] = (),
) -> _Rule:  # fmt: skip
    """A kind that wants one of some names, and none of others. `said` begins the evidence; `known` are all allowed."""

    def asks(criterion: Criterion, unit: Unit) -> str:
        any_, none = _names(criterion.wanted, "any"), _names(criterion.wanted, "none")
        yes, no = _or([shown(name) for name in any_]), _or([shown(name) for name in none])
        return f"{yes}, not {no}" if yes and no else yes or (f"anything but {no}" if no else "")

    def look(criterion: Criterion, facts: Facts, surroundings: Surroundings, today: date) -> _Seen | None:
        names = list(told(facts))
        if not names:
            return None
        has = {name_key(name) for name in names}
        any_, none = _keys(criterion.wanted, "any"), _keys(criterion.wanted, "none")
        met = (not any_ or has & any_) and not has & none
        first = sorted(names, key=lambda name: name_key(name) not in any_ | none)  # what decides is what is named
        return _Seen(Met.MET if met else Met.NOT_MET, f"{said}{_and([shown(name) for name in first])}")

    def wrong(criterion: Criterion) -> list[str]:
        return _wrong_names(label, criterion.wanted, ("any", "none"), known)

    return _Rule(label, question, ("any", "none"), asks, look, wrong)


def _names(wanted: Mapping[str, Any], part: str) -> list[str]:
    return list(wanted.get(part) or ())


def _keys(wanted: Mapping[str, Any], part: str) -> set[str]:
    return {name_key(name) for name in _names(wanted, part)}


def _wrong_names(label: str, wanted: Mapping[str, Any], parts: Sequence[str], known: Collection[str] = ()) -> list[str]:
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


def _place_asks(criterion: Criterion, unit: Unit) -> str:
    regions, countries, zones = (_or(_names(criterion.wanted, part)) for part in ("regions", "countries", "zones"))
    where = " in ".join(part for part in (regions, countries) if part)
    return " and ".join(part for part in (where, f"the time of {zones}" if zones else "") if part)


def _place(criterion: Criterion, facts: Facts, surroundings: Surroundings, today: date) -> _Seen | None:
    told = {"countries": facts.country or "", "regions": facts.region or "", "zones": facts.zone or ""}
    asked = {part: _keys(criterion.wanted, part) for part in _PLACE if criterion.wanted.get(part)}
    outside = any(told[part] and name_key(told[part]) not in wanted for part, wanted in asked.items())
    if not outside and not (any(told.values()) and all(told[part] for part in asked)):
        return None
    where = facts.city or ", ".join(part for part in (facts.region, facts.country) if part)
    evidence = ", ".join(part for part in (where, told["zones"] if "zones" in asked or not where else "") if part)
    return _Seen(Met.NOT_MET if outside else Met.MET, evidence)


def _wrong_place(criterion: Criterion) -> list[str]:
    return _wrong_names("Place", criterion.wanted, _PLACE)


def _distance_asks(criterion: Criterion, unit: Unit) -> str:
    km = criterion.wanted.get("min_km")
    return f"{distance_words(km, unit)} or more between members" if km else ""


def _distance(criterion: Criterion, facts: Facts, surroundings: Surroundings, today: date) -> _Seen | None:
    if facts.at is None:
        return None
    asked, unit = criterion.wanted.get("min_km") or 0, surroundings.unit
    placed = [(distance_km(facts.at, other.at), other.company) for other in surroundings.seated if other.at]
    unplaced = len(surroundings.seated) - len(placed)
    more = f" {_count(unplaced, 'company', 'companies')} without a city could not be compared." if unplaced else ""
    if not placed:
        return _Seen(Met.MET, f"no member within {distance_words(asked, unit)}" if asked else "no member near", more)
    km, company = min(placed)
    evidence = f"{company} is {distance_words(km, unit)} away"
    return _Seen(Met.MET if km >= asked else Met.NOT_MET, evidence, more)


def _wrong_distance(criterion: Criterion) -> list[str]:
    return _wrong_bounds("Distance", criterion.wanted, (1, 20_000), whole=False, parts=("min_km",))


def _market_asks(criterion: Criterion, unit: Unit) -> str:
    most = criterion.wanted.get("at_most")
    if most is None:
        return ""
    return f"at most {_count(most, 'other', 'others')} of the same market" if most else "nobody else of the same market"


def _market(criterion: Criterion, facts: Facts, surroundings: Surroundings, today: date) -> _Seen | None:
    if not facts.market:
        return None
    here = name_key(facts.market)
    others = [other.company for other in surroundings.seated if other.market and name_key(other.market) == here]
    most = criterion.wanted.get("at_most")
    served = f"served by {_and(others)} too" if others else "served by nobody here"
    return _Seen(Met.MET if most is None or len(others) <= most else Met.NOT_MET, f"{facts.market}, {served}")


def _wrong_market(criterion: Criterion) -> list[str]:
    return _wrong_bounds("Market", criterion.wanted, (0, 24), whole=True, parts=("at_most",))


def _question_asks(criterion: Criterion, unit: Unit) -> str:
    return _or([f"“{answer}”" for answer in _names(criterion.wanted, "good")])


def _question(criterion: Criterion, facts: Facts, surroundings: Surroundings, today: date) -> _Seen | None:
    answer = " ".join(facts.answers.get(criterion.key, "").split()).rstrip(".")
    if not answer:
        return None
    short = answer if len(answer) <= _LONGEST_ANSWER else f"{answer[:_LONGEST_ANSWER].rstrip()}…"
    good = _keys(criterion.wanted, "good")
    if not good:
        return _Seen(Met.UNCLEAR, f"answered “{short}”", " Only a person can judge it.")
    return _Seen(Met.MET if name_key(answer) in good else Met.NOT_MET, f"answered “{short}”")


def _wrong_question(criterion: Criterion) -> list[str]:
    found = [] if criterion.question.strip() else ["Question: write the question."]
    found += _wrong_names("Question", criterion.wanted, ("choices", "good"))
    if found:
        return found
    choices, good = _keys(criterion.wanted, "choices"), _keys(criterion.wanted, "good")
    if len(choices) == 1:
        return ["Question: offer two answers or more, or none for a free answer."]
    if good - choices:
        return ["Question: an answer that meets it is not among those to choose from."]
    if choices and not good and criterion.weight is not Weight.INFO:
        return ["Question: say which answers meet it."]
    return []


def _years(facts: Facts, today: date) -> float | None:
    """Calendar years since the founding; a year to come is a slip, and unknown."""
    return None if facts.founded is None or facts.founded > today.year else today.year - facts.founded


_KINDS: Mapping[Kind, _Rule] = MappingProxyType(
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
        Kind.PLACE: _Rule(
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
        Kind.DISTANCE: _Rule(
            "Distance", "In which city is your company?", ("min_km",), _distance_asks, _distance, _wrong_distance
        ),
        Kind.MARKET: _Rule(
            "Market", "What do you call the market that you serve?", ("at_most",), _market_asks, _market, _wrong_market
        ),
        Kind.QUESTION: _Rule(
            "Question", "", ("choices", "good"), _question_asks, _question, _wrong_question
        ),
    }
)  # fmt: skip


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


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
