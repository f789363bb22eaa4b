"""The seats of a group by number, who left them, and giving one to a member."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from groups.actions import UNDO_LASTS, take_seat
from groups.models import Group, SeatHolder
from groups.people import visible_people
from groups.views.days import day_said
from groups.views.tabs import tabs
from members.models import MemberQuerySet
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from vetting.actions.welcoming import begin_welcome

MOST_CANDIDATES = 8
MOST_HOLDERS = 100
"""Those who sit here now come first, so only long gone ones are left out."""


@person
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: Request, pk: UUID) -> HttpResponse:
    """Who sits where; a POST gives a seat to a member. The search answers with the people it found."""
    group = get_group_to_run(request, pk)
    if request.method == "POST":
        return seated(request, group)
    if request.htmx:
        return render(request, "groups/_candidates.html", {"group": group} | search(request, group))
    return page(request, group)


def seated(request: Request, group: Group) -> HttpResponse:
    """Give a seat to the member who was pressed, who is welcomed, with a way to take it back."""
    now = timezone.now()
    member = one_of(candidates(group), request.POST.get("member", ""))
    if member is None:
        return page(request, group, refused="That person sits here already, or is not here any more.")
    try:
        seat = take_seat(group, member, by=request.user, now=now)
    except Refused as refusal:
        return page(request, group, refused=refusal.reason)
    begin_welcome(group, member, by=request.user, now=now)
    holder = seat.holders.get(member=member, left_at=None)
    undo = reverse("seat_end", args=[request.program.slug, group.pk, holder.pk])
    messages.success(request, f"{member.name} has seat {seat.number}.", extra_tags=undo)
    return redirect("seats", request.program.slug, group.pk)


def page(request: Request, group: Group, *, refused: str = "") -> HttpResponse:
    """The whole page; `refused` says why what was pressed was not done."""
    now = timezone.now()
    holders = SeatHolder.objects.filter(group=group).select_related("member", "seat__company")
    listed = list(holders.order_by(F("left_at").desc(nulls_first=True), "seat__number", "since")[:MOST_HOLDERS])
    held: dict[int, list[dict[str, Any]]] = {}
    for holder in listed:
        if holder.left_at is None:
            shown = {"holder": holder, "since": day_said(request.program, holder.seat.since)}
            held.setdefault(holder.seat.number, []).append(shown)
    context = {
        "nav": "groups",
        "group": group,
        "refused": refused,
        "seats": [{"number": number, "holders": those} for number, those in held.items()],
        "open": [number for number in range(1, group.seat_count + 1) if number not in held],
        "earlier": [
            {
                "holder": holder,
                "until": day_said(request.program, holder.left_at),
                "can_return": now - holder.left_at <= UNDO_LASTS,
            }
            for holder in listed
            if holder.left_at
        ],
        "closed": group.state == Group.State.CLOSED,
        "tabs": tabs(request.program.slug, group, "seats"),
    }
    return render(request, "groups/seats.html", context | search(request, group), status=409 if refused else 200)


def candidates(group: Group) -> MemberQuerySet:
    """Those whom the reader may see and who do not sit in this group."""
    sits = SeatHolder.objects.current().filter(group=group, member=OuterRef("pk"))
    people: MemberQuerySet = visible_people(standing()).active().named().filter(~Exists(sits))
    return people


def search(request: Request, group: Group) -> dict[str, Any]:
    """People found by their name or company; without words those of the group's track who sit nowhere yet."""
    words = request.GET.get("q", "").replace("\0", "").strip()
    people = candidates(group)
    if words:
        people = people.matching(words, addresses=standing().is_admin)
    else:
        somewhere = SeatHolder.objects.current().filter(member=OuterRef("pk"))
        people = people.filter(Q(track=group.track_id) | Q(track=None)).filter(~Exists(somewhere))
    found = list(people[: MOST_CANDIDATES + 1])
    return {"q": words, "candidates": found[:MOST_CANDIDATES], "more": len(found) > MOST_CANDIDATES}


def one_of(rows: Any, key: str) -> Any:
    """The row of a queryset with this key, or None; what is no key finds nothing."""
    try:
        return rows.filter(pk=UUID(key)).first()
    except ValueError:
        return None
