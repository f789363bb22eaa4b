"""What staff do about the call with an applicant: ask for it, note that it took place, ask once more."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting.access import get_application
from vetting.actions.deciding import rules
from vetting.actions.interviewing import ask_interview, mark_held


@admin
@require_POST
def application_call(request: Request, pk: UUID) -> HttpResponse:
    """Do what the pressed button says: `ask` for a call (also once more), or note that it is `held`."""
    about, now = get_application(request, pk), timezone.now()
    if not rules().interview:
        raise Http404
    try:
        if request.POST.get("call") == "held":
            mark_held(about, by=request.user, now=now)
            messages.success(request, "Noted: you have talked. Keep what you heard as a call note.")
        else:
            ask_interview(about, by=request.user, now=now)
            messages.success(request, f"{about.first_name} is asked by mail to choose a time.")
    except Refused as no:
        messages.warning(request, no.reason)
    return redirect("application", request.program.slug, pk)
