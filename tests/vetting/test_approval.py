"""A group votes about a newcomer: who may, what anybody learns, co-owners, silence, and where it stands in the way."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groups.actions import end_term, take_seat
from groups.models import FacilitatorTerm, Group, SeatHolder
from members.actions import add_member, join
from members.models import Member
from notifications.announcing import announce
from notifications.delivering import deliver
from notifications.models import Kind
from programs.models import Activity, Due
from programs.refusal import Refused
from programs.tenancy import inside
from tests.notifications.conftest import deliveries, quiet, server  # noqa: F401
from vetting.actions.approving import ask_approval, ask_by_phone, vote
from vetting.actions.candor import answer_candor, settle_candor
from vetting.actions.clocks import STANDS
from vetting.actions.deciding import decide, forget, undo_decision
from vetting.actions.offering import accept_offer, make_offer, withdraw_offer
from vetting.actions.ringing import ring_all
from vetting.models import Application, Approval, Ballot, CandorAnswer, CandorCheck, CandorOutcome, VettingRules
from vetting.states import Decision

MINUTE = timedelta(minutes=1)
YES, NO, ABSTAIN = Ballot.Vote.YES, Ballot.Vote.NO, Ballot.Vote.ABSTAIN


@pytest.fixture
def nora(world, applicant, now):
    """Somebody in the pool who may be named, in a program whose groups vote."""
    made = applicant(consent_at=now)
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False, approval="majority")
        decide(made, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
        made.refresh_from_db()
    return made


@pytest.fixture
def ask(world, nora, now):
    """Asks Owners 1 in a way."""

    def asks(way="majority") -> Approval:
        with inside(world.heartland, world.admin):
            VettingRules.objects.update(approval=way)
            ask_approval(nora, world.group, way=Group.Approval(way), by=world.admin, now=now)
            return Approval.objects.first()

    return asks


@pytest.fixture
def says(world, now):
    """Has one of the cast vote."""

    def votes(user, asked, what, at=now):
        with inside(world.heartland, user):
            return vote(asked, Member.objects.get(user=user), says=what, now=at)

    return votes


def counts(world, asked, user=None) -> list[int] | None:
    with inside(world.heartland, user or world.admin):
        found = Approval.objects.with_counts().filter(pk=asked.pk).first()
        return found.counts if found else None


def seated_users(world):
    with inside(world.heartland, world.admin):
        held = SeatHolder.objects.current().filter(group=world.group).exclude(member__user=None)
        return [one.member.user for one in held.select_related("member__user")]


def offer(world, nora, now):
    with inside(world.heartland, world.admin):
        return make_offer(Application.objects.get(pk=nora.pk), world.group, by=world.admin, now=now)


def test_no_offer_before_the_group_has_said_yes(world, nora, ask, says, now):
    with pytest.raises(Refused, match="Ask Owners 1 first whether they may join"):
        offer(world, nora, now)
    asked = ask()
    with pytest.raises(Refused, match="still being asked"):
        offer(world, nora, now)
    for user in seated_users(world):
        says(user, asked, YES)
    assert offer(world, nora, now).pk


def test_a_vote_that_came_out_against_it_stands_in_the_way(world, nora, ask, says, now):
    asked = ask("unanimous")
    users = seated_users(world)
    for user in users[1:]:
        says(user, asked, YES)
    says(users[0], asked, NO)
    with pytest.raises(Refused, match="did not come out for it"):
        offer(world, nora, now)


def test_staff_and_facilitators_read_counts_and_nobody_reads_a_ballot(world, ask, says):
    asked, users = ask(), seated_users(world)
    says(world.member, asked, NO)
    says(world.peer, asked, ABSTAIN)
    for reader in (world.admin, world.facilitator):
        assert counts(world, asked, reader) == [len(users), 0, 1, 1]
        with inside(world.heartland, reader):
            assert not Ballot.objects.exists()
    assert counts(world, asked, world.member) is None
    with inside(world.heartland, world.peer):
        assert [one.vote for one in Ballot.objects.all()] == [ABSTAIN]
    for stranger in (world.sibling, world.reviewer):
        with inside(world.heartland, stranger):
            assert not Approval.objects.exists()
    with inside(None, reach="post"):
        activity = Activity.objects.filter(kind="approval.voted")
        assert {(one.by_id, one.member_id, one.group_id) for one in activity} == {(None, None, asked.pk)}


def test_co_owners_have_one_vote_and_the_last_one_counts(world, nora, says, now):
    with inside(world.heartland, world.admin):
        me = Member.objects.get(user=world.member)
        other = add_member(
            by=world.admin, company=me.company, name="Pat Whitfield", email="pat@northwindit.example", track=me.track
        )
        join(other, now=now)
        take_seat(world.group, other, by=world.admin, now=now)
        other.refresh_from_db()
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        asked = Approval.objects.get()
    seats = len(seated_users(world)) - 1
    says(world.member, asked, YES)
    says(other.user, asked, NO, at=now + timedelta(minutes=1))
    assert counts(world, asked) == [seats, 0, 1, 0]
    says(world.member, asked, YES, at=now + timedelta(minutes=2))
    assert counts(world, asked) == [seats, 1, 0, 0]


def test_who_left_counts_no_more(world, ask, says, now):
    asked = ask()
    says(world.member, asked, NO)
    with inside(world.heartland, world.admin):
        SeatHolder.objects.filter(group=world.group, member__user=world.member).update(left_at=now)
    assert counts(world, asked)[2] == 0
    with pytest.raises(Refused, match="not asked"):
        says(world.member, asked, NO)


def test_the_page_asks_keeps_and_shows_counts_to_the_facilitator_alone(world, ask, client_as):
    asked = ask()
    page = reverse("approval", args=["heartland", asked.pk])
    mine = client_as(world.member)
    assert "Should Nora Kessler join Owners 1?" in mine.get("/p/heartland/today/").content.decode()
    assert "How it stands" not in mine.get(page).content.decode()
    assert "You said no" in mine.post(page, {"vote": "no"}, follow=True).content.decode()
    assert "Should Nora Kessler" not in mine.get("/p/heartland/today/").content.decode()
    for wrong in ("", "maybe", "y\x00"):
        answer = mine.post(page, {"vote": wrong})
        assert answer.status_code == 422
        assert "Choose yes, no or abstain." in answer.content.decode()
    runs = client_as(world.facilitator)
    read = runs.get(page).content.decode()
    assert f"1 of {len(seated_users(world))} seats answered" in read
    assert "1 no" not in read
    assert runs.post(page, {"vote": "yes"}).status_code == 405
    for nobody in (world.admin, world.sibling, world.reviewer, world.stranger):
        assert client_as(nobody).get(page).status_code == 404
        assert client_as(nobody).post(page, {"vote": "yes"}).status_code == 404
    assert client_as(None).get(page).status_code == 302


def test_the_admin_asks_from_the_offer_reads_counts_and_asks_anew(world, nora, says, client_as):
    admin = client_as(world.admin)
    where = reverse("offer_new", args=["heartland", nora.pk]) + f"?group={world.group.pk}"
    assert "Ask whether they may join" in admin.get(where).content.decode()
    new = reverse("approval_new", args=["heartland", nora.pk])
    admin.post(new, {"group": world.group.pk})
    with inside(world.heartland, world.admin):
        asked = Approval.objects.get()
    says(world.member, asked, NO)
    others = [user for user in seated_users(world) if user != world.member]
    for address in (where, reverse("application", args=["heartland", nora.pk])):
        assert f"1 of {len(others) + 1} seats answered" in admin.get(address).content.decode()
    for user in others[:-1]:
        says(user, asked, YES)
    assert " yes, 1 no" not in admin.get(where).content.decode()
    says(others[-1], asked, ABSTAIN)
    assert f"{len(others) - 1} yes, 1 no, 1 abstained" in admin.get(where).content.decode()
    assert "being asked already" in admin.post(new, {"group": world.group.pk}, follow=True).content.decode()
    admin.post(new, {"group": world.group.pk, "anew": "1"})
    with inside(world.heartland, world.member):
        assert not Ballot.objects.exists()
    assert "Ask whether they may join" in admin.get(where).content.decode()
    for nobody in (world.member, world.facilitator, world.reviewer, world.foreign_admin):
        assert client_as(nobody).post(new, {"group": world.group.pk}).status_code == 404


def test_a_group_chooses_its_own_way(world, nora, client_as, now):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(approval="none")
    assert offer(world, nora, now).pk
    new = reverse("approval_new", args=["heartland", nora.pk])
    assert client_as(world.admin).post(new, {"group": world.group.pk}).status_code == 404


def test_an_objection_is_the_facilitators_alone_and_others_learn_one_word(world, nora, ask, now):
    ask("objection")
    with inside(world.heartland, world.admin):
        check = CandorCheck.objects.get(mode="objection")
        assert CandorCheck.objects.stand_of(nora, world.group) is None  # the candor check is another question
    with inside(world.heartland, world.member):
        answer_candor(check, Member.objects.get(user=world.member), freely=False, now=now, reason="We fell out.")
    with pytest.raises(Refused, match="still being asked"):
        offer(world, nora, now)
    for nobody in (world.admin, world.peer, world.reviewer):
        with inside(world.heartland, nobody):
            assert not CandorAnswer.objects.exists()
    with inside(world.heartland, world.facilitator):
        assert CandorAnswer.objects.get().reason == "We fell out."
        settle_candor(check, clear=True, by=world.facilitator, now=now)
    assert offer(world, nora, now).pk


def test_it_needs_consent_and_two_seats(world, nora, now):
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(consent_at=None)
        nora.refresh_from_db()
        with pytest.raises(Refused, match="not agreed to be named"):
            ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        Application.objects.filter(pk=nora.pk).update(consent_at=now)
        nora.refresh_from_db()
        held = SeatHolder.objects.current().filter(group=world.group)
        held.exclude(member__user=world.member).update(left_at=now)
        with pytest.raises(Refused, match="would have a name"):
            ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)


def test_a_decline_stops_it_and_taking_that_back_goes_on(world, nora, ask, says, now):
    asked = ask()
    says(world.member, asked, YES)
    with inside(world.heartland, world.admin):
        nora.refresh_from_db()
        made = decide(nora, Decision.DECLINE, by=world.admin, now=now + MINUTE, reason="no_group")
        assert not Approval.objects.open().exists()
    asked.closed_at = now
    with pytest.raises(Refused, match="over"):
        says(world.peer, asked, YES)
    with inside(world.heartland, world.admin):
        undo_decision(made, by=world.admin, now=now + MINUTE)
    assert counts(world, asked)[1] == 1
    with inside(world.heartland, world.admin):
        nora.refresh_from_db()
        decide(nora, Decision.DECLINE, by=world.admin, now=now + 2 * MINUTE, reason="no_group")
        forget(Application.objects.get(pk=nora.pk), now=now)
        assert not Approval.objects.exists()
    with inside(world.heartland, world.member):
        assert not Ballot.objects.exists()


def test_silence_is_asked_twice_more_and_then_left_alone(world, ask, now):
    ask()
    for day in (1, 3.1, 4, 6.1, 7, 20):
        ring_all(now=now + timedelta(days=day))
    with inside(None, reach="post"):
        assert Activity.objects.filter(kind="approval.reminded").count() == 2


# -- by phone --------------------------------------------------------------------------------------------------------


@pytest.fixture
def few(world, nora, now) -> Group:
    """Owners 2, of whose three seats two have joined, and whose facilitator is Rosa."""
    with inside(world.heartland, world.admin):
        take_seat(world.sibling_group, world.pending, by=world.admin, now=now)
        return Group.objects.get(pk=world.sibling_group.pk)


def phoned(world, nora, group, now, way="majority") -> CandorCheck:
    """The admin has the facilitator ask by phone."""
    with inside(world.heartland, world.admin):
        VettingRules.objects.update(approval=way)
        ask_by_phone(nora, group, way=Group.Approval(way), by=world.admin, now=now)
        return CandorCheck.objects.get()


def offer_in(world, nora, group, now):
    with inside(world.heartland, world.admin):
        return make_offer(Application.objects.get(pk=nora.pk), group, by=world.admin, now=now)


def test_where_few_have_joined_the_facilitator_asks_by_phone_and_records_it(world, nora, few, client_as, now):
    admin, rosa = client_as(world.admin), client_as(world.reviewer)
    page, new = reverse("offer_new", args=["heartland", nora.pk]), reverse("approval_new", args=["heartland", nora.pk])
    read = admin.get(f"{page}?group={few.pk}").content.decode()
    assert "Have the facilitator ask by phone" in read
    assert "So few of Owners 2 have joined" in read
    assert "Ask whether they may join" not in read
    refused = admin.post(new, {"group": few.pk}, follow=True).content.decode()
    assert "Let its facilitator phone." in refused
    asked = admin.post(new, {"group": few.pk, "phone": "1"}, follow=True).content.decode()
    assert "asked by mail to phone its people" in asked
    assert "Being asked" in asked
    with pytest.raises(Refused, match="Owners 2 is still being asked"):
        offer_in(world, nora, few, now)
    with inside(world.heartland, world.admin):
        check = CandorCheck.objects.get()
    mine, outcome = (reverse(name, args=["heartland", check.pk]) for name in ("candor", "candor_outcome"))
    read = rosa.get(mine).content.decode()
    assert "Should Nora Kessler join Owners 2?" in read
    assert "more than half of the seats say yes" in read
    for seats, words in (("", "from 1 to 3"), ("4", "from 1 to 3"), ("1", "more than half of the 3 seats"),
                         ("0", "from 1 on"), ("two", "Type a number"), ("\0", "Type a number")):  # fmt: skip
        wrong = rosa.post(outcome, {"outcome": "clear", "seats": seats})
        assert wrong.status_code == 422
        assert words in wrong.content.decode(), seats
    assert rosa.post(outcome, {"outcome": "clear", "seats": "2"}).status_code == 302
    assert "who asked <span" in rosa.get(mine).content.decode()
    with inside(world.heartland, world.admin):
        kept = CandorOutcome.objects.get()
        assert (kept.clear, kept.seats, kept.by) == (True, 2, world.reviewer)
        told = Activity.objects.filter(kind__in=("approval.phoned", "approval.settled")).order_by("at")
        assert [(one.kind, one.by_id) for one in told] == [
            ("approval.phoned", world.admin.pk), ("approval.settled", world.reviewer.pk),
        ]  # fmt: skip
    file = admin.get(reverse("application", args=["heartland", nora.pk])).content.decode()
    assert "Vote of most seats" in file
    assert "by phone" in file
    assert offer_in(world, nora, few, now).pk


def test_nobody_but_the_facilitator_records_it(world, nora, few, client_as, now):
    check = phoned(world, nora, few, now)
    outcome = reverse("candor_outcome", args=["heartland", check.pk])
    for who in (world.admin, world.sibling, world.member, world.facilitator, world.foreign_admin):
        assert client_as(who).post(outcome, {"outcome": "clear", "seats": "3"}).status_code == 404
    with inside(world.heartland, world.admin):
        assert not CandorOutcome.objects.exists()


@pytest.mark.parametrize("way", ["unanimous", "objection"])
def test_where_one_no_is_enough_every_seat_must_be_asked(world, nora, few, now, way):
    if way == "objection":
        with inside(world.heartland, world.admin):
            SeatHolder.objects.current().filter(group=few, member__user=world.sibling).update(left_at=now)
    check = phoned(world, nora, few, now, way)
    with inside(world.heartland, world.reviewer):
        with pytest.raises(Refused, match="all 3 seats have answered"):
            settle_candor(check, clear=True, seats=2, by=world.reviewer, now=now)
        settle_candor(check, clear=False, seats=1, by=world.reviewer, now=now)
    with pytest.raises(Refused, match="did not come out for it"):
        offer_in(world, nora, few, now)
    with inside(world.heartland, world.reviewer):
        settle_candor(check, clear=True, seats=3, by=world.reviewer, now=now)
    assert offer_in(world, nora, few, now).pk


@pytest.mark.parametrize("way", ["majority", "unanimous", "objection"])
def test_where_enough_have_joined_nobody_phones(world, nora, now, way):
    with inside(world.heartland, world.admin), pytest.raises(Refused, match="Enough of Owners 1 have joined"):
        ask_by_phone(nora, world.group, way=Group.Approval(way), by=world.admin, now=now)


def test_by_phone_needs_consent_somebody_who_phones_and_no_question_that_runs(world, nora, few, client_as, now):
    way = Group.Approval.MAJORITY
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(consent_at=None)
        nora.refresh_from_db()
        with pytest.raises(Refused, match="not agreed to be named"):
            ask_by_phone(nora, few, way=way, by=world.admin, now=now)
        Application.objects.filter(pk=nora.pk).update(consent_at=now)
        nora.refresh_from_db()
        ask_by_phone(nora, few, way=way, by=world.admin, now=now)
        for asks in (ask_by_phone, ask_approval):
            with pytest.raises(Refused, match="is being asked already"):
                asks(nora, few, way=way, by=world.admin, now=now)
        CandorCheck.objects.all().delete()
        end_term(FacilitatorTerm.objects.get(group=few), by=world.admin, now=now)
        with pytest.raises(Refused, match="Nobody facilitates Owners 2 yet"):
            ask_by_phone(nora, few, way=way, by=world.admin, now=now)


def test_what_was_said_by_phone_goes_with_the_file(world, nora, few, now):
    check = phoned(world, nora, few, now)
    with inside(world.heartland, world.reviewer):
        settle_candor(check, clear=True, seats=3, by=world.reviewer, now=now)
    with inside(world.heartland, world.admin):
        made = decide(nora, Decision.DECLINE, by=world.admin, now=now + MINUTE, reason="small")
        assert not CandorCheck.objects.open().exists()
        undo_decision(made, by=world.admin, now=now + MINUTE)
        assert CandorCheck.objects.open().exists()
        nora.refresh_from_db()
        decide(nora, Decision.DECLINE, by=world.admin, now=now + 2 * MINUTE, reason="small")
        forget(Application.objects.get(pk=nora.pk), now=now + timedelta(days=900))
        assert not CandorCheck.objects.exists()


# -- after an offer --------------------------------------------------------------------------------------------------


def test_a_vote_that_turns_after_the_offer_leaves_it_standing_and_shows_in_the_file(
    world, nora, ask, says, client_as, now
):
    asked = ask()
    for voter in seated_users(world):
        says(voter, asked, YES)
    made = offer(world, nora, now)
    for voter in seated_users(world):
        says(voter, asked, NO, now + MINUTE)
    file = client_as(world.admin).get(reverse("application", args=["heartland", nora.pk])).content.decode()
    assert "3 no" in file
    with inside(world.heartland, world.admin):
        member = accept_offer(made, name="Nora Kessler", agreements=[], now=now + 2 * MINUTE)
        assert SeatHolder.objects.current().filter(group=world.group, member=member).exists()


def test_what_is_offered_once_more_is_asked_from_where_it_stands_then(world, nora, ask, says, now):
    asked = ask()
    for voter in seated_users(world):
        says(voter, asked, YES)
    made = offer(world, nora, now)
    for voter in seated_users(world):
        says(voter, asked, NO, now + MINUTE)
    with inside(world.heartland, world.admin):
        withdraw_offer(made, by=world.admin, now=now + 2 * MINUTE)
    with pytest.raises(Refused, match="did not come out for it"):
        offer(world, nora, now + 3 * MINUTE)


def morning_mails(world, server, when) -> list[str]:  # noqa: F811
    """What the program admin reads, of the mails about an offer, after the clocks have rung at a time."""
    before = len(server.mails)
    ring_all(now=when)
    announce(now=when)
    deliver(now=when + MINUTE)
    mine = [mail for mail in server.mails[before:] if mail["To"] == world.admin.email]
    about = [mail for mail in mine if "offer to look at" in str(mail["Subject"])]
    assert not any("Nora" in str(mail["Subject"]) for mail in mine)
    return [" ".join(mail.get_body(("plain",)).get_content().split()) for mail in about]


@pytest.mark.usefixtures("quiet")
def test_admins_hear_the_next_morning_and_once_that_a_vote_has_turned(world, nora, ask, says, server, now):  # noqa: F811
    asked = ask()
    for voter in seated_users(world):
        says(voter, asked, YES)
    offer(world, nora, now)
    assert morning_mails(world, server, now + timedelta(days=2)) == []
    for voter in seated_users(world):
        says(voter, asked, NO, now + timedelta(days=2.01))
    late = now + timedelta(days=2.01)
    assert morning_mails(world, server, late) == [], "minutes after somebody was here it would tell who it was"
    (read,) = morning_mails(world, server, now + timedelta(days=4))
    assert "Owners 1 has turned against the seat for Nora Kessler" in read
    assert "The offer stands" in read
    assert not any(name in read for name in (world.member.name, world.peer.name))
    assert morning_mails(world, server, now + timedelta(days=6)) == []
    assert {one.state for one in deliveries(kind=Kind.OFFER_DOUBTED)} == {"sent"}


@pytest.mark.usefixtures("quiet")
def test_of_a_no_they_hear_once_a_facilitator_settled_it_and_never_while_the_offer_is_over(
    world, nora, ask, server, now  # noqa: F811
):  # fmt: skip
    ask("objection")
    with inside(world.heartland, world.admin):
        check = CandorCheck.objects.get(mode="objection")
    with inside(world.heartland, world.facilitator):
        settle_candor(check, clear=True, by=world.facilitator, now=now)
    made = offer(world, nora, now)
    with inside(world.heartland, world.member):
        answer_candor(check, Member.objects.get(user=world.member), freely=False, now=now + MINUTE, reason="Old story.")
    assert morning_mails(world, server, now + timedelta(days=2)) == [], "a no is the facilitator's alone"
    with inside(world.heartland, world.facilitator):
        settle_candor(check, clear=False, by=world.facilitator, now=now + timedelta(days=2.01))
    (read,) = morning_mails(world, server, now + timedelta(days=4))
    assert "Old story" not in read
    with inside(world.heartland, world.admin):
        withdraw_offer(made, by=world.admin, now=now + timedelta(days=4.1))
        assert not Due.objects.filter(kind=STANDS).exists()
