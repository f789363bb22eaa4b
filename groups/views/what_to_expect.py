"""What to expect of a group: the page that anybody reads before joining, and the group's own answers to it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.expectations import OUTLINE, Answer, inherit, sections
from groups.models import FacilitatorTerm, Group
from meetings.presets import words
from meetings.ribbon import Ribbon, ribbon
from meetings.standings import rules_of
from programs.access import public, sign_in_url
from programs.caching import fresh_for_strangers
from programs.clock import local_day
from programs.models import Program
from programs.request import Request
from programs.tenancy import standing


@public
@require_safe
def what_to_expect(request: Request, pk: UUID) -> HttpResponse:
    """The answers, in full for the program's people and for a public group, in outline otherwise, else 404."""
    who = standing()
    group = Group.objects.with_seats_taken().select_related("track").filter(pk=pk).first()
    if group is None:
        raise Http404
    in_full = who.is_person or group.visibility == Group.Visibility.PUBLIC
    context = {
        "group": group,
        "in_full": in_full,
        "sections": sections(with_rule(answers(request.program, group, in_full=in_full), group)),
        "year": year_of(pk) if in_full else None,
        "full": not group.openings.open,
        "known": who.is_person,
        "sits": pk in who.groups,
        "runs": who.is_admin or pk in who.keeps,
        "frame": "base.html" if who.is_person else "base_public.html",
        "sign_in_url": sign_in_url(next_url=reverse("home")),
        "address": request.build_absolute_uri(request.path),
        "nav": "groups",
    }
    response = render(request, "groups/what_to_expect.html", context)
    return fresh_for_strangers(request, response)


def answers(program: Program, group: Group, *, in_full: bool) -> list[Answer]:
    """All answers for a group; in outline without its own words, its facilitators, its cost and its criteria."""
    names = (
        FacilitatorTerm.objects.current().filter(group=group).order_by("is_co", "name").values_list("name", flat=True)
    )
    if in_full:
        facts = group.facts(program.distance, names)
        return inherit(program.expectations, group.track.expectations, group.expectations, facts)
    facts = {key: fact for key, fact in group.facts(program.distance).items() if key in OUTLINE}
    return inherit(program.expectations, group.track.expectations, {}, facts)


def with_rule(found: list[Answer], group: Group) -> list[Answer]:
    """The answers, with the group's attendance rule in words where nobody wrote what follows on a missed meeting."""
    if all(one.source != "default" for one in found if one.key == "missed"):
        return found
    today = local_day(timezone.now(), group.zone)
    rule = rules_of([group])[group.pk].at(today).policy
    said = " ".join(["Tell the group beforehand, and read the recap.", *words(rule)])
    return [replace(one, text=said) if one.key == "missed" else one for one in found]


def year_of(pk: UUID) -> Ribbon | None:
    """When the group meets within twelve months, as the public may know: days and how; None when nothing is planned."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select * from app_public_year(%s, %s, %s)", [pk, now, now + timedelta(days=366)])
        days = [(local_day(starts_at, zone), mode) for starts_at, zone, mode in cursor.fetchall()]
    return ribbon(days, local_day(now, "UTC")) if days else None
