"""Opening a group."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.actions import appoint_facilitator, open_group
from groups.expectations import usual_market
from groups.forms import NewGroupForm
from groups.models import Group
from programs.access import admin
from programs.refusal import Refused
from programs.request import Request


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: Request) -> HttpResponse:
    """A track and a name are enough; everything else has a default and can change later."""
    unit = request.program.distance
    blank = Group(zone=request.program.zone, territory_km=usual_market(unit))
    form = NewGroupForm(request.POST or None, instance=blank, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            group = opened(request, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            messages.success(request, f"{group.name} is open. Now its seats.")
            return redirect("seats", request.program.slug, group.pk)
    context = {"nav": "groups", "form": form, "unit": "miles" if unit == "mi" else "km"}
    return render(request, "groups/group_new.html", context, status=422 if form.errors else 200)


@transaction.atomic
def opened(request: Request, *, facilitator: Any, **fields: Any) -> Group:
    """Open the group, with its facilitator if one was chosen."""
    if not fields["geography"]:
        del fields["geography"]
    group = open_group(by=request.user, **fields)
    if facilitator:
        appoint_facilitator(group, facilitator, by=request.user, now=timezone.now())
    return group
