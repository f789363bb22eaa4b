"""What is known, as plain values: from rows of applications, groups and seats to what the pure modules ask for."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.models import Group, Seat
from members.models import City, Company
from members.places import Coordinates
from members.roster.names import company_key
from programs.clock import local_day
from vetting.conflicts import CLOSE, Applicant, Seated, Unit, boxes_around
from vetting.criteria import Case, Criterion, Weight
from vetting.facts import Facts, Surroundings
from vetting.kinds import Kind
from vetting.models import Application, Criteria, Decision
from vetting.states import State

WIDEST_KM = 160
"""A service radius beyond which an area is a state or a country, not a market. For narrowing in the database."""


AT_MOST_GROUPS = 40
"""Groups that one application is weighed against."""


def place_of(city: City | None) -> Coordinates | None:
    """Where a city is, or None."""
    return Coordinates(city.latitude, city.longitude) if city else None


def facts_of(application: Application) -> Facts:
    """What an applicant told, for the criteria; `track` and `city` should be loaded."""
    told, city = application.facts, application.city
    return Facts(
        role=application.track.name,
        employees=application.employees,
        managed_users=told.get("managed_users"),
        revenue_band=told.get("revenue_band"),
        recurring_share=told.get("recurring_share"),
        maturity=told.get("maturity"),
        founded=told.get("founded"),
        city=str(city) if city else None,
        country=city.country if city else None,
        region=city.region if city else None,
        zone=application.zone,
        verticals=told.get("verticals") or None,
        business_model=told.get("business_model") or None,
        vendors=told.get("vendors") or None,
        at=place_of(city),
        market=told.get("market") or None,
        answers=application.answers,
    )


def facts_of_company(company: Company, role: str) -> Facts:
    """What a company told, for the criteria, its people having `role`; `city` and `facts` should be loaded."""
    told, city = company.facts, company.city
    return Facts(
        role=role,
        employees=told.employees,
        managed_users=told.managed_users,
        revenue_band=told.revenue_band,
        recurring_share=told.recurring_share,
        maturity=told.maturity,
        founded=told.founded,
        city=str(city) if city else None,
        country=city.country if city else None,
        region=city.region if city else None,
        zone=city.zone if city else None,
        verticals=told.verticals or None,
        business_model=told.business_model or None,
        vendors=told.vendors or None,
        at=place_of(city),
        market=told.market or None,
    )


def company_as_applicant(company: Company) -> Applicant:
    """A company that is seated, for the conflicts with the others; `city` and `facts` should be loaded."""
    return Applicant(
        company_key=company.key,
        owner=company.facts.parent,
        at=place_of(company.city),
        radius_km=company.facts.service_radius_km,
        market=company.facts.market,
    )


def applicant_of(application: Application) -> Applicant:
    """An applicant's company, for the conflicts."""
    return Applicant(
        company_key=application.company_key,
        owner=application.facts.get("parent") or "",
        named=frozenset(filter(None, map(company_key, application.competitors))),
        at=place_of(application.city),
        radius_km=application.facts.get("service_radius_km"),
        market=application.facts.get("market") or "",
        co_owner=bool(application.facts.get("co_owner")),
    )


def groups_in_question(application: Application) -> list[Group]:
    """The group that an applicant has in view, else those of their role with a free seat, at most AT_MOST_GROUPS.

    Those whose size band holds the applicant's company come first. All come in the order of an index, so that a program
    with a thousand groups counts the seats of the first ones alone. Tracks are loaded.
    """
    if application.group_id:
        return list(Group.objects.filter(pk=application.group_id).select_related("track"))
    held = Seat.objects.held().filter(group=OuterRef("pk")).order_by().values("group").annotate(seats=Count("*"))
    running = Group.objects.running().filter(track=application.track_id).select_related("track").order_by("name")
    free = running.alias(held=Coalesce(Subquery(held.values("seats")), 0)).filter(held__lt=F("seat_count"))
    size = application.employees or 0
    holds = Q(employees_min=None) | Q(employees_min__lte=size)
    holds &= Q(employees_max=None) | Q(employees_max__gte=size)
    likely = list(free.filter(holds)[:AT_MOST_GROUPS])
    left = AT_MOST_GROUPS - len(likely)
    return likely + list(free.exclude(holds)[:left]) if left else likely


