"""The clocks of an application: what is promised to whom by when, and what happens when the day comes.

They stand in Due, in the name of a program admin, because an applicant has no user; `vetting.tasks` rings them.
"""

from datetime import datetime, time, timedelta

from members.actions import COMPANY_CHANGED
from programs.clock import instant, local_day
from programs.clocks import wind
from programs.due import clear_due
from programs.models import Due
from vetting.models import Application, Interview, Offer
from vetting.states import State, promise, reminders

JUDGE, WORD, OFFER, NEXT, FORGET = "vetting.judge", "vetting.word", "vetting.offer", "vetting.next", "vetting.forget"
CALL, NEWCOMER = "vetting.call", "vetting.newcomer"
APPROVAL, MATCH, SPONSOR, VISIT = "vetting.approval", "vetting.match", "vetting.sponsor", "vetting.visit"
INTEREST, STANDS = "vetting.interest", "vetting.stands"
KINDS = (
    JUDGE, WORD, OFFER, NEXT, FORGET, CALL, NEWCOMER, APPROVAL, MATCH, SPONSOR, VISIT, INTEREST, STANDS,
    COMPANY_CHANGED,
)  # fmt: skip
"""Evidence is to be weighed again; a word was promised; an offer runs; a seat is free for the next in line; a file
is to be forgotten; a call is to be planned, or reminded of; the facilitators are to be asked
how a newcomer arrives; a group has not voted; a sponsor was named, or has not answered; a visit is over; an address
that nobody confirmed is to be forgotten; it is morning while a seat is held, whose group may have turned; a company
that may hold a seat has changed."""

MORNING, END_OF_DAY = time(9, 0), time(17, 0)


def promise_word(application: Application, now: datetime) -> None:
    """Set the date of the next word, which the applicant's page shows. Does not save."""
    today = local_day(now, application.program.zone)
    days_off = application.program.days_off(today)
    application.next_word_on = promise(State(application.state), today, today, days_off)


def watch_word(application: Application) -> None:
    """Set the clock that watches the promised date."""
    if application.next_word_on is None:
        clear_due(WORD, about=application)
        return
    zone = application.program.zone
    wind(WORD, application, instant(application.next_word_on, END_OF_DAY, zone), zone=zone)


def judge_again(application: Application, now: datetime) -> None:
    """Ask for the evidence to be weighed again, by the program, in the background."""
    wind(JUDGE, application, now, zone=application.program.zone)


def watch_offer(offer: Offer, now: datetime) -> None:
    """Set the clock of an offer to its next moment: halfway, a day before its end, its end."""
    moments = (*reminders(offer.made_at, offer.held_until), offer.held_until)
    wind(OFFER, offer, next((one for one in moments if one > now), offer.held_until), zone=offer.program.zone)


def watch_group(offer: Offer, now: datetime) -> None:
    """Look the next morning whether the group still says what it said when the seat was offered."""
    zone = offer.program.zone
    wind(STANDS, offer, instant(local_day(now, zone) + timedelta(days=1), MORNING, zone), zone=zone)


def watch_call(application: Application, at: datetime) -> None:
    """At `at`, look whether a time for a call is still needed, if the applicant was asked for one."""
    if Interview.objects.filter(application=application).exists():
        wind(CALL, application, at, zone=application.program.zone)


def stop_clocks(application: Application) -> None:
    """Nothing is promised any more."""
    Due.objects.filter(kind__in=(JUDGE, WORD), object_id=application.pk).delete()
