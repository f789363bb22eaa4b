"""Dates that clash and where they could go; the tally of a poll."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.planning import NEAR_DAYS, Blackout, Option, proposals, tally
from meetings.recurrence import Pattern, days_of
from programs.days_off import days_off

THANKSGIVING = date(2026, 11, 26)
HOLIDAYS = days_off("US", date(2026, 11, 22))
MONTHLY = days_of(Pattern("monthly", 1, 3, 4), date(2026, 10, 1), date(2027, 3, 31))


def test_a_fourth_thursday_moves_away_from_thanksgiving() -> None:
    [found] = proposals(MONTHLY, HOLIDAYS)
    assert (found.day, found.clashes_with, found.move_to) == (THANKSGIVING, "Thanksgiving Day", date(2026, 12, 3))
    assert found.words == "Thursday, November 26: Thanksgiving Day. Move to Thursday, December 3, a week later?"


def test_nothing_clashes_and_nothing_is_planned() -> None:
    assert proposals(MONTHLY, {}) == []
    assert proposals([], HOLIDAYS) == []


def test_a_week_earlier_where_the_week_after_is_off_too() -> None:
    [found] = proposals(MONTHLY, HOLIDAYS, [Blackout(date(2026, 11, 30), date(2026, 12, 4), "Annual conference")])
    assert found.move_to == date(2026, 11, 19)
    assert found.words.endswith("Move to Thursday, November 19, a week earlier?")


def test_a_weekly_group_moves_to_the_nearest_workday_the_later_of_two() -> None:
    weekly = days_of(Pattern("weekly", 1, 3), date(2026, 11, 1), date(2026, 12, 31))
    found = {one.day: one for one in proposals(weekly, HOLIDAYS)}
    assert found[THANKSGIVING].move_to == date(2026, 11, 27)
    assert found[THANKSGIVING].words == "Thursday, November 26: Thanksgiving Day. Move to Friday, November 27?"


def test_a_day_off_before_a_weekend_moves_back_a_day_sooner_than_over_the_weekend() -> None:
    fridays = days_of(Pattern("weekly", 1, 4), date(2026, 12, 1), date(2027, 1, 31))
    christmas = next(one for one in proposals(fridays, HOLIDAYS) if one.day == date(2026, 12, 25))
    assert christmas.move_to == date(2026, 12, 24)


def test_two_moves_never_meet() -> None:
    weekly = [date(2026, 12, 3), date(2026, 12, 10)]
    both = [Blackout(weekly[0], weekly[1], "Audit")]
    first, second = proposals(weekly, {}, both)
    assert first.move_to == date(2026, 11, 26)
    assert second.move_to == date(2026, 12, 17)


def test_a_meeting_of_two_days_needs_both() -> None:
    wednesday = THANKSGIVING - timedelta(days=1)
    [found] = proposals([wednesday], HOLIDAYS, length_days=2)
    assert (found.day, found.clashes_with) == (wednesday, "Thanksgiving Day")
    assert found.move_to == wednesday + timedelta(days=7)
    assert proposals([wednesday], HOLIDAYS) == []
    [tight] = proposals([wednesday], HOLIDAYS, [Blackout(date(2026, 12, 3), date(2026, 12, 3), "Fair")], length_days=2)
    assert tight.move_to == wednesday - timedelta(days=7)


def test_all_names_that_a_date_meets_are_told_once() -> None:
    [found] = proposals(
        [THANKSGIVING], HOLIDAYS, [Blackout(THANKSGIVING, THANKSGIVING + timedelta(days=3), "Shutdown")], length_days=2
    )
    assert found.clashes_with == "Thanksgiving Day and Shutdown"


def test_no_day_near_is_said() -> None:
    [found] = proposals([THANKSGIVING], {}, [Blackout(date(2026, 10, 1), date(2026, 12, 31), "Migration freeze")])
    assert found.move_to is None
    assert found.words == (
        "Thursday, November 26: Migration freeze. No day near it is free: choose one, or leave this date out."
    )


def test_nothing_moves_into_the_past() -> None:
    friday = date(2026, 11, 27)
    [found] = proposals(
        [THANKSGIVING], HOLIDAYS, [Blackout(date(2026, 12, 3), date(2026, 12, 3), "Fair")], not_before=friday
    )
    assert found.move_to == friday


def test_days_read_in_the_order_of_the_program_with_a_year_that_changes() -> None:
    [found] = proposals([date(2026, 12, 31)], {date(2026, 12, 31): "New Year's Eve"}, order="dmy")
    assert found.words == "Thursday, 31 December: New Year's Eve. Move to Thursday, 7 January 2027, a week later?"


def test_a_blackout_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="comes before"):
        Blackout(date(2026, 12, 2), date(2026, 12, 1), "Fair")


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@given(
    st.lists(DAYS, max_size=20, unique=True),
    st.sets(DAYS, max_size=60),
    st.lists(
        st.builds(lambda day, n: Blackout(day, day + timedelta(days=n), "Out"), DAYS, st.integers(0, 20)), max_size=4
    ),
    st.integers(1, 3),
)
def test_a_move_is_always_near_and_free(
    days: list[date], holidays: set[date], blackouts: list[Blackout], length: int
) -> None:
    def stretch(day: date) -> set[date]:
        return {day + timedelta(days=n) for n in range(length)}

    closed = holidays | {
        day for one in blackouts for n in range(21) if (day := one.first + timedelta(days=n)) <= one.last
    }
    found = proposals(days, dict.fromkeys(holidays, "Off"), blackouts, length)
    assert [one.day for one in found] == sorted(day for day in days if stretch(day) & closed)
    taken = {each for day in days if not stretch(day) & closed for each in stretch(day)}
    for one in found:
        if one.move_to is None:
            continue
        target = stretch(one.move_to)
        assert not target & closed
        assert not target & taken
        assert abs((one.move_to - one.day).days) <= NEAR_DAYS
        assert abs((one.move_to - one.day).days) == 7 or all(day.weekday() <= 4 for day in target)
        taken |= target


# -- a poll ------------------------------------------------------------------------------------------------------------

TUESDAY = Option("tue", datetime(2026, 12, 1, 15, tzinfo=UTC))
WEDNESDAY = Option("wed", datetime(2026, 12, 2, 15, tzinfo=UTC))
THURSDAY = Option("thu", datetime(2026, 12, 3, 15, tzinfo=UTC))
GROUP = ("dana", "luis", "mei", "omar")


def test_what_was_said_is_counted_and_silence_too() -> None:
    [one] = tally([TUESDAY], {"dana": {"tue": "yes"}, "luis": {"tue": "if_needed"}, "mei": {"tue": "no"}}, GROUP)
    assert (one.yes, one.if_needed, one.no, one.silent) == (1, 1, 1, 1)


def test_the_best_is_where_most_can_come() -> None:
    found = tally(
        [TUESDAY, WEDNESDAY, THURSDAY],
        {
            "dana": {"tue": "yes", "wed": "if_needed", "thu": "yes"},
            "luis": {"tue": "no", "wed": "if_needed", "thu": "yes"},
            "mei": {"tue": "yes", "wed": "yes", "thu": "if_needed"},
        },
        GROUP,
    )
    assert [one.option.key for one in found] == ["thu", "wed", "tue"]


def test_who_must_be_there_outweighs_everybody_else() -> None:
    answers = {person: {"tue": "yes", "wed": "no"} for person in ("dana", "luis", "mei")}
    found = tally([TUESDAY, WEDNESDAY], answers | {"omar": {"tue": "no", "wed": "yes"}}, GROUP, must={"omar"})
    assert [(one.option.key, one.missing) for one in found] == [("wed", ()), ("tue", ("omar",))]


def test_between_equals_the_one_whom_the_needed_have_answered_then_the_earliest() -> None:
    answers = {"dana": {"wed": "yes"}, "luis": {"tue": "yes", "thu": "yes"}}
    found = tally([THURSDAY, WEDNESDAY, TUESDAY], answers, GROUP, must=["dana"])
    assert [(one.option.key, one.unheard) for one in found] == [
        *(("wed", ()), ("tue", ("dana",)), ("thu", ("dana",))),
    ]


def test_a_stranger_has_no_voice_and_nobody_is_asked() -> None:
    [one] = tally([TUESDAY], {"zoe": {"tue": "yes"}}, GROUP, must=["zoe"])
    assert (one.yes, one.silent, one.missing, one.unheard) == (0, 4, (), ())
    [empty] = tally([TUESDAY], {}, ())
    assert (empty.yes, empty.silent, empty.heat) == (0, 0, 0)


@pytest.mark.parametrize(("yes", "heat"), [(0, 0), (1, 1), (4, 1), (5, 2), (8, 2), (9, 3), (11, 3), (12, 4)])
def test_heat_rises_with_those_who_can(yes: int, heat: int) -> None:
    people = [f"p{n}" for n in range(12)]
    [one] = tally([TUESDAY], {person: {"tue": "yes"} for person in people[:yes]}, people)
    assert one.heat == heat


ANSWERS = st.dictionaries(
    st.sampled_from(GROUP),
    st.dictionaries(st.sampled_from(("tue", "wed", "thu")), st.sampled_from(("yes", "if_needed", "no"))),
)


@given(ANSWERS, st.sets(st.sampled_from(GROUP)))
def test_every_option_counts_everybody_once(answers: dict, must: set[str]) -> None:
    found = tally([TUESDAY, WEDNESDAY, THURSDAY], answers, GROUP, must)
    assert {one.option.key for one in found} == {"tue", "wed", "thu"}
    assert all(one.yes + one.if_needed + one.no + one.silent == len(GROUP) for one in found)
    assert [len(one.missing) for one in found] == sorted(len(one.missing) for one in found)
    assert all(set(one.missing) | set(one.unheard) <= must for one in found)
