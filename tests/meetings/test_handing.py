"""A substitute's dates, held by the database: what they read before, on and after them; and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from goals.models import Commitment, Goal
from groups.actions import appoint_facilitator, end_term, may_stand_in, move_group, resume_term, take_seat
from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from meetings.actions.handing import LOOKS_BACK, days_around, hand_over
from meetings.actions.opening import NEEDS_YOU, tend
from meetings.actions.ringing import ring_all
from meetings.models import Attendance, FollowUp, Handover, Leave, Meeting, ParkedItem, Step
from members.models import Member
from programs.actions import give_role
from programs.clock import instant, local_day
from programs.models import Activity, Due, Role
from programs.refusal import Refused
from programs.tenancy import inside, standing
from tests.meetings.substitutes import chosen, handed, moved, robin
from vetting.models import Application, Signature

DAY = timedelta(days=1)


@pytest.fixture
def somebody(world):
    return robin(world)


def parked(world, now, *, days_ago: int, title: str) -> None:
    with inside(world.heartland, world.facilitator):
        ParkedItem.objects.create(group=world.group, title=title, said_at=now - timedelta(days=days_ago))


def readable(world, user) -> dict[str, int]:
    """How many rows of Owners 1 a user reads, of everything that is not for every person of the program."""
    with inside(world.heartland, user):
        group = world.group.pk
        return {
            "seats": Seat.objects.filter(group=group).count() + SeatHolder.objects.filter(group=group).count(),
            "goals": Goal.objects.filter(audience__contains=[group]).count(),
            "promises": Commitment.objects.filter(audience__contains=[group]).count(),
            "parked": ParkedItem.objects.filter(group=group).count(),
            "meetings": Meeting.objects.filter(group=group).count(),
            "attendance": Attendance.objects.filter(group=group).count(),
            "words": Handover.objects.filter(group=group).count(),
            "news": Activity.objects.filter(group_id=group).count(),
        }


def test_they_read_nothing_before_their_dates_the_group_on_them_and_nothing_after(world, somebody, now):
    parked(world, now, days_ago=1, title="Night shift")
    with inside(world.heartland, world.member):
        Goal.objects.filter(pk=world.goal.pk).update(said_at=now)
    made = handed(world, somebody, now, begins=3, note="Grace wants to leave early.")
    nothing = dict.fromkeys(readable(world, somebody), 0)
    assert readable(world, somebody) == nothing
    with inside(world.heartland, somebody):
        assert standing().facilitates == frozenset()
        assert FacilitatorTerm.objects.filter(pk=made.term_id).exists()  # that they will, they know
    moved(world, made, -4 * DAY)
    during = readable(world, somebody)
    assert {name for name, many in during.items() if not many} <= {"promises", "attendance"}
    with inside(world.heartland, somebody):
        assert (standing().facilitates, standing().stands_in, standing().keeps) == (
            {world.group.pk}, {world.group.pk}, frozenset(),
        )  # fmt: skip
    moved(world, made, -10 * DAY)
    assert readable(world, somebody) == nothing
    with inside(world.heartland, world.facilitator):
        assert not FacilitatorTerm.objects.current().filter(pk=made.term_id).exists()
        assert Handover.objects.get(pk=made.pk).note == "Grace wants to leave early."


def test_their_dates_begin_and_end_at_midnight_where_the_program_is(world, somebody, now):
    made = handed(world, somebody, now, begins=2, lasts=1)
    zone = world.heartland.zone
    local = [at.astimezone(UTC) for at in (made.term.since, made.term.until)]
    today = local_day(now, zone)
    assert local == [instant(today + days * DAY, datetime.min.time(), zone) for days in (2, 3)]


def test_dates_that_begin_today_begin_at_once(world, somebody, now):
    assert handed(world, somebody, now).term.since == now


def test_they_read_since_the_last_meeting_before_their_dates_and_no_more(world, somebody, now):
    with inside(world.heartland, world.facilitator):
        last = Meeting.objects.filter(group=world.group, state="planned", starts_at__lt=now).latest("starts_at")
    parked(world, last.starts_at, days_ago=1, title="Before it")
    parked(world, last.starts_at, days_ago=-1, title="Since then")
    made = handed(world, somebody, now)
    assert made.term.reads_from == last.starts_at
    with inside(world.heartland, somebody):
        assert list(ParkedItem.objects.values_list("title", flat=True)) == ["Since then"]
    with inside(world.heartland, world.facilitator):
        assert ParkedItem.objects.filter(title="Before it").exists()


def test_they_read_a_quarter_back_at_most(world, somebody, now):
    with inside(world.heartland, world.admin):
        Meeting.objects.filter(group=world.group).update(starts_at=now - timedelta(days=300))
    assert handed(world, somebody, now).term.reads_from == now - LOOKS_BACK


def test_they_never_read_what_no_facilitator_of_the_group_reads(world, somebody, now):
    with inside(world.heartland, world.admin):
        FacilitatorTerm.objects.own().filter(group=world.group).update(reads_from=now - DAY)
    assert handed(world, somebody, now).term.reads_from == now - DAY


def test_an_admin_who_stands_in_reads_from_their_first_day(world, now):
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.FACILITATOR, by=world.admin, user=world.admin)
    made = handed(world, world.admin, now, begins=2)
    assert made.term.reads_from == made.term.since
    with inside(world.heartland, world.facilitator):
        told = Activity.objects.get(about_id=made.term_id, kind="facilitator.stands_in")
        assert told.fields == [Role.Kind.ADMIN]


def test_what_was_decided_about_attendance_is_told_only_if_it_is_to_be(world, somebody, now):
    with inside(world.heartland, world.facilitator):
        seat = Seat.objects.held().filter(group=world.group).first()
        Step.objects.create(
            group=world.group, seat=seat, kind="call", meeting=world.past_meeting, by=world.facilitator, words="Ill."
        )
        Leave.objects.create(
            group=world.group, seat=seat, kind="medical", first=now.date(), last=now.date(), agreed_by=world.admin
        )
        member = Member.objects.get(user=world.member)
        for reason in ("standing", "stalled"):
            FollowUp.objects.create(
                group=world.group, member=member, reason=reason, did="call", by=world.facilitator, words="Said so."
            )
    made = handed(world, somebody, now)

    def reads() -> tuple[int, int, set[str]]:
        with inside(world.heartland, somebody):
            return Step.objects.count(), Leave.objects.count(), set(FollowUp.objects.values_list("reason", flat=True))

    assert reads() == (0, 0, {"stalled"})
    with inside(world.heartland, world.admin):
        FacilitatorTerm.objects.filter(pk=made.term_id).update(sees_standing=True)
    assert reads() == (1, 1, {"standing", "stalled"})


def test_a_substitute_runs_meetings_and_does_not_change_the_group(world, somebody, now):
    made = handed(world, somebody, now)
    with inside(world.heartland, somebody):
        assert Meeting.objects.filter(pk=world.meeting.pk).update(agenda_minutes=90) == 1
        assert Group.objects.filter(pk=world.group.pk).update(opens_history=True) == 0
        assert SeatHolder.objects.filter(group=world.group).update(reads_from=now) == 0
        assert FacilitatorTerm.objects.filter(pk=made.term_id).update(until=now + 90 * DAY) == 0
        assert may_stand_in(world.group) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            FacilitatorTerm.objects.create(
                group=world.group, role_id=made.term.role_id, name="Robin", since=now, reads_from=now - 900 * DAY
            )


def test_what_is_said_of_applicants_and_signatures_is_not_theirs(world, somebody, now):
    handed(world, somebody, now)
    with inside(world.heartland, somebody):
        assert not Application.objects.exists()
        assert not Signature.objects.exists()


def test_the_words_are_between_two(world, somebody, now):
    handed(world, somebody, now, note="For you alone.")
    for user, many in ((somebody, 1), (world.facilitator, 1), (world.admin, 0), (world.member, 0), (world.sibling, 0)):
        with inside(world.heartland, user):
            assert Handover.objects.count() == many, user


def refused(world, to, now, *, by=None, first=0, last=2) -> Refused:
    """What refuses to hand Owners 1 to somebody."""
    today = local_day(now, world.heartland.zone)
    by = by or world.facilitator
    with inside(world.heartland, by), pytest.raises(Refused) as found:
        hand_over(world.group, to, by=by, now=now, first=today + first * DAY, last=today + last * DAY)
    return found.value


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (-1, 2, "first", "This day is over."),
        (3, 2, "last", "before the first"),
        (0, 120, "last", "more than 120 days"),
    ],
)
def test_days_that_cannot_be_are_refused(world, somebody, now, first, last, field, words):
    found = refused(world, chosen(world, somebody), now, first=first, last=last)
    assert found.field == field
    assert words in found.reason


def test_nobody_hands_a_group_to_themselves(world, now):
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.FACILITATOR, by=world.admin, user=world.admin)
    found = refused(world, chosen(world, world.admin, world.admin), now, by=world.admin)
    assert (found.field, "yourself" in found.reason) == ("who", True)


def test_days_of_another_substitute_are_refused_until_that_one_is_ended(world, somebody, now):
    made = handed(world, somebody, now, begins=2, lasts=3)
    other = chosen(world, world.reviewer)
    found = refused(world, other, now, first=4, last=9)
    assert (found.field, "Robin Adeyemi stands in" in found.reason) == ("first", True)
    with inside(world.heartland, world.facilitator):
        end_term(FacilitatorTerm.objects.get(pk=made.term_id), by=world.facilitator, now=now)
    handed(world, world.reviewer, now, begins=4)
    with inside(world.heartland, world.facilitator), pytest.raises(Refused, match="stands in on some of these days"):
        resume_term(FacilitatorTerm.objects.get(pk=made.term_id), by=world.facilitator, now=now)


def test_days_that_follow_one_another_are_no_overlap(world, somebody, now):
    handed(world, somebody, now, begins=0, lasts=2)
    assert handed(world, world.reviewer, now, begins=2, lasts=2).term.pk
    assert handed(world, somebody, now, begins=4, lasts=2).term.pk


def test_who_facilitates_the_group_does_not_stand_in_for_it(world, now):
    with inside(world.heartland, world.facilitator):
        assert world.facilitator.pk not in {one.user for one in may_stand_in(world.group)}


def test_who_has_not_joined_or_holds_no_role_is_not_offered(world, somebody):
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.FACILITATOR, by=world.admin, name="Coming", email="coming@example.com")
        names = [one.name for one in may_stand_in(world.group)]
    assert "Robin Adeyemi" in names
    assert not {"Coming", world.member.name} & set(names)


def test_a_member_of_the_group_and_a_rival_of_it_are_refused(world, now):
    with inside(world.heartland, world.admin):
        for user in (world.member, world.sibling):
            give_role(Role.Kind.FACILITATOR, by=world.admin, user=user)
    found = refused(world, chosen(world, world.member), now)
    assert (found.field, "holds a seat" in found.reason) == ("who", True)
    to = chosen(world, world.sibling)
    with inside(world.heartland, world.admin):
        theirs = Member.objects.select_related("company").get(user=world.sibling)
        Application.objects.create(
            track=world.group.track, name="Dana", email="dana@example.com", company_name="Northwind IT", zone="UTC",
            state="seated", member=Member.objects.get(user=world.member), competitors=[theirs.company.name.upper()],
        )  # fmt: skip
    found = refused(world, to, now)
    assert (found.field, "competes" in found.reason) == ("who", True)


def test_a_closed_group_is_not_handed_over(world, somebody, now):
    to = chosen(world, somebody)
    with inside(world.heartland, world.admin):
        move_group(Group.objects.get(pk=world.group.pk), Group.State.CLOSED, by=world.admin)
    assert "closed" in refused(world, to, now).reason


def test_ended_early_they_read_nothing_and_the_undo_brings_it_back(world, somebody, now):
    made = handed(world, somebody, now)
    with inside(world.heartland, world.facilitator):
        end_term(FacilitatorTerm.objects.get(pk=made.term_id), by=world.facilitator, now=now)
    with inside(world.heartland, somebody):
        assert (standing().groups, Handover.objects.count()) == (frozenset(), 0)
    with inside(world.heartland, world.facilitator):
        resume_term(FacilitatorTerm.objects.get(pk=made.term_id), by=world.facilitator, now=now)
    with inside(world.heartland, somebody):
        assert (standing().groups, Handover.objects.count()) == ({world.group.pk}, 1)


def test_dates_that_are_over_do_not_come_back(world, somebody, now):
    made = handed(world, somebody, now)
    with inside(world.heartland, world.facilitator):
        end_term(FacilitatorTerm.objects.get(pk=made.term_id), by=world.facilitator, now=now)
        term = FacilitatorTerm.objects.get(pk=made.term_id)
        term.until = now
        with pytest.raises(Refused, match="dates are over"):
            resume_term(term, by=world.facilitator, now=now)


def test_who_takes_a_seat_meanwhile_still_only_stands_in(world, now):
    with inside(world.heartland, world.admin):
        give_role(Role.Kind.FACILITATOR, by=world.admin, user=world.sibling)
    handed(world, world.sibling, now)
    with inside(world.heartland, world.admin):
        take_seat(world.group, Member.objects.get(user=world.sibling), by=world.admin, now=now)
    with inside(world.heartland, world.sibling):
        assert world.group.pk in standing().stands_in
        assert world.group.pk not in standing().keeps


def test_the_database_wants_an_end_after_the_beginning(world, somebody, now):
    made = handed(world, somebody, now)
    with inside(world.heartland, world.admin), pytest.raises(IntegrityError), transaction.atomic():
        FacilitatorTerm.objects.filter(pk=made.term_id).update(until=made.term.since)


def test_it_stands_in_the_audit_and_in_the_groups_news(world, somebody, now):
    made = handed(world, somebody, now)
    with inside(world.heartland, world.admin):
        assert Activity.objects.filter(about_id=made.term_id).get().kind == "term.handed"
    with inside(world.heartland, world.member):
        assert Activity.objects.filter(about_id=made.term_id).get().kind == "facilitator.stands_in"


def test_their_morning_mail_begins_with_their_dates_and_stops_with_them(world, somebody, now):
    made = handed(world, somebody, now, begins=3, lasts=2)
    assert ring_all(now=now) >= 1
    with inside(world.heartland, world.admin):
        due = Due.objects.get(kind=NEEDS_YOU, object_id=made.term_id)
        assert made.term.since < due.at <= made.term.since + DAY + timedelta(hours=8)
        tend(Group.objects.get(pk=world.group.pk), now=made.term.until)
        assert not Due.objects.filter(kind=NEEDS_YOU, object_id=made.term_id).exists()


def test_around_a_meeting_are_the_days_to_prepare_it_and_to_send_its_recap(world):
    meeting = Meeting(
        starts_at=datetime(2027, 3, 18, 15, tzinfo=UTC), ends_at=datetime(2027, 3, 18, 17, tzinfo=UTC), zone="UTC"
    )
    assert days_around(meeting, date(2027, 3, 1), "UTC") == (date(2027, 3, 15), date(2027, 3, 20))
    assert days_around(meeting, date(2027, 3, 17), "UTC") == (date(2027, 3, 17), date(2027, 3, 20))


def test_who_is_appointed_has_the_morning_mail_from_the_next_morning_on(world, somebody, now):
    with inside(world.heartland, world.admin):
        role = Role.objects.get(user=somebody, kind=Role.Kind.FACILITATOR)
        term = appoint_facilitator(world.group, role, by=world.admin, now=now)
        assert not Due.objects.filter(kind=NEEDS_YOU, object_id=term.pk).exists()
    ring_all(now=now)
    with inside(world.heartland, world.admin):
        due = Due.objects.get(kind=NEEDS_YOU, object_id=term.pk)
        assert now < due.at <= now + DAY
        assert due.user_id == somebody.pk
