"""Asking those who have not signed, by mail: once a week at most, by who runs the program or the charter's group."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.signing import ask_to_sign
from vetting.views.agreement import get_agreement


@person
@require_POST
def agreement_asking(request: Request, pk: UUID) -> HttpResponse:
    """Mail everybody who has not signed the text in force."""
    who, agreement = standing(), get_agreement(pk)
    if not who.is_admin and agreement.group_id not in who.keeps:
        raise Http404
    try:
        count = ask_to_sign(agreement, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.reason)
    else:
        people = "One person is" if count == 1 else f"{count} people are"
        messages.success(request, f"{people} asked to sign. The mail leaves in their working hours.")
    if agreement.group_id:
        return redirect("agreement_charter", request.program.slug, agreement.group_id)
    return redirect("agreements", request.program.slug)
