"""Who needs a facilitator: facts in, rows out (meetings/cockpit.py), and the note that is prepared (drafts.py)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from meetings.cockpit import (
    Again,
    Arrival,
    Circle,
    Coming,
    FollowUp,
    Goal,
    Missed,
    Past,
    Person,
    Promise,
    Reason,
    needs,
)
from meetings.drafts import draft, subject
from meetings.policy import Seen, State

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ZONE = "America/Chicago"
ME, OTHER = uuid4(), uuid4()
TODAY = date(2026, 11, 20)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def somebody(name: str = "Sam Lee", **facts) -> Person:
    told = {"joined": True, "since": ago(400), "last_word": ago(2)} | facts
    return Person(uuid4(), name, uuid4(), **told)


def circle(*people: Person, **facts) -> Circle:
    return Circle(uuid4(), "Owners 1", ZONE, people=people, **facts)


def missed(days: int, seen: Seen = Seen.UNEXCUSED) -> Missed:
    return Missed(uuid4(), TODAY - timedelta(days=days), seen)


def reasons(*circles: Circle, reader=ME, now=NOW) -> list[Reason]:
    return [one.reason for one in needs(circles, now, reader)]


def test_a_promise_that_comes_back_is_told_to_the_facilitator_until_they_wrote_about_it():
    who = somebody(promise=Promise(uuid4(), 4))
    (need,) = needs([circle(who)], NOW, ME)
    assert (need.reason, need.words, need.act.label) == (Reason.REPEATED, "Promised the same thing 4 times.", "Write")
    assert "come back a few times" in draft(need, "Frank")
    assert reasons(circle(who, done=[done(who, Reason.REPEATED, who.promise.key, "note", 90)])) == []
    again = replace(who, promise=Promise(uuid4(), 5))
    assert reasons(circle(again, done=[done(who, Reason.REPEATED, who.promise.key, "note", 90)])) == [Reason.REPEATED]


def test_a_group_in_which_all_is_well_needs_nobody():
    goal = Goal(uuid4(), "on_track", ago(3), ago(90), 7, None)
    coming = Coming(uuid4(), NOW + timedelta(days=3), ZONE, in_person=False, has_agenda=True, answer_by=None)
    past = Past(uuid4(), ago(2), ZONE, True, True)
    assert reasons(circle(somebody(goals=[goal]), coming=coming, past=past)) == []


@pytest.mark.parametrize(
    ("days", "seen", "expected"),
    [
        (0, Seen.UNEXCUSED, []),
        (1, Seen.UNEXCUSED, [Reason.MISSED]),
        (1, Seen.EXCUSED, [Reason.MISSED]),
        (14, Seen.UNEXCUSED, [Reason.MISSED]),
        (15, Seen.UNEXCUSED, []),
        (1, Seen.LATE, []),
    ],
)
def test_a_missed_meeting_stands_there_from_the_next_morning_for_two_weeks(days, seen, expected):
    assert reasons(circle(somebody(miss=missed(days, seen)))) == expected


def test_without_a_word_weighs_more_than_told_us():
    told, silent = somebody("A Told", miss=missed(1, Seen.EXCUSED)), somebody("Z Silent", miss=missed(1))
    assert [one.who for one in needs([circle(told, silent)], NOW, ME)] == ["Z Silent", "A Told"]


@pytest.mark.parametrize(("state", "weight"), [(State.CALL, 90), (State.TALK, 100)])
def test_a_standing_asks_for_its_step_until_somebody_took_it_after_the_miss(state, weight):
    who = somebody(state=state, miss=missed(40))
    (row,) = needs([circle(who)], NOW, ME)
    assert (row.reason, row.weight, row.act.page) == (Reason.STANDING, weight, "seat_standing")
    assert reasons(circle(replace(who, step_at=ago(50)))) == [Reason.STANDING]
    assert reasons(circle(replace(who, step_at=ago(39)))) == []


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(uuid4(), "stuck", ago(2), ago(90), 7, None), True),
        (Goal(uuid4(), "on_track", ago(27.9), ago(90), 7, None), False),
        (Goal(uuid4(), "on_track", ago(28), ago(90), 7, None), True),
        (Goal(uuid4(), "on_track", ago(48), ago(90), 14, None), False),
        (Goal(uuid4(), "on_track", ago(49), ago(90), 14, None), True),
        (Goal(uuid4(), "", None, ago(28), 7, None), True),
        (Goal(uuid4(), "on_track", ago(1), ago(90), 7, ago(27)), False),
        (Goal(uuid4(), "on_track", ago(1), ago(90), 7, ago(28)), True),
    ],
)
def test_a_goal_that_is_stuck_or_stands_still(goal, expected):
    assert reasons(circle(somebody(goals=[goal]))) == ([Reason.STALLED] if expected else [])


def test_quiet_is_six_weeks_without_a_word_of_somebody_who_joined():
    assert reasons(circle(somebody(last_word=ago(45)))) == [Reason.QUIET]
    assert reasons(circle(somebody(last_word=ago(44)))) == []
    assert reasons(circle(somebody(last_word=None, since=ago(10)))) == []
    assert reasons(circle(somebody(last_word=ago(45), joined=False))) == []


def test_a_newcomer_needs_a_buddy_and_then_to_be_looked_at():
    def new(days: int, buddy: bool, *looks: int) -> Circle:
        return circle(somebody(arrival=Arrival(uuid4(), ago(days), buddy, looks)))

    assert [one.act.page for one in needs([new(5, False)], NOW, ME)] == ["newcomer_buddy"]
    assert reasons(new(5, True)) == []
    (row,) = needs([new(61, True, 30)], NOW, ME)
    assert row.act.about[1] == 60
    assert reasons(new(61, True, 30, 60)) == []
    assert reasons(new(200, False)) == []


def test_the_last_meeting_asks_for_attendance_and_then_a_recap():
    def after(hours: float, taken: bool, sent: bool) -> Circle:
        return circle(past=Past(uuid4(), NOW - timedelta(hours=hours), ZONE, taken, sent))

    assert reasons(after(1, False, False)) == [Reason.ROLL]
    assert reasons(after(1, True, False)) == []
    assert reasons(after(24, True, False)) == [Reason.RECAP]
    assert reasons(after(24, False, False)) == [Reason.ROLL, Reason.RECAP]
    assert reasons(after(15 * 24, False, False)) == []


def test_a_meeting_within_a_week_wants_an_agenda_and_near_the_cut_off_answers():
    def ahead(days: float, **facts) -> Circle:
        told = {"in_person": False, "has_agenda": True, "answer_by": None} | facts
        return circle(coming=Coming(uuid4(), NOW + timedelta(days=days), ZONE, **told))

    assert reasons(ahead(6, has_agenda=False)) == [Reason.AGENDA]
    assert reasons(ahead(8, has_agenda=False)) == []
    near = {"in_person": True, "answer_by": TODAY + timedelta(days=5)}
    (row,) = needs([ahead(30, silent=4, **near)], NOW, ME)
    assert row.reason == Reason.SILENT
    assert row.words == "4 people have not said whether they come; a yes is needed in 5 days."
    assert reasons(ahead(30, silent=0, **near)) == []
    assert reasons(ahead(30, silent=4, in_person=False, answer_by=TODAY)) == []
    assert reasons(ahead(30, silent=4, in_person=True, answer_by=TODAY + timedelta(days=6))) == []


def test_who_asks_for_another_look_comes_before_a_call():
    who, other = somebody(), somebody("B", state=State.CALL, miss=missed(3))
    asked = Again(uuid4(), who.seat, ago(1))
    assert reasons(circle(who, other, again=[asked])) == [Reason.AGAIN, Reason.STANDING]


def test_somebody_stands_there_once_with_the_rest_beside():
    goal = Goal(uuid4(), "stuck", ago(2), ago(90), 7, None)
    (row,) = needs([circle(somebody(miss=missed(1), goals=[goal]))], NOW, ME)
    assert row.reason == Reason.MISSED
    assert row.also == ("A goal is stuck, in their own words.",)


def done(who: Person, reason: Reason, about, did: str, days: float = 0, until: date | None = None, to=None) -> FollowUp:
    return FollowUp(who.key, reason, about, did, ago(days), until, to)


def test_a_note_or_a_call_settles_a_miss_for_good_and_the_next_miss_asks_anew():
    who = somebody(miss=missed(3))
    for did in ("note", "call"):
        settled = circle(who, done=[done(who, Reason.MISSED, who.miss.meeting, did)])
        assert reasons(settled) == []
        assert reasons(replace(settled, people=[replace(who, miss=missed(1))])) == [Reason.MISSED]


def test_what_goes_on_comes_back_a_month_after_the_note():
    goal = Goal(uuid4(), "on_track", ago(80), ago(90), 7, None)
    who = somebody(goals=[goal])
    assert reasons(circle(who, done=[done(who, Reason.STALLED, goal.key, "note", 29)])) == []
    assert reasons(circle(who, done=[done(who, Reason.STALLED, goal.key, "note", 30)])) == [Reason.STALLED]


def test_what_is_put_off_comes_back_on_its_day():
    who = somebody(miss=missed(3))
    later = [done(who, Reason.MISSED, who.miss.meeting, "later", 1, until=TODAY + timedelta(days=1))]
    assert reasons(circle(who, done=later)) == []
    assert reasons(circle(who, done=later), now=NOW + timedelta(days=1)) == [Reason.MISSED]


def test_what_is_handed_on_is_seen_by_whom_it_was_handed_to():
    who = somebody(miss=missed(3))
    here = circle(who, done=[done(who, Reason.MISSED, who.miss.meeting, "handed_on", to=OTHER)])
    assert reasons(here) == []
    (row,) = needs([here], NOW, OTHER)
    assert row.handed_on


@pytest.mark.parametrize(
    "who",
    [
        somebody(miss=missed(1)),
        somebody(miss=missed(1, Seen.EXCUSED)),
        somebody(state=State.CALL, miss=missed(1)),
        somebody(goals=[Goal(uuid4(), "stuck", ago(2), ago(90), 7, None)]),
        somebody(last_word=ago(50)),
        somebody(arrival=Arrival(uuid4(), ago(61), True, ())),
    ],
)
def test_each_reason_has_a_note_of_its_own_that_greets_and_signs(who):
    (row,) = needs([circle(who)], NOW, ME)
    words = draft(row, "Frank")
    assert words.startswith("Hi Sam,\n\n")
    assert words.endswith("\n\nFrank")
    assert 60 < len(words) < 500


def test_the_six_notes_differ_and_the_subject_gives_nothing_away():
    rows = [
        needs([circle(who)], NOW, ME)[0]
        for who in (
            somebody(miss=missed(1)),
            somebody(miss=missed(1, Seen.EXCUSED)),
            somebody(state=State.CALL, miss=missed(1)),
            somebody(last_word=ago(50)),
        )
    ]
    assert len({draft(row, "Frank") for row in rows}) == len(rows)
    assert subject("Owners 1", "Frank") == "A note from Frank, Owners 1"
