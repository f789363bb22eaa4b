"""What the database itself refuses around meetings, whatever code may try: rows of other groups, other people's places,
links that would be somebody else's, words before they are said and of before one's day."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from goals.models import Commitment, Goal
from goals.promising import keep_commitment, make_commitment, move_commitment
from groups.models import FacilitatorTerm, SeatHolder
from meetings.actions.agendas import Line, publish, set_agenda
from meetings.actions.feeding import make_feed
from meetings.actions.hearing import hear
from meetings.actions.polling import close_poll, open_poll, vote
from meetings.actions.preparing import ask_for_help, finish_preparation, hand_in
from meetings.actions.recapping import hold_recap, send_recap, write_recap
from meetings.actions.writing import write_letter
from meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceRules,
    CalendarFeed,
    CatchUp,
    DateOption,
    DateVote,
    FollowUp,
    HandIn,
    Leave,
    Letter,
    Meeting,
    Preparation,
    Recap,
    Rsvp,
    Stay,
    Step,
)
from programs.models import Role
from programs.refusal import Refused
from programs.tenancy import inside
from tests.meetings.test_hearing import reply


def refused(act) -> None:
    """The database does not let that happen."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def seat_of(world, user, group):
    """(member, seat key) of somebody in a group."""
    with inside(world.heartland, user):
        held = SeatHolder.objects.current().get(member__user=user, group=group)
        return held.member, held.seat_id


def place_of(world, user) -> Rsvp:
    with inside(world.heartland, user):
        return Rsvp.objects.select_related("meeting").get(meeting=world.meeting, member__user=user)


def self_appointed(world, now) -> None:
    """The admin begins to facilitate the group, and reads from now on."""
    with inside(world.heartland, world.admin):
        role = Role.objects.create(kind="facilitator", user=world.admin, name="Ada", email=world.admin.email)
        FacilitatorTerm.objects.create(group=world.group, role=role, name="Ada", since=now, reads_from=now)


# -- rows of another group


def test_a_facilitator_writes_nothing_into_the_standing_of_another_group(world, now):
    other, seat = seat_of(world, world.sibling, world.sibling_group)
    theirs = {"group": world.group, "seat_id": seat}
    with inside(world.heartland, world.facilitator):
        met, by = world.sibling_meeting, world.facilitator
        for meeting in (met, world.past_meeting):
            about = theirs | {"meeting": meeting}
            refused(lambda about=about: Attendance.objects.create(**about, member=other, seen="unexcused"))
            refused(lambda about=about: CatchUp.objects.create(**about, on=now.date(), how="talk"))
            refused(lambda about=about: Step.objects.create(**about, kind="call", by=by, words="Leave, please"))
        today = {"first": now.date(), "last": now.date()}
        refused(lambda: Leave.objects.create(**theirs, **today, agreed_by=by))
    with inside(world.heartland, world.sibling):
        assert not Attendance.objects.filter(member=other, meeting=met).exists()


def test_no_row_is_moved_to_another_group(world):
    with inside(world.heartland, world.facilitator):
        place = Rsvp.objects.filter(meeting=world.meeting).first()
        refused(lambda: Rsvp.objects.create(meeting=world.sibling_meeting, group=world.group, seat_id=place.seat_id,
                                            member_id=place.member_id))  # fmt: skip
        refused(lambda: Recap.objects.create(meeting=world.sibling_meeting, group=world.group, text="Not yours"))


# -- somebody else's place


def test_nobody_hands_in_or_prepares_in_the_name_of_another(world, homework):
    task, mine, theirs = homework(), place_of(world, world.member), place_of(world, world.peer)
    told = {"rsvp": mine, "member_id": theirs.member_id}
    for stamp in ({"user": world.member}, {"reach": mine.pk}):
        with inside(world.heartland, **stamp):
            refused(lambda: HandIn.objects.create(homework=task, **told, text="I am late again"))
            refused(lambda: Preparation.objects.create(meeting=mine.meeting, **told, win="None"))
            refused(lambda: Stay.objects.create(group_id=mine.group_id, **told, diet="Nothing"))


def test_nobody_takes_the_place_of_anothers_preparation(world, homework):
    task, mine, theirs = homework(), place_of(world, world.member), place_of(world, world.peer)
    told = {"rsvp": theirs, "member_id": mine.member_id}
    with inside(world.heartland, world.member):
        refused(lambda: Preparation.objects.create(meeting=mine.meeting, **told))
        refused(lambda: Stay.objects.create(group_id=mine.group_id, **told))
        refused(lambda: HandIn.objects.create(homework=task, **told))


def test_what_is_prepared_is_shown_in_its_own_group_alone(world, homework, now):
    mine, task = place_of(world, world.member), homework()
    far = [world.sibling_group.pk]
    for stamp in ({"user": world.member}, {"reach": mine.pk}):
        with inside(world.heartland, **stamp):
            row = finish_preparation(mine, by=None, now=now)
            done = hand_in(task, mine, by=None, now=now)
            refused(lambda row=row: Preparation.objects.filter(pk=row.pk).update(audience=far))
            refused(lambda done=done: HandIn.objects.filter(pk=done.pk).update(audience=far))
            refused(lambda: Stay.objects.create(rsvp=mine, member_id=mine.member_id, group=world.sibling_group))


