"""Before Thursday: everything that a member owes before the next meeting of each of their groups, on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.owed import line, owed, shown
from members.access import current_member, member
from programs.clock import local_day
from programs.request import Request


@member
@require_safe
def before(request: Request) -> HttpResponse:
    """A list for each group that has a meeting to come, and the promises for later."""
    me, now, program = current_member(request), timezone.now(), request.program
    found = owed(program, me.pk, now, me.zone)
    today = local_day(now, me.zone or program.zone)
    context = {
        "nav": "today",
        "lists": [shown(one, program, today) for one in found.lists],
        "promises": [line(item, program, today) for item in found.promises],
        "promise_url": reverse("promise_new", args=[program.slug]) if found.lists else "",
    }
    return render(request, "meetings/before.html", context)
