"""Offering a seat, and what becomes of the offer: taken, declined, extended, ended, given to the next in line."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from groups.actions import take_seat
from groups.models import Group, Seat, SeatHolder
from members.actions import add_company, add_member, join
from members.models import City, Company, Member
from programs.activity import Via, record
from programs.clock import local_day
from programs.clocks import wind
from programs.due import clear_due
from programs.models import Program, User
from programs.refusal import Refused
from vetting import mix, states
from vetting.actions.applying import step
from vetting.actions.approving import end_approvals, is_asked
from vetting.actions.candor import end_candor
from vetting.actions.clocks import NEXT, OFFER, STANDS, stop_clocks, watch_group, watch_offer
from vetting.actions.deciding import HEARS_AFTER, dossier_of, rules
from vetting.actions.gates import asked_of, gate, visit_of
from vetting.actions.signing import sign
from vetting.actions.visiting import call_off_visits
from vetting.actions.welcoming import begin_welcome
from vetting.ballots import Came
from vetting.conflicts import Conflict, Level, conflicts
from vetting.criteria import Fit
from vetting.evidence import applicant_of, seated_of
from vetting.models import Agreement, Application, CandorCheck, Decision, Offer, Signature, VettingRules
from vetting.states import State

FACTS = (
    "revenue_band", "recurring_share", "business_model", "ownership", "service_radius_km", "market", "parent",
    "founded", "managed_users", "verticals", "vendors",
)  # fmt: skip
"""What an application tells of a company that becomes the company's own facts when it is seated."""


TAKEN = "The seat was taken."
"""Why an offer ended that came second: who was too late for one seat may be offered the next."""


class Gone(Refused):
    """What was offered is not there any more, and the place in line is kept."""


class Taken(Gone):
    """Somebody was a moment quicker with the last seat; the offer still stands open and is to be lost."""


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

    Refuses while the group is full or closed, somebody in it cannot share a group with them, a candor check is not
    clear, or payment must come first. The same seat may be offered to several: the first to accept has it, and the page
    says so.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    seats = held_seats(group)
    program_rules = rules()
    asked = program_rules.candor and bool(seats)
    stand = CandorCheck.objects.stand_of(application, group) if asked else None
    paid = program_rules.payment and dossier_of(application).paid_at is not None
    if reason := in_the_way(application, group, seats, program_rules, stand, paid=paid):
        raise Refused(reason)
    before = application.state
    here = step(application, State.OFFERED, now=now)
    here.state_before, here.hears_at = before, now + HEARS_AFTER
    here.save(update_fields=["state_before", "hears_at"])
    until = until_when(here.program, program_rules, now)
    offer = Offer.objects.create(
        application=here, group=group, made_by=by, made_at=now, held_until=until, why=list(why), words=words
    )
    Decision.objects.create(application=here, before=before, after=here.state, by=by, at=now, hears_at=here.hears_at)
    watch_offer(offer, now)
    watch_group(offer, now)
    record("offer.made", by=by, about=offer.application, via=via, at=now)
    return offer


def until_when(program: Program, program_rules: VettingRules, now: datetime) -> datetime:
    """Until when a seat that is offered `now` is held: so many working days of the program."""
    days_off = program.days_off(local_day(now, program.zone))
    return states.held_until(now, program.zone, program_rules.offer_days, days_off)


def held_seats(group: Group) -> list[Seat]:
    """The seats of a group that are held now, with what is known of their companies: all that an offer looks at."""
    return list(Seat.objects.held().filter(group=group).select_related("company__city", "company__facts"))


def conflicts_in(application: Application, group: Group, seats: Iterable[Seat]) -> list[Conflict]:
    """What stands between an applicant and those who hold `seats` now, the worst first.

    Not what stood when they were weighed: somebody may have been seated since. `city` and `program` should be loaded.
    """
    policy: Any = group.geography
    unit: Any = application.program.distance
    return conflicts(applicant_of(application), seated_of(seats), policy, group.territory_km, unit)


