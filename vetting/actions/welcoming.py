"""Welcoming who was given a seat: what they tick, who is at their side, how they arrive."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from groups.models import FacilitatorTerm, Group, SeatHolder
from members.models import Member
from programs.activity import Via, record
from programs.clocks import wind
from programs.due import set_due
from programs.models import User
from programs.refusal import Refused
from vetting.actions.clocks import NEWCOMER
from vetting.buddies import MOST_NEWCOMERS
from vetting.models import Arrival, Buddy, Integration, WelcomeTick
from vetting.welcome import PRESSED

LOOKS = (30, 60, 90)
"""Days after which the facilitators are asked how a newcomer arrives."""
GRACE = timedelta(days=14)
"""How long after a look's day it is still asked for: the last one falls on the day on which the welcome ends."""
ASK = "newcomer"
"""The kind of Due that asks a facilitator by mail."""


@transaction.atomic
def begin_welcome(group: Group, member: Member, *, by: User | None, now: datetime, via: Via = "web") -> Arrival:
    """Somebody was given a seat by a person: their ninety days begin. Who comes back to a group begins anew."""
    Arrival.objects.filter(group=group, member=member, ended_at=None).update(ended_at=now)
    Buddy.objects.filter(group=group, member=member).delete()
    WelcomeTick.objects.filter(group=group, member=member).delete()
    arrival = Arrival.objects.create(group=group, member=member, began_at=now)
    wind(NEWCOMER, arrival, now + timedelta(days=LOOKS[0]), zone=group.zone)
    record("welcome.begun", by=by, about=arrival, group=group, member=member, via=via, at=now)
    return arrival


@transaction.atomic
def tick_welcome(arrival: Arrival, what: str, *, done: bool, by: User, now: datetime, via: Via = "web") -> None:
    """The newcomer says that something is done, or that it is not after all. What is found from facts is refused."""
    if what not in PRESSED:
        raise Refused("This one ticks itself when it is done.")
    mine = {"member_id": arrival.member_id, "group_id": arrival.group_id, "what": what}
    if (
        what == WelcomeTick.What.BUDDY
        and done
        and not Buddy.objects.filter(member=arrival.member_id, group=arrival.group_id).exists()
    ):
        raise Refused("Nobody was chosen yet. Your facilitator does that, and you both hear of it by mail.")
    if done:
        WelcomeTick.objects.get_or_create(**mine, defaults={"at": now})
    else:
        WelcomeTick.objects.filter(**mine).delete()
    record(
        "welcome.ticked" if done else "welcome.unticked", by=by, about=arrival, group=arrival.group_id,
        member=arrival.member_id, via=via, fields=[what], at=now,
    )  # fmt: skip


@transaction.atomic
def put_welcome_away(arrival: Arrival, *, by: User, now: datetime, via: Via = "web") -> None:
    """The newcomer wants to see the list no more; its page stays where it is."""
    if Arrival.objects.filter(pk=arrival.pk, away_at=None).update(away_at=now):
        record("welcome.put_away", by=by, about=arrival, member=arrival.member_id, via=via, at=now)


@transaction.atomic
def choose_buddy(
    arrival: Arrival, buddy: Member, *, by: User, now: datetime, words: str = "", via: Via = "web"
) -> Buddy:
    """Somebody of the group is at a newcomer's side; both hear of it. Takes the place of an earlier choice.

    Refuses the newcomer themselves and their company, who does not sit there, and who has two newcomers already.
    """
    group = Group.objects.select_for_update().get(pk=arrival.group_id)
    sits = SeatHolder.objects.current().filter(group=group, member=buddy, member__left_at=None).exists()
    if not sits or buddy.pk == arrival.member_id:
        raise Refused("Choose somebody else who sits in this group.", field="buddy")
    if buddy.company_id == arrival.member.company_id:
        raise Refused("They are of one company. A buddy comes from another.", field="buddy")
    others = Buddy.objects.filter(group=group, buddy=buddy).exclude(member=arrival.member_id)
    here = Arrival.objects.under_way(now).filter(group=group, member__in=others.values("member"))
    if here.count() >= MOST_NEWCOMERS:
        raise Refused(f"{buddy.name} has two newcomers at their side already.", field="buddy")
    # A row of its own for each choice: what is mailed is about this one.
    Buddy.objects.filter(group=group, member=arrival.member_id).delete()
    WelcomeTick.objects.filter(group=group, member=arrival.member_id, what=WelcomeTick.What.BUDDY).delete()
    chosen = Buddy.objects.create(
        group=group, member_id=arrival.member_id, buddy=buddy, words=words.strip(), chosen_by=by, chosen_at=now
    )
    record("buddy.chosen", by=by, about=chosen, group=group, member=arrival.member_id, via=via, at=now)
    return chosen


@transaction.atomic
def look_at_newcomer(
    arrival: Arrival,
    day: int,
    *,
    scores: Mapping[str, int],
    by: User,
    now: datetime,
    note: str = "",
    via: Via = "web",
) -> Integration:
    """A facilitator notes how somebody arrives, thirty, sixty or ninety days in; may be changed at any time.

    What was noted before their time a facilitator neither reads nor writes over.
    """
    if day not in LOOKS:
        raise Refused("There is a look after 30, 60 and 90 days.")
    told = {
        "group_id": arrival.group_id, "member_id": arrival.member_id, "scores": dict(scores), "note": note.strip(),
        "by": by, "at": now,
    }  # fmt: skip
    try:
        with transaction.atomic():
            made, _ = Integration.objects.update_or_create(arrival=arrival, day=day, defaults=told)
    except (IntegrityError, Integration.DoesNotExist) as known:
        raise Refused(
            "This look was noted before your time, and stays with who noted it. Note the next one."
        ) from known
    record("newcomer.looked_at", by=None, about=made, group=arrival.group_id, via=via, at=now)
    return made


@transaction.atomic
def ask_about_newcomer(arrival: Arrival, *, now: datetime) -> None:
    """Thirty, sixty and ninety days in, the facilitators are asked how somebody arrives: a nudge, in their hours.

    Runs in a program admin's scope, who reads who facilitates, and never what they answer.
    """
    if not Arrival.objects.under_way(now - GRACE).filter(pk=arrival.pk).exists():
        return
    terms = FacilitatorTerm.objects.current().filter(group=arrival.group_id, role__ended_at=None)
    for user in set(terms.exclude(role__user=None).values_list("role__user", flat=True)):
        set_due(ASK, user=user, about=arrival, at=now, zone=arrival.group.zone)
    days = (now - arrival.began_at).days
    if later := next((day for day in LOOKS if day > days), None):
        wind(NEWCOMER, arrival, arrival.began_at + timedelta(days=later), zone=arrival.group.zone)
    record("newcomer.asked_about", by=None, about=arrival, group=arrival.group_id, member=arrival.member_id, at=now)
