"""Weighing an application: findings by criteria and conflicts by group, kept in its dossier with the criteria."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from groups.models import Group
from programs.clock import local_day
from vetting.conflicts import Conflict, conflicts, not_compared, worst
from vetting.criteria import Criterion, Finding, Fit, fit, judge_all
from vetting.evidence import (
    applicant_of,
    criteria_of,
    facts_of,
    farthest_asked,
    groups_in_question,
    seated_of,
    seats_that_matter,
    seats_without_a_city,
)
from vetting.facts import Surroundings
from vetting.models import Application, Criteria, Dossier

BEST_FIRST = (Fit.FITS, Fit.LOOK, Fit.NOT)


@dataclass(frozen=True)
class Weighed:
    """One group in question: what its criteria find, and who of it is in the way. `unknown` is a sentence or ''."""

    group: Group
    findings: Sequence[Finding]
    conflicts: Sequence[Conflict]
    unknown: str

    @property
    def rank(self) -> tuple[int, int]:
        """The better it suits, the smaller."""
        return BEST_FIRST.index(fit(self.findings)), int(worst(self.conflicts))

    def conflicts_as_kept(self) -> list[dict[str, Any]]:
        """The conflicts as the dossier keeps them, and what could not be compared."""
        kept: list[dict[str, Any]] = [
            {
                "group": str(self.group.pk), "level": int(one.level), "kind": str(one.kind), "sentence": one.sentence,
                "company": one.seated.company, "km": one.km,
            }
            for one in self.conflicts
        ]  # fmt: skip
        if self.unknown:
            told = {"level": 0, "kind": "unknown", "sentence": self.unknown, "company": "", "km": None}
            kept.append({"group": str(self.group.pk)} | told)
        return kept


@transaction.atomic
def judge(application: Application, *, now: datetime, as_before: bool = False) -> Dossier:
    """Weigh what an applicant told, in the scope of staff, and keep it: findings, conflicts, and by which criteria.

    The program's criteria come first; then those of the group in view, or of the group of their role that fits best.
    They are the newest, but with `as_before` those by which the application was judged first: what an applicant adds
    later does not put them under rules that were published meanwhile.
    """
    groups = groups_in_question(application)
    versions = Criteria.objects.newest([group.pk for group in groups])
    asked = {None: criteria_of(None, versions)} | {group.pk: criteria_of(group, versions) for group in groups}
    if as_before:
        asked, versions = kept(application, asked, versions)
    general = judge_all(
        asked[None], facts_of(application), surroundings(application, whose="the program"),
        today=local_day(now, application.program.zone),
    )  # fmt: skip
    weighed = sorted(weigh(application, groups, asked, now), key=lambda one: one.rank)
    best = weighed[0].findings if weighed else []
    dossier, _ = Dossier.objects.update_or_create(
        application=application,
        defaults={
            "fit": fit([*general, *best]),
            "findings": [
                *({"group": None} | one.as_dict() for one in general),
                *({"group": str(one.group.pk)} | found.as_dict() for one in weighed for found in one.findings),
            ],
            "conflicts": [kept for one in weighed for kept in one.conflicts_as_kept()],
            "criteria": [one.pk for one in versions],
            "judged_at": now,
        },
    )
    return dossier


Asked = dict[Any, list[Criterion]]
"""Criteria by the key of their group, None for the program's own."""


def kept(application: Application, asked: Asked, versions: Sequence[Criteria]) -> tuple[Asked, Sequence[Criteria]]:
    """The criteria by which an application was judged, and their versions; for a group that is new to it the newest.

    They are read from its findings, which hold them, because a group's settings have no versions.
    """
    dossier = Dossier.objects.filter(application=application).exclude(judged_at=None).first()
    if dossier is None:
        return asked, versions
    before: dict[str | None, list[Criterion]] = {None: []}
    for item in dossier.findings:
        before.setdefault(item["group"], []).append(Finding.from_dict(item).criterion)
    mine = {key: before[str(key) if key else None] for key in asked if key is None or str(key) in before}
    old = [one for one in Criteria.objects.filter(pk__in=dossier.criteria) if one.group_id in mine]
    return asked | mine, [*old, *(one for one in versions if one.group_id not in mine)]


def surroundings(application: Application, seated: Sequence[Any] = (), *, whose: str) -> Surroundings:
    """Beside whom an applicant is judged, in the program's unit."""
    return Surroundings(seated, application.program.distance, whose)  # type: ignore[arg-type]


def weigh(
    application: Application, groups: Sequence[Group], criteria: Mapping[Any, list[Criterion]], now: datetime
) -> list[Weighed]:
    """What each group in question finds, and who of it is in the way: three queries, however many groups there are."""
    facts, applicant = facts_of(application), applicant_of(application)
    farthest = max((farthest_asked(criteria[group.pk]) for group in groups), default=0)
    seats: dict[Any, list[Any]] = {group.pk: [] for group in groups}
    for seat in seats_that_matter(applicant, groups, within_km=farthest):
        seats[seat.group_id].append(seat)
    nowhere = seats_without_a_city(groups)
    today = local_day(now, application.program.zone)
    found = []
    for group in groups:
        seated = seated_of(seats[group.pk])
        beside = surroundings(application, seated, whose=group.name)
        policy: Any = group.geography
        found.append(
            Weighed(
                group,
                judge_all(criteria[group.pk], facts, beside, today=today),
                conflicts(applicant, seated, policy, group.territory_km, beside.unit),
                not_compared(applicant, nowhere.get(group.pk, 0), policy),
            )
        )
    return found
