"""Who is here: the directory of a program's people; for program admins with how everybody stands, what they are in
which group and in the program, what can be done about it, and the same as a file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import FacilitatorTerm, Group, SeatHolder
from groups.people import visible_people
from members.downloads import csv_response
from members.models import Member, MemberQuerySet, Stands
from members.roster.writing import Cell
from peergroups.htmx import reply
from programs.access import admin, person
from programs.activity import record
from programs.faces import hue, initials
from programs.models import Program, Role, Track
from programs.moments import day_said
from programs.request import Request
from programs.second_factor import confirmed
from programs.tenancy import Standing, standing

PER_PAGE = 50

SIZES = {"1": (1, 1), "2-5": (2, 5), "6-10": (6, 10), "11-25": (11, 25), "26-50": (26, 50), "51": (51, 10**6)}
"""Bands of employees (research/mission.md section 3); facts of companies, so only program admins filter by them."""

SORTS = {
    "name": ("name", "pk"),
    "company": ("company__name", "name", "pk"),
    "city": ("company__city__country", "company__city__region", "company__city__name", "name", "pk"),
}


@dataclass(frozen=True)
class Asked:
    """What the reader filters by. A value that is not a choice filters nothing."""

    q: str = ""
    track: str = ""
    group: str = ""
    region: str = ""
    size: str = ""
    state: str = ""
    sort: str = "name"

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """The filters of a request."""
        told = {name: request.GET.get(name, "").replace("\0", "").strip()[:100] for name in cls.__annotations__}
        told["sort"] = told["sort"] if told["sort"] in SORTS else "name"
        return cls(**told)

    def but(self, **other: str) -> str:
        """These filters as a query string, some of them changed, empty ones left out."""
        return urlencode({name: value for name, value in ({**vars(self), **other}).items() if value})

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return any(value for name, value in vars(self).items() if name != "sort")

    def of_people(self, people: MemberQuerySet, who: Standing, now: datetime) -> MemberQuerySet:
        """Those of `people` whom the reader asks for, in the order they ask for."""
        people = people.matching(self.q, addresses=who.is_admin)
        if track := as_key(self.track):
            people = people.filter(track=track)
        if (group := as_key(self.group)) and (who.is_admin or group in who.groups):
            people = people.filter(pk__in=SeatHolder.objects.current().filter(group=group).values("member"))
        if place := re.fullmatch(r"([A-Z]{2})-([A-Z]{0,3})", self.region):
            people = people.filter(company__city__country=place[1], company__city__region=place[2])
        if who.is_admin:
            people = self.of_staff(people, now)
        return people.order_by(*SORTS[self.sort])

    def of_staff(self, people: MemberQuerySet, now: datetime) -> MemberQuerySet:
        """The filters of program admins. Those who left show only if they are asked for."""
        if self.size in SIZES:
            people = people.filter(company__facts__employees__range=SIZES[self.size])
        return people.standing_as(self.state, now) if self.state in Stands.values else people.active()


def as_key(text: str) -> UUID | None:
    """A key that somebody typed into an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


@person
@require_safe
def directory(request: Request) -> HttpResponse:
    """The people whom the reader may see, filtered, by page."""
    who, asked, now = standing(), Asked.of(request), timezone.now()
    listed = asked.of_people(visible_people(who), who, now)
    page = Paginator(with_what_a_row_shows(listed, who), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "directory",
        "page": page,
        "people": dressed(page.object_list, who, request.program, now),
        "columns": columns(asked, who),
        "asked": asked,
        "query": f"{query}&" if (query := asked.but()) else "",
        "clear_url": request.path if asked.any else "",
        "is_admin": who.is_admin,
    }
    if who.is_admin:
        context["staff"] = staff_beside(asked, request.program) if page.number == 1 else []
    if not request.htmx:
        context["selects"] = selects(asked, who)
    return reply(request, "members/directory.html", "members/_people.html", context)


def with_what_a_row_shows(people: MemberQuerySet, who: Standing) -> MemberQuerySet:
    """Members with what a row tells of them; facts and invitations for program admins only."""
    if not who.is_admin:
        return people.named()
    sits = SeatHolder.objects.current().filter(member=OuterRef("pk")).order_by("group__name")
    mine = Role.objects.held().filter(user=OuterRef("user"))
    return people.named().select_related("company__facts").with_invitation().annotate(
        sits_in=ArraySubquery(sits.values(json=JSONObject(holder="pk", group="group_id", name="group__name"))),
        runs_in=ArraySubquery(terms_of(Q(role__user=OuterRef("user"))).values(json=TERM)),
        in_roles=ArraySubquery(mine.order_by("kind").values("kind")),
    )  # fmt: skip


