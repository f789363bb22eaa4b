"""The newcomers of a group: how long they have been there, who is at their side, and the next look at them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import get_group_to_run
from groups.models import Group
from members.models import Member
from programs.access import person
from programs.models import Program
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.welcoming import GRACE, LOOKS
from vetting.models import Arrival, Buddy, Integration
from vetting.views.welcome import card


def get_newcomer(request: Request, pk: UUID, arrival: UUID) -> Arrival:
    """An arrival in a group that the reader runs, with its group, member and company; raises Http404."""
    group = get_group_to_run(request, pk)
    found = arrivals(group, timezone.now()).filter(pk=arrival).first()
    if found is None:
        raise Http404
    found.group = group
    return found


def arrivals(group: Group, now: datetime) -> Any:
    """Who is new in a group, and whose last look is still to come."""
    here = Arrival.objects.under_way(now - GRACE).filter(group=group)
    return here.select_related("member__company__city").with_ticks()


@person
@require_safe
def newcomers(request: Request, pk: UUID) -> HttpResponse:
    """Everybody of the last ninety days. What facilitators noted of them is read by facilitators alone."""
    group, now = get_group_to_run(request, pk), timezone.now()
    looked = Integration.objects.filter(arrival=OuterRef("pk"))
    done = {f"looked_{day}": Exists(looked.filter(day=day)) for day in LOOKS}
    here = list(arrivals(group, now).annotate(**done))
    names = {one.pk: one for one in Member.objects.filter(pk__in=[one.buddy_id for one in here if one.buddy_id])}
    runs = pk in standing().keeps
    context = {
        "nav": "groups",
        "group": group,
        "rows": [row(request.program, one, names, now, runs=runs) for one in here],
        "runs": runs,
    }
    return render(request, "vetting/newcomers.html", context)


def row(program: Program, one: Arrival, names: dict[UUID, Member], now: datetime, *, runs: bool) -> dict[str, Any]:
    """A newcomer as the board shows them; looks only for who runs the group."""
    where = [program.slug, one.group_id, one.pk]
    days = (now - one.began_at).days
    return {
        "person": card(one.member, program),
        "days": days,
        "has_joined": one.member.user_id is not None,
        "buddy": names.get(one.buddy_id),
        "buddy_url": reverse("newcomer_buddy", args=where),
        "looks": [
            {
                "day": day,
                "done": getattr(one, f"looked_{day}"),
                "url": reverse("newcomer_look", args=[*where, day]) if days >= day else "",
            }
            for day in LOOKS
        ]
        if runs
        else [],
    }


def buddy_counts(group: Group, now: datetime) -> dict[UUID, int]:
    """How many newcomers each of a group is a buddy of now."""
    counts: dict[UUID, int] = {}
    still = Arrival.objects.under_way(now).filter(group=group, member=OuterRef("member"))
    for key in Buddy.objects.filter(Exists(still), group=group).values_list("buddy", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return counts
