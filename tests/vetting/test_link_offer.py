"""The offer on the applicant's phone: read, accepted, left, held longer; two for the last seat; and links that lie."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from groups.models import Group, Seat, SeatHolder
from members.models import Member
from programs import links
from programs.models import Activity, Due, Program, Role
from programs.tenancy import inside
from vetting.actions.clocks import NEXT
from vetting.actions.deciding import decide
from vetting.actions.offering import end_offer, make_offer, withdraw_offer
from vetting.actions.signing import publish_agreement
from vetting.models import Agreement, Application, Offer, Signature, VettingRules
from vetting.states import Decision, State

NDA = "What is said here stays here."


@pytest.fixture
def offered(world, applicant, now):
    """Somebody who was offered a seat of Owners 1 two hours ago, and heard of it unless `heard` is False."""

    def make(name="Nora Kessler", *, heard=True, group=None, **told):
        made = applicant(name, **told)
        when = now - timedelta(hours=2) if heard else now
        with inside(world.heartland, world.admin):
            VettingRules.objects.get_or_create(defaults={"candor": False})
            decide(made, Decision.ACCEPT, by=world.admin, now=when, reason="fits")
            Application.objects.filter(pk=made.pk).update(hears_at=None, state_before="")
            made.refresh_from_db()
            return make_offer(
                made,
                group or world.group,
                by=world.admin,
                now=when,
                why=["Adds Ohio to the group."],
                words="Come soon.",
            )

    return make


def test_the_page_tells_which_holiday_was_not_counted(world, offered, client, page):
    offer = offered()
    held = {"made_at": datetime(2026, 11, 24, 18, tzinfo=UTC), "held_until": datetime(2036, 12, 2, 23, tzinfo=UTC)}
    with inside(world.heartland, world.admin):
        Offer.objects.filter(pk=offer.pk).update(**held)
    shown = client.get(page(offer)).content.decode()
    assert "Thanksgiving Day (November 26" in shown
    with inside(world.heartland, world.admin):
        Program.objects.filter(pk=world.heartland.pk).update(country="-")
    assert "Not counted" not in client.get(page(offer)).content.decode()


def address(program, application) -> str:
    return reverse("link_offer", args=[links.token("application", program.pk, getattr(application, "pk", application))])


@pytest.fixture
def page(world):
    """The address of an offer's page."""
    return lambda offer: address(world.heartland, offer.application_id)


@pytest.fixture
def agreements(world, now):
    """A confidentiality agreement and a charter of Owners 1."""
    with inside(world.heartland, world.admin):
        nda = publish_agreement(Agreement.Kind.NDA, text=NDA, by=world.admin, now=now)
        charter = publish_agreement(
            Agreement.Kind.CHARTER, text="We come prepared.", by=world.admin, now=now, group=world.group
        )
    return nda, charter


def signed(agreements, **more) -> dict[str, str]:
    """What the form sends when everything is ticked and signed."""
    return {"answer": "accept", "name": "Nora Kessler"} | {f"agree_{one.pk}": "on" for one in agreements} | more


def test_the_offer_tells_the_group_in_outline_and_nobodys_name(world, offered, page, agreements):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(cadence="Third Thursday, 9:00", cost="$2,400 a year")
    read = Client().get(page(offered())).content.decode()
    for words in (
        "A seat for you in Owners 1", "Held for you until", "5:00\xa0pm", "Adds Ohio to the group.", "Come soon.",
        "Third Thursday, 9:00", "$2,400 a year", "3 of 12 seats are taken", "Names come once you have accepted.",
        "What it asks of you", NDA, "We come prepared.", "Accept the seat", "I need a few days more",
        "Decline this seat",
    ):  # fmt: skip
        assert words in read, words
    for name in ("Dana", "Whitfield", "Northwind", "Harbor Point"):
        assert name not in read


def test_an_offer_of_an_unlisted_group_reads_as_well(world, offered, page):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(visibility=Group.Visibility.UNLISTED)
    offer = offered()
    assert "A seat for you in Owners 1" in Client().get(page(offer)).content.decode()
    with inside(world.heartland, reach=offer.application_id):
        assert Group.objects.filter(pk=world.group.pk).exists()
        assert not Seat.objects.exists()
    with inside(world.heartland):
        assert not Group.objects.filter(pk=world.group.pk).exists()


def test_until_when_is_said_on_both_walls(world, offered, page):
    read = Client().get(page(offered(zone="America/New_York"))).content.decode()
    assert "5:00\xa0pm</strong> (Chicago)" in read
    assert "6:00\xa0pm in New York" in read