TERM = JSONObject(group="group_id", name="group__name", is_co="is_co")
"""What a row tells of a facilitator's term."""


def terms_of(whose: Q) -> QuerySet[FacilitatorTerm]:
    """The terms that run now, of roles that are held."""
    terms: QuerySet[FacilitatorTerm] = FacilitatorTerm.objects.current().filter(whose, role__ended_at=None)
    return terms.order_by("group__name")


def staff_beside(asked: Asked, program: Program) -> list[dict[str, Any]]:
    """Admins, reviewers and facilitators who are no members, where the filters of members leave them in."""
    if any((asked.track, asked.group, asked.region, asked.size, asked.state)):
        return []
    members = Member.objects.active().filter(Q(user=OuterRef("user"), user__isnull=False) | Q(email=OuterRef("email")))
    roles = Role.objects.held().filter(~Exists(members)).select_related("user").order_by("name", "email", "kind")
    for word in asked.q.split():
        roles = roles.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(user__name__icontains=word))
    found: dict[Any, dict[str, Any]] = {}
    for role in roles.annotate(runs_in=ArraySubquery(terms_of(Q(role=OuterRef("pk"))).values(json=TERM))):
        name = str(role.user) if role.user else role.name or role.email
        one = found.setdefault(
            role.user_id or role.email or role.pk,
            {
                "name": name, "email": role.user.email if role.user else role.email, "roles": [], "runs": [],
                "initials": initials(name.partition("@")[0].replace(".", " ")), "hue": hue(role.user_id or role.pk),
                "joined": role.user_id is not None,
            },
        )  # fmt: skip
        one["roles"].append(role.get_kind_display())
        one["runs"] += places_run(role.runs_in, program)
    return list(found.values())


def places_run(terms: Iterable[dict[str, Any]], program: Program) -> list[dict[str, str]]:
    """The groups that somebody runs: their name, what they are there, and where that is changed."""
    return [
        {
            "name": one["name"],
            "as": "Co-facilitator" if one["is_co"] else "Facilitator",
            "url": reverse("terms", args=[program.slug, one["group"]]),
        }
        for one in terms
    ]


def places_of(one: Any, program: Program) -> list[dict[str, str]]:
    """The groups of a member, and what they are in each."""
    sits = [
        {
            "name": seat["name"],
            "as": "Member",
            "url": reverse("seat", args=[program.slug, seat["group"], seat["holder"]]),
        }
        for seat in one.sits_in
    ]
    return sits + places_run(one.runs_in, program)


def acts_on(one: Any, program: Program) -> list[dict[str, str]]:
    """What an admin can do about a member, for the row's menu."""
    acts = [("Change role", f"{reverse('roles', args=[program.slug])}?email={quote(one.email)}#roles-new", "key-round")]
    acts += [
        (f"Seat in {place['name']}", place["url"], "armchair") for place in one.places if place["as"] == "Member"
    ]  # fmt: skip
    if one.state in (Stands.NOT_INVITED, Stands.INVITED, Stands.RAN_OUT):
        again = "Invite" if one.state == Stands.NOT_INVITED else "Invite again"
        acts.append((again, f"{reverse('invitations', args=[program.slug])}?q={quote(one.email)}", "mail"))
    acts.append(("Merge with a double", reverse("member_merge", args=[program.slug, one.pk]), "merge"))
    if not one.left_at:
        acts.append(("End the membership", reverse("member_departure", args=[program.slug, one.pk]), "user-minus"))
    return [{"label": label, "url": url, "icon": icon} for label, url, icon in acts]


def dressed(people: Iterable[Member], who: Standing, program: Program, now: datetime) -> list[Any]:
    """Members with their face, the groups that the reader knows them from, and for admins how they stand."""
    rows: list[Any] = list(people)
    groups = {} if who.is_admin else groups_of(rows, who)
    for one in rows:
        one.initials, one.hue = initials(one.name), hue(one.pk)
        one.groups = groups.get(one.pk, [])
        if who.is_admin:
            one.state = one.stands(now)
            one.invited_on = day_said(program, one.invited_at, now) if one.invited_at else ""
            one.places = places_of(one, program)
            one.roles = [Role.Kind(kind).label for kind in one.in_roles]
            one.acts = acts_on(one, program)
    return rows


