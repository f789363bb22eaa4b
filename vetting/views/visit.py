"""The group's side of a trial visit: who comes when, and a facilitator's yes or no for the group afterwards."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programs.access import person
from programs.clock import local_day
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import long_day
from vetting.actions.visiting import has_come, say_welcome
from vetting.models import Visit, VisitWord


@person
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, pk: UUID) -> HttpResponse:
    """Who visits; a POST says `welcome`: yes or no."""
    found = Visit.objects.filter(pk=pk, group__in=standing().keeps).select_related("group", "program").first()
    if found is None:
        raise Http404
    now, refusal = timezone.now(), ""
    if request.method == "POST":
        try:
            if request.POST.get("welcome") not in ("yes", "no"):
                raise Refused("Choose yes or no.")
            say_welcome(found, welcome=request.POST["welcome"] == "yes", by=request.user, now=now)
            messages.success(request, "Kept. The program reads it, and the visitor does not.")
            return redirect("visit", request.program.slug, pk)
        except Refused as no:
            refusal = no.reason
    order: Any = request.program.date_order
    context = {
        "nav": "groups",
        "visit": found,
        "word": VisitWord.objects.filter(visit=found).first(),
        "day": long_day(found.on, local_day(now, request.program.zone), order),
        "came": has_come(found, now),
        "refusal": refusal,
    }
    return render(request, "vetting/visit.html", context, status=422 if refusal else 200)
