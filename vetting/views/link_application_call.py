"""The answer to "could we talk?", behind the applicant's link: a time is chosen, given back, or kept in a calendar.

The database shows a link the times that are free and its own, and no other applicant's.
"""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from programs import links
from programs.access import mail_link
from programs.calendar_file import appointment, calendar_file
from programs.moments import moment_words
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.interviewing import GONE, choose_slot, give_back
from vetting.models import Interview, InterviewSlot
from vetting.views.link_application import application_of, in_time, page


@mail_link("application")
@never_cache
@require_POST
def link_application_call(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Choose a time, or change to it."""
    application, now = application_of(pk), timezone.now()
    slot = chosen(request.POST.get("slot", ""))
    try:
        if slot is None:
            raise Refused(GONE)
        choose_slot(application, slot, now=now)
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal))
    when = moment_words(request.program, slot.starts_at, now, application.zone)
    messages.success(request, f"It is yours: {when}. We have mailed it to you, too.")
    return redirect("link_application", token)


@mail_link("application")
@never_cache
@require_POST
def link_application_call_return(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Give the time back."""
    application = application_of(pk)
    try:
        give_back(application, now=timezone.now())
    except Refused as refusal:
        return page(request, token, application_of(pk), refusal=in_time(application, refusal))
    messages.success(request, "It is given back. Choose another time when you know one.")
    return redirect("link_application", token)


@mail_link("application")
@never_cache
@require_safe
def link_application_call_file(request: Request, token: str, pk: UUID) -> HttpResponse:
    """The call as a calendar file."""
    found = Interview.objects.filter(application=pk).exclude(slot=None).select_related("slot").first()
    slot = found.slot if found else None
    if found is None or slot is None:
        raise Http404
    call = appointment(
        f"interview-{found.pk}@{settings.MAIL_DOMAIN}",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        title=f"Call with {request.program.name}",
        where=slot.where,
        words=f"With {slot.host_name}. To change it: {links.url('application', request.program.pk, pk)}",
        made_at=timezone.now(),
    )
    disposition = 'attachment; filename="call.ics"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(calendar_file([call]), content_type="text/calendar; charset=utf-8", headers=headers)


def chosen(key: str) -> InterviewSlot | None:
    """The time that a button names, as far as the link may have it; None for one that is gone, or no key at all."""
    try:
        return InterviewSlot.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None
