"""The start page: where a person belongs, or what this is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from members.models import Member
from programs.access import public
from programs.demo import OPERATOR, personas
from programs.faces import initials
from programs.models import Program, Role


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One program: straight into it. Several, or ?choose: pick one. Signed out: what Peergroups is."""
    if not request.user.is_authenticated:
        first_run = not Program.objects.exists()
        sample = {"people": personas(), "operator": OPERATOR} if settings.DEMO else {}
        return render(request, "programs/home.html", {"first_run": first_run} | sample)
    places = own_places(request.user)
    if len(places) == 1 and "choose" not in request.GET:
        return redirect(places[0]["url"])
    return render(request, "programs/home_programs.html", {"places": places})


def own_places(user: Any) -> list[dict[str, str]]:
    """The programs in which `user` is somebody, by name: [{name, initials, accent, words, url}]; two queries."""
    found: dict[Program, list[str]] = {}
    for member in Member.objects.active().filter(user=user).select_related("program"):
        found.setdefault(member.program, []).append("Member")
    for role in Role.objects.held().filter(user=user).select_related("program").order_by("kind"):
        found.setdefault(role.program, []).append(role.get_kind_display())
    return [
        {
            "name": program.name,
            "initials": initials(program.name),
            "accent": program.accent,
            "words": " · ".join(words),
            "url": reverse(first_page(words), args=[program.slug]),
        }
        for program, words in sorted(found.items(), key=lambda pair: pair[0].name.lower())
    ]


def first_page(words: list[str]) -> str:
    """The name of the page on which somebody starts who is all this: a member with their day, an admin with
    theirs, a facilitator with who needs them."""
    if "Member" in words:
        return "today"
    if Role.Kind.ADMIN.label in words:
        return "overview"
    return "cockpit" if Role.Kind.FACILITATOR.label in words else "groups"
