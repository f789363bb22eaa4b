"""A trial visit: invited, signed, a yes from both sides; a no of either halts the seat, and who reads what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import Group
from programs import links
from programs.clock import local_day
from programs.models import Activity
from programs.refusal import Refused
from programs.tenancy import inside
from vetting.actions.applying import withdraw
from vetting.actions.deciding import decide, undo_decision
from vetting.actions.offering import accept_offer, held_seats, make_offer
from vetting.actions.ringing import ring_all
from vetting.actions.signing import publish_agreement
from vetting.actions.visiting import invite_visit, sign_visit
from vetting.models import Agreement, Application, Offer, Signature, VettingRules, Visit, VisitWord
from vetting.states import Decision

NDA = "What is said here stays here."
WHERE = "9:00 in Chicago, https://meet.example/owners"


@pytest.fixture
def nora(world, applicant, now):
    """Somebody in the pool of a program in which a visit comes first, who may be named."""
    made = applicant(consent_at=now)
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(visit=True, candor=False)
        publish_agreement(Agreement.Kind.NDA, text=NDA, by=world.admin, now=now)
        decide(made, Decision.ACCEPT, by=world.admin, now=now - timedelta(minutes=5), reason="fits")
        made.refresh_from_db()
    return made


@pytest.fixture
def invited(world, nora, now):
    """Nora is invited to a meeting of Owners 1 in five days."""

    def invite(days=5) -> Visit:
        with inside(world.heartland, world.admin):
            on = local_day(now, world.heartland.zone) + timedelta(days=days)
            seats = held_seats(world.group)
            return invite_visit(nora, world.group, on=on, where=WHERE, seats=seats, by=world.admin, now=now)

    return invite


@pytest.fixture
def page(world, nora) -> str:
    return reverse("link_visit", args=[links.token("application", world.heartland.pk, nora.pk)])


def signs(world, page, name="Nora Kessler") -> dict[str, str]:
    """What the form sends to sign."""
    with inside(world.heartland, world.admin):
        text = Agreement.objects.get(kind="nda", number=Agreement.objects.in_force()[0].number)
    return {"sign": "1", "name": name, f"agree_{text.pk}": "on"}


def came(world, visit) -> None:
    """The day of the meeting has come, and they had signed."""
    with inside(world.heartland, world.admin):
        here = Visit.objects.get(pk=visit.pk)
        Visit.objects.update(on=here.on - timedelta(days=6), signed_at=here.invited_at)


def offer(world, nora, now):
    with inside(world.heartland, world.admin):
        return make_offer(Application.objects.get(pk=nora.pk), world.group, by=world.admin, now=now)


def test_signed_first_then_told_when_and_where(world, invited, page, client_as):
    invited()
    read = Client().get(page).content.decode()
    assert NDA in read
    assert "meet.example" not in read
    for wrong, words in (
        ({"name": ""}, "Type your name"),
        ({"name": "a\x00"}, "Null characters"),
    ):
        answer = Client().post(page, signs(world, page) | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    unticked = {"sign": "1", "name": "Nora Kessler"}
    assert "Tick it to agree" in Client().post(page, unticked).content.decode()
    answer = Client().post(page, signs(world, page), follow=True)
    assert "meet.example" in answer.content.decode()
    with inside(world.heartland, world.admin):
        assert Signature.objects.get().name == "Nora Kessler"
    signed = client_as(world.admin).get(reverse("agreements", args=["heartland"])).content.decode()
    assert "as a visitor" in signed
    assert "as Nora Kessler" not in signed


def test_the_visitor_sees_the_group_in_outline_also_an_unlisted_one(world, invited, page, client_as):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(visibility="unlisted", cadence="Third Thursday")
    invited()
    read = Client().get(page).content.decode()
    assert "Owners 1" in read
    assert "Third Thursday" in read
    assert world.member.name not in read
    with inside(world.heartland, reach=world.goal.pk):
        assert not Group.objects.filter(pk=world.group.pk).exists()


def test_a_yes_from_both_sides_clears_the_seat(world, nora, invited, page, client_as, now):
    with pytest.raises(Refused, match="Invite them to visit a meeting of Owners 1 first"):
        offer(world, nora, now)
    visit = invited()
    with pytest.raises(Refused, match="no yes from both sides yet"):
        offer(world, nora, now)
    came(world, visit)
    assert "How was it?" in Client().get(page).content.decode()
    assert "You would like to sit with them" in Client().post(page, {"wants": "yes"}, follow=True).content.decode()
    with pytest.raises(Refused, match="no yes from both sides yet"):
        offer(world, nora, now)
    runs = client_as(world.facilitator)
    mine = reverse("visit", args=["heartland", visit.pk])
    assert "Nora Kessler visits Owners 1" in runs.get(mine).content.decode()
    assert "You said yes for the group" in runs.post(mine, {"welcome": "yes"}, follow=True).content.decode()
    assert offer(world, nora, now).pk


def test_after_its_day_the_applicants_own_page_asks_how_it_was(world, nora, invited, page, now):
    mine = reverse("link_application", args=[links.token("application", world.heartland.pk, nora.pk)])
    visit, today = invited(), local_day(now, world.heartland.zone)

    def read(**told) -> str:
        with inside(world.heartland, world.admin):
            Visit.objects.filter(pk=visit.pk).update(**told)
        return Client().get(mine).content.decode()

    assert "Read and sign" in read()
    assert "it was no visit" in read(on=today - timedelta(days=1))
    on_the_day = read(on=today, signed_at=now)
    assert "When and where stands on its page" in on_the_day
    assert "meet.example" in Client().get(page).content.decode()
    after = read(on=today - timedelta(days=1))
    assert "Say how it was" in after
    assert "You are invited" not in after
    answered = read(wants=True)
    assert "You have said how it was" in answered
    assert "Say how it was" not in answered
    assert "meet.example" not in Client().get(page).content.decode()


@pytest.mark.parametrize("side", ["visitor", "group"])
def test_a_no_of_either_halts_the_seat_kindly(world, nora, invited, page, client_as, now, side):
    visit = invited()
    came(world, visit)
    Client().post(page, {"wants": "no" if side == "visitor" else "yes"})
    client_as(world.facilitator).post(
        reverse("visit", args=["heartland", visit.pk]), {"welcome": "no" if side == "group" else "yes"}
    )
    with pytest.raises(Refused, match="did not end with a yes from both sides"):
        offer(world, nora, now)
    read = Client().get(page).content.decode()
    assert ("Nobody minds" in read) == (side == "visitor")  # what the group said is not theirs to read
    with inside(world.heartland, reach=nora.pk):
        assert not VisitWord.objects.exists()
    told = client_as(world.admin).get(reverse("offer_new", args=["heartland", nora.pk])).content.decode()
    assert "A no" in told


def test_nobody_answers_before_the_day_or_without_a_signature(world, invited, page, client_as, now):
    visit = invited()
    mine = reverse("visit", args=["heartland", visit.pk])
    runs = client_as(world.facilitator)
    assert Client().post(page, {"wants": "yes"}).status_code == 409
    assert "still to come" in runs.post(mine, {"welcome": "yes"}).content.decode()
    with inside(world.heartland, world.admin):
        Visit.objects.update(on=local_day(now, world.heartland.zone))
    assert "not signed" in Client().post(page, {"wants": "yes"}).content.decode()
    assert "not signed" in runs.post(mine, {"welcome": "yes"}).content.decode()
    assert "Choose yes or no" in runs.post(mine, {"welcome": "x\x00"}).content.decode()
    assert Client().post(page, {}).status_code == 409


def test_its_facilitator_finds_it_on_the_pages_of_the_group(world, invited, client_as, queries):
    visit = invited()
    browser = client_as(world.facilitator)
    home, line = f"/p/heartland/groups/{world.group.pk}/", f'id="visit-{visit.pk}"'
    pages = (home, "/p/heartland/groups/")
    tag = browser.get(home).headers["ETag"]
    for url in pages:
        text = browser.get(url).content.decode()
        assert line in text
        assert "</a> visits on " in text
        assert queries(lambda url=url: browser.get(url)) <= 10
    came(world, visit)
    assert browser.get(home, headers={"If-None-Match": tag}).status_code == 200, "what is kept is not what is shown"
    for url in pages:
        assert "How was it?" in browser.get(url).content.decode()
    for user in (world.member, world.peer, world.admin):
        assert line not in client_as(user).get(home).content.decode()
    assert browser.post(reverse("visit", args=["heartland", visit.pk]), {"welcome": "yes"}).status_code == 302
    for url in pages:
        assert line not in browser.get(url).content.decode()


def test_only_who_facilitates_the_group_finds_its_page(world, invited, client_as):
    mine = reverse("visit", args=["heartland", invited().pk])
    for nobody in (world.member, world.admin, world.reviewer, world.sibling, world.foreign_facilitator):
        assert client_as(nobody).get(mine).status_code == 404
        assert client_as(nobody).post(mine, {"welcome": "yes"}).status_code == 404
    assert client_as(None).get(mine).status_code == 302


def test_the_admin_invites_from_the_offer_and_moves_it(world, nora, client_as, now):
    admin, new = client_as(world.admin), reverse("visit_new", args=["heartland", nora.pk])
    day = local_day(now, world.heartland.zone) + timedelta(days=4)
    told = {"group": str(world.group.pk), "on": day.isoformat(), "where": WHERE}
    for wrong, words in (
        ({"on": "2020-01-01"}, "That day has passed"),
        ({"on": "x"}, "Choose a day such as"),
        ({"where": ""}, "Say when and where"),
        ({"where": "a\x00"}, "Null characters"),
    ):
        answer = admin.post(new, told | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert "is invited by mail" in admin.post(new, told, follow=True).content.decode()
    admin.post(new, told | {"on": (day + timedelta(days=1)).isoformat()})
    with inside(world.heartland, world.admin):
        assert Visit.objects.get().on == day + timedelta(days=1)
    file = admin.get(reverse("application", args=["heartland", nora.pk])).content.decode()
    assert "Visit to Owners 1" in file
    for nobody in (world.member, world.facilitator, world.reviewer, world.foreign_admin):
        assert client_as(nobody).post(new, told).status_code == 404


def test_it_needs_consent_an_agreement_and_a_group_with_people(world, nora, invited, now):
    with inside(world.heartland, world.admin):
        on = local_day(now, world.heartland.zone)
        with pytest.raises(Refused, match="Nobody sits in"):
            invite_visit(nora, world.group, on=on, where=WHERE, seats=[], by=world.admin, now=now)
        Application.objects.update(consent_at=None)
        nora.refresh_from_db()
        with pytest.raises(Refused, match="not agreed to be named"):
            invite_visit(nora, world.group, on=on, where=WHERE, seats=held_seats(world.group), by=world.admin, now=now)


def test_a_text_that_changed_while_it_was_read_is_read_again(world, invited, page, now):
    invited()
    sends = signs(world, page)
    with inside(world.heartland, world.admin):
        publish_agreement(Agreement.Kind.NDA, text="A new rule.", by=world.admin, now=now)
    answer = Client().post(page, sends)
    assert answer.status_code == 422
    assert "A new rule." in answer.content.decode()


def test_what_a_visitor_signed_holds_when_they_are_seated(world, nora, invited, page, now):
    visit = invited()
    with inside(world.heartland, reach=nora.pk):
        here = Visit.objects.select_related("application").get()
        sign_visit(here, Agreement.objects.in_force()[0], name="Nora Kessler", now=now)
    with inside(world.heartland, world.admin):
        Visit.objects.filter(pk=visit.pk).update(wants=True)
        VisitWord.objects.create(visit=visit, group=world.group, welcome=True, by=world.facilitator)
    made = offer(world, nora, now)
    with inside(world.heartland, world.admin):
        agreements = Agreement.objects.in_force(world.group)
        member = accept_offer(made, name="Nora Kessler", agreements=agreements, now=now)
        assert [one.member for one in Signature.objects.all()] == [member]


def test_its_clock_reminds_to_sign_and_asks_both_sides_twice(world, nora, invited, now):
    invited()
    for day in (1, 4):
        ring_all(now=now + timedelta(days=day))
    with inside(None, reach="post"):
        assert Activity.objects.filter(kind="visit.reminded").count() == 1
    with inside(world.heartland, world.admin):
        Visit.objects.update(signed_at=now)
    for day in (7, 8, 10.5, 11, 20):
        ring_all(now=now + timedelta(days=day))
    with inside(None, reach="post"):
        assert Activity.objects.filter(kind="visit.over").count() == 2
        assert Activity.objects.filter(kind="visit.group_asked").count() == 2


def test_without_a_visit_the_page_leads_back(world, nora, page):
    assert Client().get(page).status_code == 302


def test_a_group_that_has_not_answered_said_no_neither(world, nora, invited, client_as):
    invited()
    page = client_as(world.admin).get(f"/p/heartland/applications/{nora.pk}/").content.decode()
    assert "The group: no answer." in page


def test_who_withdraws_before_the_day_does_not_come(world, nora, invited, client_as, now):
    visit = invited()
    home = reverse("group", args=["heartland", world.group.pk])
    assert "Nora Kessler" in client_as(world.facilitator).get(home).content.decode()
    with inside(world.heartland, reach=nora.pk):
        withdraw(Application.objects.get(), now=now)
    assert "Nora Kessler" not in client_as(world.facilitator).get(home).content.decode()
    mine = reverse("visit", args=["heartland", visit.pk])
    read = client_as(world.facilitator).get(mine).content.decode()
    assert "so there is no visit" in read
    assert 'name="welcome"' not in read
    came(world, visit)
    refused = client_as(world.facilitator).post(mine, {"welcome": "yes"})
    assert refused.status_code == 422
    assert "did not come, so there is nothing to say" in refused.content.decode()
    file = client_as(world.admin).get(reverse("application", args=["heartland", nora.pk])).content.decode()
    assert "Called off" in file
    with inside(world.heartland, world.admin):
        assert not VisitWord.objects.exists()


def test_a_decline_that_is_taken_back_leaves_the_visit_as_it_was(world, nora, invited, page, now):
    visit = invited()
    with inside(world.heartland, world.admin):
        made = decide(nora, Decision.DECLINE, by=world.admin, now=now, reason="no_group")
        assert Visit.objects.get(pk=visit.pk).called_off_at == now
    assert NDA in Client().get(page).content.decode()  # nothing that the visitor reads tells of a decline too early
    with inside(world.heartland, world.admin):
        undo_decision(made, by=world.admin, now=now + timedelta(seconds=20))
        assert Visit.objects.get(pk=visit.pk).called_off_at is None


def test_who_is_back_in_the_pool_is_invited_anew_and_comes(world, nora, invited, page, client_as, now):
    visit = invited()
    with inside(world.heartland, world.admin):
        Visit.objects.filter(pk=visit.pk).update(called_off_at=now)
    assert Client().get(page).status_code == 302
    with pytest.raises(Refused, match="Invite them to visit a meeting of Owners 1 first"):
        offer(world, nora, now)
    seat = reverse("offer_new", args=["heartland", nora.pk])
    assert "Invite them to visit a meeting" in client_as(world.admin).get(seat).content.decode()
    ring_all(now=now + timedelta(days=3, hours=12))
    assert invited(days=9).called_off_at is None
    assert NDA in Client().get(page).content.decode()


def test_one_may_sign_until_the_day_is_over(world, invited, page):
    for ago, words in ((0, "Sign first, then come"), (1, "The meeting has passed")):
        visit = invited()
        with inside(world.heartland, world.admin):
            here = Visit.objects.get(pk=visit.pk)
            Visit.objects.filter(pk=visit.pk).update(on=here.on - timedelta(days=5 + ago))
        assert words in Client().get(page).content.decode()
        if ago:
            assert "nothing to sign any more" in Client().post(page, signs(world, page)).content.decode()
        with inside(world.heartland, world.admin):
            Visit.objects.all().delete()


def test_who_is_seated_elsewhere_does_not_come_and_in_the_same_group_comes_as_a_member(world, nora, invited, now):
    here = invited()
    with inside(world.heartland, world.admin):
        VettingRules.objects.update(visit=False)
        on = local_day(now, world.heartland.zone) + timedelta(days=6)
        there = invite_visit(
            nora,
            world.sibling_group,
            on=on,
            where=WHERE,
            seats=held_seats(world.sibling_group),
            by=world.admin,
            now=now,
        )
    made = offer(world, nora, now)
    with inside(world.heartland, world.admin):
        accept_offer(made, name="Nora Kessler", agreements=[], now=now)
        assert set(Visit.objects.values_list("called_off_at", flat=True)) == {now}
        assert not Visit.objects.awaited(local_day(now, world.heartland.zone)).exists()
        told = Activity.objects.filter(kind="visit.called_off").values_list("about_id", flat=True)
        assert list(told) == [there.pk], f"nobody hears that a member does not come: {here.pk}"


def test_a_group_that_says_no_after_the_offer_is_told_to_the_admins(world, nora, invited, now):
    visit = invited()
    came(world, visit)
    with inside(world.heartland, world.facilitator):
        said = VisitWord.objects.create(visit=visit, group=world.group, welcome=True, by=world.facilitator)
    with inside(world.heartland, world.admin):
        Visit.objects.update(wants=True)
    made = offer(world, nora, now)
    ring_all(now=now + timedelta(days=2))
    with inside(world.heartland, world.admin):
        assert not Activity.objects.filter(kind="offer.doubted").exists()
    with inside(world.heartland, world.facilitator):
        VisitWord.objects.filter(pk=said.pk).update(welcome=False)
    for day in (4, 6):
        ring_all(now=now + timedelta(days=day))
    with inside(world.heartland, world.admin):
        assert Activity.objects.get(kind="offer.doubted").about_id == nora.pk
        assert Offer.objects.get(pk=made.pk).state == Offer.State.OPEN
