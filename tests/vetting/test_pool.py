"""The pool: who waits, in which order, where a seat is open and what stands in the way; and the offers that are out."""

from datetime import timedelta

import pytest

from groups.models import Group, Seat
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.candor import ask_candor
from vetting.actions.deciding import decide
from vetting.actions.offering import decline_offer, extend_offer, make_offer, remind_of_offer
from vetting.models import Application, Offer, VettingRules
from vetting.states import Decision

PAGE = "/p/heartland/pool/"


@pytest.fixture
def pooled(world, applicant, now):
    """Somebody accepted to the pool of Heartland, which asks groups only if `candor` says so."""

    def make(name="Nora Kessler", *, candor=False, when=now, **told):
        made = applicant(name, **told)
        with inside(world.heartland, world.admin):
            VettingRules.objects.update_or_create(defaults={"candor": candor})
            decide(made, Decision.ACCEPT, by=world.admin, now=when, reason="fits")
            Application.objects.update(hears_at=None, state_before="")
            return Application.objects.get(pk=made.pk)

    return make


def test_who_waits_longest_stands_first_with_fit_days_and_open_seats(world, client_as, pooled, now):
    pooled("Ed Moss", company_name="Moss IT", when=now - timedelta(days=2))
    pooled("Nora Kessler", when=now - timedelta(days=12))
    answer = client_as(world.admin).get(PAGE)
    rows = answer.context["rows"]
    assert [(row["place"], row["application"].name, row["days"]) for row in rows] == [
        (1, "Nora Kessler", 12), (2, "Ed Moss", 2),
    ]  # fmt: skip
    read = answer.content.decode()
    assert "9 open" in read
    assert "No conflict" in read
    assert f"/offer/?group={world.group.pk}" in read
    assert "Candor" not in read


def test_groups_of_another_role_full_ones_and_shared_companies_do_not_suit(world, client_as, pooled):
    pooled("Petra Whitfield", company_name="Northwind IT")
    pooled("Tom Reyes", track=None)
    with inside(world.heartland, world.admin):
        managers = Track.objects.get(name="Service managers")
        Application.objects.filter(name="Tom Reyes").update(track=managers)
    rows = {row["application"].name: row for row in client_as(world.admin).get(PAGE).context["rows"]}
    assert world.group.pk not in {one.group.pk for one in rows["Petra Whitfield"]["suits"]}
    assert not {world.group.pk, world.sibling_group.pk} & {one.group.pk for one in rows["Tom Reyes"]["suits"]}
    with inside(world.heartland, world.admin):
        for group in Group.objects.all():
            taken = Seat.objects.held().filter(group=group).count()
            Group.objects.filter(pk=group.pk).update(seat_count=max(taken, 2))
    read = client_as(world.admin).get(PAGE).content.decode()
    assert "None at the moment" in read


def test_the_group_is_said_to_be_asked_in_one_word(world, client_as, pooled, now):
    application = pooled(candor=True, consent_at=now, group=world.group)
    assert "Candor: Not asked" in client_as(world.admin).get(PAGE).content.decode()
    with inside(world.heartland, world.admin):
        ask_candor(application, world.group, by=world.admin, now=now)
    assert "Candor: Being checked" in client_as(world.admin).get(PAGE).content.decode()


def test_offers_show_their_clock_and_answers_their_reason(world, client_as, pooled, now):
    first, second = pooled("Nora Kessler"), pooled("Ed Moss", company_name="Moss IT")
    with inside(world.heartland, world.admin):
        offer = make_offer(first, world.group, by=world.admin, now=now - timedelta(hours=1))
        remind_of_offer(offer, now=now)
        extend_offer(offer, by=world.admin, now=now)
        declined = make_offer(second, world.group, by=world.admin, now=now - timedelta(hours=1))
        decline_offer(Offer.objects.select_related("application").get(pk=declined.pk), now=now, reason="No Fridays.")
    answer = client_as(world.admin).get(PAGE)
    (row,) = answer.context["offers"]
    assert row["notes"] == "reminded once, extended"
    assert "5:00\xa0pm" in row["until"]
    read = answer.content.decode()
    assert "“No Fridays.”" in read
    assert "Hold 3 days longer" not in read
    assert "Take back" in read


def test_an_offer_can_be_undone_on_the_page_before_they_hear(world, client_as, pooled, now):
    application = pooled()
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=now)
    browser = client_as(world.admin)
    assert "They hear of it at" in browser.get(PAGE).content.decode()
    answer = browser.post(f"/p/heartland/offers/{offer.pk}/withdrawal/", follow=True)
    assert "Nora Kessler never hears of it." in answer.content.decode()
    assert [row["application"].name for row in answer.context["rows"]] == ["Nora Kessler"]
    again = browser.post(f"/p/heartland/offers/{offer.pk}/withdrawal/", follow=True).content.decode()
    assert "This offer is over already." in again


def test_an_offer_is_held_longer_once(world, client_as, pooled, now):
    application = pooled()
    with inside(world.heartland, world.admin):
        offer = make_offer(application, world.group, by=world.admin, now=now - timedelta(hours=1))
    browser, url = client_as(world.admin), f"/p/heartland/offers/{offer.pk}/extension/"
    assert "Held for Nora Kessler until" in browser.post(url, follow=True).content.decode()
    assert "once is all" in browser.post(url, follow=True).content.decode()
    with inside(world.heartland, world.admin):
        assert Offer.objects.get().held_until > offer.held_until


def test_nobody_waits(world, client_as):
    read = client_as(world.admin).get(PAGE).content.decode()
    assert "Nobody waits for a seat." in read
    assert "No offers out." in read


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "99999999", "²"])
def test_a_page_that_is_none_is_the_first_or_empty(world, client_as, pooled, page):
    pooled()
    assert len(client_as(world.admin).get(PAGE, {"page": page}).context["rows"]) == 1


def test_the_rest_of_a_long_line_stands_on_the_next_page(world, client_as, pooled, monkeypatch):
    monkeypatch.setattr("vetting.views.pool.PER_PAGE", 1)
    pooled("Nora Kessler")
    pooled("Ed Moss", company_name="Moss IT")
    browser = client_as(world.admin)
    assert "?page=2" in browser.get(PAGE).content.decode()
    last = browser.get(PAGE, {"page": "2"})
    assert [row["place"] for row in last.context["rows"]] == [2]
    assert "?page=1" in last.content.decode()


def test_a_longer_line_costs_no_more_queries(world, client_as, pooled, now, queries):
    browser = client_as(world.admin)
    offered = pooled("Ada Novak", company_name="Novak IT", candor=False, consent_at=now)
    with inside(world.heartland, world.admin):
        make_offer(offered, world.group, by=world.admin, now=now)
    pooled("Guest 0", company_name="Company 0", candor=True, consent_at=now)
    few = queries(lambda: browser.get(PAGE))
    for number in (1, 2, 3):
        one = pooled(f"Guest {number}", company_name=f"Company {number}", candor=True, consent_at=now)
        with inside(world.heartland, world.admin):
            ask_candor(one, world.group, by=world.admin, now=now)
    assert queries(lambda: browser.get(PAGE)) == few
    assert few <= 10


@pytest.mark.parametrize("who", ["member", "peer", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_nobody_else_finds_it(world, client_as, who):
    assert client_as(getattr(world, who)).get(PAGE).status_code == 404


def test_signed_out_one_is_asked_to_sign_in_and_a_post_is_refused(world, client_as):
    assert "/accounts/login" in client_as(None).get(PAGE).headers["Location"]
    assert client_as(world.admin).post(PAGE).status_code == 405
