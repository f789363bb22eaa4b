"""When a check-in is asked for next: the same hour on the wall, through clock changes and early answers."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from goals.rhythm import next_slot

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