def groups_of(people: list[Member], who: Standing) -> dict[UUID, list[Group]]:
    """The groups in which people sit now: those that the reader is in too; all of them for a program admin."""
    holders = SeatHolder.objects.current().filter(member__in=people).select_related("group").order_by("group__name")
    if not who.is_admin:
        holders = holders.filter(group__in=who.groups)
    found: dict[UUID, list[Group]] = {}
    for holder in holders:
        found.setdefault(holder.member_id, []).append(holder.group)
    return found


def columns(asked: Asked, who: Standing) -> list[dict[str, Any]]:
    """The table's head, with its ways to sort."""
    labels = [("name", "Name"), ("company", "Company"), ("city", "City"), ("", "Track")]
    if who.is_admin:
        labels[2:] = [("", "Role track"), ("", "Groups"), ("", "In the program"), ("", "Joined"), ("", "More")]
    else:
        labels += [("", "Ask about"), ("", "In common")]
    return [
        {
            "label": label,
            "sort_url": f"?{asked.but(sort=key)}" if key else "",
            "sorted": "ascending" if key == asked.sort else "",
        }
        for key, label in labels
    ]


def selects(asked: Asked, who: Standing) -> list[dict[str, Any]]:
    """The filters beside the search."""
    groups = Group.objects.running() if who.is_admin else Group.objects.filter(pk__in=who.groups)
    found = [
        select("track", "Track", "All tracks", asked, ((str(track.pk), track.name) for track in Track.objects.all())),
        select("group", "Group", "All groups", asked, ((str(group.pk), group.name) for group in groups)),
        select("region", "Where", "Anywhere", asked, regions(who)),
    ]
    if who.is_admin:
        sizes = ((key, size_words(key)) for key in SIZES)
        found.append(select("size", "Size", "All sizes", asked, sizes))
        found.append(select("state", "Joined", "All who are here", asked, Stands.choices))
    return [one for one in found if len(one["options"]) > 1]


def size_words(key: str) -> str:
    """A band of employees as one reads it."""
    return {"1": "1 person", "51": "More than 50"}.get(key, f"{key} people").replace("-", "\N{EN DASH}")


def select(name: str, label: str, everything: str, asked: Asked, options: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """One filter, with the way to see everything first."""
    return {"name": name, "label": label, "options": [("", everything), *options], "value": getattr(asked, name)}


def regions(who: Standing) -> list[tuple[str, str]]:
    """Where the people are whom the reader may see: states where one says states, else countries."""
    people = visible_people(who).exclude(company__city=None).order_by()
    places = people.values_list("company__city__country", "company__city__region").distinct()
    told = [(f"{country}-{region}", f"{region}, {country}" if region else country) for country, region in places]
    return sorted(told, key=lambda place: place[1])


HEADER = (
    "Name", "E-mail", "Phone", "Job title", "Company", "Website", "City", "State", "Country", "Role", "Time zone",
    "Employees", "Revenue", "Recurring share", "Maturity", "Business model", "Ownership", "Service radius",
    "What I run", "Ask me about", "Sits in", "Membership", "Invited on", "Runs", "In the program",
)  # fmt: skip
"""The head of the file. Columns that an import reads are called what an import understands."""


@admin
@require_safe
@confirmed(download=True)
def directory_csv(request: Request) -> HttpResponse:
    """The people whom an admin has filtered, as a file that can be imported again."""
    who, now = standing(), timezone.now()
    listed = Asked.of(request).of_people(visible_people(who), who, now)
    people = dressed(with_what_a_row_shows(listed, who), who, request.program, now)
    record("people.exported", by=request.user, about=request.program, at=now)
    return csv_response(request, "people", HEADER, [as_row(one, request) for one in people], now)


def as_row(one: Any, request: Request) -> list[Cell]:
    """A member as a line of the file."""
    company, facts, city = one.company, one.company.facts, one.company.city
    return [
        one.name, one.email, one.phone, one.title, company.name, company.website, city.name if city else "",
        city.region if city else "", city.country if city else "", one.track.name if one.track else "", one.zone,
        facts.employees, facts.get_revenue_band_display() or "",
        None if facts.recurring_share is None else f"{facts.recurring_share} %", facts.maturity,
        facts.get_business_model_display(), facts.get_ownership_display(),
        None if facts.service_radius_km is None else f"{facts.service_radius_km} km", one.runs, one.ask_me,
        ", ".join(seat["name"] for seat in one.sits_in), one.state.label,
        one.invited_at.astimezone(ZoneInfo(request.program.zone)).date() if one.invited_at else None,
        ", ".join(term["name"] for term in one.runs_in), ", ".join(one.roles),
    ]  # fmt: skip
