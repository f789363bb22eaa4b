"""Adding somebody by hand, and what is offered while one types."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from members.actions import add_company, add_member
from members.forms import MemberForm
from members.models import City, Company, Member
from members.roster.names import company_key
from programs.access import admin
from programs.models import User
from programs.refusal import Refused
from programs.request import Request

OFFERED = 8


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: Request) -> HttpResponse:
    """A person of a company that is here, or of a new one. Nothing is mailed."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = add(form.cleaned_data, by=request.user)
            messages.success(request, f"{one.name} is added. Nothing was mailed; invite them when you are ready.")
            return redirect("profile", request.program.slug, one.pk)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
    context = {"nav": "directory", "form": form}
    return render(request, "members/member_new.html", context, status=422 if form.errors else 200)


@transaction.atomic
def add(told: dict[str, Any], *, by: User) -> Member:
    """Both actions or none: a refused person leaves no company behind."""
    company = Company.objects.select_related("city", "program").filter(key=company_key(told["company"])[:120]).first()
    if company is None:
        company = add_company(by=by, name=told["company"], city=told["city"])
    person = {name: told[name] for name in ("name", "email", "track", "title", "phone")}
    return add_member(by=by, company=company, **person)


@admin
@require_safe
def offered_companies(request: Request) -> HttpResponse:
    """Names of companies for a field's list, while somebody types."""
    typed = request.GET.get("company", "").replace("\0", "").strip()
    found = Company.objects.filter(name__icontains=typed)[:OFFERED] if typed else []
    return render(request, "members/_options.html", {"id": "company-options", "options": found})


@admin
@require_safe
def offered_cities(request: Request) -> HttpResponse:
    """Cities for a field's list, while somebody types, the largest first."""
    typed = request.GET.get("city", "").replace("\0", "").partition(",")[0].strip()
    found = City.objects.beginning_with(typed)[:OFFERED] if len(typed) > 1 else []
    return render(request, "members/_options.html", {"id": "city-options", "options": found})