def test_accepting_signs_seats_and_leads_to_signing_in(world, offered, page, agreements):
    offer, browser = offered(), Client()
    answer = browser.post(page(offer), signed(agreements), follow=True)
    read = answer.content.decode()
    assert "You have a seat in Owners 1" in read
    start = reverse("welcome", args=["heartland", world.group.pk])
    assert "email=" in answer.context["start_url"]
    assert answer.context["start_url"].endswith(start) or start in answer.context["start_url"]
    assert not browser.session.get("_auth_user_id")
    with inside(world.heartland, world.admin):
        member = Member.objects.get(email=offer.application.email)
        assert SeatHolder.objects.current().filter(group=world.group, member=member).exists()
        assert {one.agreement_id for one in Signature.objects.filter(member=member)} == {one.pk for one in agreements}
        assert Activity.objects.get(kind="offer.accepted").by_id is None
    again = browser.post(page(offer), signed(agreements), follow=True)
    assert "You have a seat" in again.content.decode()
    with inside(world.heartland, world.admin):
        assert SeatHolder.objects.filter(member=member).count() == 1


@pytest.mark.parametrize(
    ("left_out", "error"),
    [("name", "Type your name to sign."), ("nda", "Tick it to agree."), ("charter", "Tick it to agree.")],
)
def test_nothing_is_taken_without_reading_and_signing(world, offered, page, agreements, left_out, error):
    offer = offered()
    data = signed(agreements)
    del data[{"name": "name", "nda": f"agree_{agreements[0].pk}", "charter": f"agree_{agreements[1].pk}"}[left_out]]
    answer = Client().post(page(offer), data)
    assert answer.status_code == 422
    read = answer.content.decode()
    assert error in read
    assert left_out == "name" or 'value="Nora Kessler"' in read
    with inside(world.heartland, world.admin):
        assert Offer.objects.get().state == Offer.State.OPEN
        assert not Signature.objects.exists()


def test_a_text_that_came_into_force_meanwhile_is_read_first(world, offered, page, agreements, now):
    offer, data = offered(), signed(agreements)
    with inside(world.heartland, world.admin):
        publish_agreement(Agreement.Kind.NDA, text="Nor what is shown.", by=world.admin, now=now)
    answer = Client().post(page(offer), data)
    assert answer.status_code == 422
    assert "Nor what is shown." in answer.content.decode()


def test_without_agreements_one_press_takes_the_seat(world, offered, page):
    offer = offered()
    assert "You have a seat" in Client().post(page(offer), {"answer": "accept"}, follow=True).content.decode()


def test_declining_keeps_the_place_in_line_and_the_seat_goes_on(world, offered, page):
    offer, browser = offered(), Client()
    answer = browser.post(page(offer), {"answer": "decline", "reason": "Fridays do not work."}, follow=True)
    assert answer.status_code == 410
    assert "Your place in line is kept." in answer.content.decode()
    with inside(world.heartland, world.admin):
        offer.refresh_from_db()
        assert (offer.state, offer.reason) == (Offer.State.DECLINED, "Fridays do not work.")
        assert Application.objects.get().state == State.POOL
        assert Due.objects.filter(kind=NEXT, object_id=offer.pk).exists()
    assert browser.post(page(offer), {"answer": "accept"}, follow=True).status_code == 410


@pytest.mark.parametrize("reason", ["x" * 601, "a\0b"])
def test_a_reason_that_cannot_be_kept_is_said_and_not_lost(world, offered, page, reason):
    answer = Client().post(page(offered()), {"answer": "decline", "reason": reason})
    assert answer.status_code == 422
    assert reason.replace("\0", "") in answer.content.decode().replace("\0", "")


def test_a_few_days_more_are_given_once(world, offered, page):
    offer, browser = offered(), Client()
    answer = browser.post(page(offer), {"answer": "extend"}, follow=True)
    read = answer.content.decode()
    assert answer.status_code == 200
    assert "I need a few days more" not in read
    assert "It is held longer already" in read
    twice = browser.post(page(offer), {"answer": "extend"})
    assert twice.status_code == 409
    with inside(world.heartland, world.admin):
        assert Offer.objects.get().held_until > offer.held_until
        assert Due.objects.filter(kind="vetting.offer", object_id=offer.pk).count() == 1


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "\0"}, {"answer": "withdraw"}])
def test_a_post_without_an_answer_does_nothing(world, offered, page, data):
    answer = Client().post(page(offered()), data)
    assert answer.status_code == 409
    assert "Nothing was chosen." in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert Offer.objects.get().state == Offer.State.OPEN


