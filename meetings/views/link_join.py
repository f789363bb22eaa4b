"""The link in calendars and mails that leads to the video room, for who is seated when they press it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetings.outline import outline
from meetings.views.link_rsvp import place_of_link
from programs import links
from programs.access import mail_link
from programs.request import Request


@mail_link("join")
@never_cache
@require_safe
def link_join(request: Request, token: str, pk: UUID) -> HttpResponse:
    """On to the video room of the meeting; a page that says why not when there is none, or no meeting any more."""
    place, now = place_of_link(pk), timezone.now()
    if place is None:
        return render(request, "programs/link_over.html", {"problem": links.BadLink(worn_out=True)}, status=410)
    meeting = place.meeting
    if meeting.is_on and meeting.join_url and not meeting.is_over(now):
        return HttpResponseRedirect(meeting.join_url)
    seen = outline(meeting, request.program, place.member.zone, now)
    return render(request, "meetings/link_rsvp_over.html", {"meeting": meeting, "outline": seen}, status=410)
