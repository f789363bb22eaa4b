"""Choosing a buddy for a newcomer: three suggestions with their reason, or somebody else of the group."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals.models import Goal
from groups.models import SeatHolder
from programs.access import person
from programs.refusal import Refused
from programs.request import Request
from vetting.actions.welcoming import choose_buddy
from vetting.buddies import Newcomer, Seated, Suggestion, suggest
from vetting.models import Arrival, Buddy
from vetting.views.newcomers import buddy_counts, get_newcomer
from vetting.views.welcome import card
from vetting.welcome_forms import BuddyForm


@person
@require_http_methods(["GET", "HEAD", "POST"])
def newcomer_buddy(request: Request, pk: UUID, arrival: UUID) -> HttpResponse:
    """Who suits and why; a POST chooses, and both hear of it by mail."""
    found, now = get_newcomer(request, pk, arrival), timezone.now()
    group, member = found.group, found.member
    sitting = SeatHolder.objects.current().filter(group=group, member__left_at=None).exclude(member=member)
    holders = {str(one.member_id): one for one in sitting.select_related("member__company__city")}
    suggestions = suggestions_for(found, holders, now)
    others = sorted(
        (one.member.name, key) for key, one in holders.items() if one.member.company_id != member.company_id
    )
    chosen = Buddy.objects.filter(group=group, member=member).select_related("buddy").first()
    form = BuddyForm(
        request.POST if request.method == "POST" else None,
        initial={"words": chosen.words if chosen else ""},
        suggested=[(one.seated.key, one.seated.name) for one in suggestions],
        others=[(key, name) for name, key in others],
    )
    if request.method == "POST" and form.is_valid():
        buddy, words = holders[form.cleaned_data["chosen"]].member, form.cleaned_data["words"]
        try:
            choose_buddy(found, buddy, by=request.user, now=now, words=words)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            messages.success(request, f"{buddy.name} is at the side of {member.name}. Both hear of it by mail.")
            return redirect("newcomers", request.program.slug, pk)
    context = {
        "nav": "groups",
        "group": group,
        "newcomer": card(member, request.program),
        "chosen": chosen.buddy if chosen else None,
        "suggestions": [
            card(holders[one.seated.key].member, request.program) | {"key": one.seated.key, "why": one.why}
            for one in suggestions
        ],
        "picked": form["buddy"].value() or (suggestions[0].seated.key if suggestions and not chosen else ""),
        "form": form,
    }
    return render(request, "vetting/newcomer_buddy.html", context, status=422 if form.errors else 200)


def suggestions_for(arrival: Arrival, holders: dict[str, SeatHolder], now: datetime) -> list[Suggestion]:
    """Who suits a newcomer; `holders` are those who sit there, by the key of the member.

    What the newcomer works on is what they wrote and the goals that the reader may read. How far ahead somebody is the
    database tells in steps, without the numbers behind them, which are not a facilitator's.
    """
    member, group = arrival.member, arrival.group
    goals = Goal.objects.of(member).shown_in(group).values_list("title", "why")
    words = " ".join([member.runs, *(part for goal in goals for part in goal)])
    counts = buddy_counts(group, now)
    with connection.cursor() as cursor:
        cursor.execute("select key, size, maturity, rival, vouched from app_beside(%s, %s)", [group.pk, member.pk])
        steps = {str(key): told for key, *told in cursor.fetchall()}
    new = set(Arrival.objects.under_way(now).filter(group=group).values_list("member", flat=True))
    seated = []
    for key, holder in holders.items():
        one = holder.member
        if one.pk in new or key not in steps or one.user_id is None:
            continue
        size, maturity, rival, vouched = steps[key]
        seated.append(
            Seated(
                key=key, name=one.name, knows=f"{one.ask_me} {one.runs}", zone=one.zone, size=size, maturity=maturity,
                rival=rival, vouched=vouched, colleague=one.company_id == member.company_id,
                newcomers=counts.get(one.pk, 0), tenure=(now - holder.since).days,
            )
        )  # fmt: skip
    return suggest(Newcomer(words, member.zone), seated)
