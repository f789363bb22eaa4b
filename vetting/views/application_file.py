"""What a page shows of a file: what they told, what the criteria and the conflicts say, cases like it, and its history.

With a mask, the applicant's and their company's name are taken out of every text (vetting.masking).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any
from uuid import UUID

from django.db.models import F, Func
from django.db.models.functions import Abs

from members.models import CompanyFacts
from members.places import distance_words
from programs.clock import local_day
from programs.models import Program
from programs.moments import moment_said
from vetting import states
from vetting.conflicts import Level
from vetting.criteria import Finding, fit
from vetting.kinds import Met
from vetting.masking import masked, names_of
from vetting.maturity import TRAITS, score
from vetting.models import Application, CandorCheck, Decision, Dossier
from vetting.states import State
from vetting.views.application_map import rings
from vetting.views.application_parts import Parts
from vetting.views.applications import CONFLICT_SHAPES, FIT_SHAPES, missing_of, said

MET_SHAPES = {Met.MET: "on_track", Met.NOT_MET: "stuck", Met.UNCLEAR: "at_risk"}
STAND_SHAPES = {
    CandorCheck.Stand.ASKED: "no_news",
    CandorCheck.Stand.CLEAR: "on_track",
    CandorCheck.Stand.BLOCKED: "stuck",
}
MOST_SIMILAR = 3
_NEAR_IN_SIZE = 24
"""So many cases of the nearest sizes are compared by maturity too."""

Hide = Callable[[str], str]


def as_it_is(text: str) -> str:
    """No mask."""
    return text


def mask_of(application: Application) -> Hide:
    """Takes out of a text who applies and for which company."""
    people = [application.name, *(one.get("name", "") for one in application.referees)]
    city = str(application.city) if application.city else ""
    names = names_of(filter(None, people), {application.company_name: city})
    return lambda text: masked(text, names)


# -- what they told ------------------------------------------------------------------------------------------------


def facts_told(application: Application, program: Program, hide: Hide) -> list[tuple[str, str]]:
    """The company in rows, as far as it was told."""
    told = application.facts
    band, radius = told.get("revenue_band"), told.get("service_radius_km")
    rows = [
        ("People", number(application.employees)),
        ("Managed users", number(told.get("managed_users"))),
        ("Revenue", CompanyFacts.RevenueBand(band).label if band is not None else ""),
        ("Recurring", f"{told['recurring_share']} %" if told.get("recurring_share") is not None else ""),
        ("Founded", str(told.get("founded") or "")),
        ("Business", dict(CompanyFacts.Model.choices).get(told.get("business_model") or "", "")),
        ("Ownership", dict(CompanyFacts.Ownership.choices).get(told.get("ownership") or "", "")),
        ("Belongs to", hide(told.get("parent") or "")),
        ("Serves", ", ".join(told.get("verticals") or ())),
        ("Runs on", ", ".join(told.get("vendors") or ())),
        ("Market", told.get("market") or ""),
        ("Goes as far as", distance_words(radius, program.distance) if radius else ""),  # type: ignore[arg-type]
        ("Would avoid", ", ".join(application.competitors)),
        ("May be named", "Yes, to the group in view" if application.consent_at else "Not agreed yet"),
    ]
    return [(term, words) for term, words in rows if words]


def number(value: int | None) -> str:
    """A count with groups of three, or ''."""
    return "" if value is None else f"{value:,}"


def maturity_told(application: Application, hide: Hide) -> dict[str, Any]:
    """The self-assessment: level in words, traits with level, sentence and evidence, and what does not go together."""
    answers, shows = application.maturity, application.facts.get("maturity_evidence", {})
    found = score(answers)
    return {
        "level": f"{found.level:g} of 5, {found.name.lower()}" if found.level else "",
        "doubts": found.doubts,
        "traits": [
            {
                "name": trait.name,
                "level": answers[trait.key],
                "sentence": trait.levels[answers[trait.key] - 1],
                "evidence": hide(shows.get(trait.key, "")),
            }
            for trait in TRAITS
            if trait.key in answers
        ],
    }


def answers_told(application: Application, dossier: Dossier, hide: Hide) -> list[tuple[str, str]]:
    """Answers to the program's own questions; those asked in passing are kept under their text."""
    questions = {one["criterion"]["key"]: one["criterion"]["question"] for one in dossier.findings}
    return [(questions.get(key) or key, hide(str(words))) for key, words in application.answers.items() if words]


# -- what the machine says -----------------------------------------------------------------------------------------


