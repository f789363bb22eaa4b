"""What the database itself refuses in the steps before a seat, whatever code may try, and what is over with a file."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from groups.actions import take_seat
from groups.models import FacilitatorTerm, Group, SeatHolder
from members.actions import add_company, add_member, join
from members.models import Member
from programs.models import Activity, Role
from programs.refusal import Refused
from programs.tenancy import inside
from vetting.actions import offering
from vetting.actions.applying import withdraw
from vetting.actions.approving import ask_approval, vote
from vetting.actions.candor import ask_candor
from vetting.actions.clocks import watch_word
from vetting.actions.deciding import decide, forget
from vetting.actions.interviewing import ask_interview, choose_slot, publish_slots
from vetting.actions.offering import accept_offer, make_offer, offer_to_next
from vetting.actions.ringing import ring_all
from vetting.actions.vouching import MOST_NAMED, answer_sponsor, ask_sponsor, match_sponsor, name_sponsor
from vetting.actions.welcoming import begin_welcome, look_at_newcomer
from vetting.integration import KEYS
from vetting.models import (
    Application,
    Approval,
    Arrival,
    Ballot,
    CandorCheck,
    Criteria,
    Integration,
    Interest,
    Interview,
    InterviewSlot,
    Sponsor,
    VettingRules,
    Visit,
    VisitWord,
)
from vetting.states import Decision, State

HOUR = timedelta(hours=1)


@pytest.fixture
def nora(world, applicant, now):
    """Somebody in the pool who may be named."""
    made = applicant(consent_at=now)
    with inside(world.heartland, world.admin):
        VettingRules.objects.create(candor=False, approval="majority", sponsor=True)
        decide(made, Decision.ACCEPT, by=world.admin, now=now - HOUR, reason="fits")
        made.refresh_from_db()
    return made


@pytest.fixture
def slot(world, nora, now) -> InterviewSlot:
    """Nora is asked for a call, and there is a time in two days."""
    with inside(world.heartland, world.admin):
        (made,) = publish_slots(
            starts_at=now + timedelta(days=2), minutes=20, count=1, where="https://meet.example/call",
            host=world.admin, by=world.admin, now=now,
        )  # fmt: skip
        ask_interview(nora, by=world.admin, now=now - HOUR)
    return made


@pytest.fixture
def visit(world, nora, now) -> Visit:
    """Nora visits Owners 1, which nobody else may find."""
    with inside(world.heartland, world.admin):
        return Visit.objects.create(
            application=nora, group=world.group, applicant_name=nora.name, company_name=nora.company_name,
            on=now.date(), where="9:00 in Chicago", invited_at=now,
        )  # fmt: skip


def of(world, user) -> Member:
    """Somebody of the cast as a member."""
    with inside(world.heartland, user):
        return Member.objects.get(user=user)


def refused(act) -> None:
    """The database does not let that happen."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def end(world, application, state) -> None:
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=application.pk).update(state=state)


def test_an_applicants_link_writes_of_a_call_its_time_and_nothing_else(world, nora, slot, now):
    with inside(world.heartland, reach=nora.pk):
        refused(lambda: Interview.objects.update(held_at=now))
        refused(lambda: Interview.objects.update(asked_at=now))
        assert Interview.objects.all().delete()[0] == 0
        assert choose_slot(Application.objects.get(), slot, now=now).slot == slot


def test_a_link_asks_nobody_for_a_call_by_itself(world, nora):
    with inside(world.heartland, reach=nora.pk):
        refused(lambda: Interview.objects.create(application=nora))


def test_free_times_are_shown_while_the_application_is_open(world, nora, slot, now):
    with inside(world.heartland, reach=nora.pk):
        assert InterviewSlot.objects.exists()
    end(world, nora, State.ENDED)
    with inside(world.heartland, reach=nora.pk):
        assert not InterviewSlot.objects.exists()


def test_a_decline_of_which_nobody_has_heard_hides_no_time(world, nora, slot, now):
    with inside(world.heartland, world.admin):
        decide(nora, Decision.DECLINE, by=world.admin, now=now, reason="no_group")
    with inside(world.heartland, reach=nora.pk):
        assert InterviewSlot.objects.exists()