def test_before_they_hear_there_is_no_offer(world, offered, page):
    offer = offered(heard=False)
    for answer in (Client().get(page(offer)), Client().post(page(offer), {"answer": "accept"})):
        assert answer.status_code == 410
        assert "No seat is offered at the moment" in answer.content.decode()
        assert "Your place in line is kept." in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert Offer.objects.get().state == Offer.State.OPEN


def test_when_its_time_is_over_the_place_in_line_stays(world, offered, page, now):
    late, ended, back = (
        offered(),
        offered("Ed Moss", company_name="Moss IT"),
        offered("Ada Novak", company_name="Novak"),
    )
    with inside(world.heartland, world.admin):
        Offer.objects.filter(pk=late.pk).update(held_until=now - timedelta(minutes=1))
        end_offer(Offer.objects.select_related("application").get(pk=ended.pk), now=now)
        withdraw_offer(Offer.objects.select_related("application").get(pk=back.pk), by=world.admin, now=now)
    for offer, words in ((late, "The time for this seat is over"), (ended, "is over"), (back, "was taken back")):
        answer = Client().post(page(offer), {"answer": "accept"}, follow=True)
        assert answer.status_code == 410
        assert words in answer.content.decode()
        assert "Your place in line is kept." in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert Application.objects.filter(state=State.SEATED).count() == 0


def test_a_program_that_nobody_runs_says_so(world, offered, page, now):
    offer = offered()
    with inside(world.heartland, world.admin):
        Role.objects.filter(kind=Role.Kind.ADMIN).update(ended_at=now)
    answer = Client().post(page(offer), {"answer": "accept"})
    assert answer.status_code == 409
    assert "Nobody runs the program at the moment" in answer.content.decode()


def test_a_link_that_lies_opens_and_changes_nothing(world, offered, page):
    offer, other = offered(), offered("Ed Moss", company_name="Moss IT")
    good = links.token("application", world.heartland.pk, offer.application_id)
    theirs = links.token("application", world.heartland.pk, other.application_id)
    tampered = [
        links.token("check-in", world.heartland.pk, offer.application_id),
        links.token("reference", world.heartland.pk, offer.application_id),
        theirs.split(":")[0] + good[good.index(":") :],
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.split(":")[0],
        "nothing",
    ]
    for token in tampered:
        url = reverse("link_offer", args=[token])
        assert Client().get(url).status_code == 410
        assert Client().post(url, {"answer": "accept"}).status_code == 410
    elsewhere = address(world.summit, offer.application_id)
    assert Client().get(elsewhere).status_code == 404
    assert Client().post(elsewhere, {"answer": "accept"}).status_code == 404
    with inside(world.heartland, world.admin):
        assert set(Offer.objects.values_list("state", flat=True)) == {Offer.State.OPEN}


def test_one_answers_for_oneself_alone(world, offered, page):
    mine, other = offered(), offered("Ed Moss", company_name="Moss IT")
    Client().post(page(mine), {"answer": "accept", "offer": other.pk, "pk": other.application_id})
    with inside(world.heartland, world.admin):
        assert Offer.objects.get(pk=mine.pk).state == Offer.State.ACCEPTED
        assert Offer.objects.get(pk=other.pk).state == Offer.State.OPEN


def test_who_is_signed_in_as_somebody_else_stays_who_they_are(world, client_as, offered, page):
    browser, offer = client_as(world.stranger), offered()
    answer = browser.post(page(offer), {"answer": "accept"}, follow=True)
    assert "email=" in answer.context["start_url"]
    assert browser.session["_auth_user_id"] == str(world.stranger.pk)


def test_another_method_is_refused(world, offered, page):
    assert Client().put(page(offered())).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_take_the_last_seat_and_one_is_told_kindly(world, offered, page):
    both = [offered(), offered("Ed Moss", company_name="Moss IT")]
    with inside(world.heartland, world.admin):
        taken = Seat.objects.held().filter(group=world.group).count()
        Group.objects.filter(pk=world.group.pk).update(seat_count=taken + 1)
    gate, read = threading.Barrier(2), []

    def accept(offer) -> None:
        gate.wait()
        try:
            read.append(Client().post(page(offer), {"answer": "accept"}, follow=True).content.decode())
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[offer]) for offer in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum("You have a seat in Owners 1" in words for words in read) == 1
    assert (
        sum("Somebody was a moment quicker" in words and "Your place in line is kept" in words for words in read) == 1
    )
    with inside(world.heartland, world.admin):
        assert Seat.objects.held().filter(group=world.group).count() == taken + 1
        assert sorted(Application.objects.values_list("state", flat=True)) == [State.POOL, State.SEATED]
