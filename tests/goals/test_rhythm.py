"""When a check-in is asked for next: the same hour on the wall, through clock changes and early answers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from goals.rhythm import Answer, Turn, away_until, next_slot, together, turns

TUESDAY, AT = 1, time(8, 10)


def local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("answered", "days", "expected"),
    [
        ("2026-11-24T15:00", 14, "Tue 2026-12-08 08:10"),  # on the day
        ("2026-11-22T15:00", 14, "Tue 2026-12-08 08:10"),  # two days early: no turn is lost
        ("2026-11-27T15:00", 14, "Tue 2026-12-08 08:10"),  # three days late: back in step
        ("2026-11-24T15:00", 7, "Tue 2026-12-01 08:10"),
        ("2026-11-24T15:00", 28, "Tue 2026-12-22 08:10"),
    ],
)
def test_an_answer_moves_the_question_about_one_round_on(answered, days, expected):
    moment = next_slot(datetime.fromisoformat(answered).replace(tzinfo=UTC), "America/Chicago", TUESDAY, AT, days)
    assert local(moment, "America/Chicago") == expected


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ("2026-11-22T15:00", "Tue 2026-11-24 08:10"),  # a Sunday: the Tuesday after next day
        ("2026-11-23T15:00", "Tue 2026-12-01 08:10"),  # a Monday: tomorrow would be too soon
    ],
)
def test_a_new_goal_is_asked_after_soon_but_not_tomorrow(opened, expected):
    moment = next_slot(
        datetime.fromisoformat(opened).replace(tzinfo=UTC), "America/Chicago", TUESDAY, AT, 14, first=True
    )
    assert local(moment, "America/Chicago") == expected


def test_the_hour_stays_through_the_switch_to_summer_time():
    before = next_slot(datetime(2027, 3, 9, 15, tzinfo=UTC), "Europe/Berlin", TUESDAY, AT, 7)
    after = next_slot(datetime(2027, 3, 24, 15, tzinfo=UTC), "Europe/Berlin", TUESDAY, AT, 7)
    assert local(before, "Europe/Berlin") == "Tue 2027-03-16 08:10"
    assert local(after, "Europe/Berlin") == "Tue 2027-03-30 08:10"
    assert before.utctimetuple().tm_hour == 7
    assert after.utctimetuple().tm_hour == 6


def test_the_day_is_the_readers_own():
    """Late on a Sunday in Chicago it is Monday in London already."""
    moment = next_slot(datetime(2026, 11, 23, 3, tzinfo=UTC), "America/Chicago", TUESDAY, AT, 14, first=True)
    assert local(moment, "America/Chicago") == "Tue 2026-11-24 08:10"


T0 = datetime(2026, 3, 3, 14, 10, tzinfo=UTC)
"""A Tuesday, 8:10 in Chicago."""


def at(days: float) -> datetime:
    return T0 + timedelta(days=days)


def said(asked: float, answered: float, *, skipped: bool = False) -> Answer:
    return Answer(at(asked), at(answered), skipped)


@pytest.mark.parametrize(
    ("answers", "to_come", "now", "kept"),
    [
        ([said(0, 0.1), said(14, 15)], 28, 20, {0: True, 14: True, 28: False}),
        ([said(0, -3)], 14, 1, {0: True, 14: False}),
        ([said(0, 16)], 28, 20, {0: False, 14: True, 28: False}),
        ([said(0, 1)], 14, 45, {0: True, 14: False, 28: False, 42: False}),
        ([said(0, 1, skipped=True), said(14, 15)], 28, 20, {14: True, 28: False}),
        ([said(0, 16, skipped=True)], 28, 20, {0: False, 28: False}),
        ([said(14, 15), said(0, 1)], None, 90, {0: True, 14: True}),
        ([], 0, 1, {0: False}),
        ([], None, 1, {}),
    ],
    ids=[
        "given", "early", "late repairs the last", "missed goes on", "left out", "left out late", "nothing to come",
        "first asked", "never asked",
    ],
)  # fmt: skip
def test_turns_are_told_from_what_was_asked_and_answered(answers, to_come, now, kept):
    found = turns(answers, None if to_come is None else at(to_come), every_days=14, now=at(now), zone="America/Chicago")
    assert found == [Turn(date(2026, 3, 3) + timedelta(days=day), kept=was) for day, was in kept.items()]


def test_the_day_of_a_turn_is_that_of_its_member():
    found = turns([], datetime(2026, 3, 4, 1, tzinfo=UTC), every_days=7, now=T0, zone="America/Chicago")
    assert found == [Turn(date(2026, 3, 3), kept=False)]


def test_the_turns_of_all_goals_of_a_person_are_one_row_of_days():
    first, second = date(2026, 11, 3), date(2026, 11, 17)
    margin = [Turn(first, kept=False), Turn(second, kept=True)]
    hiring = [Turn(first, kept=True)]
    assert together([margin, hiring]) == [Turn(first, kept=True), Turn(second, kept=True)]
    assert together([]) == []


def test_who_is_away_today_is_away_until_the_last_of_these_days():
    spans = [(date(2026, 11, 3), date(2026, 11, 5)), (date(2026, 11, 20), date(2026, 11, 24))]
    found = [away_until(spans, date(2026, 11, day)) for day in (2, 3, 5, 6, 24)]
    assert found == [None, date(2026, 11, 5), date(2026, 11, 5), None, date(2026, 11, 24)]
