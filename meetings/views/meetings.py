"""All meetings of the reader's groups: the next one, those to come, those that were, open polls, and the year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import Group
from meetings.answers import SAID
from meetings.lines import Wall, line, wall_of
from meetings.models import DatePoll, Meeting, Rsvp, Series
from meetings.next_up import next_up
from meetings.recurrence import Pattern
from meetings.ribbon import Ribbon, ribbon
from programs.access import person
from programs.clock import local_day
from programs.request import Request
from programs.tenancy import Standing, standing
from programs.wording import clock, near_day

BACK, AHEAD = timedelta(days=100), timedelta(days=366)
MOST = 400
MOST_COMING, MOST_OF_ALL, MOST_RIBBONS = 12, 60, 12
A_PAGE = 30


@dataclass(frozen=True)
class Circle:
    """A group on this page: its rules in words, its year, and what the reader may plan."""

    group: Group
    rules: list[dict[str, str]]
    ribbon: Ribbon | None
    runs: bool


@person
@require_safe
def meetings(request: Request) -> HttpResponse:
    """The list: of the reader's own groups, of one of them, or for a program admin of all."""
    who, now = standing(), timezone.now()
    wall, chosen = wall_of(request, now), chosen_group(request, who)
    keys = [chosen] if chosen else list(who.groups)
    groups = list(Group.objects.filter(pk__in=keys).select_related("track")) if keys else []
    found = rows(keys, who, now, before=request.GET.get("before", ""))
    places = {place.meeting_id: place for place in own_places(who, found["coming"])}
    answers = {key: SAID.get(place.answer, "") for key, place in places.items()}
    days_off = request.program.days_off(local_day(now, request.program.zone))
    coming = [line(one, wall, answers, days_off) for one in found["coming"]]
    most = len(coming) if request.GET.get("all") else MOST_COMING if keys else MOST_OF_ALL
    following = next((one for one in found["coming"] if one.is_on), None)
    context = {
        "nav": "meetings",
        "next": next_up(following, places.get(following.pk), wall, joins=following.group_id in who.groups)
        if following
        else None,
        "coming": coming[:most],
        "more": len(coming) - len(coming[:most]),
        "past": [line(one, wall, {}, {}) for one in found["past"]],
        "older_url": older_url(request, found["past"]),
        "polls": polls(keys, wall) if keys else [],
        "circles": circles(request, groups, found["year"], who, wall),
        "chosen": groups[0] if chosen and groups else None,
        "pills": pills(request, who),
        "many": len(keys) != 1,
        "all_groups": not keys,
    }
    return render(request, "meetings/meetings.html", context)


def chosen_group(request: Request, who: Standing) -> UUID | None:
    """The group that the address names; raises Http404 for one that is not the reader's."""
    text = request.GET.get("group", "")
    if not text:
        return None
    try:
        key = UUID(text)
    except ValueError:
        raise Http404 from None
    if key not in who.groups and not who.is_admin:
        raise Http404
    return key


def rows(keys: list[UUID], who: Standing, now: datetime, *, before: str) -> dict[str, list[Meeting]]:
    """The meetings of these groups (without any: of all, for program admins) in one query: coming, past and year.

    `before` is a moment in ISO form from which on the past is read back; what is none is left out of account.
    """
    if not keys and not who.is_admin:
        return {"coming": [], "past": [], "year": []}
    scope = Meeting.objects.filter(group__in=keys) if keys else Meeting.objects.all()
    window = Q(starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
    try:
        back_from = datetime.fromisoformat(before)
        older = Q(starts_at__lt=back_from, starts_at__gt=back_from - 4 * BACK) if back_from.tzinfo else None
    except (ValueError, OverflowError):
        older = None
    found = list(scope.filter(older if older else window).select_related("group").order_by("starts_at")[:MOST])
    past = [one for one in reversed(found) if one.ends_at <= now and (older or one.is_on)]
    coming = [one for one in found if one.ends_at > now]
    return {"coming": coming, "past": past[:A_PAGE], "year": [one for one in found if one.is_on]}


def own_places(who: Standing, found: list[Meeting]) -> list[Rsvp]:
    """The reader's places at these meetings."""
    if not who.member_id or not found:
        return []
    return list(Rsvp.objects.filter(member=who.member_id, meeting__in=[one.pk for one in found]))


def join_url(request: Request, meeting: Meeting, who: Standing, now: datetime) -> str:
    """Our address that leads into the video room, for those of the group, until the meeting is over; else ''."""
    if not meeting.join_url or meeting.group_id not in who.groups or not meeting.is_on or meeting.is_over(now):
        return ""
    return reverse("meeting_join", args=[request.program.slug, meeting.pk])


def older_url(request: Request, past: list[Meeting]) -> str:
    """Where the page of older meetings is; '' when fewer stand here than fill a page."""
    if len(past) < A_PAGE and not past:
        return ""
    query = request.GET.copy()
    query["before"] = past[-1].starts_at.isoformat()
    return f"{request.path}?{query.urlencode()}#past"


def polls(keys: list[UUID], wall: Wall) -> list[dict[str, Any]]:
    """The open polls of these groups: [{poll, url, until}]."""
    found = DatePoll.objects.filter(group__in=keys, closed_at=None).select_related("group")
    return [
        {"poll": one, "url": reverse("poll", args=[wall.program.slug, one.pk]), "until": wall.date(one.answer_by)}
        for one in found
    ]


def circles(request: Request, groups: list[Group], year: list[Meeting], who: Standing, wall: Wall) -> list[Circle]:
    """Each group with its rules in words and its year."""
    if not groups:
        return []
    rules = defaultdict(list)
    for series in Series.objects.going_on().filter(group__in=[one.pk for one in groups]):
        rules[series.group_id].append(
            {
                "words": rule_words(series, wall),
                "url": reverse("series_edit", args=[request.program.slug, series.pk]),
            }
        )
    days = defaultdict(list)
    for one in year:
        days[one.group_id].append((one.starts_at.astimezone(ZoneInfo(one.zone)).date(), one.mode))
    today = local_day(wall.now, wall.zone)
    shows = len(groups) <= MOST_RIBBONS
    return [
        Circle(
            group,
            rules[group.pk],
            ribbon(days[group.pk], today) if shows else None,
            (who.is_admin or group.pk in who.keeps) and group.state != Group.State.CLOSED,
        )
        for group in groups
    ]


def rule_words(series: Series, wall: Wall) -> str:
    """A series in words: "Third Thursday of each month, 9:00 am, 105 minutes, until December 17"."""
    words = Pattern.parse(series.pattern).words()
    name = f"{series.name}: {words}" if series.name else words[0].upper() + words[1:]
    today = local_day(wall.now, wall.zone)
    length = f"{series.minutes} minutes" if series.days == 1 else f"{series.days} days"
    until = near_day(series.until, today, wall.program.date_order)  # type: ignore[arg-type]
    return f"{name}, {clock(series.at, wall.program.clock)}, {length}. Planned until {until}."


def pills(request: Request, who: Standing) -> list[dict[str, Any]]:
    """A choice of the reader's groups, where they have more than one."""
    if len(who.groups) < 2:
        return []
    own = Group.objects.filter(pk__in=who.groups).values_list("pk", "name")
    here, chosen = request.path, request.GET.get("group", "")
    return [
        {"label": "All my groups", "url": here, "current": not chosen},
        *({"label": name, "url": f"{here}?group={key}", "current": chosen == str(key)} for key, name in own),
    ]
