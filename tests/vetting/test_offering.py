"""From the pool to a seat: who may be offered one, what becomes of the offer, and one seat for forty."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from groups.models import Group, Seat, SeatHolder
from members.models import Company, Member
from programs.models import Activity, Due, Program
from programs.refusal import Refused
from programs.tenancy import inside
from vetting.actions.candor import answer_candor, ask_candor, settle_candor
from vetting.actions.clocks import NEXT, promise_word
from vetting.actions.deciding import decide, mark_paid
from vetting.actions.offering import (
    Gone,
    accept_offer,
    decline_offer,
    end_offer,
    extend_offer,
    lose_offer,
    make_offer,
    next_in_line,
    offer_to_next,
    withdraw_offer,
)
from vetting.actions.ringing import ring_all
from vetting.actions.signing import publish_agreement, sign
from vetting.models import Agreement, Application, Offer, Signature, VettingRules
from vetting.states import Decision, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled(world, applicant, now):
    """Somebody accepted to the pool of Heartland, which asks no group about them."""

    def make(name="Nora Kessler", **told):
        made = applicant(name, **told)
        with inside(world.heartland, world.admin):
            VettingRules.objects.get_or_create(defaults={"candor": False})
            decide(made, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
            return Application.objects.get(pk=made.pk)

    return make


def test_an_offer_is_held_until_a_working_day_and_accepting_it_seats(world, pooled, now):
    application = pooled(facts={"revenue_band": 2, "service_radius_km": 60, "vendors": ["HaloPSA"]})
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=now, why=["Adds Ohio."])
        assert offer.held_until.weekday() < 5
        nda = publish_agreement(Agreement.Kind.NDA, text="What is said here stays here.", by=world.admin, now=now)
        member = accept_offer(offer, name="Nora  Kessler", agreements=[nda], now=now)
        assert member.user.email == application.email
        assert member.company.facts.vendors == ["HaloPSA"]
        assert SeatHolder.objects.current().filter(group=world.group, member=member).exists()
        application.refresh_from_db()
        assert (application.state, application.member, application.next_word_on) == (State.SEATED, member, None)
        signed = Signature.objects.get()
        assert (signed.name, signed.member, signed.digest) == ("Nora Kessler", member, nda.digest)
        with pytest.raises(Gone):
            accept_offer(offer, name="Nora Kessler", agreements=[], now=now)
    with inside(world.heartland, member.user):
        assert Member.objects.get(pk=member.pk).name == "Nora Kessler"


def test_holidays_do_not_count_while_an_offer_is_held_and_nothing_is_promised_for_them(world, pooled):
    sunday = datetime(2026, 11, 22, 18, tzinfo=UTC)
    application = pooled()
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=sunday)
        assert offer.held_until.date() == date(2026, 11, 30)  # Thanksgiving is no fifth day
        extend_offer(offer, by=world.admin, now=sunday)
        Program.objects.filter(pk=world.heartland.pk).update(country="-")
        withdraw_offer(offer, by=world.admin, now=sunday)
        again = make_offer(Application.objects.get(pk=application.pk), world.group, by=world.admin, now=sunday)
        assert again.held_until.date() == date(2026, 11, 27)
        nineteenth = datetime(2026, 11, 19, 18, tzinfo=UTC)
        application.state = State.SUBMITTED
        promise_word(application, nineteenth)
        assert application.next_word_on == date(2026, 11, 25)


def test_a_link_learns_in_whose_name_its_offer_is_carried_out_and_a_stranger_does_not(world, pooled, now):
    application = pooled()
    with inside(world.heartland, world.admin):
        make_offer(application, world.group, by=world.admin, now=now)
    asked = "select app_offer_maker(), app_offered_group()"
    with inside(world.heartland, reach=application.pk), connection.cursor() as cursor:
        assert cursor.execute(asked).fetchone() == (world.admin.pk, world.group.pk)
        assert Offer.objects.count() == 1
        assert not SeatHolder.objects.exists()
        assert not Company.objects.exists()
    for scope in ({"reach": world.goal.pk}, {"user": world.member}):
        with inside(world.heartland, **scope), connection.cursor() as cursor:
            assert cursor.execute(asked).fetchone() == (None, None)
            assert not Offer.objects.exists()


def test_a_declined_offer_keeps_the_place_in_line_and_goes_to_the_next(world, pooled, now):
    first, second = pooled("Nora Kessler"), pooled("Ed Moss", company_name="Moss IT")
    with inside(world.heartland, world.admin):
        offer = make_offer(first, world.group, by=world.admin, now=now)
    with inside(world.heartland, reach=first.pk):
        decline_offer(Offer.objects.get(), now=now, reason="Fridays do not work.")
    with inside(world.heartland, world.admin):
        first.refresh_from_db()
        assert (first.state, first.pooled_at) == (State.POOL, now)
        assert Due.objects.filter(kind=NEXT, object_id=offer.pk, user_id=world.admin.pk).exists()
    ring_all(now=now)
    with inside(world.heartland, world.admin):
        following = Offer.objects.open().get()
        assert following.application == second
        assert Offer.objects.get(pk=offer.pk).reason == "Fridays do not work."
    ring_all(now=now)
    with inside(world.heartland, world.admin):
        assert Offer.objects.count() == 2


def test_an_offer_is_reminded_of_twice_extended_once_and_ends(world, pooled, now):
    application = pooled()
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=now)
    halfway = now + (offer.held_until - now) / 2
    ring_all(now=halfway)
    ring_all(now=offer.held_until - timedelta(hours=24))
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(kind="offer.reminded").count() == 2
        extend_offer(offer, by=world.admin, now=now)
        with pytest.raises(Refused, match="once"):
            extend_offer(Offer.objects.get(), by=world.admin, now=now)
        until = Offer.objects.get().held_until
    assert until > now + timedelta(days=7)
    ring_all(now=until)
    with inside(world.heartland, world.admin):
        assert Offer.objects.get().state == Offer.State.ENDED
        assert Application.objects.get(pk=application.pk).state == State.POOL


def test_what_stands_in_the_way_of_an_offer(world, applicant, pooled, now):
    waiting = applicant("Ed Moss", company_name="Moss IT")
    ready = pooled()
    with inside(world.heartland, world.admin):
        with pytest.raises(Refused):
            make_offer(waiting, world.group, by=world.admin, now=now)
        VettingRules.objects.update(payment=True)
        with pytest.raises(Refused, match="Payment"):
            make_offer(ready, world.group, by=world.admin, now=now)
        VettingRules.objects.update(payment=False, candor=True)
        with pytest.raises(Refused, match="Ask"):
            make_offer(ready, world.group, by=world.admin, now=now)
        with pytest.raises(Refused, match="agreed to be named"):
            ask_candor(ready, world.group, by=world.admin, now=now)
        VettingRules.objects.update(candor=False)
        Group.objects.filter(pk=world.group.pk).update(seat_count=Seat.objects.held().filter(group=world.group).count())
        with pytest.raises(Refused, match="seats"):
            make_offer(ready, world.group, by=world.admin, now=now)


def test_one_no_halts_the_seat_until_the_facilitator_settles_it(world, pooled, now):
    application = pooled(consent_at=now)
    with inside(world.heartland, world.admin):
        VettingRules.objects.update(candor=True)
        check = ask_candor(application, world.group, by=world.admin, now=now)
    with inside(world.heartland, world.member):
        answer_candor(check, world.member_of(world.member), freely=False, now=now, reason="We bid on the same clients.")
    with inside(world.heartland, world.admin):
        with pytest.raises(Refused, match="still being asked"):
            make_offer(application, world.group, by=world.admin, now=now)
        assert not check.answers.exists()
        assert not Activity.objects.filter(kind="candor.answered").exclude(by_id=None).exists()
    with inside(world.heartland, world.peer):
        assert not check.answers.exists()
    with inside(world.heartland, world.facilitator):
        answer = check.answers.get()
        assert (answer.member.user, answer.reason) == (world.member, "We bid on the same clients.")
        settle_candor(check, clear=True, by=world.facilitator, now=now)
    with inside(world.heartland, world.admin):
        make_offer(application, world.group, by=world.admin, now=now)


def test_an_offer_can_be_taken_back(world, pooled, now):
    application = pooled()
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=now)
        withdraw_offer(Offer.objects.select_related("application").get(), by=world.admin, now=now)
        assert Application.objects.get(pk=application.pk).state == State.POOL
        with pytest.raises(Gone):
            end_offer(offer, now=now)


@pytest.mark.django_db(transaction=True)
def test_forty_accept_the_last_seat_at_once_and_one_is_seated(world, pooled, now):
    offers = []
    for number in range(40):
        application = pooled(f"Guest {number:02}", company_name=f"Company {number:02}")
        with inside(world.heartland, world.admin):
            taken = Seat.objects.held().filter(group=world.group).count()
            Group.objects.filter(pk=world.group.pk).update(seat_count=taken + 1)
            offers.append(make_offer(application, world.group, by=world.admin, now=now))
    told: list[str] = []
    gate = threading.Barrier(len(offers))

    def press(offer) -> str:
        try:
            with inside(world.heartland, world.admin):
                accept_offer(offer, name="Guest", agreements=[], now=now)
            return "seated"
        except Gone as kind:
            with inside(world.heartland, world.admin):
                lose_offer(Offer.objects.select_related("application").get(pk=offer.pk), now=now)
            return str(kind)
        except OperationalError:
            return press(offer)  # all connections are busy: the page says so (503), and the person presses again
        finally:
            connection.close()

    def accept(offer) -> None:
        gate.wait()
        told.append(press(offer))

    threads = [threading.Thread(target=accept, args=[offer]) for offer in offers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told)[-1] == "seated"
    assert sum("Your place in line is kept" in words for words in told) == 39
    with inside(world.heartland, world.admin):
        assert Seat.objects.held().filter(group=world.group).count() == Group.objects.get(pk=world.group.pk).seat_count
        assert Application.objects.filter(state=State.SEATED).count() == 1
        assert Application.objects.filter(state=State.POOL).count() == 39
        assert Company.objects.filter(name__startswith="Company ").count() == 1


def test_the_next_in_line_is_somebody_for_whom_nothing_stands_in_the_way(world, pooled, now):
    neighbor = pooled("Petra Whitfield", company_name="Northwind IT")
    unpaid, paid = pooled("Ed Moss", company_name="Moss IT"), pooled("Ada Novak", company_name="Novak IT")
    with inside(world.heartland, world.admin):
        VettingRules.objects.update(payment=True)
        mark_paid(neighbor, by=world.admin, now=now, paid=True)
        mark_paid(paid, by=world.admin, now=now, paid=True)
        offer = offer_to_next(world.group, by=world.admin, now=now)
        assert offer.application == paid
        assert offer.why
        assert offer_to_next(world.group, by=world.admin, now=now) is None
        unpaid.refresh_from_db()
        assert unpaid.state == State.POOL


def test_who_came_second_may_be_offered_the_next_seat_and_who_declined_may_not(world, pooled, now):
    second, declined = pooled("Nora Kessler"), pooled("Ed Moss", company_name="Moss IT")
    with inside(world.heartland, world.admin):
        first = make_offer(second, world.group, by=world.admin, now=now)
        lose_offer(Offer.objects.select_related("application").get(pk=first.pk), now=now)
        no = make_offer(declined, world.group, by=world.admin, now=now)
        decline_offer(Offer.objects.select_related("application").get(pk=no.pk), now=now)
        assert next_in_line(world.group) == [second]


def test_nobody_is_offered_a_seat_beside_their_own_company(world, pooled, now):
    application = pooled("Petra Whitfield", company_name="Northwind IT")
    with inside(world.heartland, world.admin), pytest.raises(Refused, match="They cannot share Owners 1"):
        make_offer(application, world.group, by=world.admin, now=now)


def test_an_offer_that_nobody_heard_of_leaves_no_decision_behind(world, pooled, now):
    application = pooled()
    with inside(world.heartland, world.admin):
        made = make_offer(application, world.group, by=world.admin, now=now)
        withdraw_offer(Offer.objects.select_related("application").get(pk=made.pk), by=world.admin, now=now)
        assert application.decisions.get(after=State.OFFERED).undone_at == now


def test_somebody_who_signed_before_accepts_without_signing_twice(world, pooled, now):
    with inside(world.heartland, world.admin):
        nda = publish_agreement(Agreement.Kind.NDA, text="What is said here stays here.", by=world.admin, now=now)
        member = world.member_of(world.sibling)
        sign(nda, name=member.name, member=member, now=now)
    application = pooled(member.name, company_name="Elsewhere IT", email=member.email)
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=now)
        assert accept_offer(offer, name=member.name, agreements=[nda], now=now) == member
        assert Signature.objects.filter(member=member).count() == 1
