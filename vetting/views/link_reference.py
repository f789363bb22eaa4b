"""The page behind a referee's link: one form about one person, and nothing else."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programs.access import mail_link
from programs.moments import day_said
from programs.refusal import Refused
from programs.request import OpenRequest
from vetting.actions.reviewing import answer_reference
from vetting.models import Reference
from vetting.review_forms import ReferenceForm


@mail_link("reference")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_reference(request: OpenRequest, token: str, pk: Any) -> HttpResponse:
    """Show the form; a POST keeps the answers, which may be changed until the link ends."""
    reference, now = Reference.objects.filter(pk=pk).first(), timezone.now()
    if reference is None or request.program is None:
        raise Http404
    over = now >= reference.expires_at
    form = ReferenceForm(request.POST) if request.method == "POST" else ReferenceForm(initial=reference.answers)
    saved = False
    if request.method == "POST" and not over and form.is_valid():
        try:
            answer_reference(reference, now=now, answers=form.cleaned_data)
            saved = True
        except Refused as no:
            form.add_error(None, no.reason)
    wrong = request.method == "POST" and not saved and not over
    context = {
        "reference": reference,
        "form": form,
        "saved": saved,
        "over": over,
        "until": day_said(request.program, reference.expires_at, now),
    }
    return render(request, "vetting/link_reference.html", context, status=410 if over else 422 if wrong else 200)
