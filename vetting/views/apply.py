"""Asking to join: two minutes, for anybody; the answer is the same whoever applied before."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from groups.models import Group
from members.models import City
from programs.access import public
from programs.clock import local_day
from programs.models import Track
from programs.request import OpenRequest, Request
from vetting.actions.applying import apply as ask_to_join
from vetting.actions.applying import mail_link_again
from vetting.evidence import criteria_of
from vetting.forms import AddressForm, ApplyForm
from vetting.models import Criteria
from vetting.states import STEPS, State, promise

OFFERED = 8
SENT_TO = "applied_with"
"""Where a browser's session keeps the address that it just typed, for the page that says what comes next."""


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: Request) -> HttpResponse:
    """The form of the first two minutes. Who applied already is told by mail alone."""
    group = group_in_view(request.GET.get("group", ""))
    form = ApplyForm(request.POST or None, initial=known_of(request) | ({"track": group.track_id} if group else {}))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = dict(form.cleaned_data)
            if ratelimit.consume(request, action="apply", key=told["email"].lower()):
                zone = told["city"].zone
                ask_to_join(program=request.program, group=group, now=timezone.now(), zone=zone, **told)
                request.session[SENT_TO] = told["email"]
                return redirect("apply_sent", request.program.slug)
            form.add_error(None, "Too many tries from here. Wait a minute, then send it again.")
            status = 429
    context = {"form": form, "group": group, "asks": asked_of(group), "cities": form.cities_near()}
    return render(request, "vetting/apply.html", context, status=status)


def group_in_view(key: str) -> Group | None:
    """The group that somebody came from, if strangers may see it."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    found: Group | None = Group.objects.published().select_related("track").filter(pk=wanted).first()
    return found


def asked_of(group: Group | None) -> list[str]:
    """What a group asks for, in a line each: as much as a stranger may read of it."""
    if group is None:
        return []
    lines = [f"Role: {group.track.name}"]
    if group.visibility != Group.Visibility.PUBLIC:
        return lines + ([f"Size: {group.sizes}"] if group.sizes else [])
    unit = group.program.distance
    criteria = criteria_of(group, Criteria.objects.newest([group.pk]))
    asked = [(one.kind, one.kind.label, one.asks(unit)) for one in criteria]  # type: ignore[arg-type]
    return lines + [f"{label}: {words}" for kind, label, words in asked if words and kind != "role"]


def known_of(request: OpenRequest) -> dict[str, Any]:
    """What somebody who is signed in need not type."""
    return {"name": request.user.name, "email": request.user.email} if request.user.is_authenticated else {}


@public
@never_cache
@require_safe
def apply_sent(request: Request) -> HttpResponse:
    """What comes next, and by when."""
    today = local_day(timezone.now(), request.program.zone)
    context = {
        "steps": steps_at(2),
        "next_word": promise(State.SUBMITTED, today, today, request.program.days_off(today)),
        "address": request.session.get(SENT_TO, ""),
    }
    return render(request, "vetting/apply_sent.html", context)


def steps_at(step: int) -> list[dict[str, str]]:
    """The five steps for the component, with those before `step` done; 0 is none."""
    states = {True: "done", False: "next"}
    return [
        {"label": label, "state": "current" if number == step else states[number < step]}
        for number, label in enumerate(STEPS, 1)
    ]


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply_link(request: Request) -> HttpResponse:
    """Mail the links of the open applications of an address; nobody learns here whether there are any."""
    form = AddressForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            address = form.cleaned_data["email"]
            if ratelimit.consume(request, action="apply", key=address.lower()):
                for track in Track.objects.all():
                    mail_link_again(address, track, now=timezone.now())
                return render(request, "vetting/apply_link.html", {"sent_to": address})
            form.add_error(None, "Too many tries from here. Wait a minute, then send it again.")
            status = 429
    return render(request, "vetting/apply_link.html", {"form": form}, status=status)


@public
@require_safe
def apply_cities(request: Request) -> HttpResponse:
    """Cities for a field's list, while somebody types, the largest first: public, so counted by network."""
    typed = request.GET.get("city", "").replace("\0", "").partition(",")[0].strip()
    asked = len(typed) > 1 and ratelimit.consume(request, action="offered_cities")
    found = City.objects.beginning_with(typed)[:OFFERED] if asked else []
    return render(request, "members/_options.html", {"id": "city-options", "options": found})
