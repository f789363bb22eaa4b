"""Offering a seat, and what becomes of the offer: taken, declined, extended, ended, given to the next in line."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from groups.actions import take_seat
from groups.models import Group, Seat
from members.actions import add_company, add_member, join
from members.models import Company, Member
from programs.activity import Via, record
from programs.due import clear_due
from programs.models import User
from programs.refusal import Refused
from vetting import states
from vetting.actions.applying import step
from vetting.actions.clocks import NEXT, OFFER, stop_clocks, watch_offer, wind
from vetting.actions.deciding import HEARS_AFTER, dossier_of, rules
from vetting.actions.signing import sign
from vetting.conflicts import Level
from vetting.criteria import Fit
from vetting.models import Agreement, Application, CandorCheck, Decision, Offer
from vetting.states import State

FACTS = (
    "revenue_band", "recurring_share", "business_model", "ownership", "service_radius_km", "market", "parent",
    "founded", "managed_users", "verticals", "vendors",
)  # fmt: skip
"""What an application tells of a company that becomes the company's own facts when it is seated."""


class Gone(Refused):
    """What was offered is not there any more, and the place in line is kept."""


@transaction.atomic
def make_offer(
    application: Application,
    group: Group,
    *,
    by: User,
    now: datetime,
    why: Sequence[str] = (),
    words: str = "",
    via: Via = "web",
) -> Offer:
    """Offer somebody of the pool a seat, held for the program's working days; the applicant hears of it in a minute.

    Refuses while the group is full or closed, a candor check is not clear, or payment must come first. The same seat
    may be offered to several: the first to accept has it, and the page says so.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.state == Group.State.CLOSED:
        raise Refused(f"{group.name} is closed.")
    if Seat.objects.held().filter(group=group).count() >= group.seat_count:
        raise Refused(f"All {group.seat_count} seats of {group.name} are taken.")
    program_rules = rules()
    if program_rules.candor and Seat.objects.held().filter(group=group).exists():
        refuse_without_candor(application, group)
    if program_rules.payment and dossier_of(application).paid_at is None:
        raise Refused("Payment or a contract must be in place first. Tick it in the file.")
    before = application.state
    here = step(application, State.OFFERED, now=now)
    here.state_before, here.hears_at = before, now + HEARS_AFTER
    here.save(update_fields=["state_before", "hears_at"])
    until = states.held_until(now, here.program.zone, program_rules.offer_days)
    offer = Offer.objects.create(
        application=here, group=group, made_by=by, made_at=now, held_until=until, why=list(why), words=words
    )
    Decision.objects.create(application=here, before=before, after=here.state, by=by, at=now, hears_at=here.hears_at)
    watch_offer(offer, now)
    record("offer.made", by=by, about=offer.application, via=via, at=now)
    return offer


def refuse_without_candor(application: Application, group: Group) -> None:
    """Raise Refused unless the group could speak freely with somebody: silence is never a yes."""
    match CandorCheck.objects.stand_of(application, group):
        case CandorCheck.Stand.CLEAR:
            return
        case CandorCheck.Stand.BLOCKED:
            raise Refused(f"The candor check in {group.name} stands in the way. Its facilitator knows why.")
        case CandorCheck.Stand.ASKED:
            raise Refused(f"{group.name} is still being asked whether it could speak freely with them.")
    raise Refused(f"Ask {group.name} first whether it could speak freely with them.")


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take an offer back; the applicant is in the pool as before, and hears of nothing if it is within the minute."""
    heard = offer.application.hears_at is None or now >= offer.application.hears_at
    close(offer, Offer.State.WITHDRAWN, now=now)
    back_to_pool(offer, now=now)
    record("offer.withdrawn", by=by, about=offer.application, via=via, fields=["heard"] if heard else [], at=now)


def close(offer: Offer, state: Offer.State, *, now: datetime, reason: str = "") -> None:
    """End an open offer; raises Gone when it is over already."""
    closed = Offer.objects.open().filter(pk=offer.pk).update(state=state, answered_at=now, reason=reason)
    if not closed:
        raise Gone("This offer is over already.")
    offer.state = state
    clear_due(OFFER, about=offer)


def back_to_pool(offer: Offer, *, now: datetime) -> Application:
    """The applicant waits in the pool again, at the place in line that they had."""
    return step(offer.application, State.POOL, now=now)


