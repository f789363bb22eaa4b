"""Holding an offer longer, once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.moments import moment_words
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.offering import extend_offer
from vetting.views.offer_withdrawal import get_offer


@admin
@require_POST
def offer_extension(request: Request, pk: UUID) -> HttpResponse:
    """Three working days more."""
    offer, now = get_offer(pk), timezone.now()
    try:
        extend_offer(offer, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        until = moment_words(request.program, offer.held_until, now)
        messages.success(request, f"Held for {offer.application.name} until {until}.")
    return redirect("pool", request.program.slug)
