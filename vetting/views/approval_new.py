"""The question to a group whether somebody may join it: asked here, by phone, or closed to be asked anew."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from groups.models import Group
from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting.access import get_application
from vetting.actions.approving import ask_anew, ask_approval, ask_by_phone, way_of
from vetting.actions.deciding import rules
from vetting.views.offer_new import chosen, groups_for


@admin
@require_POST
def approval_new(request: Request, pk: UUID) -> HttpResponse:
    """Ask a group in its own way, with `phone` by its facilitator; with `anew`, close the vote that runs, so that it
    can be asked once more."""
    application, now = get_application(request, pk), timezone.now()
    group = chosen(groups_for(application), application, request.POST.get("group", ""))
    back = reverse("offer_new", args=[request.program.slug, pk])
    if group is None:
        return redirect(back)
    way = way_of(group, rules())
    if way == Group.Approval.NONE:
        raise Http404
    try:
        if "anew" in request.POST:
            ask_anew(application, group, by=request.user, now=now)
            messages.success(request, "The vote is closed and its ballots are deleted. You may ask once more.")
        elif "phone" in request.POST:
            ask_by_phone(application, group, way=way, by=request.user, now=now)
            messages.success(request, f"Who facilitates {group.name} is asked by mail to phone its people.")
        else:
            ask_approval(application, group, way=way, by=request.user, now=now)
            messages.success(request, f"{group.name} is asked by mail. You learn how it comes out, and no names.")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(f"{back}?group={group.pk}")
