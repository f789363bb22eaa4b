"""Checking in by the code in the room: the screen that shows it, the scan, and "I am here" in one press."""

from datetime import datetime
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meetings import room_code
from meetings.access import get_meeting_of_own, get_meeting_to_plan
from meetings.actions.arriving import checks_in, refuse_out_of_time, say_here
from meetings.looks import SHAPES, seen_words
from meetings.models import Attendance, Meeting, Rsvp
from meetings.outline import outline
from meetings.policy import Seen
from peergroups.htmx import reply
from programs.access import person, public
from programs.moments import hour_words
from programs.refusal import Refused
from programs.request import OpenRequest, Request
from programs.tenancy import standing


@person
@never_cache
@require_safe
def here_code(request: Request, pk: UUID) -> HttpResponse:
    """The code for the wall, for who takes attendance; htmx takes a fresh one. 404 where the group chose none."""
    meeting, now = get_meeting_to_plan(request, pk), timezone.now()
    if not checks_in(meeting.group_id):
        raise Http404
    problem = out_of_time(meeting, now)
    seats = Rsvp.objects.filter(meeting=meeting).values("seat").distinct().count()
    came = (Seen.PRESENT, Seen.LATE, Seen.LEFT_EARLY)
    here = Attendance.objects.filter(meeting=meeting, seen__in=came).values("seat").distinct().count()
    context = {
        "meeting": meeting,
        "outline": outline(meeting, request.program, "", now),
        "problem": problem,
        "code": "" if problem else drawn(request, meeting, now),
        "here": here,
        "seats": seats,
    }
    return reply(request, "meetings/here_code.html", "meetings/_here_code.html", context)


def drawn(request: Request, meeting: Meeting, now: datetime) -> str:
    """The picture of the link of this minute, as an address of its own: black on white in either theme, for cameras."""
    where = reverse("here_scan", args=[request.program.slug, meeting.pk, room_code.code_of(meeting.pk, now)])
    code = segno.make_qr(settings.SITE_URL + where, error="m")
    picture: str = code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
    return picture


def out_of_time(meeting: Meeting, now: datetime) -> str:
    """Why nobody can say now that they are here, or ''."""
    try:
        refuse_out_of_time(meeting, now)
    except Refused as refusal:
        return refusal.reason
    return ""


@public
@never_cache
@require_safe
def here_scan(request: OpenRequest, pk: UUID, code: str) -> HttpResponse:
    """What the camera opens: a living code is noted in this browser, and on it goes. It reads and tells nothing.

    The way on is the same for everybody and every code; whether there is such a meeting is said there, to its people.
    """
    where = reverse("here", args=[request.program.slug, pk])  # type: ignore[union-attr]
    answer = redirect(where)
    if room_code.opens(code, pk, timezone.now()):
        answer.set_signed_cookie(
            room_code.SCANNED, str(pk), salt=room_code.SCANNED, max_age=room_code.SCAN_LASTS, path=where, httponly=True,
            samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer


def scanned(request: Request, meeting: Meeting) -> bool:
    """Whether this browser scanned the code of this meeting a moment ago."""
    told = request.get_signed_cookie(
        room_code.SCANNED, default="", salt=room_code.SCANNED, max_age=room_code.SCAN_LASTS
    )
    return bool(told == str(meeting.pk))


def said_at(request: Request, row: Attendance | None) -> str:
    """At what hour they said it themselves; '' when a facilitator wrote what stands."""
    own = row is not None and row.checked_in_at is not None and row.version == 1
    return hour_words(request.program, row.checked_in_at) if own else ""  # type: ignore[union-attr, arg-type]


@person
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: Request, pk: UUID) -> HttpResponse:
    """One's own place with the one button; afterwards what is written down, whoever wrote it. 404 without a place."""
    meeting, now, member = get_meeting_of_own(request, pk), timezone.now(), standing().member_id
    place = Rsvp.objects.filter(meeting=meeting, member=member).first() if member else None
    if place is None or not checks_in(meeting.group_id):
        raise Http404
    place.meeting = meeting
    problem, fresh = out_of_time(meeting, now), scanned(request, meeting)
    if request.method == "POST" and fresh and not problem:
        try:
            say_here(place, by=request.user, now=now)
        except Refused as refusal:
            problem = refusal.reason
        else:
            messages.success(request, "Written down.")
            return redirect("here", request.program.slug, pk)
    row = Attendance.objects.filter(meeting=meeting, member=member).first()
    context = {
        "meeting": meeting,
        "outline": outline(meeting, request.program, "", now),
        "row": row,
        "shape": SHAPES[Seen(row.seen)] if row else "",
        "words": seen_words(row.seen, row.minutes, row.reason, row.alternate) if row else "",
        "said": said_at(request, row),
        "problem": problem,
        "scanned": fresh,
    }
    return render(request, "meetings/here.html", context, status=422 if request.method == "POST" else 200)