def in_the_way(
    application: Application,
    group: Group,
    seats: Sequence[Seat],
    program_rules: VettingRules,
    stand: CandorCheck.Stand | None,
    *,
    paid: bool,
) -> str:
    """Why a seat of a group cannot be offered to somebody, in a sentence, or ''.

    `seats` are those held now; `stand` is where the candor check stands, None if nobody was asked: silence is never a
    yes. A group in which nobody sits has nobody to ask.
    """
    if group.state == Group.State.CLOSED:
        return f"{group.name} is closed."
    if len(seats) >= group.seat_count:
        return f"All {group.seat_count} seats of {group.name} are taken."
    worst = next(iter(conflicts_in(application, group, seats)), None)
    if worst and worst.level is Level.CANNOT:
        return f"They cannot share {group.name}: {worst.sentence}"
    if program_rules.candor and seats and stand != CandorCheck.Stand.CLEAR:
        return {
            CandorCheck.Stand.BLOCKED: f"The candor check in {group.name} is in the way. Its facilitator knows why.",
            CandorCheck.Stand.ASKED: f"{group.name} is still being asked whether it could speak freely with them.",
            None: f"Ask {group.name} first whether it could speak freely with them.",
        }[stand]
    if program_rules.payment and not paid:
        return "Payment or a contract must be in place first. Tick it in the file."
    return gate(application, group, seats, program_rules)


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: User, now: datetime, via: Via = "web") -> None:
    """Take an offer back; the applicant is in the pool as before, and hears of nothing if it is within the minute."""
    heard = offer.heard(now)
    close(offer, Offer.State.WITHDRAWN, now=now)
    back_to_pool(offer, now=now)
    if not heard:
        told_of_it = Decision.objects.filter(application=offer.application_id, after=State.OFFERED, at=offer.made_at)
        told_of_it.update(undone_at=now)
    record("offer.withdrawn", by=by, about=offer.application, via=via, fields=["heard"] if heard else [], at=now)


def close(offer: Offer, state: Offer.State, *, now: datetime, reason: str = "") -> None:
    """End an open offer; raises Gone when it is over already."""
    closed = Offer.objects.open().filter(pk=offer.pk).update(state=state, answered_at=now, reason=reason)
    if not closed:
        raise Gone("This offer is over already.")
    offer.state = state
    for clock in (OFFER, STANDS):
        clear_due(clock, about=offer)


def back_to_pool(offer: Offer, *, now: datetime) -> Application:
    """The applicant waits in the pool again, at the place in line that they had."""
    return step(offer.application, State.POOL, now=now)


