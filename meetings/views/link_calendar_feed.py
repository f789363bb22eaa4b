"""The private feed: what a calendar that subscribes to a person's address gets. Read-only, and gone when taken back.

The database shows this link the outlines of the meetings of its owner's groups, and nothing that is said there.
"""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from meetings.calendar import feed as feed_file
from meetings.inviting import entry_of
from meetings.models import CalendarFeed, Meeting, MeetingSettings
from programs.access import mail_link
from programs.request import Request

LOOKS_BACK = timedelta(days=180)
READ_AGAIN = timedelta(hours=1)


@mail_link("calendar-feed")
@require_safe
def link_calendar_feed(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The meetings of half a year back and of all that is planned, or 304 for who has them as they stand."""
    now = timezone.now()
    feed = CalendarFeed.objects.filter(pk=pk).first()
    if feed is None:
        raise Http404
    elsewhere = MeetingSettings.objects.filter(group=OuterRef("group"), way=MeetingSettings.Way.NONE)
    rows = Meeting.objects.on().filter(ends_at__gt=now - LOOKS_BACK).exclude(Exists(elsewhere))
    meetings = list(rows.select_related("group").order_by("starts_at"))
    stands = repr([(one.pk, one.sequence, one.starts_at, one.group.name) for one in meetings]) + request.program.name
    etag = f'"{sha256(stands.encode()).hexdigest()[:32]}"'
    if feed.read_at is None or now - feed.read_at > READ_AGAIN:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    response = HttpResponse(
        feed_file([entry_of(one, request.program) for one in meetings], request.program.name, now),
        content_type="text/calendar; charset=utf-8",
        headers={"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"},
    )
    return get_conditional_response(request, etag=etag, response=response) or response
