from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetting.states import (
    CHOICES,
    CLOSED,
    MOVES,
    OPEN,
    QUEUE,
    REASONS,
    STEPS,
    Decision,
    State,
    extended,
    held_until,
    is_working_day,
    may,
    promise,
    reason,
    reminders,
    step_of,
)

ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"])
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
PROMISING = sorted(QUEUE | {State.POOL})

# Thanksgiving and the days after it, as a program may keep them
HOLIDAYS = frozenset((date(2026, 11, 26), date(2026, 11, 27)))


def reachable(first: State) -> set[State]:
    found, ahead = {first}, [first]
    while ahead:
        for state in MOVES[ahead.pop()] - found:
            found.add(state)
            ahead.append(state)
    return found


def test_every_state_has_a_line_in_the_table_and_can_be_reached_from_a_draft() -> None:
    assert set(MOVES) == set(State)
    assert reachable(State.DRAFT) == set(State)


def test_the_usual_way_to_a_seat() -> None:
    way = ["draft", "submitted", "more_information", "in_review", "more_information", "in_review", "pool", "offered"]
    way += ["pool", "offered", "seated"]
    assert all(may(State(one), State(next_)) for one, next_ in pairwise(way))


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        ("draft", "pool"),
        ("draft", "in_review"),
        ("submitted", "offered"),
        ("in_review", "seated"),
        ("pool", "seated"),
        ("seated", "withdrawn"),
        ("declined", "pool"),
        ("withdrawn", "in_review"),
        ("submitted", "ended"),
        ("in_review", "ended"),
        ("pool", "ended"),
    ],
)
def test_what_may_not_happen(from_: str, to: str) -> None:
    assert not may(State(from_), State(to))


def test_nobody_is_moved_to_where_they_are() -> None:
    assert not any(may(state, state) for state in State)


def test_until_a_seat_is_taken_an_applicant_may_always_withdraw() -> None:
    assert all(may(state, State.WITHDRAWN) for state in OPEN)


def test_what_waits_for_the_program_never_ends_by_time() -> None:
    assert {state for state in State if may(state, State.ENDED)} == {State.DRAFT, State.MORE_INFORMATION}


def test_an_offer_that_ends_keeps_the_place_in_line() -> None:
    assert may(State.OFFERED, State.POOL)
    assert may(State.DECLINED, State.IN_REVIEW)


def test_open_and_closed_are_all_there_is() -> None:
    assert set(State) == OPEN | CLOSED
    assert not OPEN & CLOSED
    assert QUEUE < OPEN


def test_the_steps_never_go_back_while_an_application_goes_forward() -> None:
    way = (State.DRAFT, State.SUBMITTED, State.MORE_INFORMATION, State.IN_REVIEW, State.POOL, State.OFFERED)
    steps = [step_of(state) for state in (*way, State.SEATED)]
    assert steps == sorted(steps)
    assert {*steps} == {1, 2, 3, 4, 5}
    assert len(STEPS) == 5
    assert [step_of(state) for state in (State.DECLINED, State.WITHDRAWN, State.ENDED)] == [0, 0, 0]


def test_every_state_has_words_for_both_sides() -> None:
    assert [value for value, _ in CHOICES] == list(State)
    for state in State:
        assert state.label
        assert state.told
        assert state.sentence.endswith(".")


@pytest.mark.parametrize(
    ("state", "since", "day"),
    [
        (State.SUBMITTED, date(2026, 11, 16), date(2026, 11, 23)),
        (State.IN_REVIEW, date(2026, 11, 14), date(2026, 11, 20)),  # Saturday + 7: the Friday before
        (State.SUBMITTED, date(2026, 11, 21), date(2026, 11, 25)),  # and before the holidays
        (State.MORE_INFORMATION, date(2026, 11, 16), date(2026, 11, 30)),
        (State.POOL, date(2026, 11, 16), date(2026, 12, 16)),
    ],
)
def test_the_day_of_the_next_word(state: State, since: date, day: date) -> None:
    assert promise(state, since, since, HOLIDAYS) == day


def test_a_day_that_has_passed_is_not_promised_again() -> None:
    assert promise(State.IN_REVIEW, date(2026, 11, 2), date(2026, 11, 21), HOLIDAYS) == date(2026, 11, 23)
    assert promise(State.IN_REVIEW, date(2026, 11, 2), date(2026, 11, 26), HOLIDAYS) == date(2026, 11, 30)
    assert promise(State.IN_REVIEW, date(2026, 11, 2), date(2026, 11, 9)) == date(2026, 11, 9)


def test_a_week_of_holidays_puts_the_word_off_to_the_first_day_after_it() -> None:
    closed = [date(2026, 12, 21) + timedelta(days=n) for n in range(14)]
    assert promise(State.SUBMITTED, date(2026, 12, 20), date(2026, 12, 20), closed) == date(2027, 1, 4)


