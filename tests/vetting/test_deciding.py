"""Deciding: what the applicant hears and when, taking it back, two at once, and what is promised by when."""

from datetime import timedelta

import pytest

from programs.actions import give_role
from programs.models import Due, Role
from programs.refusal import Refused
from programs.tenancy import inside
from vetting.actions import applying
from vetting.actions.clocks import FORGET, JUDGE, WORD
from vetting.actions.deciding import (
    HEARS_AFTER,
    Overtaken,
    decide,
    dossier_of,
    mark_paid,
    note_call,
    plan_next_step,
    reopen,
    say_reading,
    undo_decision,
)
from vetting.actions.ringing import UNANSWERED_ENDS, ring_all
from vetting.models import Application, CallNote, Dossier
from vetting.states import REASONS, Decision, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(world, applicant):
    """An application of a company of four, read by the admin: the test runs inside Heartland as them."""
    made = applicant(employees=4)
    with inside(world.heartland, world.admin):
        yield made


def test_the_applicant_hears_of_a_decision_after_a_minute_and_never_of_one_taken_back(world, applicant, now):
    application = applicant()
    with inside(world.heartland, world.admin):
        made = decide(application, Decision.DECLINE, by=world.admin, now=now, reason="small", words="Come back at 10.")
    with inside(world.heartland, reach=application.pk):
        seen = Application.objects.get()
        assert seen.state_shown(now) == State.SUBMITTED
        assert seen.state_shown(now + HEARS_AFTER) == State.DECLINED
        assert seen.told == "Our groups are for larger companies than yours is today. Come back at 10."
    with inside(world.heartland, world.admin):
        undo_decision(made, by=world.admin, now=now + timedelta(seconds=59))
    with inside(world.heartland, reach=application.pk):
        seen = Application.objects.get()
        assert (seen.state_shown(now + HEARS_AFTER), seen.told) == (State.SUBMITTED, "")
        assert seen.next_word_on == application.next_word_on


def test_after_a_minute_a_decision_stands(world, filed, now):
    made = decide(filed, Decision.ACCEPT, by=world.admin, now=now, reason="fits")
    with pytest.raises(Refused, match="has been told"):
        undo_decision(made, by=world.admin, now=now + HEARS_AFTER)
    assert Application.objects.get().state == State.POOL


def test_the_second_of_two_admins_is_told_who_was_first(world, filed, now):
    seen = filed.version
    decide(filed, Decision.ACCEPT, by=world.admin, now=now, reason="fits", seen=seen)
    with pytest.raises(Overtaken, match=f"{world.admin} was first: pool") as overtaken:
        decide(filed, Decision.DECLINE, by=world.facilitator, now=now, reason="small", seen=seen)
    assert overtaken.value.theirs.by == world.admin
    assert Application.objects.get().decisions.count() == 1


def test_a_decision_keeps_why_it_was_made_when_the_evidence_changes(world, filed, now):
    made = decide(filed, Decision.DECLINE, by=world.admin, now=now, reason="small")
    kept = made.evidence["findings"]
    assert any("4 people" in item["sentence"] for item in kept)
    Dossier.objects.update(findings=[])
    made.refresh_from_db()
    assert made.evidence["findings"] == kept


def test_questions_are_answered_and_the_program_reads_on(world, filed, now):
    decide(filed, Decision.MORE, by=world.admin, now=now, reason="facts", asked=["How many users do you manage?"])
    filed.refresh_from_db()
    assert (filed.state, filed.asked) == (State.MORE_INFORMATION, ["How many users do you manage?"])
    here = applying.answer(filed, now=now + timedelta(days=1))
    assert (here.state, Application.objects.get().asked) == (State.IN_REVIEW, [])


def test_declined_can_be_reopened_and_seated_is_the_end(world, filed, now):
    decide(filed, Decision.DECLINE, by=world.admin, now=now, reason="place")
    assert reopen(filed, by=world.admin, now=now).state == State.IN_REVIEW
    Application.objects.update(state=State.SEATED)
    with pytest.raises(Refused):
        decide(filed, Decision.ACCEPT, by=world.admin, now=now, reason="fits")


def test_who_applied_again_is_not_taken_up_twice(world, applicant, now):
    declined = applicant(employees=4)
    with inside(world.heartland, world.admin):
        decide(declined, Decision.DECLINE, by=world.admin, now=now - timedelta(days=9), reason="place")
        Application.objects.update(email="left@kessler.example")
    applicant()
    with inside(world.heartland, world.admin):
        Application.objects.filter(pk=declined.pk).update(email=Application.objects.exclude(pk=declined.pk).get().email)
        with pytest.raises(Refused, match="applied again since"):
            reopen(Application.objects.get(pk=declined.pk), by=world.admin, now=now)
        assert Application.objects.get(pk=declined.pk).state == State.DECLINED


@pytest.mark.parametrize("decision", Decision)
def test_while_a_seat_is_offered_nobody_decides(world, filed, now, decision):
    Application.objects.update(state=State.OFFERED)
    with pytest.raises(Refused, match="Take the offer back first"):
        decide(filed, decision, by=world.admin, now=now, reason=REASONS[decision][0].key)


