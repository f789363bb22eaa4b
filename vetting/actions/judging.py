"""Weighing an application: findings by criteria and conflicts by group, kept in its dossier with the criteria."""

from datetime import datetime

from django.db import transaction

from groups.models import Group
from programs.clock import local_day
from vetting.conflicts import Conflict, conflicts
from vetting.criteria import Criterion, Finding, Fit, fit, judge_all
from vetting.evidence import (
    applicant_of,
    criteria_of,
    facts_of,
    groups_in_question,
    seated_of,
    seats_that_matter,
)
from vetting.facts import Surroundings
from vetting.models import Application, Criteria, Dossier

BEST_FIRST = (Fit.FITS, Fit.LOOK, Fit.NOT)


@transaction.atomic
def judge(application: Application, *, now: datetime) -> Dossier:
    """Weigh what an applicant told, in the scope of staff, and keep it: findings, conflicts, and by which criteria.

    The program's criteria come first; then those of the group in view, or of the group of their role that fits best.
    """
    groups = list(groups_in_question(application))
    versions = Criteria.objects.newest([group.pk for group in groups])
    facts, applicant = facts_of(application), applicant_of(application)
    today = local_day(now, application.program.zone)
    unit = application.program.distance
    by_group: dict[object, list] = {group.pk: [] for group in groups}
    for seat in seats_that_matter(applicant, groups):
        by_group[seat.group_id].append(seat)
    general = judge_all(criteria_of(None, versions), facts, Surroundings(unit=unit, whose="the program"), today=today)  # type: ignore[arg-type]
    weighed: list[tuple[Group, list[Finding], list[Conflict]]] = []
    for group in groups:
        seated = seated_of(by_group[group.pk])
        criteria: list[Criterion] = criteria_of(group, versions)
        findings = judge_all(criteria, facts, Surroundings(seated, unit, group.name), today=today)  # type: ignore[arg-type]
        met = conflicts(applicant, seated, group.geography, group.territory_km, unit)  # type: ignore[arg-type]
        weighed.append((group, findings, met))
    weighed.sort(key=lambda one: (BEST_FIRST.index(fit(one[1])), max((int(c.level) for c in one[2]), default=0)))
    best = weighed[0][1] if weighed else []
    dossier, _ = Dossier.objects.update_or_create(
        application=application,
        defaults={
            "fit": fit([*general, *best]),
            "findings": [
                *({"group": None} | one.as_dict() for one in general),
                *({"group": str(group.pk)} | one.as_dict() for group, found, _ in weighed for one in found),
            ],
            "conflicts": [
                {
                    "group": str(group.pk), "level": int(one.level), "kind": str(one.kind), "sentence": one.sentence,
                    "company": one.seated.company, "km": one.km,
                }
                for group, _, met in weighed for one in met
            ],
            "criteria": [one.pk for one in versions],
            "judged_at": now,
        },
    )  # fmt: skip
    return dossier
