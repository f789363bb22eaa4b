"""The candor check: could you speak freely with them? Asked last, with the applicant's consent to be named.

A no halts the seat and goes, with its reason, to the facilitators of the group. Nobody else learns whose it is, or that
there is one: what is recorded names no person, is the same for a yes and for a no, and is the post's alone to read.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from groups.models import Group, Seat, SeatHolder
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from programs.tenancy import standing
from vetting.ballots import enough_asked
from vetting.models import Application, CandorAnswer, CandorCheck, CandorOutcome
from vetting.states import State

FEWEST = 2
"""Of fewer people who are asked, one that is settled as blocked would tell whose no it was."""


@transaction.atomic
def ask_candor(
    application: Application,
    group: Group,
    *,
    by: User,
    now: datetime,
    by_phone: bool = False,
    mode: CandorCheck.Mode = CandorCheck.Mode.CANDOR,
    via: Via = "web",
) -> CandorCheck:
    """Ask the people of a group about an applicant; `by_phone`: its facilitator asks and records what comes of it.

    A private objection (`mode`) is asked, answered and kept like "could you speak freely?", in other words; so is, by
    phone alone, a vote.

    Refuses without the applicant's consent, and where so few could answer that a no would have a name.
    """
    if application.consent_at is None:
        raise Refused("They have not agreed to be named to the group yet. Ask them for that first.")
    if application.state not in (State.IN_REVIEW, State.POOL):
        raise Refused("A candor check comes last: once they are in review or in the pool.")
    if CandorCheck.objects.open().filter(application_id=application.pk, group=group, mode=mode).exists():
        raise Refused(f"{group.name} is being asked already.")
    seated = SeatHolder.objects.current().filter(group=group, member__left_at=None)
    people = [] if by_phone else list(seated.exclude(member__user=None).values_list("member_id", flat=True))
    if not people and not by_phone:
        raise Refused(f"Nobody of {group.name} has joined yet, so nobody can be asked here. Let its facilitator phone.")
    if not by_phone and len(set(people) - {standing().member_id}) < FEWEST:
        raise Refused(f"So few of {group.name} have joined that a no would have a name. Let its facilitator phone.")
    check = CandorCheck.objects.create(
        application_id=application.pk, group=group, applicant_name=application.name, by_phone=by_phone, asked=people,
        mode=mode,
        company_name=application.company_name, place=str(application.city or ""), asked_at=now,
    )  # fmt: skip
    record(
        "approval.phoned" if check.counts_seats else "candor.asked", by=by, about=check, group=group, via=via, at=now
    )
    return check


@transaction.atomic
def answer_candor(
    check: CandorCheck, member: Member, *, freely: bool, now: datetime, reason: str = "", via: Via = "web"
) -> CandorAnswer:
    """One member's answer, which they may change while the check is open, also after a facilitator settled it.

    Who it was, and when, stands in no record that anybody reads: the activity is the check's own, not the group's and
    not the program's, so that nobody counts answers or sees who was here when one came.
    """
    if check.closed_at:
        raise Refused("This check is over. Call your facilitator if something is on your mind.")
    if member.pk not in check.asked:
        raise Refused("You were not asked about this one.")
    made, _ = CandorAnswer.objects.update_or_create(
        check_asked=check,
        member=member,
        defaults={"freely": freely, "reason": "" if freely else reason.strip(), "group_id": check.group_id, "at": now},
    )
    record("candor.answered", by=None, about=check, group=check, via=via, at=now)
    return made


@transaction.atomic
def settle_candor(
    check: CandorCheck, *, clear: bool, by: User, now: datetime, seats: int | None = None, via: Via = "web"
) -> CandorOutcome:
    """A facilitator says how it came out, after speaking with people; the admin learns clear or blocked, no names.

    Where they asked by phone for the group's say, `seats` is how many they asked. Refuses a clear of too few: silence
    is never a yes.
    """
    if check.closed_at:
        raise Refused("This check is over, so there is nothing to settle any more.")
    if check.counts_seats:
        weigh_seats(check, seats, clear=clear)
    made, _ = CandorOutcome.objects.update_or_create(
        check_asked=check,
        defaults={"clear": clear, "seats": seats if check.counts_seats else None, "by": by, "at": now,
                  "group_id": check.group_id},
    )  # fmt: skip
    record("approval.settled" if check.counts_seats else "candor.settled", by=by, about=check, via=via, at=now)
    return made


def weigh_seats(check: CandorCheck, asked: int | None, *, clear: bool) -> None:
    """Refuse a number of seats that cannot be, or that is too small for what is said to have come of it."""
    held = Seat.objects.held().filter(group=check.group_id).count()
    if not asked or not 1 <= asked <= held:
        raise Refused(f"Say how many seats you asked, from 1 to {held}.", field="seats")
    everyone = check.mode != CandorCheck.Mode.MAJORITY
    if clear and not enough_asked(asked, held, everyone=everyone):
        needed = f"all {held} seats have" if everyone else f"more than half of the {held} seats have"
        raise Refused(f"It is clear once {needed} answered. Silence is never a yes.", field="seats")


@transaction.atomic
def end_candor(application: Application, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """The question is settled by events: seated or withdrawn. What was answered is deleted, unread by who ends it."""
    for key in ended(application.pk, now):
        record("candor.closed", by=by, about=CandorCheck(pk=key), via=via, at=now)


@transaction.atomic
def stop_asking(application: Application, *, now: datetime) -> None:
    """A decline may be taken back for a minute: nobody is asked any more, and the answers stay as they are."""
    CandorCheck.objects.open().filter(application_id=application.pk).update(closed_at=now)


@transaction.atomic
def ask_on(application: Application, *, since: datetime) -> None:
    """A decline was taken back: what `since` then was not asked any more is asked as before."""
    CandorCheck.objects.filter(application_id=application.pk, closed_at=since).update(closed_at=None)


def ended(application: UUID, now: datetime) -> list[UUID]:
    """The checks of an application that the database has ended, with their answers gone."""
    with connection.cursor() as cursor:
        cursor.execute("select app_end_candor(%s, %s)", [application, now])
        keys: list[UUID] = cursor.fetchone()[0]
    return keys


def forget_candor(application: Application) -> None:
    """The checks of a file whose time is over leave with it: answers, outcomes, and the name that they carry."""
    with connection.cursor() as cursor:
        cursor.execute("select app_forget_candor(%s)", [application.pk])
