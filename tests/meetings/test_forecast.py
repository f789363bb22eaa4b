from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.forecast import MOST_MISSES_AHEAD, ComingMeeting, Forecast, forecast, way_back
from meetings.policy import Counts, Policy, Seen, State, Step
from meetings.presets import OURS, PRESETS, ROTARY
from meetings.standing import Brief, CatchUp, Leave, Mark, SeatFacts, standing, state_of
from programs.wording import day_words
from tests.meetings.attendance import ANYWHEN, COMING, SEATS, VERSIONS, made_up, monthly, records

SEAT = SeatFacts()
DAY = timedelta(days=1)
NEXT = ComingMeeting(date(2027, 4, 10))
IN_PERSON = ComingMeeting(date(2027, 4, 10), in_person=True)


def told(
    policy: Policy, record: Sequence[Mark], *coming: ComingMeeting, on: date = date(2027, 3, 20), seat: SeatFacts = SEAT
) -> Forecast:
    ahead = forecast([policy], seat, record, (), coming or (NEXT,), on=on)
    assert ahead is not None
    return ahead


def misses(*days: date, in_person: bool = False) -> list[Mark]:
    return [Mark(day, Seen.EXCUSED, in_person) for day in days]


# -- in words --------------------------------------------------------------------------------------------------------

MAY, JUNE = date(2026, 5, 14), date(2026, 6, 11)


def test_one_more_miss_before_a_date_opens_a_talk() -> None:
    ahead = told(OURS, misses(MAY, JUNE))
    assert (ahead.step, ahead.more, ahead.on_day, ahead.by) == (State.TALK, 1, NEXT.day, Counts.ALL)
    assert ahead.until == date(2027, 5, 14)
    assert ahead.no_word == Brief(State.TALK, Decimal(3), Decimal(0))
    assert ahead.words(day_words) == "One more miss before May 14 opens a talk about the seat."


def test_how_many_more_and_until_when() -> None:
    assert told(OURS, misses(MAY)).words(day_words) == "One more miss before May 14 brings a call."
    assert told(OURS, []).words(day_words) == "Two more misses bring a call."
    later = ComingMeeting(date(2027, 5, 13))
    assert told(OURS, [], NEXT, later).on_day == later.day
    assert told(OURS, [], NEXT, later).until == date(2028, 4, 10), "when the first of the two has left the window"
    in_person = [*misses(MAY, in_person=True), *misses(JUNE)]
    assert told(OURS, in_person, IN_PERSON).by is Counts.ALL


def test_one_more_miss_in_person() -> None:
    ahead = told(OURS, misses(MAY, in_person=True), IN_PERSON)
    assert (ahead.step, ahead.by) == (State.TALK, Counts.IN_PERSON)
    assert ahead.words(day_words) == "One more miss in person before May 14 opens a talk about the seat."
    online = told(OURS, misses(MAY, in_person=True))
    assert online.words(day_words) == "One more miss before May 14 brings a call."


def test_misses_of_both_kinds_are_told_by_the_meetings_ahead() -> None:
    policy = Policy(ladder=(Step(Decimal(1), State.TALK, Counts.IN_PERSON),))
    ahead = told(policy, [], NEXT, replace_day(IN_PERSON, date(2027, 5, 8)))
    assert (ahead.more, ahead.all_in_person) == (2, False)
    assert ahead.words(day_words) == "Missing the next two meetings opens a talk about the seat."


def replace_day(meeting: ComingMeeting, day: date) -> ComingMeeting:
    return meeting._replace(day=day)


def test_in_a_row_and_shares_are_told_by_the_next_meeting() -> None:
    row = told(Policy(ladder=(Step(Decimal(2), State.CALL, Counts.IN_A_ROW),)), misses(date(2027, 3, 10)))
    assert (row.by, row.words(day_words)) == (Counts.IN_A_ROW, "Missing the next meeting brings a call.")
    share = told(Policy(least_share=50, share_after=1), [Mark(date(2027, 3, 10), Seen.PRESENT)])
    assert (share.by, share.more) == (Counts.SHARE, 2)
    assert share.words(day_words) == "Missing the next two meetings opens a talk about the seat."


def test_what_a_word_beforehand_changes_is_said() -> None:
    kind = replace(OURS, excused_weight=Decimal("0.5"))
    record = [Mark(MAY, Seen.UNEXCUSED)]
    assert told(kind, record).words(day_words) == (
        "One more miss before May 14 brings a call. If you tell us beforehand, missing the next one changes nothing."
    )
    harsh = replace(kind, ladder=(Step(Decimal("1.5"), State.CALL), Step(Decimal(2), State.TALK)))
    assert told(harsh, record).words(day_words) == (
        "One more miss before May 14 opens a talk about the seat. If you tell us beforehand, missing the next one "
        "brings no more than a call."
    )


