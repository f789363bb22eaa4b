"""Changes to groups and seats: what is refused, what a newcomer reads, what can be undone, and 40 at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from goals.models import Goal
from groups.actions import (
    MOVES,
    appoint_facilitator,
    change_group,
    end_term,
    hand_over_seat,
    leave_seat,
    move_group,
    move_seat,
    open_group,
    resume_term,
    return_seat,
    take_seat,
)
from groups.models import FacilitatorTerm, Group, Seat, SeatHolder
from members.models import Member
from programs.actions import give_role
from programs.models import Activity, Role, Track
from programs.refusal import Refused, Stale
from programs.tenancy import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def as_admin(world):
    with inside(world.heartland, world.admin):
        yield world


def holder_of(world, user) -> SeatHolder:
    return SeatHolder.objects.current().select_related("member", "seat", "group").get(member__user=user)


def told(about) -> list[str]:
    return list(Activity.objects.filter(about_id=about.pk).order_by("at").values_list("kind", flat=True))


# -- opening and changing


@pytest.mark.parametrize(("track", "geography"), [("Owners", "warn"), ("Security", "none")])
def test_a_new_group_has_the_defaults_of_its_track_and_program(as_admin, track, geography):
    group = open_group(by=as_admin.admin, track=Track.objects.get(name=track), name="Fresh")
    assert (group.geography, group.zone, group.territory_km) == (geography, "America/Chicago", 48)
    assert group.state == Group.State.FORMING
    assert told(group) == ["group.opened"]


@pytest.mark.parametrize("name", ["Owners 1", "OWNERS 1"])
def test_a_name_is_there_once(as_admin, name):
    with pytest.raises(Refused) as refusal:
        open_group(by=as_admin.admin, track=Track.objects.first(), name=name)
    assert refusal.value.field == "name"
    assert name in refusal.value.reason


def test_renaming_to_a_name_that_another_has_is_refused(as_admin):
    with pytest.raises(Refused) as refusal:
        change_group(as_admin.group, by=as_admin.admin, name="owners 2")
    assert refusal.value.field == "name"


def test_a_change_counts_the_version_and_records_names_never_words(world):
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, seen=1, purpose="Between us", cadence="Weekly")
        assert world.group.version == 2
        (change,) = Activity.objects.filter(about_id=world.group.pk, kind="group.changed")
        assert set(change.fields) == {"purpose", "cadence"}
        assert change.group_id == world.group.pk


def test_no_change_leaves_no_trace(as_admin):
    change_group(as_admin.group, by=as_admin.admin, seen=1, name=as_admin.group.name)
    assert as_admin.group.version == 1
    assert "group.changed" not in told(as_admin.group)


def test_a_save_over_somebody_elses_raises_with_theirs(as_admin):
    change_group(as_admin.group, by=as_admin.admin, seen=1, cadence="Theirs")
    with pytest.raises(Stale) as stale:
        change_group(as_admin.group, by=as_admin.admin, seen=1, cadence="Mine")
    assert stale.value.theirs.cadence == "Theirs"
    assert Group.objects.get(pk=as_admin.group.pk).cadence == "Theirs"


def test_taken_seats_cannot_be_cut_off(as_admin):
    with pytest.raises(Refused) as refusal:
        change_group(as_admin.group, by=as_admin.admin, seat_count=2)
    assert (refusal.value.field, refusal.value.reason) == (
        "seat_count",
        "Seat 3 is taken. End or move that one first.",
    )
    change_group(as_admin.group, by=as_admin.admin, seat_count=3)


@pytest.mark.parametrize("what", ["opens_history", "opens_grid"])
def test_an_admin_does_not_open_what_the_group_keeps_and_a_facilitator_does(world, what):
    with inside(world.heartland, world.admin), pytest.raises(Refused) as refusal:
        change_group(world.group, by=world.admin, **{what: True})
    assert refusal.value.field == what
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, **{what: True})
        assert getattr(Group.objects.get(pk=world.group.pk), what)


@pytest.mark.parametrize("state", Group.State.values)
@pytest.mark.parametrize("to", Group.State.values)
def test_a_group_moves_only_along_its_life(as_admin, state, to):
    Group.objects.filter(pk=as_admin.group.pk).update(state=state)
    if to in MOVES[Group.State(state)]:
        move_group(as_admin.group, to, by=as_admin.admin)
        assert Group.objects.get(pk=as_admin.group.pk).state == to
    else:
        with pytest.raises(Refused):
            move_group(as_admin.group, to, by=as_admin.admin)


def test_a_closed_group_takes_nobody_and_changes_no_more(as_admin, now, newcomer):
    move_group(as_admin.group, "closed", by=as_admin.admin)
    role = give_role(Role.Kind.FACILITATOR, by=as_admin.admin, name="Ada", email="ada@example.com")
    for attempt in (
        lambda: take_seat(as_admin.group, as_admin.pending, by=as_admin.admin, now=now),
        lambda: change_group(as_admin.group, by=as_admin.admin, cadence="Never"),
        lambda: appoint_facilitator(as_admin.group, role, by=as_admin.admin, now=now),
    ):
        with pytest.raises(Refused, match="closed"):
            attempt()


# -- seats


def test_a_seat_has_the_lowest_free_number(as_admin, now):
    leave_seat(holder_of(as_admin, as_admin.peer), by=as_admin.admin, now=now)
    assert take_seat(as_admin.group, as_admin.pending, by=as_admin.admin, now=now).number == 2


def test_co_owners_share_a_seat_that_counts_once(world, now, newcomer):
    with inside(world.heartland, world.admin):
        company = holder_of(world, world.member).seat.company
    partner = newcomer("Petra Whitfield", company)
    with inside(world.heartland, world.admin):
        seat = take_seat(world.group, partner, by=world.admin, now=now)
        assert seat.number == 1
        assert Group.objects.with_seats_taken().get(pk=world.group.pk).taken == 3
        leave_seat(holder_of(world, world.member), by=world.admin, now=now)
        assert Seat.objects.held().filter(pk=seat.pk).exists(), "the seat stays with the co-owner"
        leave_seat(SeatHolder.objects.current().get(member=partner), by=world.admin, now=now)
        assert not Seat.objects.held().filter(pk=seat.pk).exists()


def test_a_full_group_says_so(as_admin, now):
    change_group(as_admin.group, by=as_admin.admin, seat_count=3)
    with pytest.raises(Refused, match="All 3 seats of Owners 1 are taken"):
        take_seat(as_admin.group, as_admin.pending, by=as_admin.admin, now=now)


def test_nobody_sits_twice_in_a_group_and_may_sit_in_two(as_admin, now):
    member = Member.objects.get(user=as_admin.member)
    with pytest.raises(Refused, match="sits in Owners 1 already"):
        take_seat(as_admin.group, member, by=as_admin.admin, now=now)
    take_seat(as_admin.sibling_group, member, by=as_admin.admin, now=now)
    assert SeatHolder.objects.current().filter(member=member).count() == 2


def test_a_newcomer_reads_from_today_or_from_the_beginning_if_the_group_opened_it(world, now, newcomer):
    first, second = newcomer("Ada First"), newcomer("Bo Second")
    with inside(world.heartland, world.admin):
        take_seat(world.group, first, by=world.admin, now=now)
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_history=True)
    with inside(world.heartland, world.admin):
        take_seat(world.group, second, by=world.admin, now=now)
        reads = {one.member_id: one.reads_from for one in SeatHolder.objects.filter(member__in=[first, second])}
    assert reads == {first.pk: now, second.pk: world.group.created_at}


def test_an_admin_reads_from_today_whatever_they_give_themselves(world, now):
    with inside(world.heartland, world.facilitator):
        change_group(world.group, by=world.facilitator, opens_history=True)
    with inside(world.heartland, world.admin):
        Member.objects.filter(pk=world.pending.pk).update(user=world.admin)
        world.pending.refresh_from_db()
        take_seat(world.group, world.pending, by=world.admin, now=now)
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, user=world.admin)
        term = appoint_facilitator(world.group, role, by=world.admin, now=now)
        assert term.reads_from == SeatHolder.objects.get(member=world.pending).reads_from == now
    with inside(world.heartland, world.admin):
        assert not Goal.objects.filter(pk=world.goal.pk).exists()


def test_access_stops_with_the_seat_and_what_is_theirs_stays_theirs(world, now):
    with inside(world.heartland, world.peer):
        assert Goal.objects.filter(pk=world.goal.pk).exists()
        own = set(Goal.objects.filter(member__user=world.peer).values_list("pk", flat=True))
    with inside(world.heartland, world.admin):
        leave_seat(holder_of(world, world.peer), by=world.admin, now=now, reason="sold the company")
    with inside(world.heartland, world.peer):
        assert set(Goal.objects.values_list("pk", flat=True)) == own
    with inside(world.heartland, world.admin):
        seat = Seat.objects.get(group=world.group, number=2)
        assert (seat.left_at, seat.left_reason) == (now, "sold the company")


def test_a_seat_ends_once(as_admin, now):
    holder = holder_of(as_admin, as_admin.peer)
    leave_seat(holder, by=as_admin.admin, now=now)
    with pytest.raises(Refused, match="ended already"):
        leave_seat(holder, by=as_admin.admin, now=now)


def test_a_seat_goes_to_a_colleague_and_to_nobody_else(world, now, newcomer):
    with inside(world.heartland, world.admin):
        holder = holder_of(world, world.member)
        with pytest.raises(Refused, match="works for another company"):
            hand_over_seat(holder, world.pending, by=world.admin, now=now)
    colleague = newcomer("Nora Northwind", holder.seat.company)
    with inside(world.heartland, world.admin):
        hand_over_seat(holder, colleague, by=world.admin, now=now)
        begun = SeatHolder.objects.current().get(member=colleague)
        assert (begun.seat_id, begun.reads_from) == (holder.seat_id, now)
        assert not SeatHolder.objects.current().filter(member=holder.member_id).exists()


def test_a_member_moves_and_reads_only_in_the_new_group(world, now):
    with inside(world.heartland, world.admin):
        move_seat(holder_of(world, world.peer), world.sibling_group, by=world.admin, now=now)
    with inside(world.heartland, world.peer):
        assert not Goal.objects.filter(pk=world.goal.pk).exists()
    with inside(world.heartland, world.admin):
        assert holder_of(world, world.peer).group == world.sibling_group


def test_moving_to_a_full_group_changes_nothing(as_admin, now):
    change_group(as_admin.sibling_group, by=as_admin.admin, seat_count=2)
    with pytest.raises(Refused, match="All 2 seats"):
        move_seat(holder_of(as_admin, as_admin.peer), as_admin.sibling_group, by=as_admin.admin, now=now)
    assert holder_of(as_admin, as_admin.peer).group == as_admin.group


# -- and back


def test_an_ended_seat_comes_back_as_it_was(world, now):
    with inside(world.heartland, world.admin):
        holder = holder_of(world, world.peer)
        leave_seat(holder, by=world.admin, now=now)
        holder = SeatHolder.objects.select_related("member", "seat").get(pk=holder.pk)
        return_seat(holder, by=world.admin, now=now + timedelta(hours=3))
        assert holder_of(world, world.peer).seat.number == 2
        assert told(holder.seat)[-2:] == ["seat.left", "seat.returned"]
    with inside(world.heartland, world.peer):
        assert Goal.objects.filter(pk=world.goal.pk).exists()


def test_a_number_that_was_taken_meanwhile_stays_taken(as_admin, now):
    holder = holder_of(as_admin, as_admin.peer)
    leave_seat(holder, by=as_admin.admin, now=now)
    take_seat(as_admin.group, as_admin.pending, by=as_admin.admin, now=now)
    holder = SeatHolder.objects.select_related("member", "seat").get(pk=holder.pk)
    return_seat(holder, by=as_admin.admin, now=now)
    assert holder_of(as_admin, as_admin.peer).seat.number == 4


def test_a_seat_comes_back_within_a_day_only(as_admin, now):
    holder = holder_of(as_admin, as_admin.peer)
    leave_seat(holder, by=as_admin.admin, now=now)
    holder = SeatHolder.objects.select_related("member", "seat").get(pk=holder.pk)
    with pytest.raises(Refused, match="cannot be undone any more"):
        return_seat(holder, by=as_admin.admin, now=now + timedelta(hours=25))


def test_who_sits_again_does_not_come_back(as_admin, now):
    holder = holder_of(as_admin, as_admin.peer)
    leave_seat(holder, by=as_admin.admin, now=now)
    take_seat(as_admin.group, holder.member, by=as_admin.admin, now=now)
    holder = SeatHolder.objects.select_related("member", "seat").get(pk=holder.pk)
    with pytest.raises(Refused, match="sits in Owners 1"):
        return_seat(holder, by=as_admin.admin, now=now)


def test_a_company_that_got_another_seat_keeps_that_one(world, now, newcomer):
    with inside(world.heartland, world.admin):
        holder = holder_of(world, world.peer)
        leave_seat(holder, by=world.admin, now=now)
    colleague = newcomer("Cleo Harbor", holder.seat.company)
    with inside(world.heartland, world.admin):
        take_seat(world.group, colleague, by=world.admin, now=now)
        holder = SeatHolder.objects.select_related("member", "seat").get(pk=holder.pk)
        with pytest.raises(Refused, match="another seat by now"):
            return_seat(holder, by=world.admin, now=now)


def test_undoing_a_move_leaves_no_seat_behind(as_admin, now):
    holder = holder_of(as_admin, as_admin.peer)
    move_seat(holder, as_admin.sibling_group, by=as_admin.admin, now=now)
    begun = holder_of(as_admin, as_admin.peer)
    holder = SeatHolder.objects.select_related("member", "seat").get(pk=holder.pk)
    return_seat(holder, by=as_admin.admin, now=now, instead=begun)
    assert holder_of(as_admin, as_admin.peer).group == as_admin.group
    assert Seat.objects.held().filter(group=as_admin.sibling_group).count() == 2


# -- facilitators


def test_an_appointment_is_the_groups_news(as_admin, now):
    role = give_role(Role.Kind.FACILITATOR, by=as_admin.admin, name="Ada", email="ada@example.com")
    term = appoint_facilitator(as_admin.group, role, by=as_admin.admin, now=now, is_co=True)
    news, audited = Activity.objects.filter(about_id=term.pk).order_by("kind")
    assert (news.kind, news.group_id) == ("facilitator.appointed", as_admin.group.pk)
    assert (audited.kind, audited.group_id) == ("term.began", None)
    with pytest.raises(Refused, match="Ada facilitates Owners 1 already"):
        appoint_facilitator(as_admin.group, role, by=as_admin.admin, now=now)


def test_reading_ends_with_the_term_and_comes_back_with_the_undo(world, now):
    with inside(world.heartland, world.admin):
        term = FacilitatorTerm.objects.current().get(group=world.group)
        end_term(term, by=world.admin, now=now)
    with inside(world.heartland, world.facilitator):
        assert not Goal.objects.filter(pk=world.goal.pk).exists()
    with inside(world.heartland, world.admin):
        term.refresh_from_db()
        with pytest.raises(Refused, match="cannot be undone any more"):
            resume_term(term, by=world.admin, now=now + timedelta(hours=25))
        resume_term(term, by=world.admin, now=now + timedelta(hours=1))
        with pytest.raises(Refused, match="facilitates this group"):
            resume_term(term, by=world.admin, now=now)
    with inside(world.heartland, world.facilitator):
        assert Goal.objects.filter(pk=world.goal.pk).exists()


# -- all at once


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_fill_twelve_seats_and_not_one_more(world, newcomer, now):
    people = [newcomer(f"Person {number:02}") for number in range(40)]
    start, refused = threading.Barrier(len(people)), []

    def accept(member: Member) -> None:
        start.wait()
        try:
            with inside(world.heartland, world.admin):
                take_seat(world.group, member, by=world.admin, now=now)
        except Refused as refusal:
            refused.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[member]) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with inside(world.heartland, world.admin):
        numbers = list(Seat.objects.held().filter(group=world.group).values_list("number", flat=True))
        holders = SeatHolder.objects.current().filter(group=world.group).count()
    assert numbers == list(range(1, 13))
    assert holders == 12
    assert refused == ["All 12 seats of Owners 1 are taken."] * (40 - 9)
