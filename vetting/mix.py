"""What a newcomer does to the mix of a group: its sizes, stages, models, industries and places, before and after. Pure.

Variety is Blau's index, 1 - sum of squared shares, divided by the most that so many seats allow (research/mission.md
section 3, *Diversity*). Of other companies only medians, ranges and counts are told, and those from three seats up.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from vetting.facts import BUSINESS_MODELS

TELLING = 3
"""Seats whose figure is known, from which on the group's figures are told: of fewer they would be one company's."""
TOO_MANY = 0.6
"""No value should be that of more than this share of the seats (research/mission.md section 3)."""
MOST_SENTENCES = 4
_FAR = 2.0

Side = Literal["adds", "risks"]


@dataclass(frozen=True, slots=True)
class Company:
    """A company that sits, or would sit, in the group. Unknown is None, '' or empty.

    `maturity` is 1 to 5, `model` a key of CompanyFacts.Model, `region` reads as people write it: "OH" or "Bavaria".
    """

    employees: int | None = None
    maturity: float | None = None
    model: str = ""
    verticals: Collection[str] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """Known figures of a group: the lowest, the middle one, the highest, and how many there are."""

    low: float
    middle: float
    high: float
    known: int


@dataclass(frozen=True, slots=True)
class Mix:
    """A group in figures. Spreads are None below three known figures.

    `models`, `verticals` and `regions` count the seats of each, the most frequent first; `variety` is 0 (all alike) to
    1 (as different as can be) for those three, without those of which fewer than three seats told.
    """

    seats: int
    sizes: Spread | None
    maturity: Spread | None
    models: tuple[tuple[str, int], ...]
    verticals: tuple[tuple[str, int], ...]
    regions: tuple[tuple[str, int], ...]
    variety: dict[str, float]


def mix(companies: Sequence[Company]) -> Mix:
    """A group as it is."""
    values = {name: [of(company) for company in companies] for name, of in _ATTRIBUTES.items()}
    known = {name: [one for one in each if one] for name, each in values.items()}
    return Mix(
        seats=len(companies),
        sizes=_spread(company.employees for company in companies),
        maturity=_spread(company.maturity for company in companies),
        models=_counted(known["models"]),
        verticals=_counted(known["verticals"]),
        regions=_counted(known["regions"]),
        variety={name: variety(each) for name, each in known.items() if len(each) >= TELLING},
    )


def preview(companies: Sequence[Company], newcomer: Company) -> tuple[Mix, Mix]:
    """The mix of a group before and after `newcomer` takes a seat."""
    return mix(companies), mix([*companies, newcomer])


def variety(values: Sequence[Collection[str]]) -> float:
    """Blau's index of what each seat has, over the most that so many seats allow: 0 all alike, 1 all different.

    A seat with several values counts a part for each. 0 for fewer than two seats. Raises ValueError for an empty seat.
    """
    if not all(values):
        raise ValueError("a seat without a value cannot be compared")
    if len(values) < 2:
        return 0.0
    shares: dict[str, float] = {}
    for each in values:
        for value in each:
            shares[value] = shares.get(value, 0.0) + 1 / len(each) / len(values)
    blau = 1 - sum(share * share for share in shares.values())
    return min(max(blau / (1 - 1 / len(values)), 0.0), 1.0)


def why(companies: Sequence[Company], newcomer: Company) -> list[tuple[Side, str]]:
    """Why this seat: what `newcomer` adds to the group and what it risks, in two to four sentences, what it adds first.

    From numbers alone, and fit to show to the newcomer: no company is named, and ranges are of three or more.
    """
    if len(companies) < TELLING:
        seats = {0: "nobody sits", 1: "one company sits"}.get(len(companies), f"{len(companies)} companies sit")
        return [
            ("adds", f"One of the first: {seats} here so far, so they shape what the group becomes."),
            ("risks", "What the mix will be cannot be told before three companies sit here."),
        ]
    before, after = preview(companies, newcomer)
    said = [*_size(before, newcomer), *_stage(before, newcomer), *_kinds(before, newcomer), *_crowds(after, newcomer)]
    adds = [sentence for side, sentence in said if side == "adds"] or [_one_more(after)]
    risks = [sentence for side, sentence in said if side == "risks"] or [_no_risk(newcomer)]
    adds = adds[: max(MOST_SENTENCES - len(risks), MOST_SENTENCES // 2)]
    risks = risks[: MOST_SENTENCES - len(adds)]
    return [*(("adds", sentence) for sentence in adds), *(("risks", sentence) for sentence in risks)]


def _size(before: Mix, newcomer: Company) -> Iterable[tuple[Side, str]]:
    told, sizes = newcomer.employees, before.sizes
    if not told or not sizes:
        return
    people = f"{told:,} {'person' if told == 1 else 'people'}"
    band = f"{_figure(sizes.low)} to {_figure(sizes.high)}"
    if sizes.low <= told <= sizes.high:
        yield "adds", f"{people}, within the {band} of the group; its middle is {_figure(sizes.middle)}."
    elif told > sizes.high * _FAR or told * _FAR < sizes.low:
        way = "more than twice the largest" if told > sizes.high else "less than half the smallest"
        yield "risks", f"{people}, {way} here ({band}): fewer questions may be shared."
    else:
        way = "largest" if told > sizes.high else "smallest"
        yield "adds", f"{people} would be the {way} here, next to {band}."


def _stage(before: Mix, newcomer: Company) -> Iterable[tuple[Side, str]]:
    told, stages = newcomer.maturity, before.maturity
    if not told or not stages:
        return
    off = told - stages.middle
    if abs(off) <= 1:
        yield "adds", f"Maturity {_figure(told)} of 5, close to the group's middle of {_figure(stages.middle)}."
    else:
        more = "may give more than they get" if off > 0 else "may need more than they give"
        yield "risks", f"Maturity {_figure(told)} of 5, the group's middle is {_figure(stages.middle)}: they {more}."


def _kinds(before: Mix, newcomer: Company) -> Iterable[tuple[Side, str]]:
    """What nobody in the group has yet."""
    mine, here = _as_seen(newcomer), {"models": before.models, "verticals": before.verticals, "regions": before.regions}
    new = {name: sorted(mine[name] - {value for value, _ in here[name]}) for name in mine}
    if new["verticals"] and before.verticals:
        yield "adds", f"Knows {_and(new['verticals'])}, which nobody here serves yet."
    if new["models"] and before.models:
        yield "adds", f"The first that is {BUSINESS_MODELS.get(new['models'][0], new['models'][0])}."
    if new["regions"] and before.regions:
        yield "adds", f"The first from {new['regions'][0]}."


def _crowds(after: Mix, newcomer: Company) -> Iterable[tuple[Side, str]]:
    """Where more than three in five would be of a kind with the newcomer."""
    mine = _as_seen(newcomer)
    for name, counted, words in (
        ("models", after.models, "would be {value}"),
        ("verticals", after.verticals, "would serve {value}"),
        ("regions", after.regions, "would come from {value}"),
    ):
        for value, count in counted:
            if value in mine[name] and count > TOO_MANY * after.seats:
                shown = words.format(value=BUSINESS_MODELS.get(value, value))
                yield "risks", f"{count} of {after.seats} {shown}: one more of the same view."
                break


def _one_more(after: Mix) -> str:
    return f"Fills seat {after.seats}: one more voice at every meeting."


def _no_risk(newcomer: Company) -> str:
    told = {
        "size": newcomer.employees, "maturity": newcomer.maturity, "business model": newcomer.model,
        "industries": newcomer.verticals, "place": newcomer.region,
    }  # fmt: skip
    unknown = [name for name, value in told.items() if not value]
    return f"Not known yet: {_and(unknown)}." if unknown else "No risk shows in the numbers."


def _as_seen(company: Company) -> dict[str, frozenset[str]]:
    return {name: of(company) for name, of in _ATTRIBUTES.items()}


_ATTRIBUTES: dict[str, Callable[[Company], frozenset[str]]] = {
    "models": lambda company: frozenset(filter(None, (company.model,))),
    "verticals": lambda company: frozenset(filter(None, (name.strip() for name in company.verticals))),
    "regions": lambda company: frozenset(filter(None, (company.region.strip(),))),
}


def _spread(figures: Iterable[float | None]) -> Spread | None:
    known = [figure for figure in figures if figure is not None]
    return Spread(min(known), median(known), max(known), len(known)) if len(known) >= TELLING else None


def _counted(values: Iterable[Collection[str]]) -> tuple[tuple[str, int], ...]:
    counted = Counter(value for each in values for value in each)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _figure(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
