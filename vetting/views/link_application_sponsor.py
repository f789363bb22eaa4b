"""The applicant names who may vouch for them. The answer is the same whoever that is."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from programs.access import mail_link
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.deciding import rules
from vetting.actions.vouching import name_sponsor
from vetting.step_forms import NamedForm
from vetting.views.link_application import application_of, in_time, page


@mail_link("application")
@never_cache
@require_POST
def link_application_sponsor(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Keep the name or the address that they typed; the program looks whether it is a member."""
    application = application_of(pk)
    if not rules().sponsor:
        raise Http404
    form = NamedForm(request.POST)
    if not form.is_valid():
        return page(request, token, application, named_form=form)
    try:
        name_sponsor(application, named=form.cleaned_data["named"], now=timezone.now())
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal), named_form=form)
    messages.success(request, "Thank you. We ask them if we know them, and nobody here tells you either way.")
    return redirect("link_application", token)
