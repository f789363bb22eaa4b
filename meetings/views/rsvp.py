"""Saying whether one comes, signed in: one tap with undo where the buttons stand, and a page for the details."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from meetings.actions.answering import answer, note_stay, take_back, takes_alternates
from meetings.answers import buttons, own_words
from meetings.models import Rsvp
from meetings.outline import outline
from meetings.rsvp_forms import STAY, USUALLY_LATE, rsvp_form, stay_form
from members.access import member
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing

BACK = ("today", "meeting", "group")


@member
@require_http_methods(["GET", "HEAD", "POST"])
def rsvp(request: Request, pk: UUID) -> HttpResponse:
    """The reader's answer to one meeting. A press of one of three buttons saves at once, the page saves all of it."""
    place, now = own_place(pk), timezone.now()
    if "tap" in request.POST:
        return tapped(request, place, now)
    alternates = takes_alternates(place.group_id)
    data = request.POST if request.method == "POST" else None
    form = rsvp_form(place, alternates=alternates, data=data, picked=request.GET)
    stay = stay_form(place, data)
    if form.is_valid() and (stay is None or stay.is_valid()):
        try:
            save_all(place, form.cleaned_data, stay.cleaned_data if stay else None, by=request.user, now=now)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.reason)
        else:
            messages.success(request, f"Saved. {own_words(place)} Your group sees it.")
            return redirect("meeting", request.program.slug, pk)
    context = {
        "nav": "meetings", "place": place, "form": form, "stay": stay, "meeting": place.meeting,
        "outline": outline(place.meeting, request.program, place.member.zone, now),
        "open": place.meeting.is_on and not place.meeting.is_over(now),
    }  # fmt: skip
    return render(request, "meetings/rsvp.html", context, status=422 if data else 200)


def tapped(request: Request, place: Rsvp, now: datetime) -> HttpResponse:
    """One press of one button, and the way back from it."""
    before = stands(place)
    says = request.POST["tap"]
    try:
        answer(
            place, by=request.user, now=now, says=says, online=place.online,
            late_minutes=(place.late_minutes or USUALLY_LATE) if says == Rsvp.Answer.LATE else None,
        )  # fmt: skip
        done = f"Saved. {own_words(place)}"
    except Refused as no:
        done, before = no.reason, {}
    return told(request, place, now, done, before)


@member
@require_POST
def rsvp_undo(request: Request, pk: UUID) -> HttpResponse:
    """Put back what stood before a press: the fields of the form say what that was."""
    place, now, said = own_place(pk), timezone.now(), request.POST
    minutes = said.get("late_minutes", "")
    try:
        if said.get("says"):
            answer(
                place, by=request.user, now=now, says=said["says"],
                late_minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else None,
                online=bool(said.get("online")), alternate=said.get("alternate", "")[:120],
                sends_update=bool(said.get("sends_update")),
            )  # fmt: skip
        else:
            take_back(place, by=request.user, now=now)
        done = f"Taken back. {own_words(place)}"
    except Refused as no:
        done = no.reason
    return told(request, place, now, done, {})


def told(request: Request, place: Rsvp, now: datetime, done: str, before: dict[str, str]) -> HttpResponse:
    """The buttons as they stand now to htmx; to others the page they came from, with a word."""
    shown = buttons(place, request.program, now, done=done, before=before)
    if request.htmx:
        return render(request, "meetings/_rsvp_buttons.html", {"buttons": shown, "program": request.program})
    messages.success(request, done)
    return redirect(back_url(request, place))


def back_url(request: Request, place: Rsvp) -> str:
    """The page on which the buttons were pressed."""
    back, slug = request.POST.get("back", ""), request.program.slug
    if back == "today":
        return reverse("today", args=[slug])
    if back == "group":
        return reverse("group", args=[slug, place.group_id])
    return reverse("meeting", args=[slug, place.meeting_id])


def own_place(pk: UUID) -> Rsvp:
    """The reader's own place at a meeting, with the meeting and its group; raises Http404."""
    rows = Rsvp.objects.select_related("meeting__group", "meeting__program", "member", "stay")
    place: Rsvp | None = rows.filter(meeting=pk, member=standing().member_id).first()
    if place is None or place.group_id not in standing().groups:
        raise Http404
    return place


def stands(place: Rsvp) -> dict[str, str]:
    """An answer as the fields of a form, to be put back."""
    fields = {
        "says": place.answer, "late_minutes": str(place.late_minutes or ""), "online": "on" if place.online else "",
        "sends_update": "on" if place.sends_update else "", "alternate": place.alternate,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value or name == "says"}


def save_all(
    place: Rsvp, said: dict[str, Any], stay: dict[str, Any] | None, *, by: Any, now: datetime, via: Any = "web"
) -> None:
    """Save an answer and, for who comes to a place, how they travel. Raises Refused."""
    answer(place, by=by, now=now, via=via, **said)
    if stay is not None and said["says"] != Rsvp.Answer.NO:
        told = {name: stay[name] for name in STAY}
        if any(told.values()) or stay["booked"] or hasattr(place, "stay"):
            note_stay(place, by=by, now=now, via=via, booked=stay["booked"], **told)
