"""The talk of a group: what is asked, the latest word first."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.access import get_circle
from conversations.models import Thread
from programs.access import person
from programs.clock import local_day
from programs.request import Request
from programs.tenancy import standing
from programs.wording import ago

MOST = 100


@person
@require_safe
def talk(request: Request, pk: UUID) -> HttpResponse:
    """The page."""
    group = get_circle(request, pk)
    zone = request.program.zone
    today = local_day(timezone.now(), zone)
    rows = [(one, ago(local_day(one.last_at, zone), today)) for one in Thread.objects.of(group)[:MOST]]
    context = {
        "nav": "groups",
        "group": group,
        "sits": standing().is_member and pk not in standing().facilitates,
        "open": [row for row in rows if row[0].closed_at is None],
        "closed": [row for row in rows if row[0].closed_at],
    }
    return render(request, "conversations/talk.html", context)
