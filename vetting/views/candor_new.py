"""The question to a group, whether it could speak freely with somebody: asked here, answered on a page of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting.access import get_application
from vetting.actions.candor import ask_candor
from vetting.actions.deciding import rules
from vetting.views.offer_new import chosen, groups_for


@admin
@require_POST
def candor_new(request: Request, pk: UUID) -> HttpResponse:
    """Ask the people of a group, or have its facilitator phone, which `phone` or the program's rules say."""
    application = get_application(request, pk)
    group = chosen(groups_for(application), application, request.POST.get("group", ""))
    back = reverse("offer_new", args=[request.program.slug, pk])
    if group is None:
        return redirect(back)
    by_phone = "phone" in request.POST or rules().candor_by_phone
    try:
        ask_candor(application, group, by=request.user, now=timezone.now(), by_phone=by_phone)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        whom = f"The facilitator of {group.name} phones" if by_phone else f"{group.name} is asked"
        messages.success(request, f"{whom}. You learn clear or blocked, and never who said what.")
    return redirect(f"{back}?group={group.pk}")
