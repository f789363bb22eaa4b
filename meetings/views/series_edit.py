"""Changing how a group meets as a rule, or ending it; what somebody moved by hand stays where it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from meetings.access import get_series_to_plan
from meetings.actions.planning import change_series, end_series
from meetings.lines import wall_of
from meetings.models import Series
from meetings.plan_forms import SeriesForm
from meetings.views.parts.year import Year, year_of
from programs.access import person
from programs.conflict import conflict, differing_fields
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.tenancy import standing


@person
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request: Request, pk: UUID) -> HttpResponse:
    """The rule with the dates that it would give from today; a save over somebody else's shows both."""
    series, now = get_series_to_plan(request, pk), timezone.now()
    form = SeriesForm(request.POST or None, group=series.group, now=now, series=series)
    year = year_of(form, wall_of(request, now), request.POST) if form.is_bound else None
    unseen = "save" in request.POST and year is not None and not year.settled
    if ("save" in request.POST or "keep" in request.POST) and year is not None and not unseen:
        try:
            change_series(
                series, by=request.user, now=now, seen=form.cleaned_data["version"], pattern=form.pattern().rrule(),
                choices=year.choices, **form.how(),
            )  # fmt: skip
        except Stale as stale:
            stands = SeriesForm(group=series.group, now=now, series=stale.theirs)
            both = differing_fields(form, stands)
            found = conflict(request, form, stale.theirs, both, knows=series.group_id in standing().groups)
            return page(request, series, form, year, status=409, conflict=found)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            messages.success(request, "Saved. Whose calendar shows a date that moved is told.")
            return redirect(f"{reverse('meetings', args=[request.program.slug])}?group={series.group_id}")
    return page(request, series, form, year, unseen=unseen, status=422 if form.errors or unseen else 200)


@person
@require_POST
def series_edit_preview(request: Request, pk: UUID) -> HttpResponse:
    """The dates from today as far as the form is typed; nothing is saved."""
    series, now = get_series_to_plan(request, pk), timezone.now()
    form = SeriesForm(request.POST, group=series.group, now=now, series=series)
    return render(request, "meetings/_year.html", {"year": year_of(form, wall_of(request, now), request.POST)})


@person
@require_POST
def series_end(request: Request, pk: UUID) -> HttpResponse:
    """No further meetings by this rule: those to come are canceled."""
    series, now = get_series_to_plan(request, pk), timezone.now()
    try:
        end_series(series, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "Ended. The meetings to come are canceled; each can be brought back on its page.")
    return redirect(f"{reverse('meetings', args=[request.program.slug])}?group={series.group_id}")


def page(
    request: Request, series: Series, form: SeriesForm, year: Year | None, *, status: int, **more: Any
) -> HttpResponse:
    """The page with its form and the dates beside it."""
    context = {
        "nav": "meetings",
        "series": series,
        "group": series.group,
        "form": form,
        "year": year,
        "preview_url": reverse("series_edit_preview", args=[request.program.slug, series.pk]),
    }
    return render(request, "meetings/series_edit.html", context | more, status=status)
