"""The attendance rule of a program, a track or a group: what holds now, from whom, and a further version."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import get_group_to_run
from groups.models import Group
from meetings.actions.ruling import publish_attendance_rules
from meetings.inheriting import in_force
from meetings.models import AttendanceRules
from meetings.policy import Policy
from meetings.presets import PRESETS, words
from meetings.rules_forms import RuleForm
from meetings.standings import policy_of
from programs.access import admin, person
from programs.clock import local_day
from programs.models import Track
from programs.refusal import Refused, Stale
from programs.request import Request
from programs.wording import day_words

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Level:
    """Whose rule a page is about. `above` are the farther levels: what is inherited, the nearest first."""

    name: str
    url: str
    track: Track | None = None
    group: Group | None = None

    @property
    def keys(self) -> list[tuple[Any, Any]]:
        """(track, group) of this level and of those above it, the nearest first."""
        own = [(None, self.group.pk)] if self.group else []
        track = self.group.track_id if self.group else self.track.pk if self.track else None
        return [*own, *([(track, None)] if track else []), (None, None)]


@admin
@require_http_methods(METHODS)
def attendance_rules(request: Request) -> HttpResponse:
    """The program's own."""
    url = reverse("attendance_rules", args=[request.program.slug])
    return answer(request, Level(request.program.name, url), request.program.zone)


@admin
@require_http_methods(METHODS)
def attendance_rules_track(request: Request, pk: UUID) -> HttpResponse:
    """A track's."""
    track = get_object_or_404(Track, pk=pk)
    url = reverse("attendance_rules_track", args=[request.program.slug, pk])
    return answer(request, Level(track.name, url, track=track), request.program.zone)


@person
@require_http_methods(METHODS)
def attendance_rules_group(request: Request, pk: UUID) -> HttpResponse:
    """A group's, for its facilitators and program admins."""
    group = get_group_to_run(request, pk)
    url = reverse("attendance_rules_group", args=[request.program.slug, pk])
    return answer(request, Level(group.name, url, group=group), group.zone)


def answer(request: Request, level: Level, zone: str) -> HttpResponse:
    """The page; a POST reads what was typed in words, or publishes it. A newer version than was seen is shown (409)."""
    now = timezone.now()
    today = local_day(now, zone)
    if request.method != "POST":
        return page(request, level, today)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return page(request, level, today, form, status=422)
    told = form.cleaned_data
    if "read" in request.POST:
        return page(request, level, today, form, typed=told["policy"])
    try:
        publish_attendance_rules(
            by=request.user, now=now, today=today, policy=told["policy"], effective_on=told["effective_on"],
            preset=told["preset"] if told["preset"] in PRESETS else "", track=level.track, group=level.group,
            seen=told["seen"],
        )  # fmt: skip
    except Stale as stale:
        return page(request, level, today, form, typed=told["policy"], theirs=stale.theirs, status=409)
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.reason)
        return page(request, level, today, form, typed=told["policy"], status=422)
    day = day_words(told["effective_on"], order=request.program.date_order, year=True)  # type: ignore[arg-type]
    messages.success(request, f"Published. It holds from {day}; meetings before stay as they were judged.")
    return redirect(level.url)


def page(
    request: Request,
    level: Level,
    today: date,
    form: RuleForm | None = None,
    *,
    typed: Policy | None = None,
    theirs: AttendanceRules | None = None,
    status: int = 200,
) -> HttpResponse:
    """The rule in force in words and where it is from, its versions, the presets, and the form."""
    rows = list(AttendanceRules.objects.filter(of_levels(level)).select_related("by").order_by("number"))
    levels = [[one for one in rows if (one.track_id, one.group_id) == key] for key in level.keys]
    policy, source = in_force(today, *([policy_of(one) for one in those] for those in levels))
    chosen = request.GET.get("preset", "")
    last = levels[0][-1].number if levels[0] else 0
    if form is None:
        begun = PRESETS[chosen].policy if chosen in PRESETS else policy
        form = RuleForm.of(begun, effective_on=today, seen=last, preset=chosen if chosen in PRESETS else "")
        typed = begun if chosen in PRESETS else None
    elif theirs is not None:
        form.data = {**form.data.dict(), "seen": str(theirs.number)}  # type: ignore[attr-defined]
    context = {
        "nav": "groups",
        "level": level,
        "group": level.group,
        "words": words(policy),
        "source": source_words(level, source),
        "is_own": source == 0,
        "versions": [version_said(one, request) for one in reversed(levels[0])],
        "presets": [(one, f"{level.url}?preset={one.key}#edit", one.key == chosen) for one in PRESETS.values()],
        "form": form,
        "typed": words(typed) if typed else [],
        "theirs": words(policy_of(theirs)) if theirs else [],
        "who": str(theirs.by) if theirs else "",
        "tracks": Track.objects.all() if not level.group and not level.track else [],
    }
    return render(request, "meetings/attendance_rules.html", context, status=status)


def of_levels(level: Level) -> Q:
    """The versions of a level and of those above it."""
    found = Q()
    for track, group in level.keys:
        found |= Q(track=track, group=group)
    return found


def source_words(level: Level, source: int) -> str:
    """Whose rule holds, by the number of its level."""
    if source == len(level.keys):
        return "Nobody published one yet, so ours holds."
    track, group = level.keys[source]
    if group:
        return "The group's own."
    if track:
        return "The track's own." if level.track else "The track's, as the group has none of its own."
    return "The program's." if level.group or level.track else "The program's own."


def version_said(row: AttendanceRules, request: Request) -> dict[str, Any]:
    """A version as the list shows it."""
    day = day_words(row.effective_on, order=request.program.date_order, year=True)  # type: ignore[arg-type]
    begun = PRESETS[row.preset].label if row.preset in PRESETS else ""
    return {"number": row.number, "day": day, "by": str(row.by), "begun": begun, "words": words(policy_of(row))}
