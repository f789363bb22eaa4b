"""Offering a seat: which group, why, what stands in the way, what the applicant reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.models import Group, Seat
from programs.access import admin
from programs.clock import local_day
from programs.moments import moment_words
from programs.refusal import Refused
from programs.request import Request
from programs.wording import near_day
from vetting import mix
from vetting.access import get_application
from vetting.actions.approving import is_asked, must_phone, way_of
from vetting.actions.deciding import rules
from vetting.actions.gates import asked_of
from vetting.actions.offering import (
    conflicts_in,
    held_seats,
    in_the_way,
    make_offer,
    newcomer_of,
    seated_mix,
    until_when,
)
from vetting.actions.visiting import came_of
from vetting.ballots import Came
from vetting.conflicts import Level, worst
from vetting.models import Application, Approval, CandorCheck, VettingRules, Visit
from vetting.offer_forms import OfferForm
from vetting.states import State
from vetting.step_forms import VisitForm
from vetting.views.applications import CONFLICT_SHAPES
from vetting.views.approval import LABELS, SHAPES, counted
from vetting.views.offer_mix import drawn
from vetting.views.offer_seat import outline
from vetting.views.pool import CANDOR


@admin
@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: Request, pk: UUID) -> HttpResponse:
    """Look at a seat for somebody, and offer it; a POST with `preview` shows what they would read."""
    application = get_application(request, pk)
    application.program = request.program
    groups = groups_for(application)
    asked = request.POST.get("group", "") if request.method == "POST" else request.GET.get("group", "")
    group = chosen(groups, application, asked)
    if group is None:
        return render(request, "vetting/offer_none.html", {"nav": "pool", "application": application})
    return page(request, application, groups, group)


def groups_for(application: Application) -> list[Group]:
    """The groups with an open seat for somebody: the one that they had in view first, then those of their role."""
    running = Group.objects.running().with_seats_taken().select_related("track")
    meant = [one for one in running if one.pk == application.group_id or one.track_id == application.track_id]
    free = [one for one in meant if one.taken < one.seat_count]
    return sorted(free, key=lambda one: (one.pk != application.group_id, one.name))


def chosen(groups: list[Group], application: Application, asked: str) -> Group | None:
    """The group that is asked for by its key, or the first; None where no seat is open. Raises Http404 for a group
    that is not for them."""
    if not asked:
        return next(iter(groups), None)
    found = next((group for group in groups if str(group.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def page(
    request: Request,
    application: Application,
    groups: list[Group],
    group: Group,
    *,
    visit_form: VisitForm | None = None,
) -> HttpResponse:
    """The page about one group; a POST that is no preview offers the seat, or says why it cannot be offered.

    `visit_form` is an invitation to a meeting that came back: then nothing is offered.
    """
    now, program_rules, seats = timezone.now(), rules(), held_seats(group)
    said = mix.why(seated_mix(seats), newcomer_of(application))
    sentences = [sentence for side, sentence in said if side == "adds"]
    bound = request.method == "POST" and visit_form is None
    form = OfferForm(request.POST if bound else None, sentences=sentences)
    refusal = ""
    if bound and form.is_valid() and "preview" not in request.POST:
        try:
            return offered(request, application, group, form, now)
        except Refused as no:
            refusal = no.reason
    read: dict[str, Any] = form.cleaned_data if bound and form.is_valid() else {"why": sentences}
    context = {
        "nav": "pool",
        "application": application,
        "groups": groups,
        "group": group,
        "form": form,
        "refusal": refusal,
        "risks": [sentence for side, sentence in said if side == "risks"],
        "mix": drawn(seated_mix(seats), newcomer_of(application)),
        "until": moment_words(request.program, until_when(request.program, program_rules, now), now),
        "preview": outline(request.program, group, words=read.get("words", ""), why=read.get("why", ())),
        "visits": visit_seen(request, application, group, now) if program_rules.visit and seats else None,
        "visit_form": visit_form or VisitForm(auto_id="visit_%s"),
    } | judged(application, group, seats, program_rules)
    template = "vetting/_offer_preview.html" if request.htmx and "preview" in request.POST else "vetting/offer_new.html"
    status = 409 if refusal else 422 if (bound and form.errors) or visit_form else 200
    return render(request, template, context, status=status)


def judged(application: Application, group: Group, seats: list[Seat], program_rules: VettingRules) -> dict[str, Any]:
    """What speaks against the seat: conflicts as they are now, the group's own word, and why no offer can go yet."""
    found = conflicts_in(application, group, seats)
    asks = program_rules.candor and bool(seats)
    stand = CandorCheck.objects.stand_of(application, group) if asks else None
    paid = hasattr(application, "dossier") and application.dossier.paid_at is not None
    reason = in_the_way(application, group, seats, program_rules, stand, paid=paid)
    if application.state != State.POOL:
        reason = f"They are {State(application.state).label.lower()}. A seat is offered to somebody of the pool."
    level = worst(found)
    return {
        "conflicts": [(one, CONFLICT_SHAPES[one.level]) for one in found],
        "level": level.label,
        "level_shape": CONFLICT_SHAPES[level],
        "cannot": level is Level.CANNOT,
        "asks": asks,
        "candor": CANDOR[stand],
        "may_ask": asks and stand is None and application.state in (State.IN_REVIEW, State.POOL),
        "by_phone": program_rules.candor_by_phone,
        "says": group_says(application, group, seats, program_rules),
        "reason": reason,
    }


