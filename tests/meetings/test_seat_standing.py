"""One seat's attendance: steps that people take, leave, catch-ups, another look; and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from meetings.actions.attending import Look, take_attendance
from meetings.actions.ruling import publish_attendance_rules
from meetings.actions.stepping import agree_leave, ask_again, look_again, note_catch_up, take_step
from meetings.models import Attendance, AttendanceRules, CatchUp, Leave, Meeting, Rsvp, Step
from meetings.policy import Policy, State
from meetings.presets import ROTARY
from meetings.standings import of_groups
from programs.clock import local_day
from programs.refusal import Refused
from programs.tenancy import inside
from tests.meetings.test_standings import seat_of

Seen = Attendance.Seen


@pytest.fixture
def today(world) -> date:
    return local_day(timezone.now(), world.group.zone)


@pytest.fixture
def missed(world, meeting_on) -> list[Meeting]:
    """The member missed two meetings without a word, twenty and ten days ago."""
    meetings = [meeting_on(-20), meeting_on(-10)]
    with inside(world.heartland, world.facilitator):
        looks = {world.member_of(world.member).pk: Look(Seen.UNEXCUSED)}
        for meeting in meetings:
            take_attendance(meeting, by=world.facilitator, now=meeting.ends_at, looks=looks)
    return meetings


@pytest.fixture
def page(world) -> str:
    with inside(world.heartland, world.facilitator):
        return f"/p/heartland/groups/{world.group.pk}/standings/{seat_of(world, world.member).pk}/"


@pytest.fixture
def step(world, missed) -> Step:
    with inside(world.heartland, world.facilitator):
        return take_step(
            seat_of(world, world.member), "call", by=world.facilitator, now=timezone.now(), words="You moved house."
        )


def state_of(world, day) -> State:
    with inside(world.heartland, world.facilitator):
        return of_groups([world.group], day)[seat_of(world, world.member).pk].state


def takes_catch_ups(world) -> None:
    """The group's rule is Rotary's since two months."""
    with inside(world.heartland, world.facilitator):
        AttendanceRules.objects.create(
            group=world.group, number=1, rules={**ROTARY.to_dict(), "catch_up_days": 14}, by=world.facilitator,
            effective_on=date(2020, 1, 1),
        )  # fmt: skip


def test_it_says_where_it_stands_why_and_the_way_back(world, client_as, missed, page):
    shown = client_as(world.facilitator).get(page).content.decode()
    assert "Needs a call" in shown
    assert "There at 1 of the last 3." in shown  # the small world's own meeting, and the two that were missed
    assert "2 misses count." in shown
    assert "opens a talk about the seat" in shown
    assert "leaves the count on" in shown
    assert "No word: counts as a miss." in shown


def test_a_call_is_noted_and_stands_on_the_page(world, client_as, missed, page):
    browser = client_as(world.facilitator)
    told = browser.post(f"{page}steps/", {"kind": "call", "outcome": "", "words": "You moved house."}, follow=True)
    assert "You moved house." in told.content.decode()
    browser.post(f"{page}steps/", {"kind": "call", "outcome": "plan", "words": "A plan."})
    with inside(world.heartland, world.facilitator):
        step = Step.objects.get()
        assert (step.kind, step.outcome, step.words, step.meeting_id) == ("call", "plan", "A plan.", missed[1].pk)


def test_a_talk_needs_an_outcome_and_loses_nothing_typed(world, client_as, missed, page):
    browser = client_as(world.facilitator)
    answer = browser.post(f"{page}steps/", {"kind": "talk", "outcome": "", "words": "We sat for an hour."})
    assert answer.status_code == 422
    assert "Say what came of the talk." in answer.content.decode()
    assert "We sat for an hour." in answer.content.decode()
    for wrong in ({"kind": "expel"}, {"kind": "call", "outcome": "expelled"}, {"kind": "call", "words": "\0"}):
        assert browser.post(f"{page}steps/", wrong).status_code == 422
    with inside(world.heartland, world.facilitator):
        assert not Step.objects.exists()


def test_nothing_expels_by_itself(world, missed, today):
    with inside(world.heartland, world.facilitator):
        step = take_step(
            seat_of(world, world.member), "talk", by=world.facilitator, now=timezone.now(), outcome="gives_up"
        )
        assert step.outcome == "gives_up"
        assert seat_of(world, world.member).left_at is None


def test_another_look_is_asked_for_and_taken(world, client_as, step, page):
    assert client_as(world.member).post(f"/p/heartland/steps/{step.pk}/", {"asks_again": " "}).status_code == 422
    asked = client_as(world.member).post(
        f"/p/heartland/steps/{step.pk}/", {"asks_again": "I was there by phone."}, follow=True
    )
    assert "I was there by phone." in asked.content.decode()
    browser = client_as(world.facilitator)
    assert "They ask for another look" in browser.get(page.rsplit("/", 2)[0] + "/").content.decode()
    assert "I looked again" in browser.get(page).content.decode()
    told = browser.post(f"{page}steps/{step.pk}/", {"words": "You were right."}, follow=True).content.decode()
    assert "You were right." in told
    assert "I looked again" not in told
    assert "You were right." in client_as(world.member).get("/p/heartland/attendance/").content.decode()


def test_nobody_looks_again_unasked_and_peers_cannot_ask(world, client_as, step, page):
    assert client_as(world.facilitator).post(f"{page}steps/{step.pk}/", {}).status_code == 422
    for user in (world.peer, world.sibling, world.facilitator, world.admin, world.stranger):
        answer = client_as(user).post(f"/p/heartland/steps/{step.pk}/", {"asks_again": "Me too."})
        assert answer.status_code == 404
    with inside(world.heartland, world.facilitator), pytest.raises(Refused):
        look_again(step, by=world.facilitator, now=timezone.now())


def test_leave_is_agreed_on_ended_and_checked(world, client_as, missed, page, today):
    browser = client_as(world.facilitator)
    first, last = today - timedelta(days=30), today + timedelta(days=30)
    told = browser.post(f"{page}leave/", {"kind": "leave", "first": first, "last": last}, follow=True).content.decode()
    assert "meetings missed then do not count" in told
    assert state_of(world, today) is State.GOOD
    with inside(world.heartland, world.facilitator):
        leave = Leave.objects.get()
    for _ in range(2):
        assert browser.post(f"{page}leave/{leave.pk}/").status_code == 302
    with inside(world.heartland, world.facilitator):
        assert Leave.objects.get().last == today - timedelta(days=1)
    for wrong in (
        {"kind": "leave", "first": last, "last": first}, {"kind": "nap", "first": first, "last": last},
        {"kind": "leave", "first": "someday", "last": last},
        {"kind": "leave", "first": first, "last": today + timedelta(days=900)},
    ):  # fmt: skip
        assert browser.post(f"{page}leave/", wrong).status_code == 422


def test_leave_that_did_not_begin_goes(world, client_as, page, today):
    with inside(world.heartland, world.facilitator):
        leave = agree_leave(
            seat_of(world, world.member), by=world.facilitator, now=timezone.now(), first=today,
            last=today + timedelta(days=9), kind="medical",
        )  # fmt: skip
    client_as(world.facilitator).post(f"{page}leave/{leave.pk}/")
    with inside(world.heartland, world.facilitator):
        assert not Leave.objects.exists()


def test_a_catch_up_where_the_rule_takes_them(world, client_as, missed, page, today):
    browser = client_as(world.facilitator)
    sent = {"meeting": str(missed[1].pk), "how": "talk", "on": today}
    assert browser.post(f"{page}catch-ups/", sent).status_code == 422
    takes_catch_ups(world)
    assert "Note a catch-up" in browser.get(page).content.decode()
    late = browser.post(f"{page}catch-ups/", sent | {"meeting": str(missed[0].pk)})
    assert late.status_code == 422
    assert "within 14 days" in late.content.decode()
    assert browser.post(f"{page}catch-ups/", sent | {"on": today + timedelta(days=2)}).status_code == 422
    assert "counts as made up for" in browser.post(f"{page}catch-ups/", sent, follow=True).content.decode()
    assert "Missed and made up" in browser.get(page).content.decode()
    with inside(world.heartland, world.facilitator):
        made = CatchUp.objects.get()
        assert made.agreed_by == world.facilitator
    for _ in range(2):
        assert browser.post(f"{page}catch-ups/{made.pk}/").status_code == 302
    with inside(world.heartland, world.facilitator):
        assert not CatchUp.objects.exists()
        with pytest.raises(Refused):
            note_catch_up(
                seat_of(world, world.member), missed[1], by=world.facilitator, now=timezone.now(), on=today,
                how="talk", within=None,
            )  # fmt: skip


def test_a_rule_that_changes_judges_no_meeting_before_it(world, missed, today):
    with inside(world.heartland, world.facilitator):
        publish_attendance_rules(
            by=world.facilitator, now=timezone.now(), today=today, effective_on=today, group=world.group,
            policy=Policy(excused_weight=0, unexcused_weight=0),
        )  # fmt: skip
    assert state_of(world, today - timedelta(days=1)) is State.CALL
    assert state_of(world, today) is State.GOOD  # no step of the new rule; the misses still weigh what they did


@pytest.mark.parametrize("path", ["steps/", "leave/", "catch-ups/"])
def test_only_who_runs_the_group_and_staff_may(world, client_as, missed, page, path):
    for user in (world.member, world.peer, world.sibling, world.reviewer, world.stranger, world.foreign_facilitator):
        assert client_as(user).post(page + path, {"kind": "call"}).status_code == 404
    assert client_as(world.facilitator).get(page + path).status_code == 405


def refused(world, user, change) -> bool:
    """Whether the database refuses a change, or does nothing."""
    with inside(world.heartland, user):
        try:
            with transaction.atomic():
                return change() in (0, (0, {}))
        except DatabaseError:
            return True


def test_who_holds_the_seat_writes_only_that_they_ask(world, step):
    mine = Step.objects.filter
    with inside(world.heartland, world.member):
        ask_again(Step.objects.get(), by=world.member, now=timezone.now(), words="I was there.")
    for change in (
        {"outcome": "stays"}, {"words": "All is well."}, {"kind": "talk"}, {"looked_at": timezone.now()},
        {"meeting_id": world.past_meeting.pk},
    ):  # fmt: skip
        assert refused(world, world.member, lambda change=change: mine(pk=step.pk).update(**change)), change
    assert refused(world, world.member, lambda: mine(pk=step.pk).delete())
    assert refused(
        world,
        world.member,
        lambda: Step.objects.create(
            group=world.group, seat_id=step.seat_id, kind="talk", meeting=step.meeting, by=world.member
        ),
    )
    assert refused(world, world.peer, lambda: mine(pk=step.pk).update(asks_again="Me."))
    with inside(world.heartland, world.facilitator):
        assert Step.objects.get().words == "You moved house."


def test_a_member_answers_and_stays_in_their_own_place(world, missed):
    with inside(world.heartland, world.member):
        place = Rsvp.objects.get(meeting=world.meeting, member__user=world.member)
        theirs = Rsvp.objects.get(meeting=world.meeting, member__user=world.peer)
        assert Rsvp.objects.filter(pk=place.pk).update(answer="no", version=7) == 1
    mine = Rsvp.objects.filter
    for change in (
        {"meeting_id": missed[0].pk}, {"seat_id": theirs.seat_id}, {"member_id": theirs.member_id},
        {"group_id": world.sibling_group.pk},
    ):  # fmt: skip
        assert refused(world, world.member, lambda change=change: mine(pk=place.pk).update(**change)), change
    assert refused(world, world.member, lambda: mine(pk=place.pk).delete())
    assert refused(
        world,
        world.member,
        lambda: Rsvp.objects.create(
            meeting_id=world.sibling_meeting.pk, group=world.sibling_group, seat_id=place.seat_id,
            member_id=place.member_id,
        ),
    )  # fmt: skip
    with inside(world.heartland, reach=place.pk), pytest.raises(DatabaseError), transaction.atomic():
        mine(pk=place.pk).update(meeting_id=missed[0].pk)
