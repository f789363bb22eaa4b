"""What a program offers, for anybody: its promise, its groups with open seats, what to expect, how to join."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.expectations import IN_SHORT, inherit
from groups.models import FacilitatorTerm, Group
from programs.access import public, sign_in_url
from programs.caching import fresh_for_strangers
from programs.models import Program
from programs.request import Request
from programs.tenancy import standing

MANY_GROUPS = 6
"""From how many groups on a visitor may filter them by track."""


@public
@require_safe
def program(request: Request) -> HttpResponse:
    """The public page; the same groups and words for everybody, whoever asks."""
    offered = offer(request.program, request.GET.get("track", ""))
    who = standing()
    response = render(
        request,
        "programs/program.html",
        offered
        | {
            "frame": "base.html" if who.is_person else "base_public.html",
            "known": who.is_person,
            "runs": who.is_admin,
            "belongs": who.is_member,
            "sign_in_url": sign_in_url(next_url=reverse("home")),
            "address": request.build_absolute_uri(request.path),
        },
    )
    return fresh_for_strangers(request, response)


def offer(program: Program, track: str = "") -> dict[str, Any]:
    """What the public page shows, read as a stranger would; `track` is the key of the one to filter by, or ''."""
    listed = Group.objects.published().with_seats_taken().select_related("track")
    groups = list(listed.order_by("track__position", "name"))
    tracks = {str(group.track_id): group.track for group in groups}
    chosen = tracks.get(track)
    return {
        "groups": [group for group in groups if chosen in (None, group.track)],
        "tracks": list(tracks.items()) if len(tracks) > 1 and len(groups) >= MANY_GROUPS else [],
        "full": not any(group.openings.open for group in groups),
        "chosen": track if chosen else "",
        "nothing_yet": "Write to us and say what you would like to talk about with peers." if program.contact else "",
        "facilitators": facilitators(),
        "answers": [answer for answer in inherit(program.expectations) if answer.key in IN_SHORT],
    }


def facilitators() -> list[dict[str, Any]]:
    """Who runs the groups that show themselves in full, with the names of those groups."""
    terms = (
        FacilitatorTerm.objects.current()
        .filter(group__visibility=Group.Visibility.PUBLIC)
        .exclude(group__state=Group.State.CLOSED)
        .select_related("group")
        .order_by("name", "group__name")
    )
    found: dict[str, list[str]] = {}
    for term in terms:
        found.setdefault(term.name, []).append(term.group.name)
    return [{"name": name, "groups": ", ".join(groups)} for name, groups in found.items()]
