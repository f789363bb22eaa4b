"""Days without meetings, of the whole program: its admins add and drop them, public holidays come by themselves."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from meetings.actions.blackouts import add_blackout, drop_blackout
from meetings.models import Blackout
from meetings.plan_forms import BlackoutForm
from programs.access import admin
from programs.clock import local_day
from programs.request import Request
from programs.wording import long_day, near_day


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def blackouts(request: Request) -> HttpResponse:
    """The list and the form; `?name=&first=&last=` fills the form in again after a row was dropped."""
    now = timezone.now()
    today = local_day(now, request.program.zone)
    form = BlackoutForm(request.POST or None, initial=dropped(request))
    if form.is_valid():
        add_blackout(by=request.user, now=now, **form.cleaned_data)
        messages.success(request, "Kept free. Dates that are planned from now on avoid these days.")
        return redirect("blackouts", request.program.slug)
    order: Any = request.program.date_order
    context = {
        "nav": "meetings",
        "form": form,
        "rows": [{"row": one, "days": days(one, today, order)} for one in Blackout.objects.filter(last__gte=today)],
        "holidays": [
            (long_day(day, today, order), name)
            for day, name in sorted(request.program.days_off(today).items())
            if day >= today
        ],
    }
    return render(request, "meetings/blackouts.html", context, status=422 if form.errors else 200)


@admin
@require_POST
def blackout_end(request: Request, pk: UUID) -> HttpResponse:
    """Meetings may fall on these days again; the form offers them, so that one press brings them back."""
    row = Blackout.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    drop_blackout(row, by=request.user, now=timezone.now())
    request.session["blackout"] = {"name": row.name, "first": row.first.isoformat(), "last": row.last.isoformat()}
    messages.success(request, f"{row.name} is dropped. To bring it back, press Keep these days free.")
    return redirect("blackouts", request.program.slug)


def dropped(request: Request) -> dict[str, str | date | None]:
    """What was dropped a moment ago, for the form, once."""
    kept = request.session.pop("blackout", None) if request.method == "GET" else None
    if not kept:
        return {}
    return {"name": kept["name"], "first": parse_date(kept["first"]), "last": parse_date(kept["last"])}


def days(row: Blackout, today: date, order: Any) -> str:
    """From when to when: "Monday, December 21 to January 3"."""
    first = long_day(row.first, today, order)
    return first if row.first == row.last else f"{first} to {near_day(row.last, today, order)}"
