"""The end of a meeting: one gives a number and one word, and then hears the others'."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from meetings.actions.closing import give_closing, is_open, take_back_closing, was_there
from meetings.closing_forms import ClosingForm, closing_form
from meetings.models import Attendance, Rsvp
from meetings.outline import outline
from meetings.views.parts import closing as part
from meetings.views.rsvp import own_place
from members.access import member
from notifications.choosing import mark_seen
from programs.refusal import Refused
from programs.request import Request


@member
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: Request, pk: UUID) -> HttpResponse:
    """The page, for who sits in the group. What was given can be changed or taken back while it is open."""
    place, now = own_place(pk), timezone.now()
    if request.POST.get("act") == "remove":
        return taken_back(request, place, now)
    heard = part.of(place.meeting, request.program.slug, now)
    rating, word = (heard.said.rating, heard.said.word) if heard else (None, "")
    form = closing_form(request.POST if request.method == "POST" else None, rating=rating, word=word)
    if form.is_valid():
        try:
            give_closing(place, by=request.user, now=now, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
        else:
            for about in (place.meeting_id, place.pk):
                mark_seen(request.user, now=now, about=about)
            messages.success(request, "Saved. Nobody sees your number.")
            return redirect("closing", request.program.slug, pk)
    return page(request, place, heard, form, now)


def page(request: Request, place: Rsvp, heard: part.Heard | None, form: ClosingForm, now: datetime) -> HttpResponse:
    """The form while it can be given, and what may be heard."""
    look = Attendance.objects.filter(meeting=place.meeting_id, member=place.member_id).first()
    can = is_open(place.meeting, now)
    context = {
        "nav": "meetings",
        "meeting": place.meeting,
        "outline": outline(place.meeting, request.program, place.member.zone, now),
        "heard": heard,
        "form": form,
        "asks": can and was_there(place, look.seen if look else None),
        "absent": can and not was_there(place, look.seen if look else None),
        "early": place.meeting.is_on and not place.meeting.is_over(now) and not can,
        "changes": "change" in request.GET or form.is_bound,
    }
    return render(request, "meetings/closing.html", context, status=422 if form.is_bound else 200)


def taken_back(request: Request, place: Rsvp, now: datetime) -> HttpResponse:
    """One's number and word, taken back."""
    try:
        take_back_closing(place, by=request.user, now=now)
        messages.success(request, "Taken back.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("closing", request.program.slug, place.meeting_id)
