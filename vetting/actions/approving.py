"""A group's say before a newcomer is offered a seat: by vote, or by private objection, which is like a candor check.

A ballot is its voter's alone; staff and facilitators learn how many seats said what. Co-owners of a seat have one vote.
Where so few have joined that their answers would have names, the facilitator asks by phone and records what came of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from members.models import Member
from programs.activity import Via, record
from programs.clocks import wind
from programs.models import User
from programs.refusal import Refused
from programs.tenancy import standing
from vetting.actions.candor import FEWEST, ask_candor
from vetting.actions.clocks import APPROVAL
from vetting.ballots import Came, by_all, by_majority
from vetting.models import Application, Approval, Ballot, CandorCheck, VettingRules
from vetting.states import State

REMINDED_AFTER = timedelta(days=3)
FEWEST_VOTES = 3
"""A vote is told in numbers, and a number of fewer seats would have a name (handbook 3)."""
TIMES_REMINDED = 2
"""Who has not voted is reminded after three days, and after six; then somebody of the program talks with them."""


def way_of(group: Group, program_rules: VettingRules) -> Group.Approval:
    """How a group is asked about newcomers: as it chose itself, else as the program does it."""
    return Group.Approval(group.approval or program_rules.approval)


def is_asked(group: Group, program_rules: VettingRules, seats: Sequence[Seat]) -> bool:
    """Whether the group has a say: it is asked, and so many sit there that a vote names nobody."""
    way = way_of(group, program_rules)
    return way != Group.Approval.NONE and len(seats) >= (FEWEST if way == Group.Approval.OBJECTION else FEWEST_VOTES)


def people_of(application: Application, group: Group) -> dict[UUID, UUID]:
    """The members who have joined and sit in a group, beside the applicant, with the seat of each."""
    seated = SeatHolder.objects.current().filter(group=group, member__left_at=None).exclude(member__user=None)
    others = seated.exclude(member__email__iexact=application.email).exclude(member=application.member_id)
    return dict(others.values_list("member", "seat"))


def must_phone(application: Application, group: Group, way: Group.Approval) -> bool:
    """Whether so few of a group have joined, beside the reader, that what they answer would have a name."""
    people, me = people_of(application, group), standing().member_id
    if way == Group.Approval.OBJECTION:
        return len(people.keys() - {me}) < FEWEST
    return len(set(people.values()) - {people.get(me)}) < FEWEST_VOTES  # type: ignore[arg-type]


@transaction.atomic
def ask_by_phone(
    application: Application, group: Group, *, way: Group.Approval, by: User, now: datetime, via: Via = "web"
) -> None:
    """Have the facilitator of a group ask its seats by phone, and record how many they asked and what came of it.

    Refuses where enough have joined to be asked here, unheard by anybody, where nobody facilitates the group, and as
    ask_approval does.
    """
    if not must_phone(application, group, way):
        raise Refused(f"Enough of {group.name} have joined to be asked here, where nobody hears what they say.")
    if not FacilitatorTerm.objects.current().filter(group=group).exists():
        raise Refused(f"Nobody facilitates {group.name} yet. Appoint somebody first: they ask its people by phone.")
    if application.state != State.POOL:
        raise Refused("A group is asked once somebody is in the pool.")
    if Approval.objects.open().filter(application_id=application.pk, group=group).exists():
        raise Refused(f"{group.name} is being asked already.")
    ask_candor(application, group, by=by, now=now, by_phone=True, mode=CandorCheck.Mode(way), via=via)


@transaction.atomic
def ask_approval(
    application: Application, group: Group, *, way: Group.Approval, by: User, now: datetime, via: Via = "web"
) -> None:
    """Ask the people of a group whether somebody may join it, in the group's own way.

    Refuses without the applicant's consent to be named, where it is asked already, and where so few could vote that
    a count would have a name: then ask_by_phone is the way.
    """
    if way == Group.Approval.OBJECTION:
        ask_candor(application, group, by=by, now=now, mode=CandorCheck.Mode.OBJECTION, via=via)
        return
    if application.consent_at is None:
        raise Refused("They have not agreed to be named to the group yet. Ask them for that first.")
    if application.state != State.POOL:
        raise Refused("A group is asked once somebody is in the pool.")
    phoned = CandorCheck.objects.open().filter(application_id=application.pk, group=group, mode=way)
    if Approval.objects.open().filter(application_id=application.pk, group=group).exists() or phoned.exists():
        raise Refused(f"{group.name} is being asked already.")
    if must_phone(application, group, way):
        raise Refused(f"So few of {group.name} have joined that a vote would have a name. Let its facilitator phone.")
    people = people_of(application, group)
    made = Approval.objects.create(
        application_id=application.pk, group=group, applicant_name=application.name, mode=way, asked=list(people),
        company_name=application.company_name, place=str(application.city or ""), asked_at=now,
    )  # fmt: skip
    wind(APPROVAL, made, now + REMINDED_AFTER, zone=group.zone)
    record("approval.asked", by=by, about=made, group=group, via=via, at=now)


@transaction.atomic
def vote(approval: Approval, member: Member, *, says: Ballot.Vote, now: datetime, via: Via = "web") -> Ballot:
    """One member's vote, which they may change while the question is open. No record tells who voted, or how."""
    if approval.closed_at:
        raise Refused("This question is over, so a vote would come too late.")
    seat = SeatHolder.objects.current().filter(group=approval.group_id, member=member).values_list("seat", flat=True)
    if member.pk not in approval.asked or not seat:
        raise Refused("You were not asked about this one.")
    made, _ = Ballot.objects.update_or_create(
        approval=approval,
        member=member,
        defaults={"vote": says, "at": now, "seat_id": seat[0], "group_id": approval.group_id},
    )
    record("approval.voted", by=None, about=approval, group=approval, via=via, at=now)
    return made


