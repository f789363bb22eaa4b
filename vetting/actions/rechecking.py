"""Judging a seated company again when it was acquired, merged, moved or grew a band. People decide what follows."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from groups.models import Group, Seat
from members.actions import COMPANY_CHANGED
from members.models import Company
from programs.activity import Via, record
from programs.clock import local_day
from programs.models import Activity, User
from programs.refusal import Refused
from vetting.actions.judging import Weighed
from vetting.actions.offering import held_seats
from vetting.conflicts import Level, conflicts, not_compared, worst
from vetting.criteria import Criterion, Finding, fit, judge_all
from vetting.evidence import company_as_applicant, criteria_of, facts_of_company, seated_of
from vetting.facts import Surroundings
from vetting.kinds import Kind, Met
from vetting.models import Criteria, Recheck

NOT_OF_A_COMPANY = (Kind.ROLE, Kind.QUESTION)
"""Kinds that ask about a person, or for an answer: a company's facts say nothing to them."""


def size(many: int | None) -> str:
    """How many people a company has now."""
    return f"{many:,} {'person' if many == 1 else 'people'} now." if many else "Its size is not known any more."


CHANGES: Mapping[str, Callable[[Company], str]] = MappingProxyType(
    {
        "name": lambda one: f"It is called {one.name} now.",
        "city": lambda one: f"Moved to {one.city}." if one.city else "Its city is not known any more.",
        "parent": lambda one: (
            f"Belongs to {one.facts.parent} now." if one.facts.parent else "Belongs to nobody else now."
        ),
        "ownership": lambda one: f"Ownership: {one.facts.get_ownership_display() or 'not known'}.",
        "revenue_band": lambda one: f"Revenue: {one.facts.get_revenue_band_display() or 'not known'} a year.",
        "employees": lambda one: size(one.facts.employees),
        "managed_users": lambda one: f"Manages {one.facts.managed_users or 0:,} users.",
        "recurring_share": lambda one: f"Recurring: {one.facts.recurring_share or 0} %.",
        "maturity": lambda one: f"Maturity {one.facts.maturity or 'not known'}.",
        "business_model": lambda one: f"Business: {one.facts.get_business_model_display() or 'not known'}.",
        "market": lambda one: f"Serves {one.facts.market or 'no market that we know'}.",
        "service_radius_km": lambda one: "Goes another distance to its clients.",
    }
)
"""What a change of a column means, in a sentence about the company as it is now."""

ALWAYS = frozenset(("name", "city", "parent", "ownership", "revenue_band"))
"""Acquired, merged, moved, grew a band: looked at again whatever the criteria say. Anything else only if it matters."""

KIND_OF = MappingProxyType(
    {
        name: Kind(name)
        for name in ("employees", "managed_users", "recurring_share", "maturity", "business_model", "market")
    }
)
"""The criterion that asks for a column."""


@transaction.atomic
def recheck(company_id: UUID, *, since: datetime, now: datetime) -> list[Recheck]:
    """Judge a company again in every group in which it sits, for what changed from `since` on. In an admin's scope.

    Returns what is to be looked at. What is open already is judged anew, with the new change added to it.
    """
    told = Activity.objects.filter(kind=COMPANY_CHANGED, about_id=company_id, at__gte=since)
    changed = {name.removesuffix("_id") for fields in told.values_list("fields", flat=True) for name in fields}
    watched = [name for name in CHANGES if name in changed]
    company = Company.objects.select_related("city", "facts", "program").get(pk=company_id)
    seats = Seat.objects.held().filter(company=company).exclude(group__state=Group.State.CLOSED)
    groups = [seat.group for seat in seats.select_related("group__track")] if watched else []
    versions = Criteria.objects.newest([group.pk for group in groups])
    general = criteria_of(None, versions)
    found = []
    for group in groups:
        weighed = weigh_seated(company, group, general, criteria_of(group, versions), now=now)
        standing = Recheck.objects.open().filter(group=group, company=company).first()
        if standing or matters(watched, weighed):
            found.append(look_again(standing, company, weighed, watched, now=now))
    if found:
        record("company.rechecked", by=None, about=company, fields=watched, at=now)
    return found


def weigh_seated(
    company: Company, group: Group, general: Iterable[Criterion], own: Iterable[Criterion], *, now: datetime
) -> Weighed:
    """What the program's and the group's criteria say to a company that sits there, and who is in its way."""
    others = seated_of(seat for seat in held_seats(group) if seat.company_id != company.pk)
    unit: Any = company.program.distance
    policy: Any = group.geography
    facts, applicant = facts_of_company(company, group.track.name), company_as_applicant(company)
    today = local_day(now, company.program.zone)
    findings = [
        *judge_all(of_a_company(general), facts, Surroundings((), unit, "the program"), today=today),
        *judge_all(of_a_company(own), facts, Surroundings(others, unit, group.name), today=today),
    ]
    return Weighed(
        group,
        findings,
        conflicts(applicant, others, policy, group.territory_km, unit),
        not_compared(applicant, sum(other.at is None for other in others), policy),
    )


def of_a_company(criteria: Iterable[Criterion]) -> list[Criterion]:
    """Those to which a company's facts say something."""
    return [one for one in criteria if one.kind not in NOT_OF_A_COMPANY]


def matters(watched: Collection[str], weighed: Weighed) -> bool:
    """Whether a change is one of ownership, place or band, or one that a criterion or a conflict now speaks against."""
    if ALWAYS & set(watched):
        return True
    kinds = {KIND_OF[name] for name in watched if name in KIND_OF}
    if any(one.met is Met.NOT_MET and one.criterion.kind in kinds for one in weighed.findings):
        return True
    return bool({"market", "service_radius_km"} & set(watched)) and worst(weighed.conflicts) >= Level.HIGH


def look_again(
    standing: Recheck | None, company: Company, weighed: Weighed, watched: Iterable[str], *, now: datetime
) -> Recheck:
    """Keep what was found, in the row that is open or in a new one."""
    row = standing or Recheck(group=weighed.group, company=company, since=now)
    row.changes = row.changes | {name: CHANGES[name](company) for name in watched}
    row.fit = fit(weighed.findings)
    row.findings = [one.as_dict() for one in by_weight(weighed.findings)]
    row.conflicts = weighed.conflicts_as_kept()
    row.judged_at = now
    row.save()
    return row


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """What is not met first, then what is unclear."""
    order = (Met.NOT_MET, Met.UNCLEAR, Met.MET)
    return sorted(findings, key=lambda one: order.index(one.met))


@transaction.atomic
def settle_recheck(row: Recheck, *, by: User, now: datetime, reason: str, via: Via = "web") -> None:
    """Somebody has looked, and the company stays: who and why are kept. A second one is told who was first."""
    if not reason.strip():
        raise Refused("Say in a few words why it stays. Whoever asks later reads it here.", field="reason")
    settled = Recheck.objects.filter(pk=row.pk, settled_at=None)
    if not settled.update(settled_at=now, settled_by=by, reason=reason.strip()):
        first = Recheck.objects.select_related("settled_by").get(pk=row.pk)
        raise Refused(f"{first.settled_by} looked at this before you: {first.reason}")
    record("recheck.settled", by=by, about=row, via=via, at=now)
