"""Before the first meeting: what the group is, who is in the room, how to prepare, the charter. On paper, too."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import found
from groups.expectations import inherit, sections
from groups.models import FacilitatorTerm, SeatHolder
from programs.access import person
from programs.request import Request
from programs.tenancy import standing
from vetting.models import Agreement
from vetting.views.welcome import card

FIRST = "first_meeting"
"""The question whose answer stands at the top of the page."""


@person
@require_safe
def first_meeting(request: Request, pk: UUID) -> HttpResponse:
    """For those who sit in the group or facilitate it."""
    if pk not in standing().groups:
        raise Http404
    group, program = found(pk), request.program
    terms = list(FacilitatorTerm.objects.current().filter(group=pk).order_by("is_co", "since"))
    facts = group.facts(program.distance, [term.name for term in terms])
    answers = inherit(program.expectations, group.track.expectations, group.expectations, facts)
    holders = SeatHolder.objects.current().filter(group=pk, member__left_at=None)
    people = [one.member for one in holders.select_related("member__company__city").order_by("member__name")]
    context = {
        "nav": "groups",
        "group": group,
        "prepare": next(answer for answer in answers if answer.key == FIRST),
        "sections": sections([answer for answer in answers if answer.key != FIRST]),
        "people": [card(one, program) | {"runs": one.runs, "ask_me": one.ask_me} for one in people],
        "facilitators": [{"name": term.name, "is_co": term.is_co} for term in terms],
        "charter": next((one for one in Agreement.objects.in_force(group) if one.group_id), None),
        "url": reverse("group", args=[program.slug, pk]),
    }
    return render(request, "vetting/first_meeting.html", context)