@pytest.mark.parametrize("state", [State.DRAFT, State.OFFERED, *sorted(CLOSED)])
def test_no_word_is_owed_where_nothing_waits_for_the_program(state: State) -> None:
    assert promise(state, date(2026, 11, 16), date(2026, 11, 16)) is None


@settings(deadline=None)
@given(st.sampled_from(PROMISING), DAYS, st.integers(0, 60), st.sets(DAYS, max_size=5))
def test_a_promise_is_a_working_day_to_come(state: State, since: date, later: int, holidays: set[date]) -> None:
    today = since + timedelta(days=later)
    day = promise(state, since, today, holidays)
    assert day is not None
    assert day >= today
    assert day > since
    assert is_working_day(day, holidays)


def test_an_offer_ends_in_the_afternoon_of_a_working_day() -> None:
    made = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)  # Friday, 16:00 in New York
    assert held_until(made, "America/New_York", 3, HOLIDAYS) == datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    assert held_until(made, "America/New_York", 4, HOLIDAYS) == datetime(2026, 11, 30, 22, 0, tzinfo=UTC)


def test_the_day_is_the_one_on_the_wall_of_the_zone() -> None:
    made = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # Sunday here, Monday on Kiritimati
    assert held_until(made, "Pacific/Kiritimati", 1).astimezone(ZoneInfo("Pacific/Kiritimati")).isoformat() == (
        "2026-11-24T17:00:00+14:00"
    )


def test_an_offer_is_held_for_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="one working day"):
        held_until(datetime(2026, 11, 20, tzinfo=UTC), "UTC", 0)
    with pytest.raises(ValueError, match="aware"):
        held_until(datetime(2026, 11, 20), "UTC", 1)  # noqa: DTZ001


@settings(deadline=None)
@given(MOMENTS, ZONES, st.integers(1, 15), st.sets(DAYS, max_size=5))
def test_an_offer_is_held_for_so_many_working_days(
    made: datetime, zone: str, working_days: int, holidays: set[date]
) -> None:
    until = held_until(made, zone, working_days, holidays).astimezone(ZoneInfo(zone))
    first = made.astimezone(ZoneInfo(zone)).date()
    between = [first + timedelta(days=n) for n in range(1, (until.date() - first).days + 1)]
    assert until.time() == time(17, 0)
    assert is_working_day(until.date(), holidays)
    assert sum(is_working_day(day, holidays) for day in between) == working_days


def test_an_extended_offer_ends_three_working_days_later_across_the_switch_of_clocks() -> None:
    until = datetime(2026, 3, 26, 16, 0, tzinfo=UTC)  # Thursday, 17:00 in Berlin, before summer time
    assert extended(until, "Europe/Berlin") == datetime(2026, 3, 31, 15, 0, tzinfo=UTC)


def test_reminders_come_halfway_and_a_day_before() -> None:
    made, until = datetime(2026, 11, 16, 9, 0, tzinfo=UTC), datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert reminders(made, until) == (
        datetime(2026, 11, 18, 13, 0, tzinfo=UTC),
        datetime(2026, 11, 19, 17, 0, tzinfo=UTC),
    )


def test_a_short_offer_has_one_moment_for_both_reminders() -> None:
    made, until = datetime(2026, 11, 16, 16, 0, tzinfo=UTC), datetime(2026, 11, 17, 17, 0, tzinfo=UTC)
    halfway, day_before = reminders(made, until)
    assert halfway == day_before == datetime(2026, 11, 17, 4, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="after it was made"):
        reminders(until, made)


def test_a_decision_leads_where_the_table_allows() -> None:
    for decision in Decision:
        assert may(State.SUBMITTED, decision.leads_to)
        assert decision.leads_to is State.MORE_INFORMATION or may(State.MORE_INFORMATION, decision.leads_to)


def test_every_decision_has_reasons_with_a_chip_and_a_sentence_without_blame() -> None:
    blame = ("unfortunately", "fail", "not good", "reject", "your fault", "!", "sorry")
    for decision in Decision:
        keys = [reason.key for reason in REASONS[decision]]
        assert len(keys) == len({*keys}) >= 3
        for each in REASONS[decision]:
            assert len(each.chip) <= 24, "a chip is read at a glance"
            assert each.sentence.endswith(".")
            assert not any(word in each.sentence.casefold() for word in blame)


def test_no_reason_tells_an_applicant_of_a_no_in_the_candor_check() -> None:
    said = " ".join(each.sentence for each in REASONS[Decision.DECLINE]).casefold()
    assert not any(word in said for word in ("member", "competitor", "freely", "conflict", "somebody", "someone"))


def test_a_reason_is_found_by_its_key() -> None:
    assert reason(Decision.DECLINE, "small").chip == "Smaller than our groups"
    with pytest.raises(KeyError):
        reason(Decision.ACCEPT, "small")
