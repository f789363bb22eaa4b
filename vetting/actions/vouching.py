"""Somebody of the program vouches for an applicant, who names them or whom staff choose; silence is never a yes.

Who is named is looked for in the program's own scope, in the background: nothing that the applicant reads tells whether
somebody is a member. The member reads the applicant's name, company and place, and nothing else.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from members.models import Member
from programs.activity import Via, record
from programs.clocks import wind
from programs.models import User
from programs.refusal import Refused
from vetting.actions.applying import change
from vetting.actions.clocks import MATCH, SPONSOR
from vetting.models import Application, Sponsor
from vetting.states import CLOSED

NAMED = "sponsor"
"""The fact of an application that keeps whom the applicant named, as they typed it."""
LONGEST = 120
MOST_NAMED = 3
"""So many are asked in all because an applicant names one after the other; whoever is named has a mail of it."""
REMINDED_AFTER = timedelta(days=3)


@transaction.atomic
def name_sponsor(application: Application, *, named: str, now: datetime, via: Via = "mail") -> None:
    """The applicant names who may vouch for them, by e-mail address or name; who that is, the program finds out."""
    named = " ".join(named.split())
    if not named:
        raise Refused("Type the name or the e-mail address of somebody who knows you.", field="named")
    change(application, now=now, via=via, facts=application.facts | {NAMED: named[:LONGEST]})
    wind(MATCH, application, now, zone=application.program.zone)


def find_member(named: str) -> Member | None:
    """The one member who has not left whose address, or else whose name, this is; None for nobody, and for several."""
    here = Member.objects.active()
    for condition in ({"email__iexact": named}, {"name__iexact": named}):
        found: list[Member] = list(here.filter(**condition)[:2])
        if len(found) == 1:
            return found[0]
    return None


def match_sponsor(application: Application, now: datetime) -> None:
    """Ask who was named, if that is another member who has joined, was not asked before, and is not one too many."""
    member = find_member(str(application.facts.get(NAMED) or ""))
    if member is None or member.user_id is None or application.state in CLOSED or is_own(application, member):
        return
    asked = list(Sponsor.objects.filter(application=application).values_list("member", flat=True))
    if member.pk not in asked and len(asked) < MOST_NAMED:
        ask_sponsor(application, member, by=None, now=now)


def is_own(application: Application, member: Member) -> bool:
    """Whether a member is the applicant: who is in the program may ask to join another group of it."""
    return member.pk == application.member_id or member.email.lower() == application.email.lower()


@transaction.atomic
def ask_sponsor(
    application: Application, member: Member, *, by: User | None, now: datetime, via: Via = "web"
) -> Sponsor:
    """Ask a member whether they vouch for somebody. Refuses the applicant, who cannot sign in, who was asked before."""
    if application.state in CLOSED:
        raise Refused("This application is closed, so nobody need vouch for it.")
    if is_own(application, member):
        raise Refused("Nobody vouches for themselves. Ask another member.", field="named")
    if member.user_id is None:
        raise Refused(f"{member.name} has not joined yet, so they cannot be asked here.", field="named")
    if Sponsor.objects.filter(application=application, member=member).exists():
        raise Refused(f"{member.name} was asked already.", field="named")
    made = Sponsor.objects.create(
        application=application, member=member, applicant_name=application.name,
        company_name=application.company_name, place=str(application.city or ""), asked_at=now,
    )  # fmt: skip
    wind(SPONSOR, made, now + REMINDED_AFTER, zone=application.program.zone)
    record("sponsor.asked", by=by, about=made, via=via, at=now)
    return made


@transaction.atomic
def answer_sponsor(sponsor: Sponsor, *, vouches: bool, words: str = "", now: datetime, via: Via = "web") -> None:
    """The member's yes or no, and a line, which they may change."""
    answer = Sponsor.Answer.YES if vouches else Sponsor.Answer.NO
    here: Any = Sponsor.objects.filter(pk=sponsor.pk)
    here.update(answer=answer, words=words.strip(), answered_at=now)
    record("sponsor.answered", by=None, about=sponsor, via=via, at=now)


def remind_sponsor(sponsor: Sponsor, now: datetime) -> None:
    """Three days of silence: they are asked once more, and then left alone."""
    if not sponsor.answer and sponsor.application.state not in CLOSED:
        record("sponsor.reminded", by=None, about=sponsor, at=now)