def test_where_nothing_worse_can_come_that_is_said() -> None:
    due = told(OURS, misses(MAY, JUNE, date(2026, 7, 9)))
    assert (due.step, due.more, due.held) == (None, None, State.TALK)
    assert due.words(day_words) == "A talk about the seat is due already; another miss changes nothing about that."
    assert told(Policy(), []).words(day_words) == "Another miss changes nothing."


def test_an_old_miss_that_leaves_before_the_next_meeting_is_not_counted() -> None:
    ahead = told(OURS, misses(date(2026, 4, 1), MAY))
    assert standing([OURS], SEAT, misses(date(2026, 4, 1), MAY), on=date(2027, 3, 20)).state is State.CALL
    assert (ahead.held, ahead.no_word.state, ahead.step) == (State.GOOD, State.CALL, State.CALL)


def test_meetings_on_leave_are_passed_over() -> None:
    seat = SeatFacts(None, [Leave(date(2027, 4, 1), date(2027, 4, 30))])
    may = ComingMeeting(date(2027, 5, 13))
    assert told(OURS, [], NEXT, may, seat=seat).next == may
    assert forecast([OURS], seat, [], (), [NEXT], on=date(2027, 3, 20)) is None
    assert forecast([OURS], SEAT, [], (), [], on=date(2027, 3, 20)) is None
    assert forecast([OURS], SEAT, [], (), [NEXT], on=NEXT.day + DAY) is None


def test_a_forecast_holds_until_a_leave_or_another_version_begins() -> None:
    record = misses(MAY)
    leave = SeatFacts(None, [Leave(date(2027, 5, 3))])
    assert told(OURS, record, seat=leave).until == date(2027, 5, 3)
    milder = replace(OURS, effective_on=date(2027, 5, 1), ladder=(Step(Decimal(3), State.CALL),))
    ahead = forecast([OURS, milder], SEAT, record, (), [NEXT], on=date(2027, 3, 20))
    assert ahead is not None
    assert (ahead.step, ahead.until) == (State.CALL, date(2027, 5, 1))


def test_in_grace_the_next_miss_does_nothing_and_the_one_after_may() -> None:
    policy = Policy(grace_days=60, ladder=(Step(Decimal(1), State.CALL),))
    seat = SeatFacts(date(2027, 3, 1))
    ahead = told(policy, [], NEXT, ComingMeeting(date(2027, 5, 13)), seat=seat)
    assert (ahead.next, ahead.no_word.state) == (NEXT, State.GOOD)
    assert (ahead.more, ahead.on_day) == (1, date(2027, 5, 13))


# -- exactness -------------------------------------------------------------------------------------------------------


@given(VERSIONS, SEATS, records(), COMING, ANYWHEN, st.data())
def test_apply_the_miss_and_the_standing_is_what_was_forecast(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], coming: list[ComingMeeting], on: date,
    data: st.DataObject,
) -> None:  # fmt: skip
    made = data.draw(made_up(record))
    record = [mark for mark in record if mark.starts <= on]
    ahead = forecast(versions, seat, record, made, coming, on=on)
    if ahead is None:
        return
    day = ahead.next.day
    assert day >= on
    for seen, expected in ((Seen.EXCUSED, ahead.told), (Seen.UNEXCUSED, ahead.no_word)):
        missed = Mark(day, seen, ahead.next.in_person)
        assert state_of(versions, seat, [*record, missed], made, on=day) == expected
    assert state_of(versions, seat, record, made, on=day).state is ahead.held


@given(VERSIONS, SEATS, records(), COMING, ANYWHEN, st.data())
def test_so_many_misses_bring_the_step_and_one_fewer_does_not(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], coming: list[ComingMeeting], on: date,
    data: st.DataObject,
) -> None:  # fmt: skip
    made = data.draw(made_up(record))
    record = [mark for mark in record if mark.starts <= on]
    ahead = forecast(versions, seat, record, made, coming, on=on)
    if ahead is None:
        return
    that_weigh = weighing(versions, seat, coming, on)
    many = ahead.more or MOST_MISSES_AHEAD
    missed: list[Mark] = []
    for number in range(many if that_weigh else 0):
        meeting = that_weigh[min(number, len(that_weigh) - 1)]
        missed.append(Mark(meeting.day, Seen.UNEXCUSED, meeting.in_person))
        reached = standing(versions, seat, [*record, *missed], made, on=meeting.day)
        as_is = state_of(versions, seat, record, made, on=meeting.day).state
        if number + 1 == ahead.more:
            assert (reached.state, reached.by, meeting.day) == (ahead.step, ahead.by, ahead.on_day)
            assert reached.state.rank > as_is.rank
        else:
            assert reached.state.rank <= as_is.rank


