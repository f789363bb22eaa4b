"""Staff choose a member who is asked to vouch for an applicant."""

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
from vetting.actions.vouching import ask_sponsor, find_member
from vetting.step_forms import SponsorForm
from vetting.views.application import file_page


@admin
@require_POST
def application_sponsor(request: Request, pk: UUID) -> HttpResponse:
    """Ask the member whose address or name was typed."""
    about = get_application(request, pk)
    if not rules().sponsor:
        raise Http404
    form = SponsorForm(request.POST, auto_id="sponsor_%s")
    if form.is_valid():
        try:
            member = find_member(form.cleaned_data["named"])
            if member is None:
                raise Refused("No single member has this address or name. Type the address as it is in People.")
            ask_sponsor(about, member, by=request.user, now=timezone.now())
        except Refused as no:
            form.add_error("named", no.reason)
        else:
            messages.success(request, f"{member.name} is asked by mail. You read the answer here.")
            return redirect("application", request.program.slug, pk)
    return file_page(request, about, status=422, sponsor_form=form)
