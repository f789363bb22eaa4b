"""The candor check: could you speak freely with them? Asked last, with the applicant's consent to be named.

A no halts the seat and goes, with its reason, to the facilitators of the group. Nobody else learns whose it is: what
is recorded names no person, and the same for a yes and for a no.
"""

from datetime import datetime

from django.db import transaction

from groups.models import Group, SeatHolder
from members.models import Member
from programs.activity import Via, record
from programs.models import User
from programs.refusal import Refused
from vetting.models import Application, CandorAnswer, CandorCheck, CandorOutcome
from vetting.states import State


@transaction.atomic
def ask_candor(
    application: Application, group: Group, *, by: User, now: datetime, by_phone: bool = False, via: Via = "web"
) -> CandorCheck:
    """Ask the people of a group about an applicant; `by_phone`: its facilitator asks and records what comes of it."""
    if application.consent_at is None:
        raise Refused("They have not agreed to be named to the group yet. Ask them for that first.")
    if application.state not in (State.IN_REVIEW, State.POOL):
        raise Refused("A candor check comes last: once they are in review or in the pool.")
    if CandorCheck.objects.open().filter(application_id=application.pk, group=group).exists():
        raise Refused(f"{group.name} is being asked already.")
    seated = SeatHolder.objects.current().filter(group=group, member__left_at=None)
    people = [] if by_phone else list(seated.exclude(member__user=None).values_list("member_id", flat=True))
    if not people and not by_phone:
        raise Refused(f"Nobody of {group.name} has joined yet, so nobody can be asked here. Let its facilitator phone.")
    check = CandorCheck.objects.create(
        application_id=application.pk, group=group, applicant_name=application.name, by_phone=by_phone, asked=people,
        company_name=application.company_name, place=str(application.city or ""), asked_at=now,
    )  # fmt: skip
    record("candor.asked", by=by, about=check, group=group, via=via, at=now)
    return check


@transaction.atomic
def answer_candor(
    check: CandorCheck, member: Member, *, freely: bool, now: datetime, reason: str = "", via: Via = "web"
) -> CandorAnswer:
    """One member's answer, which they may change while the check is open. Who it was stands in no record."""
    if check.closed_at or CandorOutcome.objects.filter(check_asked=check).exists():
        raise Refused("This check is over. Call your facilitator if something is on your mind.")
    if member.pk not in check.asked:
        raise Refused("You were not asked about this one.")
    made, _ = CandorAnswer.objects.update_or_create(
        check_asked=check,
        member=member,
        defaults={"freely": freely, "reason": "" if freely else reason.strip(), "group_id": check.group_id, "at": now},
    )
    record("candor.answered", by=None, about=check, via=via, at=now)
    return made


@transaction.atomic
def settle_candor(check: CandorCheck, *, clear: bool, by: User, now: datetime, via: Via = "web") -> CandorOutcome:
    """A facilitator says how it came out, after speaking with people; the admin learns clear or blocked, no names."""
    made, _ = CandorOutcome.objects.update_or_create(
        check_asked=check, defaults={"clear": clear, "by": by, "at": now, "group_id": check.group_id}
    )
    record("candor.settled", by=by, about=check, via=via, at=now)
    return made


@transaction.atomic
def close_candor(check: CandorCheck, *, by: User | None, now: datetime, via: Via = "web") -> None:
    """The question is settled by events: seated, declined or withdrawn. What was answered is forgotten."""
    CandorCheck.objects.filter(pk=check.pk).update(closed_at=now)
    record("candor.closed", by=by, about=check, via=via, at=now)
