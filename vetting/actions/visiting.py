"""A trial visit: somebody of the pool comes to one meeting, under the confidentiality agreement; both sides say yes.

The visitor says theirs by the link, a facilitator says the group's on a page. A no of either halts the seat; what the
group said stands in a table that the visitor's link does not open.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from groups.models import Group, Seat
from programs.activity import Via, record
from programs.clock import instant, local_day
from programs.clocks import wind
from programs.models import User
from programs.refusal import Refused
from vetting.actions.clocks import VISIT
from vetting.actions.signing import sign
from vetting.ballots import Came
from vetting.models import Agreement, Application, Signature, Visit, VisitWord
from vetting.states import State

MORNING = time(9, 0)
ASKED_AGAIN = timedelta(days=3)
DAYS_BEFORE = timedelta(days=2)
"""Who has not signed is reminded two days before the meeting."""


def nda() -> Agreement | None:
    """The confidentiality agreement in force, which a visitor signs."""
    return next(iter(Agreement.objects.in_force()), None)


def has_signed(application: Application) -> bool:
    """Whether a signature of the applicant holds for the agreement in force."""
    text = nda()
    return text is not None and Signature.objects.holding(text).filter(application_id=application.pk).exists()


@transaction.atomic
def invite_visit(
    application: Application,
    group: Group,
    *,
    on: date,
    where: str,
    seats: list[Seat],
    by: User,
    now: datetime,
    via: Via = "web",
) -> Visit:
    """Invite somebody of the pool to a meeting of a group, or move the invitation to another day.

    Refuses without their consent to be named, without an agreement to sign, for a group in which nobody sits, for a day
    that has passed, and once somebody has said how it was.
    """
    if application.state != State.POOL:
        raise Refused("A visit is for somebody of the pool.")
    if application.consent_at is None:
        raise Refused("They have not agreed to be named to the group yet. Ask them for that first.")
    if not seats:
        raise Refused(f"Nobody sits in {group.name} yet, so there is no meeting to visit.")
    if nda() is None:
        raise Refused("Publish the confidentiality agreement first. A visitor signs it before they come.")
    if on < local_day(now, application.program.zone):
        raise Refused("That day has passed. Choose the day of a meeting to come.", field="on")
    here = Visit.objects.filter(application=application, group=group).first()
    if here and (here.wants is not None or VisitWord.objects.filter(visit=here).exists()):
        raise Refused("This visit is over, and somebody has said how it was.")
    told = {"on": on, "where": where.strip(), "applicant_name": application.name, "invited_at": now}
    told |= {"company_name": application.company_name, "signed_at": now if has_signed(application) else None}
    told |= {"called_off_at": None}
    made, _ = Visit.objects.update_or_create(application=application, group=group, defaults=told)
    watch(made, now)
    record("visit.invited", by=by, about=application, via=via, at=now)
    record("visit.announced", by=by, about=made, via=via, at=now)
    return made


@transaction.atomic
def call_off_visits(
    application: Application, *, by: User | None, now: datetime, seated_in: Group | None = None, via: Via = "web"
) -> None:
    """Whoever leaves the line does not come any more: the facilitators of the groups hear it, but those of the group
    `seated_in`, to which they come as its member. Needs the program loaded or readable; runs in the scope of staff, or
    of the applicant's link."""
    today = local_day(now, application.program.zone)
    for visit in Visit.objects.agreed().filter(application=application, on__gte=today, wants=None):
        Visit.objects.filter(pk=visit.pk).update(called_off_at=now)
        if seated_in is None or visit.group_id != seated_in.pk:
            record("visit.called_off", by=by, about=visit, via=via, at=now)


def visits_on(application: Application, *, since: datetime) -> None:
    """A decline was taken back: the visits that `since` then were off are on again."""
    Visit.objects.filter(application=application, called_off_at=since).update(called_off_at=None)


