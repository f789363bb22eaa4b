"""The offer of a seat, behind the link in the applicant's mail: take it, leave it, ask, or have a few days more.

A link may write nothing but its own application, and a seat is much more than that. So the page is shown in the link's
scope, and an answer is carried out in the name of who made the offer, which the database tells this link alone.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.models import Group
from programs.access import mail_link, sign_in_url
from programs.clock import local_day
from programs.models import Program
from programs.moments import moment_words, place_of_zone
from programs.refusal import Refused
from programs.request import Request
from programs.tenancy import inside
from programs.wording import near_day
from vetting.actions.offering import (
    TAKEN,
    Gone,
    Taken,
    accept_offer,
    decline_offer,
    extend_offer,
    lose_offer,
)
from vetting.models import Agreement, Application, Offer
from vetting.offer_forms import AcceptForm, DeclineForm
from vetting.states import State, is_working_day
from vetting.views.offer_seat import outline

Act = Callable[[Offer, AcceptForm | DeclineForm, datetime], Any]


@mail_link("application", enters=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_offer(request: Request, token: str, pk: UUID) -> HttpResponse:
    """Show the offer as it stands; a POST answers it with what the pressed button says."""
    now = timezone.now()
    if request.method != "POST":
        with inside(request.program, reach=pk):
            return page(request, token, pk, now)
    answer = request.POST.get("answer", "")
    with inside(request.program, reach=pk):
        offer, maker = open_offer(pk, now), maker_of_offer()
        if offer is None or maker is None or answer not in ACTS:
            return page(request, token, pk, now, refusal="" if offer is None else unable(request, answer))
        agreements = Agreement.objects.in_force(offer.group_id)
        form = AcceptForm(request.POST, agreements=agreements) if answer == "accept" else DeclineForm(request.POST)
        if not form.is_valid():
            return page(request, token, pk, now, form=form)
    try:
        with inside(request.program, maker):
            ACTS[answer](Offer.objects.select_related("application", "group").get(pk=offer.pk), form, now)
    except Taken:
        come_second(request, maker, offer, now)
    except Gone:
        pass  # the page that follows tells what became of it
    except Refused as refusal:
        with inside(request.program, reach=pk):
            return page(request, token, pk, now, refusal=refusal.reason)
    return redirect("link_offer", token)


def accept(offer: Offer, form: AcceptForm | DeclineForm, now: datetime) -> None:
    """Take the seat, signing what was read; what came into force in the meantime was not read."""
    read = getattr(form, "agreements", [])
    if {one.pk for one in Agreement.objects.in_force(offer.group_id)} != {one.pk for one in read}:
        raise Refused("A text to sign has changed this minute. Please read it again.")
    accept_offer(offer, name=form.cleaned_data.get("name", ""), agreements=read, now=now)


def decline(offer: Offer, form: AcceptForm | DeclineForm, now: datetime) -> None:
    """Leave the seat and keep the place in line."""
    decline_offer(offer, reason=form.cleaned_data["reason"], now=now)


def extend(offer: Offer, form: AcceptForm | DeclineForm, now: datetime) -> None:
    """A few days more, once."""
    extend_offer(offer, by=None, now=now, via="mail")


ACTS: dict[str, Act] = {"accept": accept, "decline": decline, "extend": extend}
"""What the buttons of the page say, and what is done."""


def come_second(request: Request, maker: UUID, offer: Offer, now: datetime) -> None:
    """Let go of an offer whose seat somebody else has taken; the place in line stands."""
    try:
        with inside(request.program, maker):
            lose_offer(Offer.objects.select_related("application").get(pk=offer.pk), now=now)
    except Gone:
        pass  # another press of the same button let go of it already


def open_offer(pk: UUID, now: datetime) -> Offer | None:
    """The offer that the applicant has heard of and may still answer, in the link's scope."""
    offer: Offer | None = Offer.objects.open().select_related("application").filter(application=pk).first()
    return offer if offer and offer.heard(now) and now < offer.held_until else None


