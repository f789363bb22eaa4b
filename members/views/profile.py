"""One person: what peers know of them, how to reach them, and changing it."""

from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.actions import ask_by_slot
from goals.reminding import ask_promises_by_slot
from groups.actions import end_membership, return_member
from groups.people import get_person
from members.actions import change_member
from members.fields import in_unit
from members.forms import DepartureForm, PersonForm, ProfileForm
from members.models import CompanyFacts, Departure, Member
from members.vcard import phone_uri, vcard
from members.views.directory import groups_of
from programs.access import admin, person
from programs.conflict import conflict, differing_fields
from programs.faces import hue, initials
from programs.models import Program
from programs.moments import day_said
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import Standing, standing
from programs.wording import clock

SEEN_BY_ALL = "Everyone in the program sees this page; you chose to be found."
SEEN_BY_CIRCLE = "The people of your groups, their facilitators and the program admins see this page."


@person
@require_safe
def profile(request: Request, pk: UUID) -> HttpResponse:
    """What a peer may know of somebody whom they may see."""
    one, who, now = get_person(request, pk), standing(), timezone.now()
    own = one.pk == who.member_id
    groups = groups_of([one], who).get(one.pk, [])
    context = {
        "nav": "directory",
        "one": one,
        "own": own,
        "face": {"initials": initials(one.name), "hue": hue(one.pk)},
        "phone_uri": phone_uri(one.phone),
        "clock": local_time(one, request.program, now),
        "groups": groups,
        "led": any(group.pk in who.facilitates for group in groups),
        "facts": facts_of(one, who, request.program),
        "seen_by": (SEEN_BY_ALL if one.findable else SEEN_BY_CIRCLE) if own else "",
        "may_edit": own or who.is_admin,
        "is_admin": who.is_admin,
        "state": how_they_stand(one, who, now),
        "departure": Departure.objects.filter(member=one).first() if one.left_at else None,
        "left_on": day_said(request.program, one.left_at, now) if one.left_at else "",
    }
    return render(request, "members/profile.html", context)


def local_time(one: Member, program: Program, now: datetime) -> str:
    """What the clock on their wall shows, as the program writes times."""
    return clock(now.astimezone(ZoneInfo(one.zone or program.zone)).time(), program.clock)


def how_they_stand(one: Member, who: Standing, now: datetime) -> str:
    """For admins: how far somebody is with joining."""
    if not who.is_admin:
        return ""
    return str(Member.objects.with_invitation().get(pk=one.pk).stands(now).label)


def facts_of(one: Member, who: Standing, program: Program) -> list[tuple[str, str]]:
    """What the company told the program, for its own people and for program admins; nothing for anybody else."""
    if not who.is_admin and one.company_id != who.company_id:
        return []
    facts = CompanyFacts.objects.filter(company=one.company_id).first()
    if facts is None:
        return []
    unit = "miles" if program.distance == Program.Distance.MILES else "km"
    radius = in_unit(facts.service_radius_km, program.distance)
    told = [
        ("Employees", facts.employees),
        ("Revenue a year", with_currency(facts, program)),
        ("Recurring share", None if facts.recurring_share is None else f"{facts.recurring_share} %"),
        ("Operational maturity", f"Level {facts.maturity}" if facts.maturity else None),
        ("Business model", facts.get_business_model_display()),
        ("Ownership", facts.get_ownership_display()),
        ("Service radius", None if radius is None else f"{radius} {unit}"),
    ]
    return [(term, str(value)) for term, value in told if value not in (None, "")]


def with_currency(facts: CompanyFacts, program: Program) -> str | None:
    """A band of revenue with the program's currency."""
    return None if facts.revenue_band is None else f"{facts.get_revenue_band_display()} {program.currency}"


@person
@require_safe
def profile_card(request: Request, pk: UUID) -> HttpResponse:
    """A person for one's address book."""
    one = get_person(request, pk)
    city = one.company.city
    card = vcard(
        key=str(one.pk), name=one.name, company=one.company.name, title=one.title, phone=one.phone, email=one.email,
        city=city.name if city else "", region=city.region if city else "", country=city.country if city else "",
        website=one.company.website,
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{one.pk}.vcf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(card, content_type="text/vcard; charset=utf-8", headers=headers)


@person
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change one's own page; program admins change what they keep of a member."""
    one, who = get_person(request, pk), standing()
    own = one.pk == who.member_id
    if not own and not who.is_admin:
        raise Http404
    kind = ProfileForm if own else PersonForm
    # A model form writes into its instance; the action compares with what was there.
    form = kind(request.POST or None, instance=copy(one), initial={"version": one.version})
    context = {"nav": "directory", "one": one, "own": own, "form": form, "seen_by": SEEN_BY_CIRCLE}
    if request.method == "POST" and form.is_valid():
        try:
            save(one, form.cleaned_data, own=own, request=request)
            messages.success(request, f"Saved. {'Peers see it now.' if own else ''}".strip())
            return redirect("profile", request.program.slug, one.pk)
        except Stale as stale:
            differences = differing_fields(form, kind(instance=stale.theirs))
            context |= {"conflict": conflict(request, form, stale.theirs, differences)}
            return render(request, "members/profile_edit.html", context, status=409)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
    return render(request, "members/profile_edit.html", context, status=422 if form.errors else 200)


def save(one: Member, typed: dict[str, Any], *, own: bool, request: Request) -> None:
    """Write a profile; questions about goals and promises follow a member's own new slot."""
    told = {name: value for name, value in typed.items() if name != "version"}
    when = ("zone", "slot_weekday", "slot_time", "rhythm_days")
    moved = own and any(getattr(one, name) != told[name] for name in when)
    change_member(one, by=request.user, seen=typed["version"], **told)
    if moved:
        now = timezone.now()
        ask_by_slot(one, now=now)
        ask_promises_by_slot(one, now=now)


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def member_departure(request: Request, pk: UUID) -> HttpResponse:
    """End a membership: what stops, what stays, and why."""
    one = get_person(request, pk)
    form = DepartureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(one, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
            undo = reverse("member_return", args=[request.program.slug, one.pk])
            messages.success(request, f"{one.name} has left. Access stopped.", extra_tags=undo)
            return redirect("profile", request.program.slug, one.pk)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
    context = {"nav": "directory", "one": one, "form": form, "groups": groups_of([one], standing()).get(one.pk, [])}
    return render(request, "members/member_departure.html", context, status=422 if form.errors else 200)


@admin
@require_POST
def member_return(request: Request, pk: UUID) -> HttpResponse:
    """Somebody who left is a member again."""
    one = get_person(request, pk)
    try:
        return_member(one, by=request.user, now=timezone.now())
        messages.success(request, f"{one.name} is a member again. Seats are given anew, on the page of a group.")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("profile", request.program.slug, one.pk)
