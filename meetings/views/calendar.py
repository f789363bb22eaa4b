"""A person's own calendar: the private feed of their meetings, to make, to subscribe to, to take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetings.actions.feeding import make_feed, take_back_feed
from meetings.calendar import apple_link, google_link, outlook_link
from meetings.models import CalendarFeed
from programs import links
from programs.access import person
from programs.moments import moment_said
from programs.request import Request


@person
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request) -> HttpResponse:
    """The address with a button for each calendar, or the button that makes one; a POST makes it or takes it back."""
    now, program = timezone.now(), request.program
    if request.method == "POST":
        if request.POST.get("act") == "take_back":
            take_back_feed(request.user, now=now)
            messages.success(request, "The address is worthless now. Calendars that used it show nothing new.")
        else:
            make_feed(request.user, now=now)
        return redirect("calendar", program.slug)
    feed = CalendarFeed.objects.filter(user=request.user).first()
    url = links.url("calendar-feed", program.pk, feed.pk) if feed else ""
    context = {
        "feed": feed,
        "url": url,
        "buttons": [
            ("Google Calendar", google_link(url)),
            ("Outlook", outlook_link(url, program.name)),
            ("Apple Calendar", apple_link(url)),
        ]
        if url
        else [],
        "read": moment_said(program, feed.read_at, now) if feed and feed.read_at else "",
    }
    return render(request, "meetings/calendar.html", context)