# -- links, rules, letters, votes


def test_a_feeds_link_does_not_become_another_persons(world, now):
    with inside(world.heartland, world.member):
        feed = make_feed(world.member, now=now)
    with inside(world.heartland, reach=feed.pk):
        refused(lambda: CalendarFeed.objects.update(user=world.sibling))
        assert CalendarFeed.objects.all().delete()[0] == 0
        assert CalendarFeed.objects.update(read_at=now) == 1
        refused(lambda: CalendarFeed.objects.create(pk=world.goal.pk, user=world.sibling))
    with inside(world.heartland, reach=world.goal.pk):  # a link that carries another key makes no feed of it
        refused(lambda: CalendarFeed.objects.create(pk=world.goal.pk, user=world.sibling))


def test_a_rule_that_was_published_stays_as_it_was(world, now):
    with inside(world.heartland, world.facilitator):
        made = AttendanceRules.objects.create(
            group=world.group, number=1, rules={}, effective_on=now.date(), by=world.facilitator
        )
    for who in (world.facilitator, world.admin):
        with inside(world.heartland, who):
            refused(lambda: AttendanceRules.objects.filter(pk=made.pk).update(rules={"ladder": []}))
            assert AttendanceRules.objects.filter(pk=made.pk).delete()[0] == 0


def test_a_member_writes_no_letter_and_a_facilitator_none_for_another_group(world, now):
    to = {"readers": [world.peer.pk], "subject": "Hello", "text": "Pay here", "name": "Ada", "reply_to": "a@b.example"}
    for who, group in (
        (world.member, world.group),
        (world.member, None),
        (world.facilitator, world.sibling_group),
        (world.facilitator, None),
    ):
        with inside(world.heartland, who):
            refused(lambda who=who, group=group: Letter.objects.create(by=who, group=group, **to))
    with inside(world.heartland, world.facilitator):
        sent = write_letter([world.peer.pk], by=world.facilitator, now=now, subject="S", text="T", group=world.group)
        refused(lambda: Letter.objects.filter(pk=sent.pk).update(readers=[world.sibling.pk]))
        refused(lambda: Letter.objects.filter(pk=sent.pk).update(text="Something else"))


@pytest.fixture
def poll(world, now):
    with inside(world.heartland, world.facilitator):
        return open_poll(
            world.group, by=world.facilitator, now=now, moments=[now + timedelta(days=day) for day in (9, 10)],
            answer_by=now.date() + timedelta(days=5), zone="America/Chicago", name="Spring",
        )  # fmt: skip


def test_a_vote_is_given_by_its_member_while_the_poll_is_open(world, poll, now):
    me, _ = seat_of(world, world.member, world.group)
    with inside(world.heartland, world.member):
        option = DateOption.objects.first()
        vote(poll, me, by=world.member, now=now, says={option.pk: "yes"})
    for who in (world.facilitator, world.admin, world.peer):
        with inside(world.heartland, who):
            refused(lambda: DateVote.objects.create(option=option, group=world.group, member=me, can="no"))
    with inside(world.heartland, world.facilitator):
        refused(lambda: DateVote.objects.update(can="no"))
        close_poll(poll, by=world.facilitator, now=now)
    with inside(world.heartland, world.member):  # they have the page open, and did not hear that it ended
        with pytest.raises(Refused, match="is over"):
            vote(poll, me, by=world.member, now=now, says={option.pk: "no"})
        refused(lambda: DateVote.objects.update(can="no"))


def test_nobody_votes_in_another_groups_poll(world, poll):
    other, _ = seat_of(world, world.sibling, world.sibling_group)
    with inside(world.heartland, world.member):
        option = DateOption.objects.first()
    with inside(world.heartland, world.sibling):
        refused(lambda: DateVote.objects.create(option=option, group=world.sibling_group, member=other, can="yes"))


# -- before it is said, and before one's day


def test_a_recap_is_read_once_it_is_sent(world, now):
    told = {"by": world.facilitator, "now": now}
    with inside(world.heartland, world.facilitator):
        write_recap(world.past_meeting, **told, text="A draft")
        assert Recap.objects.exists()
    with inside(world.heartland, world.peer):
        assert not Recap.objects.exists()
    with inside(world.heartland, world.facilitator):
        sent = send_recap(world.past_meeting, **told, text="A draft")
    with inside(world.heartland, world.peer):
        assert Recap.objects.exists()
    with inside(world.heartland, world.facilitator):
        hold_recap(sent, **told)
    with inside(world.heartland, world.peer):
        assert not Recap.objects.exists()


