"""What can be done with a goal, and what that leaves behind: rows, what is due, what the feed may tell."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from goals.actions import (
    DUE,
    ask_by_slot,
    change_goal,
    check_in,
    confirm_goal,
    name_partner,
    open_goal,
    show_goal,
    undo_check_in,
)
from goals.closing import close_goal, reopen_goal
from goals.models import CheckIn, Goal, Milestone, PrivateNote
from groups.actions import leave_seat, take_seat
from groups.models import SeatHolder
from members.models import Member
from programs.models import Activity, Due
from programs.refusal import Refused, Stale
from programs.tenancy import inside

HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def told(goal: Goal) -> list[tuple[str, str]]:
    """The activities about a goal, oldest first: (kind, via)."""
    return list(Activity.objects.filter(about_id=goal.pk).order_by("at", "id").values_list("kind", "via"))


# -- opening -----------------------------------------------------------------------------------------------------------


def test_a_new_goal_is_shown_asked_after_and_told_of(world, as_user, now):
    with as_user(world.member) as me:
        goal = open_goal(
            me, by=world.member, now=now, title="NPS 60", groups=[world.group], start_value=Decimal(41),
            target_value=Decimal(60), unit="points",
        )  # fmt: skip
        due = Due.objects.get(kind=DUE, object_id=goal.pk)
        assert goal.current_value == Decimal(41)
        assert goal.check_in_at == due.at > now + timedelta(days=1)
        assert due.every_days == 14
        assert due.user_id == world.member.pk
        assert told(goal) == [("goal.opened", "web")]
    with as_user(world.peer):
        assert Goal.objects.filter(pk=goal.pk).exists()


def test_a_private_goal_is_nobody_elses_and_the_admins_log_does_not_tell_of_it(world, as_user, now):
    with as_user(world.member) as me:
        goal = open_goal(me, by=world.member, now=now, title="Sell the boat")
    for user in (world.peer, world.facilitator, world.admin):
        with as_user(user):
            assert not Goal.objects.filter(pk=goal.pk).exists()
            assert not Activity.objects.filter(about_id=goal.pk).exists()


def test_a_goal_is_not_shown_where_one_does_not_sit(world, as_user, now):
    with as_user(world.member) as me, pytest.raises(Refused, match="a group that you sit in"):
        open_goal(me, by=world.member, now=now, title="Spy", groups=[world.sibling_group])


def test_milestones_are_steps_in_order_without_doubles(world, as_user, now):
    with as_user(world.member) as me:
        goal = open_goal(
            me, by=world.member, now=now, title="PSA migrated", kind="milestones", groups=[world.group],
            milestones=["Data cleaned", " ", "Team trained", "Data cleaned"],
        )  # fmt: skip
        steps = Milestone.objects.filter(goal=goal)
        assert [step.title for step in steps] == ["Data cleaned", "Team trained"]
        assert {tuple(step.audience) for step in steps} == {(world.group.pk,)}


# -- checking in -------------------------------------------------------------------------------------------------------


def test_a_check_in_moves_status_value_and_question_on(world, as_user, now, now_of):
    with as_user(world.member):
        before = Goal.objects.get(pk=world.goal.pk)
        made = check_in(before, by=world.member, now=now, status="at_risk", value=Decimal("47.5"), note="Two repriced")
    goal = now_of(world.member, world.goal)
    assert (goal.status, goal.current_value, goal.checked_in_at) == ("at_risk", Decimal("47.5"), now)
    assert goal.check_in_at > now + timedelta(days=7)
    assert made.goal.status == "at_risk"
    with as_user(world.peer):
        assert CheckIn.objects.get(pk=made.pk).note == "Two repriced"


def test_no_number_says_no_change(world, as_user, now, now_of):
    with as_user(world.member):
        before = Goal.objects.get(pk=world.goal.pk)
        made = check_in(before, by=world.member, now=now, status="on_track")
    assert made.value == before.current_value is not None


def test_a_private_note_is_read_by_its_member_alone(world, as_user, now):
    with as_user(world.member):
        made = check_in(world.goal, by=world.member, now=now, status="stuck", private_note="I am tired")
        assert PrivateNote.objects.get(check_in=made).text == "I am tired"
    for user in (world.peer, world.facilitator, world.admin):
        with as_user(user):
            assert not PrivateNote.objects.exists()


def test_saving_twice_leaves_one_check_in_and_one_line_in_the_feed(world, as_user, now):
    with as_user(world.member):
        lines, rows = len(told(world.goal)), CheckIn.objects.filter(goal=world.goal).count()
        for delay in (0, 5):
            check_in(world.goal, by=world.member, now=now + timedelta(seconds=delay), status="at_risk", note="Same")
        assert CheckIn.objects.filter(goal=world.goal).count() == rows + 1
        assert len(told(world.goal)) == lines + 1


def test_within_the_hour_a_check_in_corrects_the_last_one(world, as_user, now, now_of):
    with as_user(world.member):
        first = check_in(world.goal, by=world.member, now=now, status="at_risk", private_note="hm")
        second = check_in(world.goal, by=world.member, now=now + HOUR / 2, status="stuck", value=Decimal(45))
        third = check_in(world.goal, by=world.member, now=now + HOUR, status="on_track")
        assert first.pk == second.pk != third.pk
        assert not PrivateNote.objects.filter(check_in=first).exists()
    assert now_of(world.member, world.goal).status == "on_track"


def test_milestones_are_ticked_and_unticked_with_the_day_kept(world, as_user, now, another_goal):
    goal = another_goal("PSA migrated", kind="milestones", milestones=["One", "Two", "Three"], start_value=None)
    with as_user(world.member):
        one, two, _ = Milestone.objects.filter(goal=goal)
        check_in(goal, by=world.member, now=now, status="on_track", milestones_done=[one.pk])
        check_in(goal, by=world.member, now=now + 2 * HOUR, status="on_track", milestones_done=[str(one.pk), two.pk])
        assert [step.done_at for step in Milestone.objects.filter(goal=goal)] == [now, now + 2 * HOUR, None]
        check_in(goal, by=world.member, now=now + 4 * HOUR, status="at_risk", milestones_done=[two.pk])
        assert [bool(step.done_at) for step in Milestone.objects.filter(goal=goal)] == [False, True, False]


def test_a_check_in_costs_few_statements(world, as_user, now, queries):
    with as_user(world.member):
        goal = Goal.objects.get(pk=world.goal.pk)
        assert queries(lambda: check_in(goal, by=world.member, now=now, status="on_track")) == 5


def test_a_closed_goal_takes_no_check_in(world, as_user, now):
    with as_user(world.member):
        close_goal(world.goal, "done", by=world.member, now=now)
        with pytest.raises(Refused, match="This goal is closed"):
            check_in(world.goal, by=world.member, now=now, status="on_track")


@pytest.mark.parametrize("status", ["", "done", "no_news", "great"])
def test_a_status_is_one_of_three(world, as_user, now, status):
    with as_user(world.member), pytest.raises(Refused, match="Choose how it stands"):
        check_in(world.goal, by=world.member, now=now, status=status)


def test_a_group_that_was_left_hears_no_more(world, as_user, now):
    with as_user(world.admin):
        holder = SeatHolder.objects.current().get(member__user=world.member, group=world.group)
        take_seat(world.sibling_group, holder.member, by=world.admin, now=now)
        leave_seat(holder, by=world.admin, now=now)
    with as_user(world.member):
        made = check_in(world.goal, by=world.member, now=now, status="stuck")
        assert made.audience == []
    with as_user(world.peer):
        assert not CheckIn.objects.filter(pk=made.pk).exists()
        assert not Goal.objects.filter(pk=world.goal.pk).exists()


# -- through the link of a mail ----------------------------------------------------------------------------------------


def test_a_mail_link_checks_in_without_anybody(world, now, now_of):
    with inside(world.heartland, reach=world.goal.pk):
        goal = Goal.objects.get(pk=world.goal.pk)
        made = check_in(goal, by=None, now=now, status="at_risk", private_note="From the train", via="mail")
        assert made.audience == [world.group.pk]
    goal = now_of(world.member, world.goal)
    assert (goal.status, goal.check_in_at > now) == ("at_risk", True)
    with inside(world.heartland, world.peer):
        assert told(world.goal)[-1] == ("goal.checked_in", "mail")


def test_a_mail_link_reaches_no_other_goal(world, now):
    with inside(world.heartland, reach=world.goal.pk):
        assert list(Goal.objects.values_list("pk", flat=True)) == [world.goal.pk]
        assert set(CheckIn.objects.values_list("goal_id", flat=True)) == {world.goal.pk}
        assert not Member.objects.exists()


# -- undo --------------------------------------------------------------------------------------------------------------


def test_undo_puts_back_how_it_stood(world, as_user, now, another_goal, now_of):
    goal = another_goal("PSA migrated", kind="milestones", milestones=["One", "Two"], start_value=None)
    with as_user(world.member):
        one, two = Milestone.objects.filter(goal=goal)
        check_in(goal, by=world.member, now=now, status="on_track", milestones_done=[one.pk])
        before, due = now_of(world.member, goal), Due.objects.get(kind=DUE, object_id=goal.pk).at
        made = check_in(goal, by=world.member, now=now + 2 * HOUR, status="stuck", milestones_done=[two.pk])
        undo_check_in(made, by=world.member, now=now + 3 * HOUR)
        after = now_of(world.member, goal)
        for name in ("status", "current_value", "checked_in_at", "check_in_at"):
            assert getattr(after, name) == getattr(before, name), name
        assert Due.objects.get(kind=DUE, object_id=goal.pk).at == due
        assert [bool(step.done_at) for step in Milestone.objects.filter(goal=goal)] == [True, False]


def test_undo_of_a_correction_takes_back_the_whole_check_in(world, as_user, now, now_of):
    before = now_of(world.member, world.goal)
    with as_user(world.member):
        check_in(world.goal, by=world.member, now=now, status="stuck", value=Decimal(40))
        made = check_in(world.goal, by=world.member, now=now + HOUR / 2, status="at_risk", value=Decimal(41))
        undo_check_in(made, by=world.member, now=now + HOUR / 2)
    after = now_of(world.member, world.goal)
    assert (after.status, after.current_value) == (before.status, before.current_value)


def test_only_the_newest_check_in_of_the_last_day_can_be_taken_back(world, as_user, now):
    with as_user(world.member):
        first = check_in(world.goal, by=world.member, now=now, status="at_risk")
        second = check_in(world.goal, by=world.member, now=now + 2 * HOUR, status="stuck")
        with pytest.raises(Refused, match="There is a newer check-in"):
            undo_check_in(first, by=world.member, now=now + 2 * HOUR)
        with pytest.raises(Refused, match="taken back for a day"):
            undo_check_in(second, by=world.member, now=now + 27 * HOUR)


# -- changing, showing, closing ----------------------------------------------------------------------------------------


def test_changing_needs_the_version_that_stands(world, as_user, now):
    with as_user(world.member):
        seen = Goal.objects.get(pk=world.goal.pk).version
        change_goal(world.goal, by=world.member, now=now, seen=seen, title="Gross margin 54 %")
        with pytest.raises(Stale) as stale:
            change_goal(world.goal, by=world.member, now=now, seen=seen, title="Gross margin 50 %")
        assert stale.value.theirs.title == "Gross margin 54 %"
        assert Activity.objects.filter(about_id=world.goal.pk, kind="goal.changed").get().fields == ["title"]


def test_a_check_in_in_between_disturbs_no_change(world, as_user, now):
    with as_user(world.member):
        seen = Goal.objects.get(pk=world.goal.pk).version
        check_in(world.goal, by=world.member, now=now, status="stuck")
        change_goal(world.goal, by=world.member, now=now, seen=seen, why="It pays the lead engineer")


def test_changing_nothing_leaves_no_trace(world, as_user, now):
    with as_user(world.member):
        goal = Goal.objects.get(pk=world.goal.pk)
        change_goal(goal, by=world.member, now=now, seen=goal.version, title=goal.title)
        assert Goal.objects.get(pk=goal.pk).version == goal.version
        assert "goal.changed" not in dict(told(goal))


def test_a_first_number_that_is_corrected_is_where_the_goal_stands(world, as_user, now, another_goal, now_of):
    goal = another_goal(start_value=Decimal(38))
    with as_user(world.member):
        change_goal(goal, by=world.member, now=now, seen=1, start_value=Decimal(41))
    assert now_of(world.member, goal).current_value == Decimal(41)


def test_showing_a_goal_takes_along_what_was_said_and_hides_it_again(world, as_user, now):
    with as_user(world.member):
        show_goal(world.private_goal, [world.group], by=world.member, now=now)
    with as_user(world.peer):
        assert Goal.objects.filter(pk=world.private_goal.pk).exists()
        assert CheckIn.objects.filter(goal=world.private_goal.pk).exists()
    with as_user(world.member):
        show_goal(world.private_goal, [], by=world.member, now=now)
        assert {kind for kind, _ in told(world.private_goal)} >= {"goal.hidden", "goal.shown"}
    with as_user(world.peer):
        assert not Goal.objects.filter(pk=world.private_goal.pk).exists()
        assert Activity.objects.filter(about_id=world.private_goal.pk, kind="goal.hidden").exists()


def test_an_accountability_partner_reads_a_private_goal_and_changes_nothing(world, as_user, now):
    with as_user(world.peer) as partner:
        assert not Goal.objects.filter(pk=world.private_goal.pk).exists()
    with as_user(world.member):
        name_partner(world.private_goal, partner, by=world.member, now=now)
    with as_user(world.peer):
        goal = Goal.objects.get(pk=world.private_goal.pk)
        assert Goal.objects.filter(pk=goal.pk).update(title="Mine") == 0
        assert CheckIn.objects.filter(goal=goal).exists()
    with as_user(world.member):
        name_partner(world.private_goal, None, by=world.member, now=now)
    with as_user(world.peer):
        assert not Goal.objects.filter(pk=world.private_goal.pk).exists()


def test_a_partner_sits_in_a_group_of_the_member(world, as_user, now):
    with as_user(world.sibling) as elsewhere:
        pass
    with as_user(world.member) as me:
        for nobody in (elsewhere, me):
            with pytest.raises(Refused, match="sits in a group with you"):
                name_partner(world.goal, nobody, by=world.member, now=now)


def test_a_closed_goal_is_asked_after_no_more_until_it_is_reopened(world, as_user, now, now_of):
    with as_user(world.member):
        for _ in range(2):
            close_goal(world.goal, "done", by=world.member, now=now)
        assert not Due.objects.filter(object_id=world.goal.pk).exists()
        assert now_of(world.member, world.goal).check_in_at is None
        for _ in range(2):
            goal = Goal.objects.select_related("member").get(pk=world.goal.pk)
            reopen_goal(goal, by=world.member, now=now)
        assert Due.objects.get(kind=DUE, object_id=world.goal.pk).at > now
        assert {kind for kind, _ in told(world.goal)[-2:]} == {"goal.done", "goal.reopened"}  # told at one moment


def test_a_goal_closes_as_done_or_dropped_only(world, as_user, now):
    with as_user(world.member), pytest.raises(Refused, match="done or as dropped"):
        close_goal(world.goal, "forgotten", by=world.member, now=now)


def test_a_draft_becomes_a_goal_when_its_member_confirms_it(world, as_user, now, another_goal):
    draft = another_goal("NPS 60", draft=True)
    with as_user(world.member):
        goal = Goal.objects.select_related("member").get(pk=draft.pk)
        assert not Due.objects.filter(object_id=draft.pk).exists()
        confirm_goal(goal, by=world.member, now=now)
        assert Due.objects.get(kind=DUE, object_id=draft.pk).at > now
        with pytest.raises(Refused, match="confirmed already"):
            confirm_goal(goal, by=world.member, now=now)


def test_a_new_slot_moves_the_questions_that_are_to_come(world, as_user, now):
    with as_user(world.member) as me:
        me.slot_weekday, me.rhythm_days, me.zone = 4, 7, "America/New_York"
        ask_by_slot(me, now=now)
        for due in Due.objects.filter(kind="check_in"):
            assert (due.zone, due.every_days, due.at.weekday()) == ("America/New_York", 7, 4)


def test_a_key_given_is_the_goals_own(world, as_user, now):
    key = uuid4()
    with as_user(world.member) as me:
        assert open_goal(me, by=world.member, now=now, title="Once", id=key).pk == key
