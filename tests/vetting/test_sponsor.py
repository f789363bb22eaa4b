"""Somebody vouches: named without a word on who is a member, or chosen by staff, and answered by the member."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.actions import leave_seat
from groups.models import SeatHolder
from members.models import Member
from programs import links
from programs.models import Activity
from programs.refusal import Refused
from programs.tenancy import inside
from vetting.actions.deciding import decide
from vetting.actions.offering import make_offer
from vetting.actions.ringing import ring_all
from vetting.actions.vouching import ask_sponsor
from vetting.models import Application, Dossier, Opinion, Sponsor, VettingRules
from vetting.states import Decision


@pytest.fixture
def nora(world, applicant):
    """Somebody who applies to a program in which a member vouches."""
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(sponsor=True, candor=False)
    return applicant()


@pytest.fixture
def asked(world, nora, now) -> Sponsor:
    """Dana is asked whether she vouches for Nora."""
    with inside(world.heartland, world.admin):
        return ask_sponsor(nora, Member.objects.get(user=world.member), by=world.admin, now=now)


def link(world, application, name="link_application") -> str:
    return reverse(name, args=[links.token("application", world.heartland.pk, application.pk)])


def test_who_is_named_is_found_in_the_background_and_asked(world, nora, now):
    named = Client().post(link(world, nora, "link_application_sponsor"), {"named": "DANA whitfield"}, follow=True)
    assert "You named" in named.content.decode()
    with inside(world.heartland, world.admin):
        assert not Sponsor.objects.exists()
    ring_all(now=now + timedelta(minutes=1))
    with inside(world.heartland, world.admin):
        assert Sponsor.objects.get().member.user == world.member


@pytest.mark.parametrize("named", ["nobody@nowhere.example", "Dana Whitfield"])
def test_the_page_says_the_same_of_members_and_of_others(world, nora, named, now):
    address = link(world, nora)

    def page() -> str:
        return Client().get(address).content.decode()

    answer = Client().post(link(world, nora, "link_application_sponsor"), {"named": named}, follow=True)
    assert "We ask them if we know them" in answer.content.decode()
    before = page()
    ring_all(now=now + timedelta(minutes=1))
    after = page()
    assert before.partition('id="sponsor"')[2] == after.partition('id="sponsor"')[2]
    with inside(world.heartland, reach=nora.pk):
        assert not Sponsor.objects.exists()
        assert not Member.objects.exists()


def test_the_member_answers_and_may_change_it(world, nora, asked, client_as):
    dana, page = client_as(world.member), reverse("sponsor", args=["heartland", asked.pk])
    read = dana.get(page).content.decode()
    assert "Do you vouch for Nora Kessler?" in read
    assert "Kessler Networks" in read
    assert nora.email not in read
    assert nora.why_now not in read
    assert dana.post(page, {"answer": "no", "words": ""}).status_code == 302
    dana.post(page, {"answer": "yes", "words": "She fixed our backup in a night."})
    with inside(world.heartland, world.admin):
        found = Sponsor.objects.get()
        assert (found.answer, found.words) == ("yes", "She fixed our backup in a night.")
    told = client_as(world.admin).get(reverse("application", args=["heartland", nora.pk])).content.decode()
    assert "She fixed our backup in a night." in told
    for wrong in (
        {},
        {"answer": "perhaps"},
        {"answer": "yes", "words": "a\x00b"},
        {"answer": "yes", "words": "x" * 301},
    ):
        assert dana.post(page, wrong).status_code == 422


def test_today_asks_until_they_have_answered_or_a_month_is_over(world, asked, client_as, queries, now):
    card, browser = f'id="sponsor-{asked.pk}"', client_as(world.member)
    today = "/p/heartland/today/"
    assert card in browser.get(today).content.decode()
    assert "Do you vouch for Nora Kessler?" in browser.get(today).content.decode()
    assert queries(lambda: browser.get(today)) <= 10
    assert card not in client_as(world.peer).get(today).content.decode()
    with inside(world.heartland, world.admin):
        Sponsor.objects.update(asked_at=now - timedelta(days=31))
    assert card not in browser.get(today).content.decode()
    with inside(world.heartland, world.admin):
        Sponsor.objects.update(asked_at=now)
    assert card in browser.get(today).content.decode()
    browser.post(reverse("sponsor", args=["heartland", asked.pk]), {"answer": "yes", "words": ""})
    assert card not in browser.get(today).content.decode()


def test_who_sits_in_no_group_is_asked_on_today_too(world, asked, client_as, now):
    with inside(world.heartland, world.admin):
        for held in SeatHolder.objects.current().filter(member__user=world.member):
            leave_seat(held, by=world.admin, now=now)
    assert f'id="sponsor-{asked.pk}"' in client_as(world.member).get("/p/heartland/today/").content.decode()


def test_nobody_but_the_member_finds_the_page(world, asked, client_as):
    page = reverse("sponsor", args=["heartland", asked.pk])
    for nobody in (world.peer, world.facilitator, world.admin, world.reviewer, world.stranger):
        assert client_as(nobody).get(page).status_code == 404
        assert client_as(nobody).post(page, {"answer": "yes"}).status_code == 404
    assert client_as(None).get(page).status_code == 302
    for other in (world.peer, world.facilitator):
        with inside(world.heartland, other):
            assert not Sponsor.objects.exists()
    with inside(world.heartland, world.member):
        assert Sponsor.objects.count() == 1
        assert not any(table.objects.exists() for table in (Application, Dossier, Opinion))


def test_no_offer_until_somebody_has_vouched(world, nora, asked, client_as, now):
    with inside(world.heartland, world.admin):
        decide(nora, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        here = Application.objects.get(pk=nora.pk)
        with pytest.raises(Refused, match="Nobody has vouched"):
            make_offer(here, world.group, by=world.admin, now=now)
    page = reverse("sponsor", args=["heartland", asked.pk])
    client_as(world.member).post(page, {"answer": "no"})
    with inside(world.heartland, world.admin), pytest.raises(Refused, match="Nobody has vouched"):
        make_offer(here, world.group, by=world.admin, now=now)
    client_as(world.member).post(page, {"answer": "yes"})
    with inside(world.heartland, world.admin):
        assert make_offer(here, world.group, by=world.admin, now=now).pk


def test_staff_choose_a_member(world, nora, client_as):
    admin, where = client_as(world.admin), reverse("application_sponsor", args=["heartland", nora.pk])
    for named, words in (
        ("", "Type the address or the name"),
        ("nobody@nowhere.example", "No single member"),
        ("Wanda Ruiz", "has not joined yet"),
        ("x\x00", "Null characters"),
    ):
        answer = admin.post(where, {"named": named})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert "is asked by mail" in admin.post(where, {"named": world.member.email}, follow=True).content.decode()
    assert "was asked already" in admin.post(where, {"named": "Dana Whitfield"}).content.decode()
    for nobody in (world.member, world.reviewer, world.foreign_admin):
        assert client_as(nobody).post(where, {"named": "x"}).status_code == 404


def test_silence_is_asked_once_more(world, asked, now):
    for day in (1, 3.1, 7, 20):
        ring_all(now=now + timedelta(days=day))
    with inside(None, reach="post"):
        assert Activity.objects.filter(kind="sponsor.reminded").count() == 1


def test_without_the_switch_there_is_nothing_of_it(world, applicant, client_as):
    nora = applicant()
    assert "vouch" not in Client().get(link(world, nora)).content.decode()
    assert Client().post(link(world, nora, "link_application_sponsor"), {"named": "x"}).status_code == 404
    where = reverse("application_sponsor", args=["heartland", nora.pk])
    assert client_as(world.admin).post(where, {"named": "x"}).status_code == 404
