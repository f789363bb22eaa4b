"""Help: the few answers that people need, and whom to ask. Every page leads here, from the same place."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.models import FacilitatorTerm
from programs.access import public, sign_in_url
from programs.request import OpenRequest, Request
from programs.tenancy import Standing, standing


@public
@require_safe
def program_help(request: Request) -> HttpResponse:
    """The answers for the people of a program. Anybody may read them: a page from mail leads here without sign-in."""
    who = standing()
    context = {
        "frame": "base.html" if who.is_person else "base_public.html",
        "sign_in_url": sign_in_url(next_url=request.path),
        "who": who,
        "profile_url": own_profile(request, who),
        "asked": facilitators_of(who),
    }
    return render(request, "programs/program_help.html", context)


def own_profile(request: Request, who: Standing) -> str:
    """Where a member says when they are asked; '' for everybody else."""
    return reverse("profile_edit", args=[request.program.slug, who.member_id]) if who.is_member else ""


def facilitators_of(who: Standing) -> list[dict[str, Any]]:
    """Who facilitates the groups that the reader sits in: [{group, name}]; none of those that they run themselves."""
    terms = FacilitatorTerm.objects.current().filter(group__in=who.groups - who.facilitates)
    rows = terms.order_by("group__name", "is_co", "name").values_list("group__name", "name")
    return [{"group": group, "name": name} for group, name in rows]


@public
@require_safe
def sign_in_help(request: OpenRequest) -> HttpResponse:
    """The answers on signing in, where no program is open."""
    return render(request, "programs/sign_in_help.html", {"sign_in_url": sign_in_url(next_url=reverse("home"))})
