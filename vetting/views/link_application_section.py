"""One section of an application, saved while it is typed; each can be left and come back to by the mailed link."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programs.access import mail_link
from programs.clock import on_the_wall
from programs.conflict import conflict
from programs.refusal import Refused, Stale
from programs.request import Request
from vetting.actions.applying import change
from vetting.forms import SectionForm, sections
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
    if problem := save(request, form):
        return answer_with(request, token, form, listed, **problem)
    if request.htmx:
        return answer_with(request, token, kind(application=application, asks=asks), listed, status=200, saved=True)
    following = [one.key for one in listed[listed.index(kind) + 1 :]][:1]
    name = "link_application_section" if following else "link_application"
    return redirect(name, token, *following)


def save(request: Request, form: SectionForm) -> dict[str, Any]:
    """Save a section; what stood in the way, as answer_with takes it, {} if nothing did.

    Both texts are shown if the section was saved in another window since its reader saw it. That something else of the
    application changed meanwhile (another section, an admin's step) is no reason to ask.
    """
    application, given, now = form.application, form.cleaned_data, timezone.now()
    try:
        stands = type(form)(application=application, asks=form.asks)
        known = application.version == given["version"] or form.mark == given["before"]
        if not known and form.differences(stands):
            raise Stale(application)
        change(application, now=now, seen=application.version, **form.told(now))
    except Stale as stale:
        stands = type(form)(application=stale.theirs, asks=form.asks)
        return {"status": 409, "conflict": conflict(request, form, stale.theirs, form.differences(stands), knows=False)}
    except Refused as refusal:
        form.add_error(refusal.field or None, in_time(application, refusal))
        return {"status": 422}
    return {}


def answer_with(
    request: Request,
    token: str,
    form: SectionForm,
    listed: list[type[SectionForm]],
    *,
    status: int,
    saved: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page with its form. To htmx only the line beside the button, with the version that the next save starts from;
    the form where it has to show what is wrong, or showed it before."""
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
        "saved_at": on_the_wall(timezone.now(), form.application.zone) if saved else None,
    }
    if not request.htmx:
        return render(request, "vetting/link_application_section.html", context | more, status=status)
    whole = status == 409 or "whole" in request.POST
    template = "vetting/_section_form.html" if whole else "vetting/_section_saved.html"
    response = render(request, template, context | more, status=status)
    if whole:
        response.headers["HX-Retarget"] = "#section-form"
    return response
