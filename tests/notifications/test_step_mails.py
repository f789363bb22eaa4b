"""Mail of the optional steps before a seat: calls, votes, vouching, visits. To whom, and what it must not say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from members.models import Member
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Delivery, Kind, Notice
from programs.tenancy import inside
from tests.notifications.conftest import Server
from tests.notifications.test_vetting_mails import ADDRESS, application, ask, filed, text_of  # noqa: F401
from vetting.actions.applying import withdraw
from vetting.actions.approving import ask_approval, vote
from vetting.actions.deciding import decide, undo_decision
from vetting.actions.interviewing import ask_interview, choose_slot, give_back, publish_slots, remove_slot
from vetting.actions.offering import held_seats
from vetting.actions.signing import publish_agreement
from vetting.actions.visiting import invite_visit, keep_visit, say_welcome
from vetting.actions.vouching import answer_sponsor, ask_sponsor, remind_sponsor
from vetting.models import Agreement, Application, Approval, Ballot, InterviewSlot, Sponsor, VettingRules, Visit
from vetting.states import Decision

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("quiet")


def sent(server: Server, now: datetime) -> dict[str, str]:
    """What leaves at a moment: {address: words}, and the mailboxes are empty again."""
    announce(now=now)
    deliver(now=now)
    found = {str(mail["To"]): f"{mail['Subject']} {text_of(mail)}" for mail in server.mails}
    for file in server.folder.glob("to-*/*.eml"):
        file.unlink()
    return found


def acted(world: Any, act: Callable[[], Any]) -> Any:
    """Do something as the program admin."""
    with inside(world.heartland, world.admin):
        return act()


@pytest.fixture
def slots(world: Any, application: Application, server: Server) -> list[InterviewSlot]:  # noqa: F811
    """Two times on Thursday at 3 pm in Chicago, with the program's admin."""
    return acted(
        world,
        lambda: publish_slots(
            starts_at=datetime(2026, 12, 3, 21, 0, tzinfo=UTC), minutes=20, count=2, where="+1 555 010 0200",
            host=world.admin, by=world.admin, now=MONDAY,
        ),
    )  # fmt: skip


def test_a_call_is_asked_for_chosen_given_back_and_called_off(world, application, slots, server):  # noqa: F811
    acted(world, lambda: ask_interview(application, by=world.admin, now=MONDAY))
    (said,) = sent(server, MONDAY).values()
    assert "Choose a time for a call" in said
    with inside(world.heartland, reach=application.pk):
        choose_slot(Application.objects.get(), slots[0], now=MONDAY)
    mails = sent(server, MONDAY)
    assert mails.keys() == {ADDRESS, world.admin.email}
    assert "Thursday, December 3, 4:00 pm (New York time)" in mails[ADDRESS]
    assert "3:00 pm (Chicago time)" in mails[ADDRESS]
    assert "Nora Kessler has chosen your time" in mails[world.admin.email]
    assert mails[world.admin.email].startswith("A call for Heartland MSP Circle ")
    with inside(world.heartland, reach=application.pk):
        give_back(Application.objects.get(), now=MONDAY)
    assert "free again" in sent(server, MONDAY)[world.admin.email]
    with inside(world.heartland, reach=application.pk):
        choose_slot(Application.objects.get(), slots[1], now=MONDAY)
    sent(server, MONDAY)
    acted(world, lambda: remove_slot(slots[1], by=world.admin, now=MONDAY))
    mails = sent(server, MONDAY)
    assert mails.keys() == {ADDRESS}
    assert "cannot talk at the time that you chose" in mails[ADDRESS]


def test_a_group_is_asked_by_mail_and_who_voted_is_not_asked_again(world, application, server):  # noqa: F811
    def asks() -> Approval:
        VettingRules.objects.create(candor=False, approval="majority")
        Application.objects.filter(pk=application.pk).update(consent_at=MONDAY)
        decide(application, Decision.ACCEPT, by=world.admin, now=MONDAY - timedelta(hours=1), reason="fits")
        here = Application.objects.get(pk=application.pk)
        ask_approval(here, world.group, way="majority", by=world.admin, now=MONDAY)
        return Approval.objects.get()

    asked = acted(world, asks)
    mails = sent(server, MONDAY)
    mails.pop(ADDRESS, None)
    assert world.member.email in mails
    assert world.peer.email in mails
    assert world.sibling.email not in mails
    assert "Should Nora Kessler join Owners 1?" in mails[world.member.email]
    assert not mails[world.member.email].startswith("Should")
    with inside(world.heartland, world.member):
        vote(asked, Member.objects.get(user=world.member), says=Ballot.Vote.NO, now=MONDAY)
    assert sent(server, MONDAY) == {}
    for reader in (world.admin, world.facilitator):  # a mail that was not needed would tell who has voted
        with inside(world.heartland, reader):
            assert not Delivery.objects.filter(kind=Kind.APPROVAL).exists()
            assert not Notice.objects.filter(kind=Kind.APPROVAL).exists()


