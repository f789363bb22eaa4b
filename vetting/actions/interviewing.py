"""A call before a decision or an offer: times are published, an applicant chooses one, and it takes place.

A time belongs to one applicant, which the database sees to. What they do runs in the scope of their link, which may
write nothing but their own Interview; the next step in the dossier follows by a clock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from programs.activity import Via, record
from programs.clock import local_day, on_the_wall
from programs.clocks import wind
from programs.models import User
from programs.refusal import Refused
from programs.wording import clock
from vetting.actions.applying import answer, step
from vetting.actions.clocks import CALL
from vetting.models import Application, Dossier, Interview, InterviewSlot
from vetting.states import CLOSED, State

REMINDED_AFTER = (timedelta(days=3), timedelta(days=7))
"""When somebody who is asked for a call and chooses no time is asked again."""
DAY_BEFORE = timedelta(days=1)
MOST_IN_A_ROW = 8

CHOOSING = "Call: they choose a time"
CALLED = "Call, "
"""How the next step of the dossier begins while a call is ahead."""

GONE = "That time is gone: somebody chose it a moment before you. The times below are free."


@transaction.atomic
def publish_slots(
    *,
    starts_at: datetime,
    minutes: int,
    count: int,
    where: str,
    host: User,
    by: User,
    now: datetime,
    via: Via = "web",
) -> list[InterviewSlot]:
    """Publish `count` times for a call, one after the other from `starts_at` on; `host` talks.

    Refuses a beginning that has passed, and a time at which the host has one already.
    """
    if starts_at <= now:
        raise Refused("That time has passed. Choose one to come.", field="at")
    starts = [starts_at + timedelta(minutes=minutes * turn) for turn in range(count)]
    ends = starts[-1] + timedelta(minutes=minutes)
    near = InterviewSlot.objects.filter(host=host, starts_at__lt=ends, starts_at__gt=starts_at - timedelta(hours=4))
    taken = f"{host} has a time then already. Choose another hour."
    if any(one.ends_at > starts_at for one in near):
        raise Refused(taken, field="at")
    none_free = not InterviewSlot.objects.to_come(now).free().exists()
    try:
        with transaction.atomic():
            made = [
                InterviewSlot.objects.create(
                    starts_at=start, minutes=minutes, where=where.strip(), host=host, host_name=str(host)
                )
                for start in starts
            ]
    except IntegrityError as twice:  # two admins in the same moment
        raise Refused(taken, field="at") from twice
    record("interview.published", by=by, about=made[0], via=via, at=now)
    for waiting in who_choose() if none_free else ():
        record("interview.asked", by=by, about=waiting.application, via=via, at=now)
    return made


def who_choose() -> QuerySet[Interview]:
    """Those who are asked for a call and have no time yet, with their applications."""
    open_ = Interview.objects.filter(slot=None, held_at=None).exclude(application__state__in=CLOSED)
    return open_.select_related("application__program").order_by("asked_at")


@transaction.atomic
def remove_slot(slot: InterviewSlot, *, by: User, now: datetime, via: Via = "web") -> Application | None:
    """Take a time back. Who had chosen it hears of it and chooses again: their application is returned."""
    here = InterviewSlot.objects.select_for_update().filter(pk=slot.pk).first()
    if here is None:
        raise Refused("This time was taken back already.")
    interview = Interview.objects.select_related("application__program").filter(slot=here).first()
    if interview and (interview.held_at or here.starts_at <= now):
        raise Refused("This call has begun or taken place, so it stays on the list.")
    if interview:
        free(interview)
        interview.asked_at = now
        interview.save(update_fields=["asked_at"])
        follow(interview, now)
        record("interview.called_off", by=by, about=interview.application, via=via, at=now)
    record("interview.taken_back", by=by, about=here, via=via, at=now)
    here.delete()
    return interview.application if interview else None


@transaction.atomic
def ask_interview(application: Application, *, by: User, now: datetime, via: Via = "web") -> Interview:
    """Ask an applicant to choose a time, also once more after a call; what was new is in review from then on."""
    state = State(Application.objects.select_for_update(of=("self",)).get(pk=application.pk).state)
    if state in CLOSED or state == State.OFFERED:
        raise Refused(f"They are {state.label.lower()}, so a call comes too late.")
    if state == State.SUBMITTED:
        step(application, State.IN_REVIEW, now=now)
    made = begin(application, now)
    follow(made, now)
    record("interview.asked", by=by, about=application, via=via, at=now)
    return made


def begin(application: Application, at: datetime) -> Interview:
    """An applicant is asked for a call, of which they know from `at` on. A time that they have chosen stays theirs."""
    made, new = Interview.objects.select_for_update().get_or_create(application=application, defaults={"asked_at": at})
    if not new and (made.slot is None or made.slot.starts_at <= at):
        made.slot, made.chosen_at, made.held_at, made.asked_at = None, None, None, at
        made.save()
    return made


def kept(application: Application) -> dict[str, str | None] | None:
    """Where a call stands, as values that restore it; None where nobody asked for one."""
    columns = ("slot", "asked_at", "chosen_at", "held_at")
    found = Interview.objects.filter(application=application).values(*columns).first()
    return {name: str(value) if value else None for name, value in found.items()} if found else None


def restore(application: Application, before: dict[str, str | None] | None) -> None:
    """A decision that asked for a call was taken back: the call stands as before it."""
    if before is None:
        Interview.objects.filter(application=application).delete()
        return
    moments = {name: datetime.fromisoformat(at) if at else None for name, at in before.items() if name != "slot"}
    Interview.objects.filter(application=application).update(slot=before["slot"], **moments)


@transaction.atomic
def choose_slot(application: Application, slot: InterviewSlot, *, now: datetime, via: Via = "mail") -> Interview:
    """The applicant takes a time, or changes to it; of two at once the database lets one have it.

    Refuses once the call has begun. Where nothing else is asked of them, it answers the question, and the program
    reads on.
    """
    here = open_interview(application, now)
    before = here.slot
    if slot.starts_at <= now:
        raise Refused("That time has passed. Choose another.")
    if before and before.pk == slot.pk:
        return here
    here.slot, here.chosen_at = slot, now
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            here.save(update_fields=["slot", "chosen_at"])
            cursor.execute("set constraints all immediate")  # a time that was taken back this moment is refused here
    except IntegrityError as gone:
        raise Refused(GONE) from gone
    if before:
        record("interview.freed", by=None, about=before, via=via, at=now)
    record("interview.chosen", by=None, about=application, via=via, at=now)
    record("interview.taken", by=None, about=slot, via=via, at=now)
    if application.state == State.MORE_INFORMATION and not application.asked:
        answer(application, now=now, via=via)
    follow(here, now)
    return here


@transaction.atomic
def give_back(application: Application, *, now: datetime, via: Via = "mail") -> None:
    """The applicant gives their time back, and may choose another."""
    here = open_interview(application, now)
    if here.slot is None:
        return
    slot = here.slot
    free(here)
    record("interview.given_back", by=None, about=application, via=via, at=now)
    record("interview.freed", by=None, about=slot, via=via, at=now)
    follow(here, now)


def open_interview(application: Application, now: datetime) -> Interview:
    """The locked row of an applicant who may choose; refuses where nobody asked, and once the call has begun."""
    here = Interview.objects.select_for_update(of=("self",)).filter(application=application).first()
    if here is None or not here.heard(now) or application.state in CLOSED:
        raise Refused("Nobody asks you for a call at the moment.")
    if here.held_at or (here.slot and here.slot.starts_at <= now):
        raise Refused("This call has begun or taken place. Write to the program if you need another one.")
    return here


@transaction.atomic
def mark_held(application: Application, *, by: User, now: datetime, via: Via = "web") -> None:
    """The call took place, at the time that was chosen or without one. Refuses while it is still to come."""
    here, _ = Interview.objects.get_or_create(application=application, defaults={"asked_at": now})
    if here.slot and here.slot.starts_at > now:
        raise Refused("This call is still to come.")
    Interview.objects.filter(pk=here.pk).update(held_at=now)
    ours = Dossier.objects.filter(application=application, next_step__startswith=CALLED)
    (ours | Dossier.objects.filter(application=application, next_step=CHOOSING)).update(next_step="", next_on=None)
    record("interview.held", by=by, about=application, via=via, at=now)


def free(interview: Interview) -> None:
    """Nobody has the time any more."""
    interview.slot, interview.chosen_at = None, None
    interview.save(update_fields=["slot", "chosen_at"])


def follow(interview: Interview, now: datetime) -> None:
    """Have the program note where the call stands, and remind, in its own scope."""
    application = interview.application
    wind(CALL, application, max(now, interview.asked_at), zone=application.program.zone)


def keep_call(application: Application, now: datetime) -> None:
    """What the clock of a call does: the next step in the dossier, a reminder; a time that nobody needs is freed."""
    interview = Interview.objects.select_related("application__program", "slot__host").get(application=application)
    slot = interview.slot
    if application.state in CLOSED:
        if slot and slot.starts_at > now:
            free(interview)
            record("interview.freed", by=None, about=slot, at=now)
        return
    if interview.held_at or (slot and slot.starts_at <= now):
        return
    plan(interview)
    moments = remindings(interview)
    due = [one for one in moments if one <= now]
    if due and now - due[-1] < DAY_BEFORE and (interview.chosen_at or interview.asked_at) < due[-1]:
        record("interview.reminded", by=None, about=application, at=now)
    if coming := [one for one in moments if one > now]:
        wind(CALL, application, coming[0], zone=application.program.zone)


def remindings(interview: Interview) -> Sequence[datetime]:
    """When an applicant is reminded: twice to choose a time, or the day before the one that they chose."""
    if interview.slot:
        return (interview.slot.starts_at - DAY_BEFORE,)
    return [interview.asked_at + after for after in REMINDED_AFTER]


def plan(interview: Interview) -> None:
    """Set the next step of the dossier to the call; to the choice that is waited for, unless staff planned another."""
    slot, program = interview.slot, interview.application.program
    words, on, owner = CHOOSING, None, None
    if slot:
        wall = on_the_wall(slot.starts_at, program.zone)
        words, on, owner = (
            CALLED + clock(wall.time(), program.clock),
            local_day(slot.starts_at, program.zone),
            slot.host,
        )
    here, _ = Dossier.objects.get_or_create(application=interview.application)
    if slot or not here.next_step or here.next_step.startswith(CALLED):
        Dossier.objects.filter(pk=here.pk).update(next_step=words, next_on=on, next_owner=owner)
