"""What a program admin does with an offer that is out: takes it back, unheard within its minute, or holds it longer."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.offering import withdraw_offer
from vetting.models import Offer


def get_offer(pk: UUID) -> Offer:
    """An offer of the program with its application and group; raises Http404."""
    found: Offer | None = Offer.objects.select_related("application", "group").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@admin
@require_POST
def offer_withdrawal(request: Request, pk: UUID) -> HttpResponse:
    """Take an offer back."""
    offer, now = get_offer(pk), timezone.now()
    name = offer.application.name
    heard = offer.heard(now)
    try:
        withdraw_offer(offer, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        told = f"{name} is told, and keeps the place in line." if heard else f"{name} never hears of it."
        messages.success(request, f"Taken back. {told}")
    return redirect("pool", request.program.slug)