def test_an_agenda_is_read_once_it_is_open(world, now):
    with inside(world.heartland, world.facilitator):
        Meeting.objects.filter(pk=world.meeting.pk).update(agenda_at=None)
        world.meeting.refresh_from_db()
        set_agenda(world.meeting, by=world.facilitator, now=now, lines=[Line("Numbers", 20, "other")])
        assert AgendaItem.objects.filter(meeting=world.meeting).exists()
    with inside(world.heartland, world.peer):
        assert not AgendaItem.objects.filter(meeting=world.meeting).exists()
    with inside(world.heartland, world.facilitator):
        publish(world.meeting, by=world.facilitator, now=now)
    with inside(world.heartland, world.peer):
        assert AgendaItem.objects.filter(meeting=world.meeting).exists()


def test_who_begins_to_facilitate_reads_no_follow_up_promise_or_call_for_help_of_before(world, homework, now):
    me, _ = seat_of(world, world.member, world.group)
    before = now - timedelta(days=3)
    with inside(world.heartland, world.facilitator):
        FollowUp.objects.create(
            group=world.group, member=me, reason="quiet", did="call", by=world.facilitator, words="Sells up.", at=before
        )
        make_commitment(
            me, world.group, by=world.facilitator, now=before, today=before.date(), text="Call the bank",
            due_on=now.date() + timedelta(days=9),
        )  # fmt: skip
    task, place = homework(), place_of(world, world.member)
    with inside(world.heartland, world.member):
        ask_for_help(task, place, by=world.member, now=before, text="The numbers are bad")
    with inside(world.heartland, world.facilitator):
        assert FollowUp.objects.exists()
        assert HandIn.objects.exists()
        assert Commitment.objects.filter(text="Call the bank").exists()
    self_appointed(world, now)
    with inside(world.heartland, world.admin):
        assert not FollowUp.objects.exists()
        assert not HandIn.objects.exists()
        assert not Commitment.objects.filter(text="Call the bank").exists()


# -- promises


@pytest.fixture
def promise(world, now) -> Commitment:
    me, _ = seat_of(world, world.member, world.group)
    with inside(world.heartland, world.member):
        return make_commitment(
            me, world.group, by=world.member, now=now, today=now.date(), text="Call the bank",
            due_on=now.date() + timedelta(days=9),
        )  # fmt: skip


def test_a_facilitator_and_a_link_note_how_a_promise_ended_and_change_no_word_of_it(world, promise, now):
    other, _ = seat_of(world, world.peer, world.group)
    far, _ = seat_of(world, world.sibling, world.sibling_group)
    for stamp in ({"user": world.facilitator}, {"reach": promise.pk}):
        with inside(world.heartland, **stamp):
            row = Commitment.objects.filter(pk=promise.pk)
            for wrong in (
                {"text": "Sell"},
                {"due_on": now.date()},
                {"partner": other},
                {"member": other},
                {"member": far},
                {"proof": "x"},
                {"audience": []},
            ):
                refused(lambda row=row, wrong=wrong: row.update(**wrong))
    with inside(world.heartland, world.facilitator):
        keep_commitment(promise, by=world.facilitator, now=now)


def test_nobody_promises_in_the_name_of_somebody_elsewhere_or_of_another_writer(world, now):
    far, _ = seat_of(world, world.sibling, world.sibling_group)
    me, _ = seat_of(world, world.member, world.group)
    told = {"text": "x", "due_on": now.date(), "audience": [world.group.pk]}
    with inside(world.heartland, world.facilitator):
        refused(lambda: Commitment.objects.create(member=far, by=world.facilitator, **told))
        refused(lambda: Commitment.objects.create(member=me, by=world.member, **told))


def test_a_member_shows_goals_and_promises_in_groups_of_their_own(world, promise):
    far = [world.sibling_group.pk]
    with inside(world.heartland, world.member):
        refused(lambda: Commitment.objects.filter(pk=promise.pk).update(audience=far))
        refused(lambda: Goal.objects.filter(pk=world.goal.pk).update(audience=far))
    with inside(world.heartland, reach=world.goal.pk):
        refused(lambda: Goal.objects.filter(pk=world.goal.pk).update(audience=far))


def test_who_left_a_group_promises_anew_to_nobody_there(world, promise, now):
    with inside(world.heartland, world.admin):
        SeatHolder.objects.current().filter(group=world.group, member=promise.member_id).update(left_at=now)
    with inside(world.heartland, world.member):
        made = move_commitment(
            promise, by=world.member, now=now, today=now.date(), due_on=now.date() + timedelta(days=20)
        )
        assert made.audience == []


# -- what strangers mail to the calendar's mailbox


@pytest.mark.parametrize("charset", ["utf-7?q?+2AA-", "unicode_escape?q?=5Cud800"])
def test_half_a_sign_in_an_address_does_not_stop_the_mails_behind_it(world, charset):
    name = f"=?{charset}?=@b.example"
    answered = reply(world, sender=name, attendee="\\ud800@b.example")
    for mail in (answered, answered.replace(b'charset="utf-8"', b'charset="unicode_escape"')):
        assert hear(mail, now=timezone.now()) == 0
    assert hear(reply(world), now=timezone.now()) == 1