def test_a_visitor_does_not_move_their_visit_nor_invite_themselves(world, nora, visit, now):
    with inside(world.heartland, reach=nora.pk):
        for wrong in ({"on": now.date() - timedelta(days=9)}, {"where": "x"}, {"group": world.sibling_group}):
            refused(lambda wrong=wrong: Visit.objects.update(**wrong))
        refused(lambda: Visit.objects.create(application=nora, group=world.sibling_group, on=now.date(), where="x"))
        assert Visit.objects.all().delete()[0] == 0
        assert Visit.objects.update(wants=True, wants_at=now) == 1


def test_a_visited_group_is_closed_to_who_waits_no_more(world, nora, visit):
    with inside(world.heartland, world.admin):
        Group.objects.filter(pk=world.group.pk).update(state=Group.State.CLOSED)
    with inside(world.heartland, reach=nora.pk):
        assert Group.objects.filter(pk=world.group.pk).exists()
    end(world, nora, State.WITHDRAWN)
    with inside(world.heartland, reach=nora.pk):
        assert not Group.objects.filter(pk=world.group.pk).exists()


def test_nobody_vouches_unasked_and_who_is_asked_writes_an_answer_alone(world, nora, now):
    me, other = of(world, world.member), of(world, world.peer)
    with inside(world.heartland, world.admin):
        ask_sponsor(nora, me, by=world.admin, now=now)
    with inside(world.heartland, world.peer):
        refused(lambda: Sponsor.objects.create(application_id=nora.pk, member=other, answer="yes"))
    with inside(world.heartland, world.member):
        refused(lambda: Sponsor.objects.update(applicant_name="Somebody else"))
        assert Sponsor.objects.all().delete()[0] == 0
        answer_sponsor(Sponsor.objects.get(), vouches=True, now=now)


def test_nobody_vouches_for_themselves(world, applicant, now):
    me = of(world, world.member)
    mine = applicant("Dana Again", email=me.email)
    with inside(world.heartland, world.admin), pytest.raises(Refused, match="themselves"):
        ask_sponsor(mine, me, by=world.admin, now=now)
    with inside(world.heartland, reach=mine.pk):
        name_sponsor(Application.objects.get(), named=me.email, now=now)
    with inside(world.heartland, world.admin):
        match_sponsor(Application.objects.select_related("program").get(pk=mine.pk), now)
        assert not Sponsor.objects.exists()


def test_who_names_one_after_the_other_has_only_a_few_asked(world, nora, now):
    with inside(world.heartland, world.admin):
        company = add_company(by=world.admin, name="Many Hands")
        track = Member.objects.get(user=world.member).track
        named = [f"hand{number}@many.example" for number in range(MOST_NAMED + 2)]
        for email in named:
            join(add_member(by=world.admin, company=company, name=email, email=email, track=track), now=now)
    for email in named:
        with inside(world.heartland, reach=nora.pk):
            name_sponsor(Application.objects.get(), named=email, now=now)
        with inside(world.heartland, world.admin):
            match_sponsor(Application.objects.select_related("program").get(pk=nora.pk), now)
    with inside(world.heartland, world.admin):
        assert Sponsor.objects.count() == MOST_NAMED


def test_a_member_who_said_no_or_nothing_has_not_vouched(world, nora, now):
    me, other = of(world, world.member), of(world, world.peer)
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(member=other)
        asked = ask_sponsor(nora, me, by=world.admin, now=now)

    def vouched() -> bool:
        with inside(world.heartland, world.facilitator), connection.cursor() as cursor:
            cursor.execute("select vouched from app_beside(%s, %s) where key = %s", [world.group.pk, other.pk, me.pk])
            return cursor.fetchone()[0]

    assert not vouched()
    for answer in (False, True):
        with inside(world.heartland, world.member):
            answer_sponsor(asked, vouches=answer, now=now)
        assert vouched() is answer


def test_a_facilitator_compares_nobody_who_does_not_sit_in_the_group(world):
    far = of(world, world.sibling)
    with inside(world.heartland, world.facilitator), connection.cursor() as cursor:
        cursor.execute("select count(*) from app_beside(%s, %s)", [world.group.pk, far.pk])
        assert cursor.fetchone()[0] == 0


def test_who_is_asked_in_a_vote_is_settled_with_the_question(world, nora, now):
    me = of(world, world.member)
    with inside(world.heartland, world.admin):
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
    for reader in (world.admin, world.facilitator):
        with inside(world.heartland, reader):
            refused(lambda: Approval.objects.update(asked=[me.pk]))
            refused(lambda: Approval.objects.update(mode="unanimous"))
    with inside(world.heartland, world.facilitator):
        assert Approval.objects.all().delete()[0] == 0


