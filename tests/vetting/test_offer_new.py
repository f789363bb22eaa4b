"""Offering a seat: choosing the group, why this seat, what stands in the way, what is read, and sending it."""

from datetime import timedelta

import pytest

from groups.models import Group, Seat
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.deciding import decide
from vetting.models import Application, CandorCheck, Offer, VettingRules
from vetting.states import Decision, State


@pytest.fixture
def pooled(world, applicant, now):
    """Somebody of the pool, in a program that asks its groups only if `rules` say so."""

    def make(name="Nora Kessler", *, rules=None, when=now, **told):
        made = applicant(name, **told)
        with inside(world.heartland, world.admin):
            VettingRules.objects.update_or_create(defaults={"candor": False} | (rules or {}))
            decide(made, Decision.ACCEPT, by=world.admin, now=when, reason="fits")
            Application.objects.update(hears_at=None, state_before="")
            return Application.objects.get(pk=made.pk)

    return make


def page_of(application) -> str:
    return f"/p/heartland/applications/{application.pk}/offer/"


def why_of(browser, url, group) -> list[str]:
    """The sentences that the page offers to send along."""
    return [value for value, _ in browser.get(url, {"group": group.pk}).context["form"].fields["why"].choices]


def test_the_page_shows_why_the_mix_and_what_they_read(world, client_as, pooled):
    application = pooled(facts={"maturity": 3, "business_model": "managed"})
    answer = client_as(world.admin).get(page_of(application), {"group": world.group.pk})
    read = answer.content.decode()
    assert answer.context["group"].pk == world.group.pk
    assert "18 people, within the" in read
    assert "Show as a table" in read
    assert '<td class="n">3</td><td class="n">4</td>' in read
    assert "What Nora reads" in read
    assert "Names come once you have accepted." in read
    assert "Held until" in read
    assert "Dana Whitfield" not in read


def test_sending_it_offers_the_seat_with_what_was_ticked(world, client_as, pooled):
    application = pooled()
    browser, url = client_as(world.admin), page_of(application)
    sentences = why_of(browser, url, world.group)
    answer = browser.post(url, {"group": world.group.pk, "why": sentences[:1], "words": "We would be glad of you."})
    with inside(world.heartland, world.admin):
        offer = Offer.objects.select_related("application").get()
        assert (offer.group, offer.why, offer.words) == (world.group, sentences[:1], "We would be glad of you.")
        assert offer.application.state == State.OFFERED
        assert offer.application.hears_at > offer.made_at
    assert answer.headers["Location"].endswith(f"/pool/#offer-{offer.pk}")
    told = browser.get("/p/heartland/pool/")
    (message,) = told.context["messages"]
    assert message.extra_tags == f"/p/heartland/offers/{offer.pk}/withdrawal/"
    assert "They hear in a minute." in told.content.decode()


def test_a_preview_sends_nothing_and_keeps_what_was_typed(world, client_as, pooled):
    application = pooled()
    browser, url = client_as(world.admin), page_of(application)
    typed = {"group": world.group.pk, "why": [], "words": "See you in May.", "preview": "1"}
    whole = browser.post(url, typed)
    part = browser.post(url, typed, headers={"HX-Request": "true"})
    for read in (whole.content.decode(), part.content.decode()):
        assert "See you in May." in read
        assert "Why this seat</h2>" not in read.partition('id="offer-preview"')[2]
    assert "<html" not in part.content.decode()
    with inside(world.heartland, world.admin):
        assert not Offer.objects.exists()


def test_one_cannot_share_a_group_with_ones_own_company(world, client_as, pooled):
    application = pooled("Petra Whitfield", company_name="Northwind IT")
    browser, url = client_as(world.admin), page_of(application)
    read = browser.get(url, {"group": world.group.pk}).content.decode()
    assert "Northwind IT already holds a seat here." in read
    assert "No offer can go yet." in read
    assert "Send the offer" not in read
    answer = browser.post(url, {"group": world.group.pk, "words": "Come"})
    assert answer.status_code == 409
    assert "They cannot share Owners 1" in answer.content.decode()
    assert ">\nCome</textarea>" in answer.content.decode()


def test_the_group_is_asked_first_and_the_page_says_so(world, client_as, pooled, now):
    application = pooled(rules={"candor": True}, consent_at=now)
    browser, url = client_as(world.admin), page_of(application)
    read = browser.get(url, {"group": world.group.pk}).content.decode()
    assert "Ask Owners 1 first whether it could speak freely with them." in read
    ask = f"/p/heartland/applications/{application.pk}/candor/"
    told = browser.post(ask, {"group": world.group.pk}, follow=True).content.decode()
    assert "Owners 1 is asked. You learn clear or blocked, and never who said what." in told
    assert "still being asked" in told
    assert "Ask the group" not in told
    with inside(world.heartland, world.admin):
        check = CandorCheck.objects.get()
        assert (check.group, check.by_phone) == (world.group, False)
    again = browser.post(ask, {"group": world.group.pk}, follow=True).content.decode()
    assert "is being asked already" in again