def criteria_seen(
    dossier: Dossier | dict[str, Any], names: dict[str, str], numbers: dict[str, tuple[str, int]]
) -> list[dict[str, Any]]:
    """Findings by group, in the order in which they were kept: the program's own first, then who fits best.

    Each with the number of the version that they come from; settings of a group have none.
    """
    by = dossier.get("criteria", ()) if isinstance(dossier, dict) else dossier.criteria
    version = dict(numbers[str(key)] for key in by if str(key) in numbers)
    kept = dossier["findings"] if isinstance(dossier, dict) else dossier.findings
    sets: dict[str, list[Finding]] = {}
    for one in kept:
        sets.setdefault(one["group"] or "", []).append(Finding.from_dict(one))
    return [
        {
            "title": names.get(key, "A group that is not here any more") if key else "The program",
            "version": version.get(key),
            "fit": fit(found).label,
            "shape": FIT_SHAPES[fit(found)],
            "rows": [
                {
                    "met": one.met.label,
                    "shape": MET_SHAPES[one.met],
                    "weight": one.criterion.weight.label,
                    "sentence": one.sentence,
                }
                for one in found
            ],
        }
        for key, found in sets.items()
    ]


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict as a page shows it."""

    number: int
    company: str
    group: str
    level: str
    shape: str
    sentence: str
    far: str


def conflicts_seen(dossier: Dossier, names: dict[str, str], program: Program) -> dict[str, Any]:
    """Conflicts as numbered rows, the worst first, and the drawing of those whose distance is known."""
    found = sorted(dossier.conflicts, key=lambda one: (-one["level"], one["km"] or 0))
    unit: Any = program.distance
    rows = [
        Clash(
            number_, one["company"], names.get(one["group"] or "", ""), *level_of(one), one["sentence"],
            distance_words(one["km"], unit) if one["km"] is not None else "",
        )
        for number_, one in enumerate(found, 1)
    ]  # fmt: skip
    drawn = [(row.number, row.company, one["km"], Level(one["level"])) for row, one in zip(rows, found, strict=True)]
    return {"rows": rows, "map": rings(drawn, CONFLICT_SHAPES, unit)}


def level_of(kept: dict[str, Any]) -> tuple[str, str]:
    """The level of a conflict in words, and its shape."""
    if kept["kind"] == "unknown":
        return "Not compared", "no_news"
    return Level(kept["level"]).label, CONFLICT_SHAPES[Level(kept["level"])]


def candor_of(checks: Iterable[CandorCheck]) -> list[dict[str, str]]:
    """Where each group stands that was asked, in one word: the database tells no more."""
    return [
        {
            "group": one.group.name,
            "stand": CandorCheck.Stand(one.stand).label,
            "shape": STAND_SHAPES[CandorCheck.Stand(one.stand)],
            "what": CandorCheck.Mode(one.mode).label,
            "more": "by phone" if one.by_phone else "",
        }
        for one in checks
        if one.stand
    ]


# -- cases like it -------------------------------------------------------------------------------------------------


def similar_cases(application: Application, program: Program, now: datetime) -> list[dict[str, Any]]:
    """Decided cases of the same role, the nearest in size and maturity first, at most three; with what was decided."""
    made = (
        Decision.objects.filter(undone_at=None, application__track=application.track_id)
        .filter(after__in=(State.POOL, State.DECLINED))
        .exclude(reason="")
        .exclude(application=application.pk)
        .select_related("application__city")
    )
    if application.employees:
        mine = log(application.employees)
        gap = Abs(Func(F("application__employees"), function="ln") - mine)
        made = made.annotate(gap=gap).order_by(F("gap").asc(nulls_last=True), "-at")
    else:
        made = made.order_by("-at")
    latest: dict[UUID, Decision] = {}
    for one in made[:_NEAR_IN_SIZE]:
        if one.application_id not in latest or one.at > latest[one.application_id].at:
            latest[one.application_id] = one
    nearest = sorted(latest.values(), key=lambda one: unlike(application, one.application))[:MOST_SIMILAR]
    today = local_day(now, program.zone)
    return [
        {
            "application": one.application,
            "size": f"{one.application.employees:,} people" if one.application.employees else "size not known",
            "maturity": one.application.facts.get("maturity"),
            "decided": State(one.after).label,
            "shape": "on_track" if one.after == State.POOL else "stuck",
            "chip": chip_of(one),
            "on": said(one.at, program, today),
        }
        for one in nearest
    ]


def unlike(one: Application, other: Application) -> float:
    """How far two companies are apart: a doubled size counts like one and a half levels of maturity."""
    sizes = (one.employees, other.employees)
    size = abs(log(sizes[0] / sizes[1]) / log(2)) if sizes[0] and sizes[1] else 3.0
    levels = (one.facts.get("maturity"), other.facts.get("maturity"))
    return size + (abs(levels[0] - levels[1]) / 1.5 if levels[0] and levels[1] else 1.0)


# -- why -----------------------------------------------------------------------------------------------------------


def chip_of(made: Decision) -> str:
    """The reason of a decision as its chip, or ''."""
    chips = [
        one.chip
        for decision, reasons in states.REASONS.items()
        if decision.leads_to == made.after
        for one in reasons
        if one.key == made.reason
    ]
    return chips[0] if chips else ""


def history(made: Iterable[Decision], parts: Parts, program: Program, now: datetime, hide: Hide) -> list[Any]:
    """The decisions, newest first: what, why, words, note, by whom, when, and the findings as they stood."""
    return [
        {
            "what": f"{State(one.before).label} to {State(one.after).label.lower()}",
            "chip": chip_of(one),
            "words": hide(one.words),
            "note": hide(one.note),
            "by": one.by or "Peergroups",
            "at": moment_said(program, one.at, now),
            "undone": one.undone_at is not None,
            "then": criteria_seen(one.evidence, parts.names, parts.numbers) if one.evidence.get("findings") else [],
            "conflicts": [clash["sentence"] for clash in one.evidence.get("conflicts", ())],
        }
        for one in made
    ]


def shown(application: Application, parts: Parts, program: Program, now: datetime, hide: Hide) -> dict[str, Any]:
    """The context of the file's two columns: evidence left, criteria and conflicts right."""
    dossier: Dossier = getattr(application, "dossier", None) or Dossier()
    criteria = criteria_seen(dossier, parts.names, parts.numbers)
    return {
        "name": hide(application.name),
        "company": hide(application.company_name),
        "why_now": hide(application.why_now),
        "goals": hide(application.goals),
        "facts": facts_told(application, program, hide),
        "maturity": maturity_told(application, hide),
        "answers": answers_told(application, dossier, hide),
        "criteria": criteria[:2] if criteria and criteria[0]["title"] == "The program" else criteria[:1],
        "other_criteria": criteria[2:] if criteria and criteria[0]["title"] == "The program" else criteria[1:],
        "conflicts": conflicts_seen(dossier, parts.names, program),
        "missing": missing_of(dossier),
    }