def seats_that_matter(applicant: Applicant, groups: Collection[Group], *, within_km: float = 0) -> QuerySet[Seat]:
    """Held seats of `groups` whose company may be in an applicant's way: near, of a name, owner or market that counts.

    The database narrows territory first, so that what is read does not grow with seats that are far away. `within_km`
    is the farthest distance that a criterion asks about. Markets are compared by the pure modules, whatever their
    spelling, so every company that names one is read when the applicant does.
    """
    held = Seat.objects.held().filter(group__in=[group.pk for group in groups])
    matters = Q(company__key__in={applicant.company_key, *applicant.named}) | ~Q(company__facts__parent="")
    if applicant.owner:
        matters |= Q(company__key=company_key(applicant.owner))
    if applicant.market:
        matters |= ~Q(company__facts__market="")
    if applicant.at:
        areas = CLOSE * ((applicant.radius_km or WIDEST_KM / 2) + WIDEST_KM)
        reach = max([areas, within_km, *(group.territory_km for group in groups)])
        for box in boxes_around(applicant.at, reach):
            matters |= Q(
                company__city__latitude__range=(box.south, box.north),
                company__city__longitude__range=(box.west, box.east),
            )
    return held.filter(matters).select_related("company__city", "company__facts")


def seats_without_a_city(groups: Collection[Group]) -> dict[Any, int]:
    """How many held seats of each group no distance can be told of; groups without any are left out."""
    unknown = Seat.objects.held().filter(group__in=[group.pk for group in groups], company__city=None)
    return dict(unknown.order_by().values_list("group").annotate(Count("pk")))


def farthest_asked(criteria: Iterable[Criterion]) -> float:
    """The longest distance in km that criteria of distance ask about; 0 without any."""
    asked = (one.wanted.get("min_km") or 0 for one in criteria if one.kind is Kind.DISTANCE)
    return max(asked, default=0)


def seated_of(seats: Iterable[Seat]) -> list[Seated]:
    """Seats as the conflicts ask for them; their companies should be loaded with city and facts."""
    return [
        Seated(
            key=str(seat.pk),
            company=seat.company.name,
            company_key=seat.company.key,
            owner=seat.company.facts.parent,
            at=place_of(seat.company.city),
            radius_km=seat.company.facts.service_radius_km,
            market=seat.company.facts.market,
        )
        for seat in seats
    ]


def criteria_of_settings(group: Group) -> list[Criterion]:
    """What a group's settings ask for, for a group that has no criteria of its own. Its track should be loaded."""
    found = [Criterion("role", Kind.ROLE, Weight.MUST, {"any": [group.track.name]})]
    if group.employees_min or group.employees_max:
        wanted = {"min": group.employees_min, "max": group.employees_max}
        found.append(Criterion("employees", Kind.EMPLOYEES, Weight.MUST, wanted))
    if group.maturity_min or group.maturity_max:
        wanted = {"min": group.maturity_min, "max": group.maturity_max}
        found.append(Criterion("maturity", Kind.MATURITY, Weight.SHOULD, wanted))
    return found


MOST_CASES = 500
"""Past decisions on which criteria are tried, the newest first."""


def past_decisions(group: Group | None) -> list[Decision]:
    """The last word on each application that was accepted to the pool or declined, the newest first: of the program,
    or of those who had `group` in view, or none and its role. Applications with track and city are loaded.
    """
    made = Decision.objects.filter(undone_at=None, after__in=(State.POOL, State.DECLINED)).exclude(reason="")
    if group:
        in_view = Q(application__group=group) | Q(application__group=None, application__track=group.track_id)
        made = made.filter(in_view)
    made = made.select_related("application__track", "application__city").defer("evidence").order_by("-at", "pk")
    last: dict[Any, Decision] = {}
    for one in made[: 2 * MOST_CASES]:
        last.setdefault(one.application_id, one)
    return list(last.values())[:MOST_CASES]


def cases_of(made: Iterable[Decision], seated: Collection[Seated], *, zone: str, unit: Unit, whose: str) -> list[Case]:
    """Past decisions as `vetting.criteria.try_on` asks for them, each beside those of others who are seated now."""
    return [
        Case(
            key=str(one.application_id),
            facts=facts_of(one.application),
            accepted=one.after == State.POOL,
            on=local_day(one.at, zone),
            surroundings=Surroundings(
                [other for other in seated if other.company_key != one.application.company_key], unit, whose
            ),
        )
        for one in made
    ]


def criteria_of(group: Group | None, versions: Sequence[Criteria]) -> list[Criterion]:
    """The criteria of the program (None) or of a group, from the newest versions; of its settings if it has none."""
    mine = next((one for one in versions if one.group_id == (group.pk if group else None)), None)
    if mine:
        return [Criterion.from_dict(item) for item in mine.items]
    return criteria_of_settings(group) if group else []
