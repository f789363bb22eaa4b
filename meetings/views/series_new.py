"""Planning a year: a rule by plain choices, its dates beside it, and for each clash a way out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.access import get_group_to_run
from groups.models import Group
from meetings.actions.planning import plan_series
from meetings.lines import Wall, wall_of
from meetings.plan_forms import SeriesForm
from meetings.views.parts.year import Year, year_of
from programs.access import person
from programs.refusal import Refused
from programs.request import Request


@person
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: Request, pk: UUID) -> HttpResponse:
    """The form and the year that it gives. Dates that clash are planned once the reader has seen each of them."""
    group, now = get_group_to_run(request, pk), timezone.now()
    wall = wall_of(request, now)
    form = SeriesForm(request.POST or None, group=group, now=now)
    year = year_of(form if form.is_bound else as_it_stands(group, wall), wall, request.POST)
    if "plan" in request.POST and year is not None and year.settled:
        try:
            plan_series(
                group, by=request.user, now=now, pattern=form.pattern(), choices=year.choices, **form.how()
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            messages.success(request, f"{year.count} meetings are planned. Calendars hear of each 90 days before it.")
            return redirect(f"{reverse('meetings', args=[request.program.slug])}?group={group.pk}")
    unseen = "plan" in request.POST and year is not None and not year.settled
    status = 422 if form.errors or unseen else 200
    return page(request, group, form, year, unseen=unseen, status=status)


@person
@require_POST
def series_preview(request: Request, pk: UUID) -> HttpResponse:
    """The year as far as the form is typed; nothing is saved."""
    group, now = get_group_to_run(request, pk), timezone.now()
    form = SeriesForm(request.POST, group=group, now=now)
    return render(request, "meetings/_year.html", {"year": year_of(form, wall_of(request, now), request.POST)})


def as_it_stands(group: Group, wall: Wall) -> SeriesForm:
    """The form of a new series as if it was sent untouched, so that its year stands there at once."""
    blank = SeriesForm(group=group, now=wall.now)
    typed = {field.html_name: field.field.widget.format_value(field.value()) or "" for field in blank}
    flat = {name: value[0] if isinstance(value, list) and value else value for name, value in typed.items()}
    return SeriesForm(flat, group=group, now=wall.now)


def page(
    request: Request, group: Group, form: SeriesForm, year: Year | None, *, status: int, **more: Any
) -> HttpResponse:
    """The page with its form and the year beside it."""
    context = {
        "nav": "meetings",
        "group": group,
        "form": form,
        "year": year,
        "preview_url": reverse("series_preview", args=[request.program.slug, group.pk]),
    }
    return render(request, "meetings/series_new.html", context | more, status=status)
