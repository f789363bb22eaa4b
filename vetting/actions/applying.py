"""What an applicant does: asks to join, adds to it, answers, takes it back. Without a user: their link is their key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from groups.models import Group
from members.roster.names import company_key
from programs.activity import Via, record
from programs.models import Program, Track
from programs.refusal import Refused, Stale
from vetting.actions.approving import end_approvals
from vetting.actions.candor import end_candor
from vetting.actions.clocks import judge_again, promise_word, stop_clocks, watch_call, watch_word
from vetting.actions.visiting import call_off_visits
from vetting.models import Application, Offer, Paper
from vetting.papers import accepted
from vetting.states import State, may

AT_MOST = 6
"""Papers of one application."""
CHANGEABLE = (State.DRAFT, State.SUBMITTED, State.MORE_INFORMATION, State.IN_REVIEW, State.POOL)
"""States in which an applicant may still add to what they told: as they see it, or a refusal would tell of a decision
that can still be taken back."""


@transaction.atomic
def apply(
    *, program: Program, track: Track, email: str, now: datetime, group: Group | None = None, **told: Any
) -> None:
    """A stranger asks to join; the link to their application is mailed to `email`, which proves the address.

    An address with an open application for the same track gets the link to that one again: who applied already is told
    by mail alone, and this page answers the same to everybody.
    """
    application = Application(
        program=program, track=track, group=group, email=email.strip().lower(), state=State.SUBMITTED,
        company_key=company_key(told["company_name"])[:120], submitted_at=now, state_since=now,
        zone=told.pop("zone", "") or program.zone, **told,
    )  # fmt: skip
    if unheard(email, track, now):
        # A decline that can still be taken back: they have applied already, and hear of that by mail.
        mail_link_again(email, track, now=now)
        return
    promise_word(application, now)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        mail_link_again(email, track, now=now)
        return
    record("application.submitted", by=None, about=application, at=now)
    watch_word(application)
    judge_again(application, now)


def unheard(email: str, track: Track, now: datetime) -> Any:
    """The key of an application of an address for a track whose decline its owner has not heard of, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select app_application_unheard(%s, %s, %s)", [email.strip().lower(), track.pk, now])
        return cursor.fetchone()[0]


def known_application(email: str, track: Track) -> Any:
    """The key of the application of an address for a track, an open one first, or None. For mailing there, nothing
    else. One that is over is found, too: its page says how it ended, and why."""
    with connection.cursor() as cursor:
        cursor.execute("select app_application_of(%s, %s)", [email.strip().lower(), track.pk])
        return cursor.fetchone()[0]


@transaction.atomic
def mail_link_again(email: str, track: Track, *, now: datetime) -> None:
    """Mail the link of an application to its own address; of an address without one nothing is said or done."""
    if key := known_application(email, track):
        record("application.asked_again", by=None, about=Application(pk=key), at=now)


@transaction.atomic
def change(application: Application, *, now: datetime, seen: int | None = None, via: Via = "mail", **told: Any) -> None:
    """Keep what the applicant adds; `seen` is the version they read, and an older one raises Stale.

    What they told before an admin's decision is in that decision; what they add later is weighed anew.
    """
    here = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if here.state_shown(now) not in CHANGEABLE:
        raise Refused("This application is closed, so nothing can be added to it. Write to the program instead.")
    if seen is not None and seen != here.version:
        raise Stale(here)
    changed = [name for name, value in told.items() if getattr(here, name) != value]
    for name in changed:
        setattr(here, name, told[name])
    if not changed:
        return
    here.company_key = company_key(here.company_name)[:120]
    here.version += 1
    here.save(update_fields=[*changed, "company_key", "version"])
    record("application.changed", by=None, about=here, via=via, fields=changed, at=now)
    judge_again(here, now)
    for name in (*changed, "version"):
        setattr(application, name, getattr(here, name))


def step(application: Application, to: State, *, now: datetime) -> Application:
    """The locked row, moved to another state with its dates and clocks; refuses a move that the table does not have."""
    here = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not may(State(here.state), to):
        raise Refused(f"This application is {State(here.state).label.lower()}. From there it cannot become that.")
    here.state, here.state_since, here.state_before, here.hears_at = to, now, "", None
    here.version += 1
    promise_word(here, now)
    here.save()
    watch_word(here)
    return here


@transaction.atomic
def answer(application: Application, *, now: datetime, via: Via = "mail") -> Application:
    """The applicant has answered what was asked; the program reads on. Refuses while nothing is asked of them.

    The table of moves alone would let this reopen what was declined, or call back from the pool.
    """
    stands = Application.objects.select_for_update(of=("self",)).get(pk=application.pk).state
    if stands != State.MORE_INFORMATION:
        raise Refused("Nothing is asked of you at the moment. What you add in the sections is read too.")
    here = step(application, State.IN_REVIEW, now=now)
    Application.objects.filter(pk=here.pk).update(asked=[])
    record("application.answered", by=None, about=here, via=via, at=now)
    judge_again(here, now)
    return here


@transaction.atomic
def withdraw(application: Application, *, now: datetime, via: Via = "mail") -> Application:
    """The applicant takes the application back; an open offer ends with it."""
    list(Offer.objects.open().select_for_update().filter(application=application))  # in the order of who accepts
    here = step(application, State.WITHDRAWN, now=now)
    Offer.objects.open().filter(application=here).update(state=Offer.State.WITHDRAWN, answered_at=now)
    stop_clocks(here)
    watch_call(here, now)
    end_candor(here, by=None, now=now, via=via)
    end_approvals(here, now=now)
    call_off_visits(here, by=None, now=now, via=via)
    record("application.withdrawn", by=None, about=here, via=via, at=now)
    return here


@transaction.atomic
def send_again(application: Application, *, now: datetime, via: Via = "mail") -> Application:
    """What was withdrawn or ended by time is sent once more, with everything that was told."""
    try:
        with transaction.atomic():
            here = step(application, State.SUBMITTED, now=now)
    except IntegrityError as twice:
        raise Refused("You have another open application for this role. Its link is in your newest mail.") from twice
    Application.objects.filter(pk=here.pk).update(submitted_at=now, told="", asked=[])
    record("application.submitted", by=None, about=here, via=via, at=now)
    judge_again(here, now)
    return here


@transaction.atomic
def attach(application: Application, *, name: str, content: bytes, now: datetime, via: Via = "mail") -> Paper:
    """Keep a file that is what it says; refuses what is not a PDF or a picture, is too big, or is one too many."""
    if application.state_shown(now) not in CHANGEABLE:
        raise Refused("This application is closed, so nothing can be added to it.")
    if application.papers.count() >= AT_MOST:
        raise Refused(f"{AT_MOST} files are here already. Take one away first.", field="paper")
    checked = accepted(name, content)
    paper = Paper.objects.create(
        application=application, name=checked.name, kind=checked.kind, size=len(content), content=content, at=now
    )
    record("application.paper_added", by=None, about=application, via=via, at=now)
    return paper


@transaction.atomic
def take_away(papers: Sequence[Paper], *, application: Application, now: datetime, via: Via = "mail") -> None:
    """The applicant takes files away again."""
    Paper.objects.filter(application=application, pk__in=[one.pk for one in papers]).delete()
    record("application.paper_removed", by=None, about=application, via=via, at=now)