@transaction.atomic
def accept_offer(
    offer: Offer, *, name: str, agreements: Sequence[Agreement], now: datetime, via: Via = "mail"
) -> Member:
    """Seat who accepts, in one transaction: what they sign, their company, member, sign-in and seat.

    Runs in the scope of a program admin, whose offer it is (`app_offer_maker`), because a link may write nothing but
    its own application. `name` is what they typed under `agreements`. Raises Gone when the offer is over, Taken when
    somebody took the last seat a moment ago: then nothing is written, and the caller lets the place in line stand.
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("group", "application").get(pk=offer.pk)
    if offer.state != Offer.State.OPEN or now >= offer.held_until:
        raise Gone("This offer is over. Your place in line is kept.")
    application = offer.application
    member = member_of(application, now=now, via=via)
    if not SeatHolder.objects.current().filter(group=offer.group, member=member).exists():
        try:
            take_seat(offer.group, member, by=None, now=now, via=via)
        except Refused as full:
            raise Taken(f"{full.reason} Somebody was a moment quicker. Your place in line is kept.") from full
        begin_welcome(offer.group, member, by=None, now=now, via=via)
    close(offer, Offer.State.ACCEPTED, now=now)
    # Who visited has signed as an applicant, and is a member from now on.
    Signature.objects.filter(application_id=application.pk, member=None).update(member=member)
    signed = set(Signature.objects.filter(member=member).values_list("agreement", flat=True))
    for agreement in agreements:
        if agreement.pk not in signed:  # somebody of another group may have signed the program's text before
            sign(agreement, name=name, member=member, application=application, now=now, via=via)
    Application.objects.filter(pk=application.pk).update(member=member)
    stop_clocks(step(application, State.SEATED, now=now))
    end_candor(application, by=None, now=now, via=via)
    end_approvals(application, now=now)
    call_off_visits(application, by=None, now=now, seated_in=offer.group, via=via)
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
    close(offer, Offer.State.ENDED, now=now, reason=TAKEN)
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
    program = offer.program
    days_off = program.days_off(local_day(offer.held_until, program.zone))
    until = states.extended(offer.held_until, program.zone, days_off)
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


def has_turned(offer: Offer) -> bool:
    """Whether the group, which was clear when the seat was offered, came out against it since: by its vote, or because
    a facilitator settled a no, or said no for it after a visit. A no that nobody settled is told to nobody.

    Looks at what make_offer asked for; `application` and `group` should be loaded.
    """
    application, group, program_rules = offer.application, offer.group, rules()
    if program_rules.candor and CandorCheck.objects.stand_of(application, group) == CandorCheck.Stand.BLOCKED:
        return True
    asked = is_asked(group, program_rules, held_seats(group))
    if asked and asked_of(application, group, program_rules) == Came.BLOCKED:
        return True
    return program_rules.visit and visit_of(application, group) == Came.BLOCKED


@transaction.atomic
def look_at_group(offer: Offer, *, now: datetime) -> None:
    """Each morning while a seat is held: if the group has turned against it, the program admins hear so, once.

    The offer stands, for it was promised with a date. It is looked at in the morning and not when somebody answers: a
    mail that comes minutes after a member was here would tell who it was.
    """
    if offer.state != Offer.State.OPEN:
        return
    if has_turned(offer):
        record("offer.doubted", by=None, about=offer.application, at=now)
    else:
        watch_group(offer, now)


def next_in_line(group: Group) -> list[Application]:
    """Who may have a seat of a group without anybody looking again, who waits longest first: same role, musts met, no
    conflict, candor clear, and not somebody to whom this group was offered before.

    Territories that come close are workable with consent: a clear candor check is that consent.
    """
    program_rules = rules()
    worst = Level.WORKABLE if program_rules.candor else Level.NONE
    answered = Offer.objects.filter(group=group).exclude(state=Offer.State.ENDED, reason=TAKEN)
    checks = CandorCheck.objects.open().with_stand().filter(group=group, mode=CandorCheck.Mode.CANDOR)
    clear = checks.filter(stand=CandorCheck.Stand.CLEAR)
    waiting = Application.objects.pool().filter(track=group.track_id, dossier__isnull=False)
    waiting = waiting.exclude(dossier__fit=Fit.NOT).exclude(pk__in=answered.values("application"))
    if program_rules.candor:
        waiting = waiting.filter(pk__in=clear.values("application_id"))
    waiting = waiting.select_related("dossier", "city", "program")
    return [one for one in waiting if weighed_level(one, group) <= worst]


def weighed_level(application: Application, group: Group) -> Level:
    """The worst conflict with a group when the application was last weighed; its dossier should be loaded."""
    found = [item["level"] for item in application.dossier.conflicts if item["group"] == str(group.pk)]
    return Level(max(found, default=Level.NONE))


@transaction.atomic
def offer_to_next(group: Group, *, by: User, now: datetime) -> Offer | None:
    """A seat that an offer left free goes to the next in line, if the program wants that and somebody is.

    Whom something stands in the way of (payment, a neighbor seated since they were weighed) is passed over.
    """
    if not rules().next_in_line:
        return None
    seats = held_seats(group)
    if group.seat_count - len(seats) <= Offer.objects.open().filter(group=group).count():
        return None
    for one in next_in_line(group):
        with suppress(Refused):
            return make_offer(one, group, by=by, now=now, why=why_this_seat(one, seats), via="command")
    return None


def newcomer_of(application: Application) -> mix.Company:
    """The company of an applicant, as the mix of a group counts it; `city` should be loaded."""
    told = application.facts
    return mix.Company(
        employees=application.employees,
        maturity=told.get("maturity"),
        model=told.get("business_model") or "",
        verticals=told.get("verticals") or (),
        region=region_of(application.city),
    )


def seated_mix(seats: Iterable[Seat]) -> list[mix.Company]:
    """The companies that hold `seats`, as the mix of a group counts them."""
    return [
        mix.Company(
            employees=seat.company.facts.employees,
            maturity=seat.company.facts.maturity,
            model=seat.company.facts.business_model,
            verticals=seat.company.facts.verticals,
            region=region_of(seat.company.city),
        )
        for seat in seats
    ]


def region_of(city: City | None) -> str:
    """Where a city is, as widely as a mix counts places: its state, or its country."""
    return (city.region or city.country) if city else ""


def why_this_seat(application: Application, seats: Iterable[Seat]) -> list[str]:
    """What the applicant may be told of why this seat: what they add, never what the program weighs against it."""
    said = mix.why(seated_mix(seats), newcomer_of(application))
    return [sentence for side, sentence in said if side == "adds"]
