"""The invitation to visit one meeting of a group, from the page on which a seat is offered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from programs.access import admin
from programs.refusal import Refused
from programs.request import Request
from vetting.access import get_application
from vetting.actions.deciding import rules
from vetting.actions.offering import held_seats
from vetting.actions.visiting import invite_visit
from vetting.step_forms import VisitForm
from vetting.views.offer_new import chosen, groups_for, page


@admin
@require_POST
def visit_new(request: Request, pk: UUID) -> HttpResponse:
    """Invite them, or move the invitation."""
    application, now = get_application(request, pk), timezone.now()
    application.program = request.program
    if not rules().visit:
        raise Http404
    groups = groups_for(application)
    group = chosen(groups, application, request.POST.get("group", ""))
    where = reverse("offer_new", args=[request.program.slug, pk])
    if group is None:
        return redirect(where)
    form = VisitForm(request.POST, auto_id="visit_%s")
    if form.is_valid():
        try:
            told = form.cleaned_data
            invite_visit(application, group, seats=held_seats(group), by=request.user, now=now, **told)
            messages.success(request, f"{application.name} is invited by mail, and signs before they come.")
            return redirect(f"{where}?group={group.pk}")
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return page(request, application, groups, group, visit_form=form)
