"""A visit to one meeting, behind the applicant's link: the group in outline, what to sign, where to go, how it was."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.models import Group
from programs.access import mail_link
from programs.clock import local_day
from programs.refusal import Refused
from programs.request import Request
from programs.wording import long_day
from vetting.actions.visiting import has_come, has_passed, nda, say_wants, sign_visit
from vetting.models import Visit
from vetting.states import State
from vetting.step_forms import SignVisitForm
from vetting.views.link_application import application_of
from vetting.views.offer_seat import outline


@mail_link("application")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_visit(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The visit; a POST signs the agreement (`sign`), or says how it was (`wants`: yes or no)."""
    application, now = application_of(pk), timezone.now()
    visit = Visit.objects.shown_to(application).first()
    if visit is None or application.state_shown(now) not in (State.POOL, State.OFFERED):
        return redirect("link_application", token)
    visit.application = application
    text = nda()
    form = SignVisitForm(request.POST if "sign" in request.POST else None, agreement=text)
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("wants") in ("yes", "no"):
                say_wants(visit, wants=request.POST["wants"] == "yes", now=now)
                return redirect("link_visit", token)
            if "sign" not in request.POST:
                raise Refused("Nothing was chosen. Press one of the buttons below.")
            if text and form.is_valid():
                sign_visit(visit, text, name=form.cleaned_data["name"], now=now)
                return redirect("link_visit", token)
        except Refused as no:
            refusal = no.reason
    order: Any = request.program.date_order
    context: dict[str, Any] = {
        "token": token,
        "visit": visit,
        "seat": seat_of(request, visit),
        "day": long_day(visit.on, local_day(now, request.program.zone), order),
        "came": has_come(visit, now),
        "passed": has_passed(visit, now),
        "form": form,
        "text": text,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "vetting/link_visit.html", context, status=status)


def seat_of(request: Request, visit: Visit) -> dict[str, Any] | None:
    """The group in outline, as vetting/_offer_seat.html shows it."""
    group = Group.objects.with_seats_taken().select_related("track").filter(pk=visit.group_id).first()
    return outline(request.program, group, why=[], words="") if group else None