def test_whoever_left_an_address_cannot_change_it_by_their_link(world, now):
    with inside(world.heartland, None):
        made = Interest(email="one@else.example", asked_at=now)
        made.save(force_insert=True)
    with inside(world.heartland, reach=made.pk):
        refused(lambda: Interest.objects.update(email="two@else.example"))
        assert Interest.objects.update(confirmed_at=now) == 1


def test_a_member_makes_no_arrival_of_their_own(world):
    me = of(world, world.member)
    with inside(world.heartland, world.member):
        refused(lambda: Arrival.objects.create(group=world.group, member=me))
    with inside(world.heartland, world.facilitator):  # who seats somebody begins their welcome
        assert begin_welcome(world.group, me, by=world.facilitator, now=timezone.now())


def test_who_begins_to_facilitate_reads_no_look_of_before(world, now):
    with inside(world.heartland, world.admin):
        arrival = begin_welcome(world.group, world.member_of(world.peer), by=world.admin, now=now - timedelta(days=40))
    scores = dict.fromkeys(KEYS, 2)
    with inside(world.heartland, world.facilitator):
        look_at_newcomer(arrival, 30, scores=scores, by=world.facilitator, now=now - HOUR, note="Shy.")
        assert Integration.objects.get().note == "Shy."
    with inside(world.heartland, world.admin):
        role = Role.objects.create(kind="facilitator", user=world.admin, name="Ada", email=world.admin.email)
        FacilitatorTerm.objects.create(group=world.group, role=role, name="Ada", since=now, reads_from=now)
    with inside(world.heartland, world.admin):
        assert not Integration.objects.exists()
        with pytest.raises(Refused, match="before your time"):
            look_at_newcomer(arrival, 30, scores=scores, by=world.admin, now=now + HOUR)
        look_at_newcomer(arrival, 60, scores=scores, by=world.admin, now=now + HOUR)
        assert [one.day for one in Integration.objects.all()] == [60]


def test_an_application_that_ends_by_time_ends_its_questions_and_frees_its_time(world, nora, slot, now):
    with inside(world.heartland, world.admin):
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        ask_candor(nora, world.group, by=world.admin, now=now)
        Interview.objects.update(slot=slot, chosen_at=now)
        later = now + timedelta(days=29)
        InterviewSlot.objects.update(starts_at=later + timedelta(days=9))
        Application.objects.update(state=State.MORE_INFORMATION, state_since=now, next_word_on=now.date())
        watch_word(Application.objects.select_related("program").get(pk=nora.pk))
    for turn in range(3):
        ring_all(now=later + timedelta(minutes=turn))
    with inside(world.heartland, world.admin):
        assert Application.objects.get(pk=nora.pk).state == State.ENDED
        assert not Approval.objects.open().exists()
        assert not CandorCheck.objects.open().exists()
        assert InterviewSlot.objects.free().exists()


def test_a_forgotten_file_takes_every_step_with_it(world, nora, slot, visit, now):
    with inside(world.heartland, world.admin):
        Interview.objects.update(slot=slot)
        ask_sponsor(nora, world.member_of(world.member), by=world.admin, now=now)
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        ask_candor(nora, world.group, by=world.admin, now=now, mode=CandorCheck.Mode.OBJECTION)
        asked = Approval.objects.get()
        VisitWord.objects.create(visit=visit, group=world.group, welcome=False, by=world.admin)
    with inside(world.heartland, world.member):
        vote(asked, world.member_of(world.member), says=Ballot.Vote.NO, now=now)
    with inside(world.heartland, world.admin):
        decide(nora, Decision.DECLINE, by=world.admin, now=now, reason="no_group")
        forget(Application.objects.get(pk=nora.pk), now=now)
        for model in (Interview, Sponsor, Visit, VisitWord, Approval, CandorCheck):
            assert not model.objects.exists(), model
        assert InterviewSlot.objects.free().exists()
    with inside(world.heartland, world.member):
        assert not Ballot.objects.exists()


def test_an_applicant_who_sits_in_the_group_has_no_vote_about_themselves(world, nora, now):
    me = of(world, world.member)
    with inside(world.heartland, world.admin):
        more = add_member(
            by=world.admin, company=add_company(by=world.admin, name="One More"), name="Wim More",
            email="wim@more.example", track=me.track,
        )  # fmt: skip
        join(more, now=now)
        take_seat(world.group, more, by=world.admin, now=now)
        Application.objects.filter(pk=nora.pk).update(email=me.email.upper())
        nora.refresh_from_db()
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        assert me.pk not in Approval.objects.get().asked


