"""How a newcomer arrives, thirty, sixty and ninety days in: eight items, for the facilitators of the group alone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.access import facilitator
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.welcoming import LOOKS, look_at_newcomer
from vetting.integration import prompts
from vetting.models import Integration
from vetting.views.newcomers import get_newcomer
from vetting.views.welcome import card
from vetting.welcome_forms import LookForm


@facilitator
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newcomer_look(request: Request, pk: UUID, arrival: UUID, day: int) -> HttpResponse:
    """The eight, as they were noted last, and what helps where one is low; a POST notes them."""
    if pk not in standing().keeps or day not in LOOKS:
        raise Http404
    found, now = get_newcomer(request, pk, arrival), timezone.now()
    looks = {one.day: one for one in Integration.objects.filter(arrival=found)}
    before = looks.get(day)
    form = LookForm(
        request.POST if request.method == "POST" else None,
        initial=before.scores | {"note": before.note} if before else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            look_at_newcomer(found, day, scores=form.scores, note=form.cleaned_data["note"], by=request.user, now=now)
            messages.success(request, "Noted. Only the facilitators of this group read it.")
            return redirect("newcomer_look", request.program.slug, pk, arrival, day)
        except Refused as no:
            form.add_error(None, no.reason)
    context = {
        "nav": "groups",
        "group": found.group,
        "newcomer": card(found.member, request.program),
        "day": day,
        "days": (now - found.began_at).days,
        "others": [{"day": one, "current": one == day, "done": one in looks} for one in LOOKS],
        "prompts": prompts(before.scores) if before else [],
        "looked": before,
        "form": form,
        "arrival": found,
    }
    return render(request, "vetting/newcomer_look.html", context, status=422 if form.errors else 200)