@transaction.atomic
def sign_visit(visit: Visit, text: Agreement, *, name: str, now: datetime, via: Via = "mail") -> None:
    """The visitor signs the confidentiality agreement, in the scope of their link; refuses a text that was not read."""
    if visit.signed_at:
        raise Refused("You have signed already.")
    if has_passed(visit, now):
        raise Refused("The meeting has passed, so there is nothing to sign any more. Write to us for another day.")
    if (here := nda()) is None or here.pk != text.pk:
        raise Refused("The text has changed this minute. Please read it again.")
    sign(text, name=name, application=visit.application, now=now, via=via)
    Visit.objects.filter(pk=visit.pk).update(signed_at=now)
    record("visit.signed", by=None, about=visit.application, via=via, at=now)


@transaction.atomic
def say_wants(visit: Visit, *, wants: bool, now: datetime, via: Via = "mail") -> None:
    """The visitor's yes or no, from the day of the meeting on, which they may change until a seat is offered."""
    if not has_come(visit, now):
        raise Refused("The meeting is still to come. Tell us afterwards how it was.")
    if visit.signed_at is None:
        raise Refused("The agreement is not signed, so this was no visit yet. Write to the program.")
    if visit.application.state != State.POOL:
        raise Refused("Nobody waits for this answer any more.")
    Visit.objects.filter(pk=visit.pk).update(wants=wants, wants_at=now)
    record("visit.answered", by=None, about=visit.application, via=via, at=now)


@transaction.atomic
def say_welcome(visit: Visit, *, welcome: bool, by: User, now: datetime, via: Via = "web") -> None:
    """A facilitator's yes or no for the group, from the day of the meeting on."""
    if visit.called_off_at:
        raise Refused(f"{visit.applicant_name} did not come, so there is nothing to say.")
    if not has_come(visit, now):
        raise Refused("The meeting is still to come. Say afterwards how it was.")
    if visit.signed_at is None:
        raise Refused("They have not signed the confidentiality agreement, so this was no visit yet.")
    VisitWord.objects.update_or_create(
        visit=visit, defaults={"welcome": welcome, "by": by, "at": now, "group_id": visit.group_id}
    )
    record("visit.judged", by=by, about=visit, via=via, at=now)


def has_come(visit: Visit, now: datetime) -> bool:
    """Whether the day of the meeting has come on the program's calendar."""
    return local_day(now, visit.program.zone) >= visit.on


def has_passed(visit: Visit, now: datetime) -> bool:
    """Whether the day of the meeting is over on the program's calendar."""
    return local_day(now, visit.program.zone) > visit.on


def came_of(visit: Visit, word: VisitWord | None) -> Came:
    """What came of it: clear with a yes from both sides, blocked by a no of either."""
    said = (visit.wants, word.welcome if word else None)
    if False in said:
        return Came.BLOCKED
    return Came.CLEAR if said == (True, True) else Came.ASKED


def watch(visit: Visit, now: datetime) -> None:
    """Wind the clock of a visit to its next moment: two days before it, the morning after it, and three days later."""
    zone = visit.program.zone
    after = instant(visit.on + timedelta(days=1), MORNING, zone)
    moments = (instant(visit.on - DAYS_BEFORE, MORNING, zone), after, after + ASKED_AGAIN)
    if coming := [one for one in moments if one > now]:
        wind(VISIT, visit, coming[0], zone=zone)


def keep_visit(visit: Visit, now: datetime) -> None:
    """What the clock of a visit does: it reminds who has not signed, and asks both sides how it was, twice."""
    if visit.application.state != State.POOL or visit.called_off_at:
        return
    word = VisitWord.objects.filter(visit=visit).first()
    if not has_come(visit, now):
        if visit.signed_at is None:
            record("visit.reminded", by=None, about=visit.application, at=now)
    elif visit.signed_at is not None:
        if visit.wants is None:
            record("visit.over", by=None, about=visit.application, at=now)
        if word is None:
            record("visit.group_asked", by=None, about=visit, at=now)
    watch(visit, now)