@transaction.atomic
def ask_anew(application: Application, group: Group, *, by: User, now: datetime, via: Via = "web") -> None:
    """Close a vote, unread, so that the group may be asked once more after people have talked."""
    open_ = Approval.objects.open().filter(application_id=application.pk, group=group).first()
    if open_ is None:
        raise Refused(f"{group.name} is not being asked.")
    end_approvals(application, now=now)
    record("approval.closed", by=by, about=open_, group=group, via=via, at=now)


def came_to(approval: Approval) -> Came:
    """Where a vote stands, of one that came `with_counts`, for readers who learn counts."""
    seats, yes, no, abstain = approval.counts or [0, 0, 0, 0]
    return (by_all if approval.mode == Approval.Mode.UNANIMOUS else by_majority)(seats, yes, no, abstain)


def remind_of_approval(approval: Approval, now: datetime) -> None:
    """Three days of silence: who has not voted is asked once more. Silence is never a yes."""
    here = Approval.objects.open().with_counts().select_related("group").filter(pk=approval.pk).first()
    if here is None or came_to(here) != Came.ASKED:
        return
    record("approval.reminded", by=None, about=here, group=here.group, at=now)
    if now - here.asked_at < REMINDED_AFTER * TIMES_REMINDED:
        wind(APPROVAL, here, here.asked_at + REMINDED_AFTER * TIMES_REMINDED, zone=here.group.zone)


def end_approvals(application: Application, *, now: datetime) -> None:
    """The question is settled by events, or asked anew: ballots are deleted, unread by who ends it."""
    with connection.cursor() as cursor:
        cursor.execute("select app_end_approval(%s, %s)", [application.pk, now])


def forget_approvals(application: Application) -> None:
    """The votes about a file whose time is over leave with it, down to the applicant's name."""
    with connection.cursor() as cursor:
        cursor.execute("select app_forget_approval(%s)", [application.pk])


def stop_votes(application: Application, *, now: datetime) -> None:
    """A decline may be taken back for a minute: nobody votes any more, and the ballots stay as they are."""
    Approval.objects.open().filter(application_id=application.pk).update(closed_at=now)


def vote_on(application: Application, *, since: datetime) -> None:
    """A decline was taken back: the votes that `since` then were over go on."""
    Approval.objects.filter(application_id=application.pk, closed_at=since).update(closed_at=None)
