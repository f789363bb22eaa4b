"""The wall of wins: the newest first, thanks among them, and how many there were week by week."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.access import get_circle, get_own_win, get_win_to_pin, in_circle
from conversations.applause import Applause, applause_of
from conversations.forms import WinForm
from conversations.models import Win
from conversations.winning import pin_win, post_win, remove_win
from groups.models import Group, SeatHolder
from meetings.models import Meeting
from members.models import Member
from programs.access import person
from programs.clock import local_day
from programs.faces import hue, initials
from programs.models import Program
from programs.moments import day_said
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import standing
from programs.wording import near_day

MOST = 60
WEEKS = 12
BAR = 48
"""The height of the longest bar in pixels."""


@dataclass(frozen=True)
class Post:
    """A win as the wall shows it. What may be done with it: `mine`, `pinned` into a recap."""

    win: Win
    initials: str
    hue: int
    when: str
    mine: bool
    pinned: bool
    applause: Applause


@dataclass(frozen=True)
class Bar:
    """A week: its Monday in words, how many wins, and where its bar stands in pixels."""

    week: str
    count: int
    x: int
    y: int
    height: int


@person
@require_http_methods(["GET", "HEAD", "POST"])
def wins(request: Request, pk: UUID) -> HttpResponse:
    """The wall; a POST puts a win or thanks on it."""
    group, me = get_circle(request, pk), standing().member_id
    people = seated(group)
    peers = [one for one in people if one.pk != me and one.user_id]
    form = WinForm(request.POST if request.method == "POST" else None, peers=peers)
    if form.is_valid():
        try:
            made = post_win(group, by=request.user, now=timezone.now(), **form.cleaned_data)
            undo = reverse("win_removal", args=[request.program.slug, made.pk])
            messages.success(request, f"Posted. {group.name} sees it.", extra_tags=undo)
            return redirect("wins", request.program.slug, pk)
        except Refused as no:
            form.add_error(no.field or None, no.reason)
    return wall(request, group, people, form)


def wall(request: Request, group: Group, people: list[Member], form: WinForm) -> HttpResponse:
    """The page, filtered by person if the address asks for one."""
    now, program = timezone.now(), request.program
    found = Win.objects.of(group)
    who = next((one for one in people if str(one.pk) == request.GET.get("of")), None)
    shown = list((found.filter(member=who) | found.filter(kudos_to=who) if who else found)[:MOST])
    applause = applause_of(shown, program, request.user)
    runs = group.pk in standing().facilitates
    context: dict[str, Any] = {
        "nav": "groups",
        "group": group,
        "form": form,
        "people": people,
        "who": who,
        "runs": runs,
        "posts": [
            Post(
                one,
                initials(one.author),
                hue(one.by_id),
                day_said(program, one.said_at, now),
                one.by_id == request.user.pk,
                one.pinned_id is not None,
                applause[one.pk],
            )
            for one in shown
        ],
        "bars": bars_of(group, program, now) if shown else [],
    }
    return render(request, "conversations/wins.html", context, status=422 if form.is_bound else 200)


def seated(group: Group) -> list[Member]:
    """Who sits in the group now, by name."""
    holders = SeatHolder.objects.current().filter(group=group).select_related("member").order_by("member__name")
    return [held.member for held in holders]


def bars_of(group: Group, program: Program, now: datetime) -> list[Bar]:
    """How many wins there were in each of the last twelve weeks, as bars; the oldest first."""
    today = local_day(now, program.zone)
    monday = today - timedelta(days=today.weekday())
    since = monday - timedelta(weeks=WEEKS - 1)
    found = Win.objects.filter(group=group, said_at__gt=now - timedelta(weeks=WEEKS)).values_list("said_at", flat=True)
    days = [local_day(at, program.zone) for at in found]
    count: Counter[date] = Counter(day - timedelta(days=day.weekday()) for day in days)
    most = max(count.values(), default=1)
    weeks = [since + timedelta(weeks=number) for number in range(WEEKS)]
    heights = [round(BAR * count[week] / most) for week in weeks]
    return [
        Bar(
            near_day(week, today, program.date_order),  # type: ignore[arg-type]
            count[week], number * 24, BAR - high, high,
        )
        for number, (week, high) in enumerate(zip(weeks, heights, strict=True))
    ]  # fmt: skip


@person
@require_safe
def win(request: Request, pk: UUID) -> HttpResponse:
    """One win, at its place on the wall."""
    found = in_circle(Win, pk)
    return redirect(f"{reverse('wins', args=[request.program.slug, found.group_id])}#win-{pk}")


@person
@require_POST
def win_removal(request: Request, pk: UUID) -> HttpResponse:
    """Take one's own back."""
    own = get_own_win(request, pk)
    remove_win(own, by=request.user, now=timezone.now())
    messages.success(request, "Taken back.")
    return redirect("wins", request.program.slug, own.group_id)


@person
@require_POST
def win_pin(request: Request, pk: UUID) -> HttpResponse:
    """Have the recap of the group's last meeting tell it, or not any more."""
    told, now = get_win_to_pin(request, pk), timezone.now()
    if request.POST.get("pin") == "off":
        pin_win(told, None, by=request.user, now=now)
        messages.success(request, "Out of the recap.")
    elif last := Meeting.objects.of(told.group).past(now).first():
        pin_win(told, last, by=request.user, now=now)
        messages.success(request, "The recap of your last meeting tells it.")
    else:
        messages.info(request, "There was no meeting yet whose recap could tell it.")
    return redirect("wins", request.program.slug, told.group_id)
