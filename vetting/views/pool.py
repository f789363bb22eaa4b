"""The pool: who is accepted and waits for a seat, in line; where one is open; and the offers that are out."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import Group
from programs.access import admin
from programs.clock import local_day
from programs.models import Activity, Program
from programs.moments import hour_words, moment_words
from programs.request import Request
from programs.wording import ago
from vetting.actions.deciding import rules
from vetting.actions.offering import weighed_level
from vetting.conflicts import Level
from vetting.criteria import Finding, Fit, fit
from vetting.models import Application, CandorCheck, Offer
from vetting.views.applications import CONFLICT_SHAPES, FIT_SHAPES

PER_PAGE = 50
ANSWERS_STAY = timedelta(days=30)
MOST_ANSWERS = 20
SOON = timedelta(days=1)
"""An offer that ends within this is urgent."""
FEW_GROUPS = 3
"""Groups that a row names; all of them stand on the page of the offer."""

CANDOR = {
    None: ("Not asked", "no_news"),
    CandorCheck.Stand.ASKED: ("Being checked", "no_news"),
    CandorCheck.Stand.CLEAR: ("Clear", "on_track"),
    CandorCheck.Stand.BLOCKED: ("Blocked", "stuck"),
}
"""Where a candor check stands: its word and its shape."""


Stands = dict[tuple[UUID, UUID], CandorCheck.Stand]
"""Where candor checks stand, by (application, group)."""


class Suits(NamedTuple):
    """A group with an open seat, as it stands to somebody of the pool. `conflict` is None where none was looked for,
    `candor` None where nobody need be asked."""

    group: Group
    url: str
    conflict: Level | None
    conflict_shape: str
    candor: tuple[str, str] | None

    @property
    def conflict_words(self) -> str:
        """The conflict in words that stand alone."""
        if self.conflict is None:
            return "Not compared yet"
        return "High conflict" if self.conflict is Level.HIGH else self.conflict.label


@admin
@require_safe
def pool(request: Request) -> HttpResponse:
    """The line, and above it what is offered now."""
    now = timezone.now()
    number = page_number(request)
    start = (number - 1) * PER_PAGE
    found = list(Application.objects.pool().named()[start : start + PER_PAGE + 1])
    waiting = found[:PER_PAGE]
    groups = [group for group in Group.objects.running().with_seats_taken() if group.taken < group.seat_count]
    offers = list(
        Offer.objects.filter(Q(state=Offer.State.OPEN) | Q(answered_at__gte=now - ANSWERS_STAY))
        .select_related("application", "group")
        .order_by("held_until")
    )
    out = [offer for offer in offers if offer.state == Offer.State.OPEN]
    answered = sorted((one for one in offers if one.answered_at), key=lambda one: one.answered_at or now, reverse=True)
    stands = candor_of(waiting)
    asks = rules().candor
    offered = Counter(offer.group_id for offer in out)
    for group in groups:
        group.offered = offered[group.pk]
    context = {
        "nav": "pool",
        "rows": [
            {"place": place} | row(request.program, one, groups, stands if asks else None, now)
            for place, one in enumerate(waiting, start + 1)
        ],
        "offers": offers_out(request.program, out, now),
        "answers": [answer(request.program, one, now) for one in answered[:MOST_ANSWERS]],
        "open_groups": groups,
        "earlier": number - 1,
        "later": number + 1 if len(found) > PER_PAGE else 0,
    }
    return render(request, "vetting/pool.html", context)


def page_number(request: Request) -> int:
    """The page that is asked for; anything else is the first."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1


def candor_of(applications: Iterable[Application]) -> Stands:
    """Where the open candor checks of applications stand, by (application, group)."""
    checks = (
        CandorCheck.objects.open()
        .with_stand()
        .filter(mode=CandorCheck.Mode.CANDOR, application_id__in=[one.pk for one in applications])
    )
    return {(check.application_id, check.group_id): CandorCheck.Stand(check.stand) for check in checks}


def row(
    program: Program,
    application: Application,
    groups: Iterable[Group],
    stands: Stands | None,
    now: datetime,
) -> dict[str, Any]:
    """What the line shows of somebody; `stands` is None in a program that asks no group."""
    machine = Fit(application.dossier.fit) if application.dossier.fit else None
    url = reverse("offer_new", args=[program.slug, application.pk])
    suits = [one for group in groups if (one := suited(url, application, group, stands))]
    suits.sort(key=lambda one: (one.group.pk != application.group_id, one.conflict or Level.NONE, one.group.name))
    since = local_day(application.pooled_at or application.state_since, program.zone)
    return {
        "application": application,
        "fit": machine.label if machine else "Not weighed yet",
        "fit_shape": FIT_SHAPES[machine] if machine else "no_news",
        "days": (local_day(now, program.zone) - since).days,
        "suits": suits[:FEW_GROUPS],
        "more": len(suits) - FEW_GROUPS,
        "offer_url": url,
    }


def suited(url: str, application: Application, group: Group, stands: Stands | None) -> Suits | None:
    """How a group stands to somebody; None for one that is not for them.

    `url` is the page of an offer to them; the group's seats taken should be annotated.
    """
    if group.pk != application.group_id and group.track_id != application.track_id:
        return None
    weighed = bool(application.dossier.judged_at) and application.group_id in (None, group.pk)
    level = weighed_level(application, group) if weighed else None
    if level is Level.CANNOT or fit_of(application, group) is Fit.NOT:
        return None
    stand = CANDOR[stands.get((application.pk, group.pk))] if stands is not None and group.taken else None
    shape = CONFLICT_SHAPES[level] if level is not None else "no_news"
    return Suits(group, f"{url}?group={group.pk}", level, shape, stand)


def fit_of(application: Application, group: Group) -> Fit:
    """What the program's criteria and those of one group say, as the application was weighed last."""
    mine = (None, str(group.pk))
    return fit(Finding.from_dict(item) for item in application.dossier.findings if item["group"] in mine)


def offers_out(program: Program, offers: list[Offer], now: datetime) -> list[dict[str, Any]]:
    """The open offers with their clocks, the one that ends first on top."""
    about = [offer.application_id for offer in offers]
    told = list(Activity.objects.filter(kind="offer.reminded", about_id__in=about).values_list("about_id", "at"))
    rows = []
    for offer in offers:
        reminded = sum(about_id == offer.application_id and at >= offer.made_at for about_id, at in told)
        notes = [f"reminded {'twice' if reminded > 1 else 'once'}"] if reminded else []
        notes += ["extended"] if offer.extended else []
        rows.append(
            {
                "offer": offer,
                "until": moment_words(program, offer.held_until, now),
                "shape": "at_risk" if offer.held_until - now < SOON else "on_track",
                "over": offer.held_until <= now,
                "notes": ", ".join(notes),
                "hears_at": "" if offer.heard(now) else hour_words(program, offer.application.hears_at or now),
            }
        )
    return rows


def answer(program: Program, offer: Offer, now: datetime) -> dict[str, Any]:
    """What became of an offer."""
    shapes = {Offer.State.ACCEPTED: "done", Offer.State.DECLINED: "dropped"}
    today = local_day(now, program.zone)
    return {
        "offer": offer,
        "shape": shapes.get(Offer.State(offer.state), "no_news"),
        "ago": ago(local_day(offer.answered_at or now, program.zone), today),
    }
