"""Welcome: the five things that a newcomer does before the first meeting, ten minutes in all, in any order."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goals.models import Goal
from groups.models import FacilitatorTerm, Group
from members.access import current_member, member
from members.models import Member
from programs.faces import hue, initials
from programs.models import Program
from programs.moments import place_of_zone
from programs.refusal import Refused
from programs.request import Request
from programs.wording import listed
from vetting.actions.welcoming import put_welcome_away, tick_welcome
from vetting.models import Agreement, Arrival, Buddy, WelcomeTick
from vetting.welcome import DASH, Step, count, following, steps

EXPLAINED = {
    WelcomeTick.What.PROFILE: "Your title, what you run, and what others may ask you about. Your group reads it.",
    WelcomeTick.What.AGREE: "Read it and sign with your name.",
    WelcomeTick.What.GOAL: "One sentence is enough. Your group hears of it only if you show it.",
}
"""What the steps say that are found from facts."""
DO = {
    WelcomeTick.What.PROFILE: "Fill in your profile",
    WelcomeTick.What.AGREE: "Read and sign",
    WelcomeTick.What.CALENDAR: "Note when you meet",
    WelcomeTick.What.GOAL: "Set your first goal",
    WelcomeTick.What.BUDDY: "Meet your buddy",
}
"""What the button of each step says."""


def get_arrival(request: Request, pk: UUID) -> Arrival:
    """The reader's own arrival in a group, while it lasts; raises Http404."""
    me = current_member(request)
    own = Arrival.objects.under_way(timezone.now()).filter(group=pk, member=me).with_ticks()
    found: Arrival | None = own.select_related("group__track").first()
    if found is None:
        raise Http404
    return found


@member
@require_safe
def welcome(request: Request, pk: UUID) -> HttpResponse:
    """The five, the one to do next, and the way to the first meeting."""
    arrival, me = get_arrival(request, pk), current_member(request)
    unsigned = list(Agreement.objects.unsigned_by(me.pk).filter(Q(group=None) | Q(group=pk)))
    has_goal = Goal.objects.of(me).exclude(state=Goal.State.DRAFT).exists()
    these = steps(facts=(me.title, me.runs, me.ask_me), unsigned=bool(unsigned), goal=has_goal, pressed=arrival.ticks)
    buddy = Buddy.objects.filter(group=pk, member=me).select_related("buddy__company__city").first()
    names = list(FacilitatorTerm.objects.current().filter(group=pk).order_by("is_co", "since").values_list("name"))
    urls = ways(request.program, me, arrival.group, unsigned)
    key = following(these, has_buddy=buddy is not None)
    context = {
        "nav": "groups",
        "group": arrival.group,
        "done": count(these),
        "dash": count(these) * DASH,
        "next": {"label": DO[WelcomeTick.What(key)], "url": urls[key]} if key else None,
        "steps": [row(one, urls) for one in these],
        "unsigned": [{"pk": one.pk, "name": one.get_kind_display()} for one in unsigned],
        "buddy": card(buddy.buddy, request.program) if buddy else None,
        "buddy_words": buddy.words if buddy else "",
        "met": meets(arrival.group, request.program),
        "facilitators": listed([name for (name,) in names]) or "Your facilitator",
        "away": arrival.away_at is not None,
    }
    return render(request, "vetting/welcome.html", context)


def ways(program: Program, me: Member, group: Group, unsigned: list[Agreement]) -> dict[str, str]:
    """Where each of the five is done; two are done on this very page."""
    return {
        "profile": reverse("profile_edit", args=[program.slug, me.pk]),
        "agree": reverse("agreement", args=[program.slug, unsigned[0].pk]) if unsigned else "",
        "calendar": "#step-calendar",
        "goal": reverse("goal_new", args=[program.slug]),
        "buddy": "#step-buddy",
    }


def row(one: Step, urls: dict[str, str]) -> dict[str, Any]:
    """A step as the page prints it."""
    what = WelcomeTick.What(one.key)
    return {
        "key": one.key,
        "name": what.label,
        "minutes": one.minutes,
        "done": one.done,
        "words": EXPLAINED.get(what, ""),
        "do": DO[what],
        "url": urls[one.key],
    }


def card(one: Member, program: Program) -> dict[str, Any]:
    """Somebody in two lines, with a way to their profile."""
    where = one.company.city if one.company.city else ""
    return {
        "name": one.name,
        "note": " \u00b7 ".join(filter(None, (one.title, str(one.company), str(where)))),
        "initials": initials(one.name),
        "hue": hue(one.pk),
        "url": reverse("profile", args=[program.slug, one.pk]),
        "email": one.email,
    }


def meets(group: Group, program: Program) -> list[tuple[str, str]]:
    """When and where a group meets, as far as its settings tell: [(what, words)]."""
    place = group.get_mode_display()
    told = [("How often", group.cadence), ("Where", place), ("On the clock of", place_of_zone(group.zone))]
    return [(what, words) for what, words in told if words]


@member
@require_POST
def welcome_tick(request: Request, pk: UUID) -> HttpResponse:
    """The newcomer ticks what only they know, or takes the tick back."""
    arrival, now = get_arrival(request, pk), timezone.now()
    try:
        tick_welcome(arrival, request.POST.get("what", ""), done="undo" not in request.POST, by=request.user, now=now)
    except Refused as refusal:
        messages.warning(request, refusal.reason)
    return redirect("welcome", request.program.slug, pk)


@member
@require_POST
def welcome_away(request: Request, pk: UUID) -> HttpResponse:
    """Not now: Today and the group's page no longer lead here."""
    arrival = get_arrival(request, pk)
    put_welcome_away(arrival, by=request.user, now=timezone.now())
    messages.success(request, "Put away. You find it on the page of your group whenever you like.")
    return redirect("today", request.program.slug)
