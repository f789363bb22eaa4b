"""Who visits a group that the reader facilitates, and whether somebody still has to say how it was."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from programs.models import Program
from programs.tenancy import standing
from programs.wording import near_day
from vetting.models import Visit


@dataclass(frozen=True)
class VisitLine:
    """A visit of a group: by whom, the day in words, whether that has come, where a facilitator says how it was."""

    key: UUID
    name: str
    day: str
    came: bool
    url: str


def visits_of(program: Program, groups: Iterable[UUID], today: date) -> dict[UUID, list[VisitLine]]:
    """The visits of those groups that the reader facilitates for good, by group, the next first; one query, or none."""
    led = set(groups) & standing().keeps
    found: dict[UUID, list[VisitLine]] = defaultdict(list)
    if not led:
        return found
    order: Any = program.date_order
    for one in Visit.objects.awaited(today).filter(group__in=led):
        url = reverse("visit", args=[program.slug, one.pk])
        came = one.on <= today
        day = near_day(one.on, today, order)
        found[one.group_id].append(VisitLine(one.pk, one.applicant_name, day, came, url))
    return found
