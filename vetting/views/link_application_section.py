"""One section of an application, saved while it is typed; each can be left and come back to by the mailed link."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from peergroups.htmx import announce
from programs.access import mail_link
from programs.clock import on_the_wall
from programs.conflict import conflict
from programs.refusal import Refused, Stale
from programs.request import Request
from vetting.actions.applying import change
from vetting.forms import Asks, SectionForm, sections
from vetting.models import Application
from vetting.views.link_application import application_of, asks_of, in_time, may_change


@mail_link("application")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_application_section(request: Request, token: str, pk: UUID, section: str) -> HttpResponse:
    """Show and save a section. Save leads to the next one; what htmx saves by itself stays on the page."""
    application = application_of(pk)
    if not may_change(application):
        return redirect("link_application", token)
    asks = asks_of(application)
    listed = sections(asks)
    kind = next((one for one in listed if one.key == section), None)
    if kind is None:
        raise Http404
    form = kind(request.POST if request.method == "POST" else None, application=application, asks=asks)
    if not form.is_valid():
        return answer_with(request, token, form, listed, status=422 if form.is_bound else 200)
    try:
        save(form, asks)
    except Stale as stale:
        theirs = kind(application=stale.theirs, asks=asks)
        found = conflict(request, form, stale.theirs, form.differences(theirs), knows=False)
        return answer_with(request, token, form, listed, status=409, conflict=found)
    except Refused as refusal:
        form.add_error(refusal.field or None, in_time(application, refusal))
        return answer_with(request, token, form, listed, status=422)
    if request.htmx:
        return saved(request, kind(application=application, asks=asks))
    following = listed[listed.index(kind) + 1 :]
    if following:
        return redirect("link_application_section", token, following[0].key)
    return redirect("link_application", token)


def save(form: SectionForm, asks: Asks) -> None:
    """Save a section, unless it was saved in another window since its reader saw it: then raises Stale.

    That something else of the application changed meanwhile (another section, an admin's step) is no reason to ask.
    """
    application, given = form.application, form.cleaned_data
    if given["version"] != application.version and given["before"] != form.mark:
        if form.differences(type(form)(application=application, asks=asks)):
            raise Stale(application)
    change(application, now=timezone.now(), seen=application.version, **form.told(timezone.now()))


def saved(request: Request, form: SectionForm) -> HttpResponse:
    """What htmx puts beside the button: that it is saved, and the version that the next save starts from."""
    at = on_the_wall(timezone.now(), form.application.zone)
    context = {"form": form, "saved_at": at}
    return announce(render(request, "vetting/_section_saved.html", context), "Saved.")


def answer_with(
    request: Request, token: str, form: SectionForm, listed: list[type[SectionForm]], *, status: int, **more: Any
) -> HttpResponse:
    """The page with its form; to htmx only what went wrong, or the form with both texts."""
    place = [one.key for one in listed].index(form.key)
    context = {
        "token": token,
        "form": form,
        "application": form.application,
        "number": place + 1,
        "total": len(listed),
        "before_key": listed[place - 1].key if place else "",
        "is_last": place + 1 == len(listed),
        "unit": "miles" if form.asks.unit == "mi" else "km",
        "currency": form.asks.currency,
    }
    if not request.htmx:
        return render(request, "vetting/link_application_section.html", context | more, status=status)
    if status == 409:
        response = render(request, "vetting/_section_form.html", context | more, status=status)
        response.headers["HX-Retarget"] = "#section-form"
        return response
    return render(request, "vetting/_section_saved.html", context, status=status)