def test_a_program_may_have_its_facilitators_phone(world, client_as, pooled, now):
    application = pooled(rules={"candor": True, "candor_by_phone": True}, consent_at=now)
    browser = client_as(world.admin)
    read = browser.get(page_of(application), {"group": world.group.pk}).content.decode()
    assert "Have the facilitator ask by phone" in read
    browser.post(f"/p/heartland/applications/{application.pk}/candor/", {"group": world.group.pk})
    with inside(world.heartland, world.admin):
        assert CandorCheck.objects.get().by_phone


def test_nobody_is_named_to_a_group_without_consent(world, client_as, pooled):
    application = pooled(rules={"candor": True})
    browser = client_as(world.admin)
    read = browser.get(page_of(application), {"group": world.group.pk}).content.decode()
    assert "They have not agreed to be named to the group yet." in read
    assert "Ask the group" not in read
    url = f"/p/heartland/applications/{application.pk}/candor/"
    assert "have not agreed" in browser.post(url, {"group": world.group.pk}, follow=True).content.decode()
    with inside(world.heartland, world.admin):
        assert not CandorCheck.objects.exists()


def test_payment_comes_first_where_the_program_says_so(world, client_as, pooled):
    application = pooled(rules={"payment": True})
    read = client_as(world.admin).get(page_of(application), {"group": world.group.pk}).content.decode()
    assert "Payment or a contract must be in place first." in read


def test_an_offer_is_for_somebody_of_the_pool(world, client_as, applicant):
    application = applicant()
    browser, url = client_as(world.admin), page_of(application)
    assert "A seat is offered to somebody of the pool." in browser.get(url, {"group": world.group.pk}).content.decode()
    assert browser.post(url, {"group": world.group.pk}).status_code == 409


def test_without_an_open_seat_the_page_says_what_can_be_done(world, client_as, pooled):
    application = pooled()
    with inside(world.heartland, world.admin):
        for group in Group.objects.all():
            taken = Seat.objects.held().filter(group=group).count()
            Group.objects.filter(pk=group.pk).update(seat_count=max(taken, 2))
        managers = Track.objects.create(name="Nobody yet")
        Application.objects.update(track=managers)
    assert (
        "No group of this role has an open seat." in client_as(world.admin).get(page_of(application)).content.decode()
    )


@pytest.mark.parametrize("told", [{"words": "x" * 601}, {"words": "a\0b"}, {"why": ["Something else"]}])
def test_bad_input_is_said_at_the_field_and_loses_nothing(world, client_as, pooled, told):
    application = pooled()
    typed = {"group": world.group.pk, "words": "Glad of you", "why": []} | told
    answer = client_as(world.admin).post(page_of(application), typed)
    assert answer.status_code == 422
    assert "Nothing is saved yet." in answer.content.decode()
    assert typed["words"].replace("\0", "")[:20] in answer.content.decode().replace("\0", "")
    with inside(world.heartland, world.admin):
        assert not Offer.objects.exists()


@pytest.mark.parametrize("group", ["nonsense", "\0", "00000000-0000-0000-0000-000000000000", "foreign"])
def test_a_group_that_is_not_for_them_is_not_there(world, client_as, pooled, group):
    application = pooled()
    key = str(world.foreign_group.pk) if group == "foreign" else group
    browser = client_as(world.admin)
    assert browser.get(page_of(application), {"group": key}).status_code == 404
    assert browser.post(page_of(application), {"group": key}).status_code == 404
    assert browser.post(f"/p/heartland/applications/{application.pk}/candor/", {"group": key}).status_code == 404


def test_looking_costs_few_queries(world, client_as, pooled, now, queries):
    application = pooled(rules={"candor": True}, consent_at=now)
    browser = client_as(world.admin)
    assert queries(lambda: browser.get(page_of(application), {"group": world.group.pk})) <= 10


@pytest.mark.parametrize("who", ["member", "facilitator", "reviewer", "stranger", "foreign_admin"])
def test_nobody_else_finds_it(world, client_as, pooled, who, now):
    application = pooled(when=now - timedelta(days=1))
    browser = client_as(getattr(world, who))
    assert browser.get(page_of(application)).status_code == 404
    assert browser.post(page_of(application), {"group": world.group.pk}).status_code == 404
    assert browser.post(f"/p/heartland/applications/{application.pk}/candor/").status_code == 404


def test_signed_out_one_is_asked_to_sign_in_and_a_get_asks_no_group(world, client_as, pooled):
    application = pooled()
    assert "/accounts/login" in client_as(None).get(page_of(application)).headers["Location"]
    assert client_as(world.admin).get(f"/p/heartland/applications/{application.pk}/candor/").status_code == 405
