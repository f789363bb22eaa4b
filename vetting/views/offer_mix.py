"""The mix of a group before and after a newcomer, drawn: strips for figures, a dot a seat for kinds, and a table."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst

from vetting.facts import BUSINESS_MODELS
from vetting.mix import TELLING, Company, Mix, Spread, preview

WIDE = 240
"""Width of a strip in its own units; a dot of the newcomer may stick out by half its size."""
STEP = 14
"""From the middle of one dot to the next."""
FEW_KINDS = 6
STAGES = (1.0, 5.0)


def drawn(companies: Sequence[Company], newcomer: Company) -> dict[str, Any]:
    """The context of vetting/_offer_mix.html: strips, kinds of companies, the rows of the table, and a sentence."""
    before, after = preview(companies, newcomer)
    sizes = [figure for figure in (company.employees for company in (*companies, newcomer)) if figure]
    strips = [
        strip("People", before.sizes, after.sizes, newcomer.employees, (0.0, float(max(sizes, default=1)))),
        strip("Maturity", before.maturity, after.maturity, newcomer.maturity, STAGES),
    ]
    kinds = [
        kind("Business", before.models, after.models, BUSINESS_MODELS),
        kind("Industries", before.verticals, after.verticals, {}),
        kind("Places", before.regions, after.regions, {}),
    ]
    return {
        "seats": after.seats,
        "strips": strips,
        "kinds": [one for one in kinds if one["rows"]],
        "table": table(before, after),
        "telling": TELLING,
    }


def strip(
    label: str, before: Spread | None, after: Spread | None, mine: float | None, ends: tuple[float, float]
) -> dict[str, Any]:
    """A figure on a line: where the group lies now, its middle, and where the newcomer would stand.

    What is not told (below three companies, or nothing by the newcomer) is None.
    """

    def at(value: float) -> float:
        return round((value - ends[0]) / (ends[1] - ends[0]) * WIDE, 1)

    return {
        "label": label,
        "wide": WIDE,
        "low": at(before.low) if before else None,
        "length": round(at(before.high) - at(before.low), 1) if before else None,
        "middle": at(before.middle) if before else None,
        "mine": at(mine) if mine else None,
        "now": spread_words(before),
        "after": spread_words(after),
        "told": figure(mine) if mine else "not told yet",
    }


def kind(
    label: str,
    before: Sequence[tuple[str, int]],
    after: Sequence[tuple[str, int]],
    names: Any,
) -> dict[str, Any]:
    """Seats of each value, the most frequent first, those of the newcomer always among them; dots at their places."""
    held = dict(before)
    gained = [(value, count) for value, count in after if count > held.get(value, 0)]
    rest = [(value, count) for value, count in after if (value, count) not in gained]
    shown = sorted([*gained, *rest][:FEW_KINDS], key=lambda one: (-one[1], one[0]))
    rows = [
        {
            "name": capfirst(names.get(value, value)),
            "dots": [(STEP // 2 + STEP * place, place >= held.get(value, 0)) for place in range(count)],
            "wide": STEP * count,
            "now": held.get(value, 0),
            "after": count,
        }
        for value, count in shown
    ]
    return {"label": label, "rows": rows, "more": len(after) - len(rows)}


def table(before: Mix, after: Mix) -> list[tuple[str, str, str]]:
    """The same in words: what it is, now, with them."""
    rows = [
        ("Seats taken", f"{before.seats}", f"{after.seats}"),
        ("People", spread_words(before.sizes), spread_words(after.sizes)),
        ("Maturity, 1 to 5", spread_words(before.maturity), spread_words(after.maturity)),
    ]
    for name, label in (("models", "kinds of business"), ("verticals", "industries"), ("regions", "places")):
        if name in after.variety:
            rows.append((f"Variety of {label}", variety_words(before, name), variety_words(after, name)))
    return rows


def variety_words(mix: Mix, name: str) -> str:
    """How far the seats differ, in percent of all that so many could."""
    return f"{mix.variety[name]:.0%}" if name in mix.variety else "not told yet"


def spread_words(spread: Spread | None) -> str:
    """A range with its middle, or that too few figures are known."""
    if spread is None:
        return "not told yet"
    return f"{figure(spread.low)} to {figure(spread.high)}, middle {figure(spread.middle)}"


def figure(value: float) -> str:
    """A figure without a tail: 18, 3.5."""
    return f"{value:,.1f}".removesuffix(".0")
