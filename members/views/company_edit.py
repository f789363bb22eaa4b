"""A company: its name and place, and the facts that only program admins and its own people read."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from members.actions import change_company
from members.forms import CompanyForm
from members.models import Company, Member
from programs.access import admin
from programs.conflict import conflict, differing_fields
from programs.models import Program
from programs.refusal import Refused, Stale
from programs.request import Request


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def company_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a company and its facts."""
    company: Company = get_object_or_404(Company.objects.select_related("city", "facts"), pk=pk)
    unit = request.program.distance
    form = CompanyForm(request.POST or None, instance=copy(company.facts), company=company, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            change_company(company, by=request.user, seen=seen, facts=form.facts(), **form.of_company())
            messages.success(request, "Saved.")
            return redirect("company_edit", request.program.slug, company.pk)
        except Stale as stale:
            stands = CompanyForm(instance=stale.theirs.facts, company=stale.theirs, unit=unit)
            found = conflict(request, form, stale.theirs, differing_fields(form, stands))
            return page(request, company, form, status=409, conflict=found)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
    return page(request, company, form, status=422 if form.errors else 200)


def page(request: Request, company: Company, form: CompanyForm, *, status: int, **more: Any) -> HttpResponse:
    """The page; `more` may hold `conflict`, the two texts after somebody else's save."""
    context = {
        "nav": "directory",
        "company": company,
        "form": form,
        "people": Member.objects.active().filter(company=company).select_related("track"),
        "unit": "miles" if form.unit == Program.Distance.MILES else "km",
    }
    return render(request, "members/company_edit.html", context | more, status=status)
