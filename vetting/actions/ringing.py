"""When a clock rings: a word that was promised, an offer that runs, a seat for the next in line, a file to forget."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from members.actions import COMPANY_CHANGED
from programs.activity import record
from programs.clocks import ring_ripe
from programs.models import Due
from vetting.actions.applying import step
from vetting.actions.approving import end_approvals, remind_of_approval
from vetting.actions.candor import end_candor
from vetting.actions.clocks import (
    APPROVAL,
    CALL,
    FORGET,
    INTEREST,
    JUDGE,
    KINDS,
    MATCH,
    NEWCOMER,
    NEXT,
    OFFER,
    SPONSOR,
    STANDS,
    VISIT,
    WORD,
    promise_word,
    watch_call,
    watch_word,
)
from vetting.actions.deciding import dossier_of, forget
from vetting.actions.interest import forget_unconfirmed
from vetting.actions.interviewing import keep_call
from vetting.actions.judging import judge
from vetting.actions.offering import end_offer, look_at_group, offer_to_next, remind_of_offer
from vetting.actions.rechecking import recheck
from vetting.actions.visiting import keep_visit
from vetting.actions.vouching import match_sponsor, remind_sponsor
from vetting.actions.welcoming import ask_about_newcomer
from vetting.models import Application, Approval, Arrival, Dossier, Interest, Offer, Sponsor, Visit
from vetting.states import State

UNANSWERED_ENDS = timedelta(days=28)
"""A question that stays without an answer is asked once more after 14 days and ends the application after 28."""


def ring_all(*, now: datetime) -> int:
    """Ring every clock of this room whose time has come; returns how many there were."""
    return ring_ripe(KINDS, ring, now=now)


def ring(due: Due, now: datetime) -> None:
    """Do what one clock is for."""
    if due.kind == COMPANY_CHANGED:
        recheck(due.object_id, since=due.at, now=now)
        return
    model, act = ACTS[due.kind]
    if found := model._default_manager.filter(pk=due.object_id).first():
        act(found, now)


def weigh(application: Application, now: datetime) -> None:
    """What was told is new: weigh it, by the criteria by which it was weighed before."""
    judge(application, now=now, as_before=True)


def keep_word(application: Application, now: datetime) -> None:
    """A promised date came and nothing was decided: tell the applicant so honestly, with a new date, and the staff.

    A question that the applicant left open is asked once more, and then ends the application.
    """
    if application.next_word_on is None:
        return
    if application.state == State.MORE_INFORMATION:
        if now - application.state_since >= UNANSWERED_ENDS:
            step(application, State.ENDED, now=now)
            watch_call(application, now)
            end_candor(application, by=None, now=now)
            end_approvals(application, now=now)
            record("application.ended", by=None, about=application, at=now)
            return
    else:
        Dossier.objects.filter(pk=dossier_of(application).pk, late_since=None).update(
            late_since=application.next_word_on
        )
    promise_word(application, now)
    application.save(update_fields=["next_word_on"])
    watch_word(application)
    record("application.word_kept", by=None, about=application, fields=[application.state], at=now)


def run_offer(offer: Offer, now: datetime) -> None:
    """An offer that still waits is reminded of, or ends."""
    if offer.state == Offer.State.OPEN:
        (end_offer if now >= offer.held_until else remind_of_offer)(offer, now=now)


def look_at_offer(offer: Offer, now: datetime) -> None:
    """It is morning, and a seat is held."""
    look_at_group(offer, now=now)


def pass_seat_on(offer: Offer, now: datetime) -> None:
    """The seat that an offer left free goes to the next in line, in the name of who made that offer."""
    offer_to_next(offer.group, by=offer.made_by, now=now)


def ask_how(arrival: Arrival, now: datetime) -> None:
    """A newcomer has been there for thirty, sixty or ninety days."""
    ask_about_newcomer(arrival, now=now)


def forget_file(application: Application, now: datetime) -> None:
    """The time for keeping a declined file is over."""
    forget(application, now=now)


def forget_address(interest: Interest, now: datetime) -> None:
    """A week went by without a yes from the owner of an address."""
    forget_unconfirmed(interest, now=now)


ACTS: Mapping[str, tuple[type[models.Model], Callable[[Any, datetime], None]]] = {
    JUDGE: (Application, weigh),
    WORD: (Application, keep_word),
    OFFER: (Offer, run_offer),
    STANDS: (Offer, look_at_offer),
    NEXT: (Offer, pass_seat_on),
    FORGET: (Application, forget_file),
    NEWCOMER: (Arrival, ask_how),
    CALL: (Application, keep_call),
    APPROVAL: (Approval, remind_of_approval),
    MATCH: (Application, match_sponsor),
    SPONSOR: (Sponsor, remind_sponsor),
    VISIT: (Visit, keep_visit),
    INTEREST: (Interest, forget_address),
}
"""What each clock rings for: whose key it carries, and what is done."""
