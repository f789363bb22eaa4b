"""The groups of a program: a member's own, those that a facilitator runs, and all of them for program admins."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import FacilitatorTerm, Group, GroupQuerySet
from groups.views.visits import visits_of
from members.roster.writing import write_csv
from peergroups.htmx import reply
from programs.access import admin, person
from programs.clock import local_day
from programs.models import Track
from programs.request import Request
from programs.second_factor import confirmed
from programs.tenancy import standing

COLUMNS = ("Group", "Track", "State", "Seats", "Facilitators", "Change")


def with_what_a_row_shows() -> Any:
    """Groups with track and `taken` seats, and in `led_by` the terms of those facilitators whom the reader may know."""
    terms = FacilitatorTerm.objects.current().order_by("is_co", "name")
    listed: GroupQuerySet = Group.objects.with_seats_taken().select_related("track")
    return listed.prefetch_related(Prefetch("terms", terms, to_attr="led_by"))


@person
@require_safe
def groups(request: Request) -> HttpResponse:
    """A row for each group, by the reader's standing."""
    who = standing()
    context: dict[str, Any] = {"nav": "groups", "is_admin": who.is_admin}
    if who.is_admin:
        context |= all_groups(request)
        return reply(request, "groups/groups.html", "groups/_all_groups.html", context)
    mine = list(with_what_a_row_shows().filter(pk__in=who.groups))
    visits = visits_of(request.program, who.groups, local_day(timezone.now(), request.program.zone))
    for group in mine:
        group.visits_to_say = visits[group.pk]
    context["runs"] = [group for group in mine if group.pk in who.facilitates]
    context["sits"] = [group for group in mine if group.pk not in who.facilitates]
    return render(request, "groups/groups.html", context)


def all_groups(request: Request) -> dict[str, Any]:
    """All groups for an admin, filtered by ?q=, ?state= and ?track=; what is not a choice filters nothing."""
    asked = {name: request.GET.get(name, "").replace("\0", "").strip() for name in ("q", "state", "track")}
    tracks = {str(track.pk): track.name for track in Track.objects.all()}
    every = list(with_what_a_row_shows().order_by("track__position", "name"))
    found = [group for group in every if matches(group, asked, tracks)]
    return {
        "groups": found,
        "total": len(every),
        "q": asked["q"],
        "new_url": reverse("group_new", args=[request.program.slug]),
        "clear_url": request.path if any(asked.values()) else "",
        "columns": [{"label": label, "num": label == "Seats"} for label in COLUMNS],
        "note": f"{len(found)} of {len(every)} groups",
        "selects": [
            {
                "name": "state", "label": "State", "value": asked["state"],
                "options": [("", "All"), *Group.State.choices],
            },
            {"name": "track", "label": "Track", "value": asked["track"], "options": [("", "All"), *tracks.items()]},
        ],
    }  # fmt: skip


def matches(group: Any, asked: dict[str, str], tracks: dict[str, str]) -> bool:
    """Is this group among those asked for?"""
    if asked["state"] in Group.State.values and group.state != asked["state"]:
        return False
    if asked["track"] in tracks and str(group.track_id) != asked["track"]:
        return False
    names = [group.name, *(term.name for term in group.led_by)]
    return asked["q"].casefold() in " ".join(names).casefold()


@admin
@require_safe
@confirmed(download=True)
def groups_csv(request: Request) -> HttpResponse:
    """All groups as a CSV file, with nothing in it that was said in one."""
    header = [
        "Group", "Track", "State", "Visibility", "Seats", "Seats taken", "Facilitators", "Employees from",
        "Employees to", "Maturity from", "Maturity to", "Meets", "Mode", "Cost", "Opened",
    ]  # fmt: skip
    rows = [
        [
            group.name, group.track.name, group.get_state_display(), group.visibility, group.seat_count, group.taken,
            ", ".join(term.name for term in group.led_by), group.employees_min, group.employees_max,
            group.maturity_min, group.maturity_max, group.cadence, group.get_mode_display(), group.cost,
            group.created_at.date(),
        ]
        for group in with_what_a_row_shows()
    ]  # fmt: skip
    name = f"{request.program.slug}-groups-{timezone.now():%Y-%m-%d}.csv"
    return HttpResponse(
        write_csv(rows, header),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
