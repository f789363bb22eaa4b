"""Who signed on paper, and on which day: noted by who runs the program, or the group whose charter it is."""

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
from vetting.actions.signing import sign_on_paper
from vetting.models import Agreement
from vetting.offer_forms import PaperForm
from vetting.views.agreement import get_agreement
from vetting.views.agreements import page


@person
@require_POST
def agreement_paper(request: Request, pk: UUID) -> HttpResponse:
    """Note those who are ticked."""
    who, agreement = standing(), get_agreement(pk)
    if not who.is_admin and agreement.group_id not in who.keeps:
        raise Http404
    form = PaperForm(request.POST, unsigned=agreement.unsigned())
    if form.is_valid():
        members, on = list(form.cleaned_data["members"]), form.cleaned_data["on"]
        try:
            count = sign_on_paper(agreement, members, on=on, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            messages.success(request, f"{count} signature{'' if count == 1 else 's'} on paper noted.")
            if agreement.group_id:
                return redirect("agreement_charter", request.program.slug, agreement.group_id)
            return redirect("agreements", request.program.slug)
    publishes = agreement.group_id is None or agreement.group_id in who.keeps
    template = "vetting/agreement_charter.html" if agreement.group_id else "vetting/agreements.html"
    return page(request, agreement.group, Agreement.Kind(agreement.kind), template, paper=form, publishes=publishes)
