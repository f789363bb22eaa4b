"""Do you vouch for them? A member who is asked answers here; for everybody else there is no such page."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programs.access import person
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.vouching import answer_sponsor
from vetting.models import Sponsor
from vetting.step_forms import VouchForm


@person
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sponsor(request: Request, pk: UUID) -> HttpResponse:
    """The question, and one's own answer, which may be changed."""
    asked = Sponsor.objects.filter(pk=pk, member=standing().member_id).first() if standing().member_id else None
    if asked is None:
        raise Http404
    form = VouchForm(request.POST) if request.method == "POST" else VouchForm(initial={"words": asked.words})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        answer_sponsor(asked, vouches=told["answer"] == Sponsor.Answer.YES, words=told["words"], now=timezone.now())
        messages.success(request, "Kept. You may change it for as long as the application is open.")
        return redirect("sponsor", request.program.slug, pk)
    context = {"nav": "today", "sponsor": asked, "form": form}
    return render(request, "vetting/sponsor.html", context, status=422 if form.errors else 200)
