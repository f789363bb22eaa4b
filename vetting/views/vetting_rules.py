"""How a program welcomes people: the steps it switched on, and its spans."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programs.access import admin
from programs.conflict import conflict, differing_fields
from programs.refusal import Stale
from programs.request import Request
from vetting.actions.deciding import rules
from vetting.actions.reviewing import set_rules
from vetting.review_forms import RulesForm


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def vetting_rules(request: Request) -> HttpResponse:
    """The rules; a POST sets them."""
    here = rules()
    form = RulesForm(request.POST) if request.method == "POST" else RulesForm.of(here)
    if form.is_valid():
        try:
            set_rules(by=request.user, now=timezone.now(), seen=form.cleaned_data["version"], **form.told())
        except Stale as stale:
            found = conflict(request, form, stale.theirs, differing_fields(form, RulesForm.of(stale.theirs)))
            return page(request, form, status=409, conflict=found)
        messages.success(request, "Saved. It holds from now on; what was decided stays as it is.")
        return redirect("vetting_rules", request.program.slug)
    return page(request, form, status=422 if form.errors else 200)


def page(request: Request, form: RulesForm, *, status: int, **more: Any) -> HttpResponse:
    """The page with its form."""
    context = {"nav": "applications", "form": form, **more}
    return render(request, "vetting/vetting_rules.html", context, status=status)
