"""What who vets does with an application: reads, notes, decides, takes back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from programs.activity import Via, record
from programs.clocks import wind
from programs.models import User
from programs.refusal import Refused
from vetting import states
from vetting.actions.applying import step
from vetting.actions.approving import forget_approvals, stop_votes, vote_on
from vetting.actions.candor import ask_on, forget_candor, stop_asking
from vetting.actions.clocks import FORGET, promise_word, stop_clocks, watch_call, watch_word
from vetting.actions.interviewing import begin, follow, kept, restore
from vetting.actions.visiting import call_off_visits, visits_on
from vetting.models import Application, CallNote, Decision, Dossier, VettingRules
from vetting.states import State

HEARS_AFTER = timedelta(seconds=60)
"""How long a decision can be taken back before the applicant hears of it (handbook 5, rule 4)."""

READING_LASTS = timedelta(minutes=2)
"""How long after their last sign of life somebody counts as reading a file."""


def rules() -> VettingRules:
    """How this program welcomes people; the defaults if it never said."""
    return VettingRules.objects.first() or VettingRules()


def dossier_of(application: Application) -> Dossier:
    """What the program knows of an application; begun with its first use."""
    return Dossier.objects.get_or_create(application=application)[0]


class Overtaken(Refused):
    """Somebody else decided first. `theirs` is their decision; nothing of one's own was saved."""

    def __init__(self, theirs: Decision) -> None:
        who = theirs.by or "Peergroups"
        super().__init__(f"{who} was first: {State(theirs.after).label.lower()}. Nothing of yours was saved.")
        self.theirs = theirs


@transaction.atomic
def decide(
    application: Application,
    decision: states.Decision,
    *,
    by: User,
    now: datetime,
    reason: str,
    words: str = "",
    note: str = "",
    asked: Sequence[str] = (),
    seen: int | None = None,
    via: Via = "web",
) -> Decision:
    """Accept to the pool, keep waiting, ask for more, or decline; the applicant hears of it in a minute.

    `reason` is the key of a chip, whose sentence the applicant reads, then `words`; `asked` are questions to answer;
    `seen` is the version of the application that was judged. Raises Overtaken when somebody else decided meanwhile.
    """
    here = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    latest = here.decisions.filter(undone_at=None).select_related("by").first()
    if seen is not None and latest and latest.evidence.get("version", 0) > seen:
        raise Overtaken(latest)
    to = decision.leads_to
    if here.state == State.OFFERED:
        raise Refused("A seat is offered to them. Take the offer back first, under Pool and offers.")
    if not states.may_decide(State(here.state), decision):
        raise Refused(f"This application is {State(here.state).label.lower()}, which leaves nothing to decide.")
    sentence = states.reason(decision, reason).sentence
    calls = (decision, reason) == states.CALL_FIRST
    dossier = dossier_of(here)
    made = Decision.objects.create(
        application=here, before=here.state, after=to, reason=reason, words=words, note=note, by=by, at=now,
        hears_at=now + HEARS_AFTER,
        evidence={
            "findings": dossier.findings,
            "conflicts": dossier.conflicts,
            "criteria": [str(key) for key in dossier.criteria],
            "version": here.version + 1,
            "told": here.told,
            "asked": here.asked,
            "next_word_on": here.next_word_on.isoformat() if here.next_word_on else None,
            "pooled_at": here.pooled_at.isoformat() if here.pooled_at else None,
            "state_since": here.state_since.isoformat(),
        }
        | ({"call": kept(here)} if calls else {}),
    )  # fmt: skip
    here.state_before, here.state, here.state_since = here.state, to, now
    here.hears_at = made.hears_at
    here.told = f"{sentence} {words}".strip()
    here.asked = list(asked) if to == State.MORE_INFORMATION else []
    here.pooled_at = (here.pooled_at or now) if to == State.POOL else None
    here.version += 1
    promise_word(here, now)
    here.save()
    watch_word(here)
    if to == State.DECLINED:
        stop_clocks(here)
        watch_call(here, now + HEARS_AFTER)
        stop_asking(here, now=now)
        stop_votes(here, now=now)
        call_off_visits(here, by=by, now=now, via=via)
        wind(FORGET, here, now + timedelta(days=rules().keep_declined_days), zone=here.program.zone)
    if calls:
        follow(begin(here, now + HEARS_AFTER), now)
    Dossier.objects.filter(pk=dossier.pk).update(late_since=None)
    record("application.decided", by=by, about=here, via=via, fields=[to], at=now)
    return made