def test_who_is_asked_to_vouch_reads_a_name_a_company_and_a_place(world, application, server):  # noqa: F811
    def asks() -> Sponsor:
        return ask_sponsor(application, Member.objects.get(user=world.member), by=world.admin, now=MONDAY)

    asked = acted(world, asks)
    mails = sent(server, MONDAY)
    assert mails.keys() == {world.member.email}
    assert "Do you vouch for Nora Kessler?" in mails[world.member.email]
    assert mails[world.member.email].startswith("One question from")
    with inside(world.heartland, world.member):
        answer_sponsor(asked, vouches=True, now=MONDAY)
    acted(world, lambda: remind_sponsor(Sponsor.objects.get(), MONDAY))  # an answer needs no reminder
    assert sent(server, MONDAY) == {}


@pytest.fixture
def visit(world: Any, application: Application) -> Visit:  # noqa: F811
    """Nora of the pool is invited to a meeting of Owners 1 in a week."""

    def invite() -> Visit:
        publish_agreement(Agreement.Kind.NDA, text="It stays here.", by=world.admin, now=MONDAY)
        decide(application, Decision.ACCEPT, by=world.admin, now=MONDAY - timedelta(hours=1), reason="fits")
        Application.objects.filter(pk=application.pk).update(consent_at=MONDAY)
        here = Application.objects.get(pk=application.pk)
        return invite_visit(
            here, world.group, on=MONDAY.date() + timedelta(days=7), where="9:00, online", by=world.admin, now=MONDAY,
            seats=held_seats(world.group),
        )  # fmt: skip

    return acted(world, invite)


def test_facilitators_hear_that_a_visitor_who_withdrew_does_not_come(world, visit, server):
    assert "Nora Kessler visits on" in sent(server, MONDAY)[world.facilitator.email]
    with inside(world.heartland, reach=visit.application_id):
        withdraw(Application.objects.get(), now=MONDAY)
    said = sent(server, MONDAY + 2 * MINUTE)[world.facilitator.email]
    assert "Nora Kessler does not visit on" in said
    assert said.startswith("A visit to Owners 1 is off")
    assert "withdr" not in said
    assert world.facilitator.email not in sent(server, MONDAY + timedelta(hours=1))


def test_a_decline_calls_it_off_once_it_cannot_be_taken_back(world, visit, server):
    sent(server, MONDAY)
    made = acted(
        world,
        lambda: decide(
            Application.objects.get(), Decision.DECLINE, by=world.admin, now=MONDAY + MINUTE, reason="no_group"
        ),
    )
    assert world.facilitator.email not in sent(server, MONDAY + MINUTE)
    acted(world, lambda: undo_decision(made, by=world.admin, now=MONDAY + MINUTE))
    assert world.facilitator.email not in sent(server, MONDAY + 3 * MINUTE)
    acted(
        world,
        lambda: decide(
            Application.objects.get(), Decision.DECLINE, by=world.admin, now=MONDAY + 4 * MINUTE, reason="no_group"
        ),
    )
    assert "does not visit" in sent(server, MONDAY + 6 * MINUTE)[world.facilitator.email]


def test_of_a_visit_that_is_over_nobody_hears_that_it_is_off(world, visit, server):
    sent(server, MONDAY)
    after = MONDAY + timedelta(days=8)
    with inside(world.heartland, reach=visit.application_id):
        withdraw(Application.objects.get(), now=after)
    assert world.facilitator.email not in sent(server, after + 2 * MINUTE)


def test_nor_of_one_that_somebody_has_judged_on_its_day(world, visit, server):
    sent(server, MONDAY)
    day = MONDAY + timedelta(days=7)
    acted(world, lambda: Visit.objects.update(signed_at=MONDAY))
    with inside(world.heartland, world.facilitator):
        say_welcome(Visit.objects.get(), welcome=True, by=world.facilitator, now=day)
    with inside(world.heartland, reach=visit.application_id):
        withdraw(Application.objects.get(), now=day)
    assert world.facilitator.email not in sent(server, day + 2 * MINUTE)


def test_a_visit_is_announced_to_both_sides_and_asked_about_afterwards(world, visit, server):
    announce(now=MONDAY)
    deliver(now=MONDAY)
    said = {str(mail["To"]): text_of(mail) for mail in server.mails if "isit" in str(mail["Subject"])}
    assert said.keys() == {ADDRESS, world.facilitator.email}
    assert "sign the confidentiality agreement" in said[ADDRESS]
    assert "9:00, online" not in said[ADDRESS]
    assert "Nora Kessler visits on" in said[world.facilitator.email]
    for file in server.folder.glob("to-*/*.eml"):
        file.unlink()
    after = MONDAY + timedelta(days=8)
    acted(world, lambda: Visit.objects.filter(pk=visit.pk).update(signed_at=MONDAY))
    acted(world, lambda: keep_visit(Visit.objects.get(), after))
    mails = sent(server, after)
    assert "Would you like to sit with them?" in mails[ADDRESS]
    assert "Was Nora Kessler a fit?" in mails[world.facilitator.email]