def test_a_next_step_puts_what_is_new_in_review(world, filed, now):
    plan_next_step(filed, by=world.admin, now=now, words="Call on Friday", on=now.date(), owner=world.admin)
    dossier = Dossier.objects.get()
    assert (dossier.next_step, dossier.next_owner) == ("Call on Friday", world.admin)
    assert Application.objects.get().state == State.IN_REVIEW
    note_call(filed, by=world.admin, now=now, words=" Sounds honest. ")
    assert CallNote.objects.get().words == "Sounds honest."
    with pytest.raises(Refused):
        note_call(filed, by=world.admin, now=now, words="  ")
    mark_paid(filed, by=world.admin, now=now, paid=True)
    assert Dossier.objects.get().paid_at == now


def test_who_reads_a_file_is_seen_for_two_minutes(world, filed, now):
    assert say_reading(filed, by=world.admin, now=now) is None
    assert say_reading(filed, by=world.facilitator, now=now) == world.admin
    assert say_reading(filed, by=world.facilitator, now=now + timedelta(minutes=2)) is None
    assert dossier_of(filed).reader == world.facilitator


def test_a_promised_date_that_passes_is_told_honestly_and_alerts(world, applicant, now):
    application = applicant()
    promised = application.next_word_on
    due = ring_at(world, application)
    ring_all(now=due)
    with inside(world.heartland, world.admin):
        application.refresh_from_db()
        assert application.next_word_on > promised
        assert Dossier.objects.get().late_since == promised
    ring_all(now=due)
    with inside(world.heartland, world.admin):
        assert Application.objects.get().next_word_on == application.next_word_on


def test_a_question_without_an_answer_is_asked_once_more_and_then_ends(world, applicant, now):
    application = applicant()
    with inside(world.heartland, world.admin):
        decide(application, Decision.MORE, by=world.admin, now=now, reason="facts")
    ring_all(now=ring_at(world, application))
    with inside(world.heartland, world.admin):
        assert Application.objects.get().state == State.MORE_INFORMATION
    ring_all(now=now + UNANSWERED_ENDS + timedelta(days=3))
    with inside(world.heartland, world.admin):
        assert Application.objects.get().state == State.ENDED


def test_a_declined_file_leaves_after_its_time(world, applicant, now):
    application = applicant()
    with inside(world.heartland, world.admin):
        decide(application, Decision.DECLINE, by=world.admin, now=now, reason="small")
        at = Due.objects.get(kind=FORGET).at
    assert at == now + timedelta(days=365)
    ring_all(now=at - timedelta(seconds=1))
    with inside(world.heartland, world.admin):
        assert Application.objects.filter(pk=application.pk).exists()
    ring_all(now=at)
    with inside(world.heartland, world.admin):
        assert not Application.objects.filter(pk=application.pk).exists()
        assert not Dossier.objects.exists()


def test_what_a_stranger_sends_is_weighed_by_the_clock(world, applicant, now):
    application = applicant(weighed=False)
    with inside(world.heartland, world.admin):
        assert Due.objects.get(kind=JUDGE).user_id == world.admin.pk
        assert not Dossier.objects.exists()
    ring_all(now=now)
    with inside(world.heartland, world.admin):
        assert Dossier.objects.get(application=application).judged_at == now


def test_a_clock_whose_keeper_is_no_admin_any_more_goes_to_one_who_is(world, applicant, now):
    application = applicant(weighed=False)
    with inside(None, reach="post"):
        Due.objects.filter(kind=JUDGE).update(user_id=world.member.pk)
    ring_all(now=now)
    with inside(world.heartland, world.admin):
        assert Due.objects.get(kind=JUDGE).user_id == world.admin.pk
    ring_all(now=now)
    with inside(world.heartland, world.admin):
        assert Dossier.objects.filter(application=application).exists()


def ring_at(world, application):
    with inside(world.heartland, world.admin):
        return Due.objects.get(kind=WORD, object_id=application.pk).at


def test_another_admin_moves_and_stops_the_same_clocks_and_nobody_else_does(world, applicant, now):
    application = applicant()
    with inside(world.heartland, world.admin):
        given = give_role(Role.Kind.ADMIN, by=world.admin, name=str(world.facilitator), email=world.facilitator.email)
        Role.objects.filter(pk=given.pk).update(user=world.facilitator)
    with inside(world.heartland, world.facilitator):
        decide(application, Decision.ACCEPT, by=world.facilitator, now=now, reason="fits")
        application.refresh_from_db()
        clock = Due.objects.get(kind=WORD, object_id=application.pk)
        assert (clock.user_id, clock.at.date()) == (world.admin.pk, application.next_word_on)
        decide(application, Decision.DECLINE, by=world.facilitator, now=now, reason="small")
        assert not Due.objects.filter(kind=WORD, object_id=application.pk).exists()
    for somebody in (world.reviewer, world.member, world.foreign_admin):
        with inside(world.heartland, somebody):
            assert Due.objects.filter(kind=FORGET).delete()[0] == 0