def maker_of_offer() -> Any:
    """The key of the user in whose name the link's offer is carried out, or None while the program has no admin."""
    with connection.cursor() as cursor:
        cursor.execute("select app_offer_maker()")
        return cursor.fetchone()[0]


def unable(request: Request, answer: str) -> str:
    """Why an answer to an open offer could not be taken."""
    if answer not in ACTS:
        return "Nothing was chosen. Press one of the buttons below."
    whom = f" Write to {request.program.contact}." if request.program.contact else ""
    return f"Nobody runs the program at the moment, so nobody can seat you.{whom}"


def page(
    request: Request,
    token: str,
    pk: UUID,
    now: datetime,
    *,
    form: AcceptForm | DeclineForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The offer, the seat, or kind words about an offer that is over (410). In the link's scope."""
    application: Application | None = Application.objects.select_related("program").filter(pk=pk).first()
    if application is None:
        raise Http404
    if application.state == State.SEATED:
        return seated(request, application)
    offer = open_offer(pk, now)
    if offer is None:
        return over(request, token, application, now)
    group = Group.objects.with_seats_taken().select_related("track").get(pk=offer.group_id)
    agreements = Agreement.objects.in_force(group)
    context = {
        "token": token,
        "application": application,
        "offer": offer,
        "seat": outline(request.program, group, why=offer.why, words=offer.words),
        "held": held_words(request, application, offer, now),
        "accept": form if isinstance(form, AcceptForm) else AcceptForm(agreements=agreements),
        "decline": form if isinstance(form, DeclineForm) else DeclineForm(),
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form is not None and form.errors else 200
    return render(request, "vetting/link_offer.html", context, status=status)


def held_words(request: Request, application: Application, offer: Offer, now: datetime) -> dict[str, str]:
    """Until when: on the program's wall, and on the applicant's where that shows another hour."""
    program = request.program
    there = moment_words(program, offer.held_until, now)
    here = moment_words(program, offer.held_until, now, application.zone)
    return {
        "until": there,
        "zone": place_of_zone(program.zone),
        "here": here if here != there else "",
        "here_zone": place_of_zone(application.zone),
        "not_counted": ", ".join(days_off_between(program, offer)),
    }


def days_off_between(program: Program, offer: Offer) -> list[str]:
    """The holidays for which an offer is held longer, in words: "Thanksgiving Day (November 26)"."""
    made, until = (local_day(moment, program.zone) for moment in (offer.made_at, offer.held_until))
    order: Any = program.date_order
    return [
        f"{name} ({near_day(day, until, order)})"
        for day, name in program.days_off(made).items()
        if made < day < until and is_working_day(day)
    ]


def seated(request: Request, application: Application) -> HttpResponse:
    """The seat is taken: how to come in, and what is next."""
    offer = Offer.objects.filter(application=application, state=Offer.State.ACCEPTED).first()
    group = Group.objects.filter(pk=offer.group_id).first() if offer else None
    start = reverse("welcome", args=[request.program.slug, offer.group_id]) if offer else reverse("home")
    here = getattr(request.user, "email", "") == application.email
    context = {
        "application": application,
        "group": group,
        "start_url": start if here else sign_in_url(application.email, next_url=start),
        "here": here,
    }
    return render(request, "vetting/link_offer_seated.html", context)


def over(request: Request, token: str, application: Application, now: datetime) -> HttpResponse:
    """There is nothing to answer: what became of the last offer, as far as the applicant has heard."""
    last: Offer | None = Offer.objects.select_related("application").filter(application=application.pk).first()
    if last and last.state == Offer.State.OPEN:
        what = "ended" if last.heard(now) else "none"
    elif last:
        what = "taken" if last.reason == TAKEN else last.state
    else:
        what = "none"
    shown = application.state_shown(now)
    context = {"token": token, "application": application, "what": what, "waits": shown in (State.POOL, State.OFFERED)}
    return render(request, "vetting/link_offer_over.html", context, status=410)