@transaction.atomic
def undo_decision(decision: Decision, *, by: User, now: datetime, via: Via = "web") -> Application:
    """Take a decision back within its minute: the applicant never hears of it, and everything is as before."""
    here = Application.objects.select_for_update(of=("self",)).get(pk=decision.application_id)
    latest = here.decisions.filter(undone_at=None).first()
    if latest is None or latest.pk != decision.pk or here.state != decision.after:
        raise Refused("Something else was decided since. Decide again from there.")
    if "told" not in decision.evidence:
        raise Refused("That was no decision of this kind. An offer is taken back where it was made.")
    if decision.hears_at is None or now >= decision.hears_at:
        raise Refused("The applicant has been told. Decide again, and say why it changed.")
    before = decision.evidence
    here.state, here.state_before, here.hears_at = decision.before, "", None
    here.told, here.asked = before["told"], before["asked"]
    here.next_word_on = date.fromisoformat(before["next_word_on"]) if before["next_word_on"] else None
    here.pooled_at = datetime.fromisoformat(before["pooled_at"]) if before["pooled_at"] else None
    here.state_since = datetime.fromisoformat(before["state_since"])
    here.version += 1
    here.save()
    watch_word(here)
    ask_on(here, since=decision.at)
    vote_on(here, since=decision.at)
    visits_on(here, since=decision.at)
    if "call" in before:
        restore(here, before["call"])
    Decision.objects.filter(pk=decision.pk).update(undone_at=now)
    record("application.decision_undone", by=by, about=here, via=via, at=now)
    return here


@transaction.atomic
def reopen(application: Application, *, by: User, now: datetime, note: str = "", via: Via = "web") -> Application:
    """Take a declined application up again; refuses while another one of the same person for the same role is open."""
    before = application.state
    try:
        with transaction.atomic():
            here = step(application, State.IN_REVIEW, now=now)
    except IntegrityError as twice:
        raise Refused("They have applied again since. Decide about the newer application, which is open.") from twice
    Decision.objects.create(application=here, before=before, after=here.state, note=note, by=by, at=now)
    record("application.reopened", by=by, about=here, via=via, at=now)
    return here


@transaction.atomic
def plan_next_step(
    application: Application,
    *,
    by: User,
    now: datetime,
    words: str,
    on: date | None,
    owner: User | None,
    via: Via = "web",
) -> None:
    """Say what happens next, who does it and by when; what was new is in review from then on."""
    if application.state == State.SUBMITTED:
        step(application, State.IN_REVIEW, now=now)
    dossier = dossier_of(application)
    Dossier.objects.filter(pk=dossier.pk).update(next_step=words, next_on=on, next_owner=owner)
    record("application.step_planned", by=by, about=application, via=via, at=now)


@transaction.atomic
def note_call(application: Application, *, by: User, now: datetime, words: str, via: Via = "web") -> CallNote:
    """Keep what was heard in a call; staff alone read it."""
    if not words.strip():
        raise Refused("Write a line about the call first.", field="words")
    made = CallNote.objects.create(application=application, words=words.strip(), by=by, at=now)
    record("application.call_noted", by=by, about=application, via=via, at=now)
    return made


@transaction.atomic
def mark_paid(application: Application, *, by: User, now: datetime, paid: bool, via: Via = "web") -> None:
    """Tick that payment or contract is in place, or take the tick away."""
    dossier = dossier_of(application)
    Dossier.objects.filter(pk=dossier.pk).update(paid_at=now if paid else None)
    record("application.paid" if paid else "application.not_paid", by=by, about=application, via=via, at=now)


def say_reading(application: Application, *, by: User, now: datetime) -> User | None:
    """Leave a sign of life on a file, and learn who else reads it. Not worth an activity: it is gone in minutes."""
    dossier = dossier_of(application)
    other: Any = dossier.reader if dossier.reader_id not in (None, by.pk) else None
    if other and dossier.reading_since and now - dossier.reading_since < READING_LASTS:
        return other
    Dossier.objects.filter(pk=dossier.pk).update(reader=by, reading_since=now)
    return None


@transaction.atomic
def forget(application: Application, *, now: datetime) -> None:
    """A declined file leaves with everything in it, when the program's time for keeping it is over."""
    if application.state != State.DECLINED:
        return
    record("application.forgotten", by=None, about=application, at=now)
    forget_candor(application)
    forget_approvals(application)
    application.delete()