def weighing(versions: list[Policy], seat: SeatFacts, coming: list[ComingMeeting], on: date) -> list[ComingMeeting]:
    """Those of the meetings to come that weigh something when missed without a word."""
    return [
        meeting
        for meeting in sorted(coming)
        if meeting.day >= on and state_of(versions, seat, [Mark(meeting.day, Seen.UNEXCUSED)], on=meeting.day).misses
    ]


@given(VERSIONS, SEATS, records(), COMING, ANYWHEN, st.data())
def test_the_date_of_a_forecast_is_exact_to_the_day(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], coming: list[ComingMeeting], on: date,
    data: st.DataObject,
) -> None:  # fmt: skip
    made = data.draw(made_up(record))
    record = [mark for mark in record if mark.starts <= on]
    ahead = forecast(versions, seat, record, made, coming, on=on)
    if ahead is None or ahead.step is None or ahead.on_day is None or ahead.more is None:
        return
    that_weigh = weighing(versions, seat, coming, on)
    meetings = [that_weigh[min(number, len(that_weigh) - 1)] for number in range(ahead.more)]
    *others, last = [Mark(meeting.day, Seen.UNEXCUSED, meeting.in_person) for meeting in meetings]

    def brings(day: date) -> bool:
        missed = [*record, *others, last._replace(starts=day)]
        return state_of(versions, seat, missed, made, on=day).state.rank >= ahead.step.rank

    end = ahead.until or ahead.on_day + timedelta(days=1200)
    assert all(brings(ahead.on_day + timedelta(days=days)) for days in range((end - ahead.on_day).days))
    if ahead.until is not None:
        assert brings(ahead.until - DAY)
        assert not brings(ahead.until)


# -- the way back ----------------------------------------------------------------------------------------------------


def test_when_which_miss_leaves_and_what_a_catch_up_mends() -> None:
    policy = replace(OURS, catch_up_days=14)
    record = [Mark(MAY, Seen.EXCUSED, meeting="may"), Mark(date(2027, 3, 11), Seen.UNEXCUSED, meeting="march")]
    first, second = way_back([policy], SEAT, record, on=date(2027, 3, 20))
    assert (first.leaves_on, first.then, first.catch_up_by) == (date(2027, 5, 14), State.GOOD, None)
    assert (second.leaves_on, second.catch_up_by, second.if_made_up) == (
        date(2028, 3, 11), date(2027, 3, 25), State.GOOD,
    )  # fmt: skip
    assert first.words(day_words) == "The miss of May 14 leaves the count on May 14: good standing then."
    assert second.words(day_words) == (
        "The miss of March 11 leaves the count on March 11: good standing then. "
        "A catch-up by March 25 repairs it: good standing at once."
    )
    late = [Mark(MAY, Seen.LATE, off=30)]
    half = way_back([replace(OURS, late_weight=Decimal("0.5"))], SEAT, late, on=date(2027, 3, 20))
    assert half[0].words(day_words) == "The 0.5 of a miss of May 14 leaves the count on May 14: good standing then."
    assert way_back([OURS], SEAT, [Mark(MAY, Seen.PRESENT)], on=date(2027, 3, 20)) == []


def test_a_calendar_rule_lets_go_of_all_at_once() -> None:
    backs = way_back([ROTARY], SEAT, misses(date(2027, 1, 10), date(2027, 2, 10)), on=date(2027, 3, 20))
    assert [back.leaves_on for back in backs] == [date(2027, 7, 1)] * 2


@given(VERSIONS, SEATS, records(), ANYWHEN, st.data())
def test_the_way_back_is_exact(
    versions: list[Policy], seat: SeatFacts, record: list[Mark], on: date, data: st.DataObject
) -> None:
    made = data.draw(made_up(record))
    record = [mark for mark in record if mark.starts <= on]
    now = standing(versions, seat, record, made, on=on)
    backs = way_back(versions, seat, record, made, on=on)
    assert sum((back.weight for back in backs), Decimal(0)) == now.misses
    for back in backs:
        days = [standing(versions, seat, record, made, on=day) for day in (back.leaves_on - DAY, back.leaves_on)]
        assert [back.mark in [row.mark for row in one.why] for one in days] == [True, False]
        assert days[1].state is back.then
        if back.if_made_up is not None:
            mended = standing(versions, seat, record, [*made, CatchUp(back.mark.meeting, on)], on=on)
            assert mended.misses < now.misses
            assert mended.state is back.if_made_up


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_can_be_forecast_in_words(key: str) -> None:
    policy = PRESETS[key].policy
    ahead = told(policy, monthly("PPEPPPPPPPP", year=2026, month=5))
    assert ahead.step is not None
    assert ahead.words(day_words).endswith(".")