@transaction.atomic
def accept_offer(
    offer: Offer, *, name: str, agreements: Sequence[Agreement], now: datetime, via: Via = "mail"
) -> Member:
    """Seat who accepts, in one transaction: what they sign, their company, member, sign-in and seat.

    Runs in the scope of a program admin, whose offer it is (`app_offer_maker`), because a link may write nothing but
    its own application. `name` is what they typed under `agreements`. Raises Gone when the offer is over or somebody
    took the last seat a moment ago: then nothing is written, and the caller lets the place in line stand.
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("group", "application").get(pk=offer.pk)
    if offer.state != Offer.State.OPEN or now >= offer.held_until:
        raise Gone("This offer is over. Your place in line is kept.")
    application = offer.application
    member = member_of(application, now=now, via=via)
    try:
        take_seat(offer.group, member, by=None, now=now, via=via)
    except Refused as full:
        raise Gone(f"{full.reason} Somebody was a moment quicker. Your place in line is kept.") from full
    close(offer, Offer.State.ACCEPTED, now=now)
    for agreement in agreements:
        sign(agreement, name=name, member=member, application=application, now=now, via=via)
    Application.objects.filter(pk=application.pk).update(member=member)
    stop_clocks(step(application, State.SEATED, now=now))
    record("offer.accepted", by=None, about=offer.application, via=via, member=member, at=now)
    return member


def member_of(application: Application, *, now: datetime, via: Via) -> Member:
    """The member that an applicant becomes: who has the address already, or a new one of a known or new company."""
    known: Member | None = Member.objects.filter(email__iexact=application.email).first()
    if known and known.left_at is None:
        return known if known.user_id else join(known, now=now, via=via)
    if known:
        raise Refused("This address belonged to a member who left. The program brings you back by hand.")
    company: Company | None = Company.objects.filter(key=application.company_key).first()
    if company is None:
        told = {name: application.facts[name] for name in FACTS if application.facts.get(name) not in (None, "")}
        told["employees"] = application.employees
        told["maturity"] = application.facts.get("maturity")
        company = add_company(
            by=None, name=application.company_name, website=application.website, city=application.city, facts=told,
            via=via,
        )  # fmt: skip
    member = add_member(
        by=None, company=company, name=application.name, email=application.email, phone=application.phone,
        title=application.title, track=application.track, zone=application.zone, via=via,
    )  # fmt: skip
    return join(member, now=now, via=via)


@transaction.atomic
def lose_offer(offer: Offer, *, now: datetime, via: Via = "mail") -> None:
    """Somebody was quicker: the offer ends, and the applicant waits at the same place in line."""
    close(offer, Offer.State.ENDED, now=now, reason="The seat was taken.")
    back_to_pool(offer, now=now)
    record("offer.lost", by=None, about=offer.application, via=via, at=now)


@transaction.atomic
def decline_offer(offer: Offer, *, now: datetime, reason: str = "", via: Via = "mail") -> None:
    """The applicant says no to this seat and stays in the pool; the next in line hears of it."""
    close(offer, Offer.State.DECLINED, now=now, reason=reason)
    back_to_pool(offer, now=now)
    record("offer.declined", by=None, about=offer.application, via=via, at=now)
    wind(NEXT, offer, now, zone=offer.program.zone)


@transaction.atomic
def extend_offer(offer: Offer, *, by: User | None, now: datetime, via: Via = "web") -> Offer:
    """Hold an offer three working days longer, once."""
    if offer.state != Offer.State.OPEN or now >= offer.held_until:
        raise Gone("This offer is over already.")
    until = states.extended(offer.held_until, offer.program.zone)
    if not Offer.objects.open().filter(pk=offer.pk, extended=False).update(extended=True, held_until=until):
        raise Refused("This offer was extended once already, and once is all.")
    offer.extended, offer.held_until = True, until
    watch_offer(offer, now)
    record("offer.extended", by=by, about=offer.application, via=via, at=now)
    return offer


@transaction.atomic
def end_offer(offer: Offer, *, now: datetime) -> None:
    """The time of an offer is over: the place in line is kept, and the seat goes to the next."""
    close(offer, Offer.State.ENDED, now=now)
    back_to_pool(offer, now=now)
    record("offer.ended", by=None, about=offer.application, at=now)
    wind(NEXT, offer, now, zone=offer.program.zone)


@transaction.atomic
def remind_of_offer(offer: Offer, *, now: datetime) -> None:
    """Halfway and a day before the end, the applicant is reminded."""
    record("offer.reminded", by=None, about=offer.application, at=now)
    watch_offer(offer, now)


def next_in_line(group: Group) -> Application | None:
    """Who waits longest for a seat that this group could give: same track, musts met, no conflict, candor clear."""
    waiting = (
        Application.objects.pool().filter(track=group.track_id, dossier__isnull=False).exclude(dossier__fit=Fit.NOT)
    )
    declined = Offer.objects.filter(group=group, state__in=(Offer.State.DECLINED, Offer.State.ENDED))
    for one in waiting.exclude(pk__in=declined.values("application")).select_related("dossier"):
        stands = [item["level"] for item in one.dossier.conflicts if item["group"] == str(group.pk)]
        clear = not rules().candor or CandorCheck.objects.stand_of(one, group) == CandorCheck.Stand.CLEAR
        if clear and Level.CANNOT not in stands:
            return one
    return None


@transaction.atomic
def offer_to_next(group: Group, *, by: User, now: datetime) -> Offer | None:
    """A seat that an offer left free goes to the next in line, if the program wants that and somebody is."""
    if not rules().next_in_line:
        return None
    free = group.seat_count - Seat.objects.held().filter(group=group).count()
    if free <= Offer.objects.open().filter(group=group).count():
        return None
    one = next_in_line(group)
    return make_offer(one, group, by=by, now=now, via="command") if one else None