def test_nothing_is_asked_by_vote_of_fewer_than_three_seats(world, nora, now):
    with inside(world.heartland, world.admin):
        held = SeatHolder.objects.current().filter(group=world.group).exclude(member__user=None).order_by("since", "pk")
        keep = [one.pk for one in held[:2]]
        held.exclude(pk__in=keep).update(left_at=now)
        with pytest.raises(Refused, match="would have a name"):
            ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        ask_candor(nora, world.group, by=world.admin, now=now)  # no numbers there: two are enough


def test_activities_of_a_vote_name_nobody_and_are_the_posts(world, nora, now):
    with inside(world.heartland, world.admin):
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
        asked = Approval.objects.get()
    me = of(world, world.member)
    with inside(world.heartland, world.member):
        vote(asked, me, says=Ballot.Vote.NO, now=now)
    for reader in (world.admin, world.facilitator, world.peer, world.reviewer, world.sibling):
        with inside(world.heartland, reader):
            assert not Activity.objects.filter(kind="approval.voted").exists()


def test_a_member_of_the_program_named_in_a_vote_elsewhere_reads_nothing_of_it(world, nora, now):
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(member=Member.objects.get(user=world.sibling))
        ask_approval(nora, world.group, way=Group.Approval.MAJORITY, by=world.admin, now=now)
    with inside(world.heartland, world.sibling):
        assert not Approval.objects.exists()


def test_the_next_in_line_is_offered_nothing_past_a_step(world, nora, slot, now):
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=nora.pk).update(group=world.group)
        VettingRules.objects.update(next_in_line=True, candor=False, approval="none", sponsor=False)
        for step in ({"interview": True}, {"sponsor": True}, {"visit": True}, {"approval": "unanimous"}):
            VettingRules.objects.update(**step)
            assert offer_to_next(world.group, by=world.admin, now=now) is None
            VettingRules.objects.update(interview=False, sponsor=False, visit=False, approval="none")
        assert offer_to_next(world.group, by=world.admin, now=now)


def test_two_admins_publish_one_hour_and_the_second_is_told(world, nora, slot, now, monkeypatch):
    # The second admin looked a moment before the first one's times were there.
    monkeypatch.setattr(InterviewSlot, "ends_at", property(lambda one: one.starts_at - HOUR * 9))
    with inside(world.heartland, world.admin), pytest.raises(Refused, match="has a time then already"):
        publish_slots(
            starts_at=slot.starts_at, minutes=20, count=1, where="Phone", host=world.admin, by=world.admin, now=now
        )


def test_the_programs_own_criteria_ask_nothing_of_one_group(world, client_as):
    posted = {"row": "0", "c0-kind": "distance", "c0-key": "distance", "c0-weight": "must", "c0-distance": "50",
              "version": "0", "do": "publish"}  # fmt: skip
    client_as(world.admin).post("/p/heartland/criteria/", posted)
    with inside(world.heartland, world.admin):
        assert not any(item["kind"] == "distance" for one in Criteria.objects.filter(group=None) for item in one.items)


@pytest.mark.django_db(transaction=True)
def test_who_accepts_and_takes_back_at_once_is_told_which_came_first(world, nora, now, monkeypatch):
    """Both lock the offer first: neither waits for the other in a ring."""
    with inside(world.heartland, world.admin):
        VettingRules.objects.update(approval="none", sponsor=False)
        offer = make_offer(nora, world.group, by=world.admin, now=now)
    locked, stepped, told = threading.Event(), threading.Event(), []

    def slowly(*args, **kwargs):
        locked.set()
        stepped.wait(2)
        return member_of(*args, **kwargs)

    def seen(*args, **kwargs):
        stepped.set()
        return watch_word(*args, **kwargs)

    def accept():
        with inside(world.heartland, world.admin):
            accept_offer(offer, name="Nora", agreements=[], now=now)

    def take_back():
        locked.wait(9)
        with inside(world.heartland, reach=nora.pk):
            monkeypatch.setattr("vetting.actions.applying.watch_word", seen)
            withdraw(Application.objects.get(), now=now)

    def press(act):
        try:
            act()
            told.append("done")
        except Exception as no:
            told.append(type(no).__name__)
        finally:
            connection.close()

    member_of = offering.member_of
    monkeypatch.setattr(offering, "member_of", slowly)
    threads = [threading.Thread(target=press, args=[act]) for act in (accept, take_back)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["Refused", "done"]
