"""The roster of a group, to be printed: who sits there, with a face, a company and what to ask them about."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import get_group
from groups.models import SeatHolder
from programs.access import person
from programs.clock import local_day
from programs.faces import hue, initials
from programs.request import Request
from programs.wording import long_day


@person
@require_safe
def roster(request: Request, pk: UUID) -> HttpResponse:
    """Everybody who sits in the group now, in the order of their seats."""
    group = get_group(request, pk)
    holders = SeatHolder.objects.current().filter(group=group, member__left_at=None)
    rows = holders.select_related("member__company__city").order_by("seat__number", "member__name")
    today = local_day(timezone.now(), group.zone)
    context = {
        "nav": "groups",
        "group": group,
        "day": long_day(today, today, request.program.date_order),  # type: ignore[arg-type]
        "people": [shown(holder.member) for holder in rows],
    }
    return render(request, "meetings/roster.html", context)


def shown(member: Any) -> dict[str, Any]:
    """One person as the print shows them."""
    company = member.company
    return {
        "name": member.name,
        "initials": initials(member.name),
        "hue": hue(member.pk),
        "title": member.title,
        "company": company.name,
        "city": company.city or "",
        "ask_me": member.ask_me,
    }