def group_says(
    application: Application, group: Group, seats: list[Seat], program_rules: VettingRules
) -> dict[str, Any] | None:
    """Where the question to the group stands, {label shape words may_ask by_phone may_close}; None where it has no say.

    `by_phone`: so few have joined that its facilitator asks.
    """
    if not is_asked(group, program_rules, seats):
        return None
    came = asked_of(application, group, program_rules)
    votes = Approval.objects.open().with_counts().filter(application_id=application.pk, group=group)
    running = votes.first() if came else None
    told = counted(running) if running else {"label": LABELS[came], "shape": SHAPES[came]} if came else NOT_ASKED
    in_pool, way = application.state == State.POOL, way_of(group, program_rules)
    may_ask = came is None and in_pool
    return told | {
        "way": way.label,
        "may_ask": may_ask,
        "by_phone": may_ask and must_phone(application, group, way),
        "may_close": running is not None and came != Came.CLEAR and in_pool,
    }


def visit_seen(request: Request, application: Application, group: Group, now: datetime) -> dict[str, Any]:
    """Where their visit to the group stands: {came, shape, label, day, visit, word, may_invite}."""
    found = Visit.objects.agreed().filter(application=application, group=group).select_related("word").first()
    word = getattr(found, "word", None)
    came = came_of(found, word) if found else None
    order: Any = request.program.date_order
    return {
        "visit": found,
        "word": word,
        "day": near_day(found.on, local_day(now, request.program.zone), order) if found else "",
        "label": VISIT_LABELS[came],
        "shape": SHAPES.get(came, "no_news") if came else "no_news",
        "may_invite": application.state == State.POOL and not (found and (found.wants is not None or word)),
    }


VISIT_LABELS = {None: "Not invited yet", Came.ASKED: "Under way", Came.CLEAR: "Yes from both", Came.BLOCKED: "A no"}
NOT_ASKED = {"label": "Not asked yet", "shape": "no_news"}


def offered(request: Request, application: Application, group: Group, form: OfferForm, now: datetime) -> HttpResponse:
    """Make the offer, and lead to the list on which it can be taken back unheard for a minute."""
    told = form.cleaned_data
    offer = make_offer(application, group, by=request.user, now=now, why=told["why"], words=told["words"])
    undo = reverse("offer_withdrawal", args=[request.program.slug, offer.pk])
    messages.success(request, f"Offered {application.name} a seat in {group.name}. They hear in a minute.", undo)
    return redirect(reverse("pool", args=[request.program.slug]) + f"#offer-{offer.pk}")
